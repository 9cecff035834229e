import { Words } from './verdict';

/** How much of the traces is shown, in characters: as much as anybody reads. */
const most = 64 << 10;

/**
 * What the traces of goroutines differ in that are at the same place: the number and what is known of the goroutine,
 * how long it has waited, arguments and addresses.
 */
const differs = /^goroutine \d+ [^[\n]*|, \d+ minutes| in goroutine \d+$|\([^()\n]*\)$| \+0x[0-9a-f]+.*$/gm;

/** Where goroutines wait: the trace of the first, and how many others there are. */
interface Place {
	text: string;
	more: number;
}

/**
 * Reads standard error, and holds back the traces in the last words of Go's runtime until the program has ended: of
 * goroutines that wait at the same place the first is shown, with their number. All else passes at once.
 *
 *	goroutine 7 [chan send]: (and 249 more at the same place)
 *
 * server/engine/dump.go does the same; server/engine/testdata/dump.json has cases for both.
 */
export class Dump {
	readonly words = new Words();
	/** Bytes that have been held back. */
	size = 0;
	readonly #encoder = new TextEncoder();
	#decoder = new TextDecoder();
	/** A line of the traces as far as it has come. */
	#line = '';
	/** The lines of one goroutine as far as they have come. */
	#block = '';
	/** The traces that are held back, in order. */
	#places = new Map<string, Place>();

	/** Takes what is written, and returns what passes of it. */
	read(piece: Uint8Array): Uint8Array {
		if (!this.words.tracing && piece.indexOf(newline) === piece.length - 1) {
			this.words.read(piece); // as almost all pieces are
			return piece;
		}
		const passes: Uint8Array[] = [];
		for (let rest = piece; rest.length > 0;) {
			const n = rest.indexOf(newline) + 1 || rest.length;
			passes.push(...this.#readLine(rest.subarray(0, n)));
			rest = rest.subarray(n);
		}
		return join(passes);
	}

	/** Takes a line or a part of one. */
	#readLine(bytes: Uint8Array): Uint8Array[] {
		const held = this.words.tracing;
		this.words.read(bytes);
		return held ? this.#hold(bytes) : [bytes];
	}

	/** Takes a line of the traces or a part of one, which the words have read. */
	#hold(bytes: Uint8Array): Uint8Array[] {
		this.size += bytes.length;
		this.#line += this.#decoder.decode(bytes, { stream: true });
		if (bytes.at(-1) !== newline) {
			return [];
		}
		if (this.words.tracing) {
			this.#add();
			return [];
		}
		const text = this.#text(false) + this.#line; // the program itself has printed all this, and goes on
		this.#reset();
		return [this.#encoder.encode(text)];
	}

	/** Adds a whole line to the traces. An empty one ends that of a goroutine. */
	#add(): void {
		this.#block += this.#line;
		if (this.#line === '\n') {
			this.#fold();
		}
		this.#line = '';
	}

	/** Adds a goroutine's trace to its place. */
	#fold(): void {
		if (this.#block === '') {
			return;
		}
		const key = this.#block.trim().replace(differs, '');
		const place = this.#places.get(key);
		if (place) {
			place.more++;
		} else {
			this.#places.set(key, { text: this.#block, more: 0 });
		}
		this.#block = '';
	}

	/**
	 * Returns the traces that are held back, now that the program has ended. Those of one that was ended meanwhile,
	 * `cut`, may lack some.
	 */
	close(cut: boolean): Uint8Array {
		if (!cut) {
			this.#block += this.#line;
		}
		const text = this.#text(cut);
		this.#reset();
		return this.#encoder.encode(text);
	}

	/** Returns the traces as they are shown. */
	#text(cut: boolean): string {
		const last = this.#block !== ''; // has no empty line after it
		this.#fold();
		const places = [...this.#places.values()];
		let text = '';
		for (const [i, { text: trace, more }] of places.entries()) {
			if (text.length + trace.length > most) {
				return `${text}...at ${places.length - i} other places\n`;
			}
			const end = trace.indexOf('\n');
			const head = end < 0 ? trace : trace.slice(0, end);
			const others = more > 0 ? ` (and ${cut ? 'at least ' : ''}${more} more at the same place)` : '';
			text += head + others + trace.slice(head.length);
		}
		return last && text.endsWith('\n\n') ? text.slice(0, -1) : text;
	}

	#reset(): void {
		this.#line = this.#block = '';
		this.#places = new Map();
		this.size = 0;
		this.#decoder = new TextDecoder();
	}
}

const newline = 0x0a;

function join(pieces: Uint8Array[]): Uint8Array {
	if (pieces.length === 1) {
		return pieces[0]!;
	}
	const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		all.set(piece, at);
		at += piece.length;
	}
	return all;
}
