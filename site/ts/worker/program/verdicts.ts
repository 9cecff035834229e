/** The word on a check: it has passed, or has failed, and what it measured. */
export interface Word {
	name: string;
	ok: boolean;
	text: string;
}

const newline = 0x0a;

/**
 * Finds the verdicts of a program's checks in its standard output, as wasm/gocmd/checks writes them: from the run's
 * secret to the end of the line.
 */
export class Verdicts {
	/** Begins each verdict. The program's environment has it, and no program that may be checked reads that. */
	readonly secret = hex(crypto.getRandomValues(new Uint8Array(16)));
	readonly #secret = new TextEncoder().encode(this.secret);
	#held: Uint8Array = new Uint8Array();

	/** Takes a piece of the output, passes on what is no verdict, and calls `word` with each that is whole. */
	take(piece: Uint8Array, pass: (bytes: Uint8Array) => void, word: (word: Word) => void): void {
		let data = joined(this.#held, piece);
		for (;;) {
			const at = this.#find(data);
			const end = data.indexOf(newline, at);
			const whole = at + this.#secret.length <= data.length && end >= 0;
			if (at > 0) {
				pass(data.subarray(0, at));
			}
			if (!whole) {
				this.#held = data.slice(at);
				return;
			}
			word(read(data.subarray(at + this.#secret.length, end)));
			data = data.subarray(end + 1);
		}
	}

	/** Returns what is held of the output although no verdict has come of it. */
	rest(): Uint8Array {
		return this.#held;
	}

	/** Returns where the secret begins, or at the end what may become it; without either the length of the data. */
	#find(data: Uint8Array): number {
		const [first] = this.#secret;
		for (let at = data.indexOf(first!); at >= 0; at = data.indexOf(first!, at + 1)) {
			const there = data.subarray(at, at + this.#secret.length);
			if (there.every((byte, index) => byte === this.#secret[index])) {
				return at;
			}
		}
		return data.length;
	}
}

/** Reads "ok TestAll", or "failed TestPeak 7 at once, at most 4". */
function read(line: Uint8Array): Word {
	const [, how, name = '', text = ''] = /^ (\S+) (\S+) ?(.*)$/.exec(new TextDecoder().decode(line)) ?? [];
	return { name, ok: how === 'ok', text };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
	const both = new Uint8Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
