import pictureStyle from './picture.css' with { type: 'text' };
import timelineStyle from './timeline.css' with { type: 'text' };
import type { Event, Lang } from '../../ts/contract/run';
import { sentence } from '../../ts/page/code';
import { save } from '../../ts/page/save';
import { button, textButton } from './button';
import { type Choice, spotOf } from './choice';
import { joined } from './save';
import { type Finding, findings } from './model/findings';
import type { Track } from './draw/layout';
import { legend } from './draw/legend';
import { Links, type Place } from './links';
import { Model, type Spot } from './model/model';
import { Replay } from './replay';
import { summaryText } from './model/summary';
import { fillTable } from './table';
import { tell } from './readout';
import { titles } from './model/titles';
import { View } from './view';
import { spotName, type Words, wordsIn } from './model/words';

// The styles come with the script: a page without timelines does not load them. Those for print and forced colours
// come last.
for (const css of [pictureStyle, timelineStyle]) {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	document.adoptedStyleSheets.push(sheet);
}

/** The sides of a snippet, whose programs a timeline can show, one above the other. */
export type Side = 'go' | 'python';

/** The milliseconds between two drawings of a run under way. */
const patience = 100;

/** A program's track, once it has run. */
interface Own extends Track {
	readonly side: Side;
	model: Model;
	readonly links: Links;
}

