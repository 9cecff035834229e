/** How a character looks: the names of classes, with spaces between them; "" as all do. */
export type Look = string;

/** The state of a terminal that outlasts a line: the look of what follows, and a sequence that is not complete. */
export class Pen {
	look: Look = '';
	/** The beginning of a control sequence, whose rest is in the next piece. */
	rest = '';
	/** Whether colours are set: then they hold for what follows, too. */
	#foreground = '';
	#background = '';
	readonly #manners = new Set<string>();

	/** Takes the parameters of "Select Graphic Rendition", as in "1;31". Those that pages do not show are skipped. */
	select(parameters: string): void {
		const codes = parameters.split(/[;:]/).map(Number);
		for (let i = 0; i < codes.length; i++) {
			const code = codes[i]!;
			if (code === 38 || code === 48) {
				// One of 256 colours, of which the first 16 have names, or one by its parts.
				const [kind, index] = codes.slice(i + 1);
				this.#colour(code, kind === 5 && index! < 16 ? String(index) : '');
				i += kind === 5 ? 2 : 4;
			} else {
				this.#set(code);
			}
		}
		this.look = [...this.#manners, this.#foreground, this.#background].filter((name) => name !== '').join(' ');
	}

	#set(code: number): void {
		const manner = manners[code];
		if (code === 0) {
			this.#manners.clear();
			this.#foreground = this.#background = '';
		} else if (manner !== undefined) {
			this.#manners.add(manner);
		} else if (code === 22) {
			this.#manners.delete('bold');
			this.#manners.delete('dim');
		} else if (code > 22 && code < 30) {
			this.#manners.delete(manners[code - 20] ?? '');
		} else {
			const tens = Math.floor(code / 10);
			const index = code % 10;
			const bright = tens === 9 || tens === 10;
			if (bright || tens === 3 || tens === 4) {
				const name = index > 7 ? '' : String(bright ? index + 8 : index);
				this.#colour(tens === 3 || tens === 9 ? 38 : 48, name);
			}
		}
	}

	#colour(code: number, name: string): void {
		if (code === 38) {
			this.#foreground = name && `colour-${name}`;
		} else {
			this.#background = name && `back-${name}`;
		}
	}
}

/** The classes of manners of writing, by their codes; the code that ends one is 20 more. */
const manners: Record<number, string> = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underlined', 7: 'inverse', 9: 'struck' };

/** A part of a line that looks the same throughout. */
export interface Span {
	look: Look;
	text: string;
}

// eslint-disable-next-line no-control-regex -- they are what it looks for
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

// A sequence: CSI, OSC and the like, another one of two characters, or a single control character.
// eslint-disable-next-line no-control-regex -- likewise
const sequence = /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\`-~]|[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;

// What may be the beginning of one.
// eslint-disable-next-line no-control-regex -- likewise
const unfinished = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)?$/;

/** The longest beginning of a sequence that is kept, in characters: what is longer is none. */
const longestSequence = 256;

/**
 * A line of output as a terminal shows it: "\r" and "\b" move in it, and what is
 * then written takes the place of what was there; colours are shown; what else
 * controls a terminal is left out.
 */
export class Row {
	/** How many characters are left out at its end. */
	cut = 0;
	readonly #longest: number;
	/** The line, as long as it was written from its beginning to its end, without a look. */
	#plain: string | null = '';
	#characters: string[] = [];
	#looks: Look[] = [];
	#column = 0;

	/** Keeps at most that many characters. */
	constructor(longest: number) {
		this.#longest = longest;
	}

	get text(): string {
		return this.#plain ?? this.#characters.join('');
	}

	/** The parts of the line. One without any looks is a single part. */
	get spans(): Span[] {
		if (this.#plain !== null) {
			return this.#plain === '' ? [] : [{ look: '', text: this.#plain }];
		}
		const spans: Span[] = [];
		this.#characters.forEach((character, index) => {
			const look = this.#looks[index]!;
			const last = spans.at(-1);
			if (last?.look === look) {
				last.text += character;
			} else {
				spans.push({ look, text: character });
			}
		});
		return spans;
	}

	/** Writes text, in which there is no newline. */
	write(text: string, pen: Pen): void {
		text = pen.rest + text;
		pen.rest = '';
		if (this.#plain !== null && pen.look === '' && !control.test(text)) {
			const room = this.#longest - this.#plain.length;
			this.#plain += text.slice(0, room);
			this.cut += Math.max(0, text.length - room);
			return;
		}
		this.#spread();
		const open = unfinished.exec(text);
		if (open && open[0].length <= longestSequence) {
			pen.rest = open[0];
			text = text.slice(0, open.index);
		}
		let from = 0;
		for (const match of text.matchAll(sequence)) {
			this.#put(text.slice(from, match.index), pen.look);
			from = match.index + match[0].length;
			this.#obey(match, pen);
		}
		this.#put(text.slice(from).replaceAll('\x1b', ''), pen.look);
	}

	/** Lays the line out by its characters. */
	#spread(): void {
		if (this.#plain !== null) {
			this.#characters = Array.from(this.#plain);
			this.#looks = this.#characters.map(() => '');
			this.#column = this.#characters.length;
			this.#plain = null;
		}
	}

	#put(text: string, look: Look): void {
		for (const character of text) {
			if (this.#column >= this.#longest) {
				this.cut++;
				continue;
			}
			while (this.#characters.length < this.#column) {
				this.#characters.push(' ');
				this.#looks.push('');
			}
			this.#characters[this.#column] = character;
			this.#looks[this.#column] = look;
			this.#column++;
		}
	}

	#obey([whole, parameters = '', final]: RegExpExecArray, pen: Pen): void {
		const count = Math.max(1, Number.parseInt(parameters, 10) || 1);
		switch (final ?? whole) {
			case '\r':
				this.#column = 0;
				break;
			case '\b':
				this.#column = Math.max(0, this.#column - 1);
				break;
			case 'm':
				pen.select(parameters);
				break;
			case 'C':
				this.#column = Math.min(this.#longest, this.#column + count);
				break;
			case 'D':
				this.#column = Math.max(0, this.#column - count);
				break;
			case 'G':
				this.#column = Math.min(this.#longest, count - 1);
				break;
			case 'K':
				this.#erase(Number.parseInt(parameters, 10) || 0);
		}
	}

	/** Erases from the cursor to the end (0), from the beginning to the cursor (1), or all (2). */
	#erase(which: number): void {
		if (which === 1) {
			const end = Math.min(this.#column + 1, this.#characters.length);
			this.#characters.fill(' ', 0, end);
			this.#looks.fill('', 0, end);
			return;
		}
		const keep = which === 0 ? this.#column : 0;
		this.#characters.length = Math.min(this.#characters.length, keep);
		this.#looks.length = this.#characters.length;
	}
}
