import { type Fetch, fetchModule } from '../../load/fetching';
import { causeOf } from '../supply/cause';
import { supplyOf } from '../supply/modules';
import type { Completion, FromBuilder, Remark, ToBuilder } from '../../contract/protocol';
import { Loader } from '../../load/loader';
import type { Completer, Docs } from './completer';
import { Workbench } from './workbench';

/** What is built to warm up: the first build after loading takes several times as long as later ones. */
const dummy = { 'main.go': 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("warm")\n}\n' };

type Job = ToBuilder & { kind: 'make' | 'review' };

/** How long, in milliseconds, nothing may happen after a review for the program to be built ahead of its run. */
const lull = 400;

/** How long, in milliseconds, nothing may happen after a build for the tools to be made ready: a run begins first. */
const breath = 100;

/** The part of a worker that builds: it holds the toolchain, and does one thing after the other. */
export class Builder {
	#bench: Promise<Workbench> | undefined;
	readonly #jobs: Job[] = [];
	#busy = false;
	/** Will build ahead what was reviewed last. */
	#ahead: ReturnType<typeof setTimeout> | undefined;
	/** Will make the tools ready. */
	#ready: ReturnType<typeof setTimeout> | undefined;
	/** The address of the completer's module. */
	#address = '';
	#completer: Promise<Completer> | undefined;
	#docs: Promise<Docs> | undefined;
	/** Whether it has been posted that completions and remarks lack what they take. */
	#missed = false;

	constructor(
		readonly fetch: Fetch,
		readonly twin: string,
		readonly post: (message: FromBuilder) => void,
		/** Whether the device has the memory to keep tools warm. */
		readonly keeps: boolean,
	) {}

	/** Takes a message from the page. */
	receive(message: ToBuilder): void {
		switch (message.kind) {
			case 'open':
				void this.#open(message);
				break;
			case 'make':
			case 'review':
				this.#jobs.push(message);
				void this.#work();
				break;
			case 'complete':
				void this.#suggest(message);
				break;
			case 'vet':
				void this.#vet(message);
				break;
			case 'drop':
				this.#drop(message.id);
				break;
			case 'rest':
				void this.#rest();
				break;
		}
	}

	async #open({ description, source, complete, known, limits }: ToBuilder & { kind: 'open' }): Promise<void> {
		this.#address = complete;
		const loader = new Loader(this.fetch, description, this.twin, (bytes, total) =>
			this.post({ kind: 'loaded', bytes, total }),
		);
		this.#bench = Workbench.open(loader, this.#module(source), known, limits, this.keeps);
		try {
			const bench = await this.#bench;
			if (!this.#busy && !this.#isAwaited()) {
				this.#busy = true;
				await bench.prepare(() => this.#isAwaited());
				if (!this.#isAwaited()) {
					await bench.build(dummy, 'en');
				}
				this.#busy = false;
			}
			this.post({ kind: 'opened' });
			void this.#work();
		} catch (error) {
			this.post({ kind: 'shut', error: String(error), key: causeOf(error, 'compiler') });
		}
	}

	async #work(): Promise<void> {
		clearTimeout(this.#ahead);
		clearTimeout(this.#ready);
		if (this.#busy || this.#bench === undefined) {
			return;
		}
		this.#busy = true;
		let bench: Workbench;
		try {
			bench = await this.#bench;
		} catch {
			return; // the page is told, and gives this worker up
		}
		for (let job = this.#next(); job !== undefined; job = this.#next()) {
			await this.#do(bench, job);
		}
		this.#busy = false;
		this.#ready = setTimeout(() => void this.#prepare(bench), breath);
	}

	/** Makes the tools ready for the next build, while nobody waits for one. */
	async #prepare(bench: Workbench): Promise<void> {
		if (this.#busy) {
			return; // it builds ahead, and comes back
		}
		this.#busy = true;
		await bench.prepare(() => this.#isAwaited());
		this.#busy = false;
		if (this.#isAwaited()) {
			void this.#work();
		}
	}

	/** Whether somebody waits for a job. */
	#isAwaited(): boolean {
		return this.#jobs.length > 0;
	}

