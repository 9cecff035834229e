import type { Text } from '../../contract/protocol';

/** So many of a run's first texts are posted one by one, as they are written. */
const prompt = 1000;

/** Then texts are held back until so many milliseconds have passed since the last post … */
const coalesce = 4;

/** … and those of one stream joined that are less than so many milliseconds of the program's clock apart. */
const instant = 1;

type Stream = Text['kind'];

/**
 * What a program writes, on its way to the page: held to a limit, made valid
 * UTF-8 (a character may be split between two writes), standard error by whole
 * lines (a panic comes in fragments), and a flood of it joined into fewer posts.
 *
 * A text is held back only in a flood: a program that computes lets no timer
 * run, so that what it has not posted would stay unseen.
 */
export class Output {
	readonly #decoders = { stdout: decoder(), stderr: decoder() };
	#left: number;
	#writes = 0;
	/** The beginning of a line of standard error, and when it was written. */
	#line = { at: 0, text: '' };
	#held: Text[] = [];
	#posted = -Infinity;

	constructor(
		limit: number,
		readonly post: (texts: Text[]) => void,
		readonly now: () => number,
	) {
		this.#left = limit;
	}

	/**
	 * Takes what the program writes at a time of its clock. False: over the limit, of which it has taken the
	 * rest.
	 */
	write(stream: Stream, bytes: Uint8Array, at: number): boolean {
		const fits = bytes.length <= this.#left;
		const taken = fits ? bytes : bytes.subarray(0, this.#left);
		this.#left -= taken.length;
		this.#writes++;
		this.#add(stream, at, this.#decoders[stream].decode(taken, { stream: true }));
		if (this.#writes <= prompt || this.now() - this.#posted >= coalesce) {
			this.#flush();
		}
		return fits;
	}

	/** The program waits: nothing is held back but the beginning of a character. */
	idle(): void {
		this.#endLine();
		this.#flush();
	}

	/** Takes the end of standard error, which the runtime has written of the program's end: no limit cuts it. */
	last(bytes: Uint8Array, at: number): void {
		this.#left = Math.max(this.#left, bytes.length);
		this.write('stderr', bytes, at);
	}

	/** The program has ended, at a time of its clock. */
	close(at: number): void {
		this.#add('stdout', at, this.#decoders.stdout.decode());
		this.#add('stderr', at, this.#decoders.stderr.decode());
		this.#left = 0;
		this.idle();
	}

	#add(stream: Stream, at: number, text: string): void {
		if (stream === 'stdout') {
			if (text !== '') {
				this.#endLine();
				this.#hold(stream, at, text);
			}
			return;
		}
		const end = text.lastIndexOf('\n') + 1;
		if (end > 0) {
			this.#hold(stream, this.#line.text === '' ? at : this.#line.at, this.#line.text + text.slice(0, end));
			this.#line.text = '';
		}
		if (end < text.length) {
			this.#line.at = this.#line.text === '' ? at : this.#line.at;
			this.#line.text += text.slice(end);
		}
	}

	#endLine(): void {
		const { at, text } = this.#line;
		this.#line.text = '';
		if (text !== '') {
			this.#hold('stderr', at, text);
		}
	}

	#hold(kind: Stream, at: number, text: string): void {
		const last = this.#held.at(-1);
		if (last?.kind === kind && at - last.at < instant) {
			last.text += text;
		} else {
			this.#held.push({ kind, at, text });
		}
	}

	#flush(): void {
		if (this.#held.length === 0) {
			return;
		}
		this.post(this.#held);
		this.#held = [];
		this.#posted = this.now();
	}
}

function decoder(): TextDecoder {
	return new TextDecoder('utf-8', { ignoreBOM: true });
}