/** The timeline of a snippet: the picture, its texts and its controls. */
export class Timeline {
	readonly #words: Words;
	readonly #name: string;
	readonly #view: View;
	readonly #replay: Replay;
	readonly #summary = element('p', 'tl-summary');
	readonly #findings = element('ul', 'tl-findings');
	readonly #readout = element('p', 'tl-readout');
	/** The text in it, which a browser may have translated there. */
	#told = '';
	readonly #table = element('table', 'tl-table') as HTMLTableElement;
	readonly #body = element('div', 'tl-body');
	/** Whether the table is shown on screen; screen readers always have it. */
	#tableShows = false;
	/** The choice that the reader points at. */
	#choice: Choice | undefined;
	readonly #trace: HTMLButtonElement;
	/** In order from top to bottom. */
	readonly #tracks = new Map<Side, Own>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Shows itself in host; name is the prefix of the names of downloaded files. */
	constructor(host: HTMLElement, lang: Lang, name: string) {
		const words = wordsIn(lang);
		this.#words = words;
		this.#name = name;
		const frame = element('div', 'tl-frame');
		this.#replay = new Replay(words, (now) => {
			this.#view.now = now;
			for (const { links } of this.#tracks.values()) {
				links.now = now;
			}
		});
		this.#view = new View(frame, words, {
			pointed: (choice) => this.#pointed(choice),
			go: (choice) => this.#own(choice.place.track)?.links.place.go(spotOf(choice)),
			scrubbed: (at) => this.#replay.scrub(at),
		});
		this.#trace = textButton(words('saveTrace'), words('saveTraceTitle'), () => this.#saveTrace());
		this.#assemble(host, frame);
		this.#pointed(undefined);
		this.#refresh();
	}

	/** A run of the program begins: the earlier one is removed. */
	begin(side: Side, place: Place): void {
		const known = this.#tracks.get(side);
		if (known) {
			known.model = new Model();
			known.opened.clear();
			known.links.place = place;
		} else {
			this.#tracks.set(side, this.#newTrack(side, place));
		}
		this.#view.reset();
		this.#replay.offer([]);
		this.#conclude();
		this.#refresh();
	}

	/** Adds an event of the run. */
	hear(side: Side, event: Event): void {
		const track = this.#tracks.get(side);
		if (!track) {
			return;
		}
		track.model.add(event);
		if (event.kind === 'end') {
			this.#conclude();
			this.#refresh();
			this.#offerReplay();
		} else if (event.kind === 'trace') {
			this.#timer ??= setTimeout(() => this.#grow(), patience);
		}
	}

	/** The cursor of a side's editor is at that line of its program: its spans are marked; 0: none. */
	cursor(side: Side, spot: Spot): void {
		const track = this.#tracks.get(side);
		if (track) {
			this.#view.mark(track, spot);
		}
	}

	/** The timeline is hidden: the whole output is shown again, and nothing is chosen. */
	leave(): void {
		this.#replay.scrub(Infinity);
		this.#view.leave();
	}

	#newTrack(side: Side, place: Place): Own {
		const track: Own = {
			side,
			name: this.#words(side),
			model: new Model(),
			opened: new Set<string>(),
			links: new Links(
				place,
				() => track.model,
				(found) => this.#view.hover(found && track, found?.task.id, found?.mark),
			),
		};
		return track;
	}

	/** The tracks with something to show: Go's above Python's, whichever ran first. */
	get #shown(): Own[] {
		return (['go', 'python'] as const)
			.flatMap((side) => this.#tracks.get(side) ?? [])
			.filter(({ model }) => model.tasks.length > 0);
	}

	#own(track: Track): Own | undefined {
		return [...this.#tracks.values()].find((one) => one === track);
	}

	#assemble(host: HTMLElement, frame: HTMLElement): void {
		const words = this.#words;
		frame.tabIndex = 0;
		frame.translate = false; // its texts have the room that was measured for them
		frame.setAttribute('role', 'application');
		frame.setAttribute('aria-label', words('picture'));
		frame.setAttribute('aria-description', words('pictureHint'));
		this.#findings.setAttribute('aria-label', words('findings'));
		this.#readout.setAttribute('aria-live', 'polite');
		this.#table.setAttribute('aria-label', words('timeline'));
		const scroller = element('div', 'tl-scroller');
		scroller.setAttribute('role', 'group');
		scroller.setAttribute('aria-label', words('asTable'));
		scroller.append(this.#table);
		const table = textButton(words('asTable'), '', () => {
			const shows = scroller.classList.toggle('tl-shown');
			this.#tableShows = shows;
			if (shows) {
				this.#fillTable();
			}
			table.setAttribute('aria-pressed', String(shows));
			scroller.tabIndex = shows ? 0 : -1; // scrolled by keyboard
		});
		table.setAttribute('aria-pressed', 'false');
		const tools = element('div', 'tl-tools');
		const zoom = element('div', 'tl-zoom');
		zoom.append(
			button('farther', words('zoomOut'), () => this.#view.zoom(1 / 1.6)),
			button('closer', words('zoomIn'), () => this.#view.zoom(1.6)),
			button('whole', words('zoomAll'), () => this.#view.fit()),
		);
		tools.append(legend(words), zoom);
		const files = element('div', 'tl-files');
		files.append(
			table,
			textButton(words('saveSVG'), '', () =>
				save(`${this.#name}.svg`, 'image/svg+xml', [this.#view.file(this.#summary.textContent)]),
			),
			this.#trace,
		);
		const under = element('div', 'tl-under');
		under.append(this.#replay.element, files);
		this.#body.append(this.#findings, tools, frame, this.#readout, under, scroller);
		host.replaceChildren(this.#summary, this.#body);
	}

	#refresh(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const words = this.#words;
		const shown = this.#shown;
		const [first] = shown;
		this.#body.hidden = !first;
		if (!first) {
			this.#summary.textContent = this.#absence();
			return;
		}
		const sentences = shown.map(
			({ name, model }) => `${shown.length > 1 ? `${name}${words('colon')}` : ''}${summaryText(model, words)}`,
		);
		this.#summary.textContent = [
			...sentences,
			...shown.map(({ model }) => model.message).filter((message) => message !== ''),
		].join(' ');
		this.#trace.hidden = shown.every(({ model }) => model.raw.length === 0);
		this.#view.show(shown);
	}

	/** Draws the new part of a run under way. */
	#grow(): void {
		this.#refresh();
		if (this.#tableShows) {
			this.#fillTable();
		}
	}

	/** Shows the texts on whole runs: one has ended, or a new one begins. */
	#conclude(): void {
		const found = this.#shown.flatMap((track) =>
			findings(track.model, this.#words).map((finding) => ({ track, finding })),
		);
		this.#findings.hidden = found.length === 0;
		this.#findings.replaceChildren(...found.map(({ track, finding }) => this.#finding(track, finding)));
		for (const track of this.#tracks.values()) {
			track.links.place.find(found.filter((one) => one.track === track).map(({ finding }) => finding));
		}
		this.#fillTable();
		this.#readOut(); // its length is known by now
	}

	#fillTable(): void {
		fillTable(this.#table, this.#shown, this.#words);
	}

	/** Returns why there is nothing to see. */
	#absence(): string {
		const models = [...this.#tracks.values()].map(({ model }) => model);
		const message = models.find((model) => model.message !== '')?.message;
		return (
			message ?? this.#words(models.length === 0 ? 'before' : models.some(({ end }) => end) ? 'none' : 'waits')
		);
	}

	#offerReplay(): void {
		const models = this.#shown.map(({ model }) => model);
		if (models.every(({ end }) => end)) {
			this.#replay.offer(models);
		}
	}

	#finding(track: Own, { kind, text, file, line, task, at }: Finding): HTMLElement {
		const item = element('li', `tl-finding tl-${kind}`);
		if (line === 0) {
			item.append(...sentence(text, namesIn(track)));
			return item;
		}
		const go = document.createElement('button');
		go.type = 'button';
		const where = element('span', 'tl-where');
		where.append(...sentence(spotName({ file, line }, this.#words)));
		go.append(...sentence(text, namesIn(track)), ' ', where);
		go.addEventListener('click', () => {
			if (task !== undefined) {
				this.#view.point(track, task, at);
			}
			track.links.place.go({ file, line });
		});
		item.append(go);
		return item;
	}

	#pointed(choice: Choice | undefined): void {
		this.#choice = choice;
		for (const track of this.#tracks.values()) {
			track.links.show(track, choice);
		}
		this.#readOut();
	}

	#readOut(): void {
		const choice = this.#choice;
		const words = this.#words;
		this.#readout.classList.toggle('tl-idle', !choice);
		const text = choice ? told(choice, words) : words(matchMedia('(hover: none)').matches ? 'hintTouch' : 'hint');
		// The same text is not announced again to screen readers.
		if (this.#told !== text) {
			this.#told = text;
			this.#readout.replaceChildren(...sentence(text, choice && namesIn(choice.place.track)));
		}
	}

	#saveTrace(): void {
		for (const { model, side } of this.#shown.filter((track) => track.model.raw.length > 0)) {
			save(`${this.#name}${side === 'python' ? '-python' : ''}.trace`, 'application/octet-stream', [
				joined(model.raw),
			]);
		}
	}
}

/** Returns the names of a track's tasks and functions. */
function namesIn({ model }: Track): string[] {
	return [...titles(model).values()].flatMap(({ name, does }) => [name, does]);
}

/** Describes a choice. */
function told({ place, task, span, mark }: Choice, words: Words): string {
	const names = titles(place.track.model);
	return tell(place, task, span, mark, (id) => names.get(id)?.name ?? '', words);
}

function element(name: string, className: string): HTMLElement {
	const made = document.createElement(name);
	made.className = className;
	return made;
}