	/** Gives back memory, until the next build. */
	async #rest(): Promise<void> {
		const bench = await this.#bench?.catch(() => undefined);
		if (!this.#busy) {
			clearTimeout(this.#ready);
			bench?.rest();
		}
	}

	/** Takes the next job: somebody waits for what is to run. */
	#next(): Job | undefined {
		const first = this.#jobs.findIndex((job) => job.kind === 'make');
		return this.#jobs.splice(Math.max(first, 0), 1)[0];
	}

	async #do(bench: Workbench, job: Job): Promise<void> {
		const { id, files, lang, trace } = job;
		if (job.kind === 'make') {
			job.port.postMessage(
				await supplyOf(
					bench.fetch(bench.missing(files)).then(() => {
						this.post({ kind: 'began', id });
						return job.checks === undefined
							? bench.build(files, lang, trace)
							: bench.buildChecked(files, job.checks, lang, trace);
					}),
				),
			);
			this.post({ kind: 'made', id });
			return;
		}
		try {
			await bench.fetch(bench.missing(files));
			this.post({ kind: 'began', id });
			const items = await bench.remarks(files, lang, trace);
			this.post({ kind: 'reviewed', id, items });
			if (items.length === 0) {
				this.#awaitLull(bench, job);
			}
		} catch (error) {
			console.error(error);
			this.post({ kind: 'reviewed', id, items: [] });
		}
	}

	#awaitLull(bench: Workbench, job: Job): void {
		this.#ahead = setTimeout(() => void this.#buildAhead(bench, job), lull);
	}

	/** Builds what is likely to be run next, while nobody waits for anything else. */
	async #buildAhead(bench: Workbench, job: Job): Promise<void> {
		if (this.#busy) {
			this.#awaitLull(bench, job); // the tools are being made ready
			return;
		}
		const { id, files, checks, lang, trace } = job;
		this.#busy = true;
		this.post({ kind: 'began', id });
		try {
			await bench.build(files, lang, trace);
			if (checks !== undefined && !this.#isAwaited()) {
				await bench.buildChecked(files, checks, lang);
			}
		} catch {
			// The run itself will tell.
		}
		this.post({ kind: 'made', id });
		this.#busy = false;
		void this.#work();
	}

	/** Completes; what that takes is loaded the first time, and nobody else waits for that. */
	async #suggest({ id, source, offset, others }: ToBuilder & { kind: 'complete' }): Promise<void> {
		let items: Completion[] = [];
		try {
			this.#docs ??= this.#loadDocs();
			this.#completer ??= this.#startCompleter();
			const [docs, { complete }] = await Promise.all([this.#docs, this.#completer]);
			this.post({ kind: 'began', id });
			items = complete(source, offset, others, docs);
		} catch (error) {
			console.error(error);
			this.#docs = this.#completer = undefined;
		}
		this.post({ kind: 'completed', id, items });
	}

	/** Likewise makes remarks. Where what that takes cannot be loaded, as without a network, there are none. */
	async #vet({ id, files }: ToBuilder & { kind: 'vet' }): Promise<void> {
		let items: Remark[] = [];
		this.#completer ??= this.#startCompleter();
		const completer = await this.#completer.catch(() => (this.#completer = undefined));
		if (completer) {
			this.post({ kind: 'began', id });
			try {
				items = completer.vet(files);
			} catch (error) {
				console.error(error);
				this.#completer = undefined; // its module may be of no use any more
			}
		}
		this.post({ kind: 'vetted', id, items });
	}

	async #loadDocs(): Promise<Docs> {
		const bench = await this.#bench!;
		return bench.docs().catch((error: unknown) => this.#miss(error));
	}

	async #startCompleter(): Promise<Completer> {
		const bench = await this.#bench!;
		return bench.completer(await this.#module(this.#address).catch((error: unknown) => this.#miss(error)));
	}

	#miss(error: unknown): never {
		if (!this.#missed) {
			this.#missed = true;
			this.post({ kind: 'missed' });
		}
		throw error;
	}

	#module(url: string): Promise<WebAssembly.Module> {
		return fetchModule(this.fetch, url, this.twin);
	}

	#drop(id: string): void {
		const at = this.#jobs.findIndex((job) => job.id === id);
		if (at >= 0) {
			this.#jobs.splice(at, 1);
		}
	}
}
