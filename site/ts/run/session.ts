import type { RealTime } from './clock';
import { seal } from './global';
import { startGofmt } from './gofmt';
import { Modules, Refusal } from './modules';
import { Program } from './program';
import type { Ended, Formatted, FromWorker, ToWorker } from './protocol';

/** What a worker is to its session. */
export interface Scope extends RealTime {
	fetch: (url: string, init?: RequestInit) => Promise<Response>;
	post: (message: FromWorker) => void;
	/** Calls f in a task of its own. */
	task: (f: () => void) => void;
	/** The global object that is sealed before a program starts. */
	global: object;
}

/** The life of a worker: what the page asks of it, and what it answers. */
export class Session {
	readonly #scope: Scope;
	readonly #modules: Modules;
	#program: Program | undefined;
	/** What has arrived for the program before it is there. */
	#early: string[] = [];
	#gofmt: Promise<(source: string) => Formatted> | undefined;

	constructor(scope: Scope) {
		this.#scope = scope;
		this.#modules = new Modules((url, init) => scope.fetch(url, init));
	}

	/** Takes a message from the page. */
	receive(message: ToWorker): void {
		switch (message.kind) {
			case 'compile':
				void this.#compile(message.url);
				break;
			case 'run':
				void this.#run(message);
				break;
			case 'stdin':
				if (this.#program) {
					this.#program.stdin(message.text);
				} else {
					this.#early.push(message.text);
				}
				break;
			case 'format':
				void this.#format(message);
				break;
		}
	}

	async #compile(url: string): Promise<void> {
		try {
			this.#scope.post({ kind: 'module', url, module: await this.#modules.compile(url) });
		} catch {
			// The run that needs it will try again, and tell.
		}
	}

	async #run({ source, clock, limits }: ToWorker & { kind: 'run' }): Promise<void> {
		const post = (message: FromWorker): void => this.#scope.post(message);
		try {
			const module = await this.#modules.get(source);
			if (!('module' in source)) {
				post({ kind: 'module', module, ...('url' in source && { url: source.url }) });
			}
			const { now, date, after, task } = this.#scope;
			const program = new Program({ now, date, after, task, texts: (texts) => post({ kind: 'texts', texts }) }, clock, limits);
			await program.load(module);
			seal(this.#scope.global);
			for (const text of this.#early) {
				program.stdin(text);
			}
			this.#program = program;
			post({ kind: 'running' });
			program.start();
			post(await program.ended);
		} catch (error) {
			this.#refuse(error);
		}
	}

	#refuse(error: unknown): void {
		const end: Ended = { kind: 'end', at: 0, code: 0, reason: 'internal', key: 'internal' };
		if (!(error instanceof Refusal)) {
			console.error(error);
			this.#scope.post(end);
			return;
		}
		if (error.items.length > 0) {
			this.#scope.post({ kind: 'diagnostics', items: error.items });
		}
		const { reason, key, message } = error.ended;
		this.#scope.post({ kind: 'end', at: 0, code: 0, reason, ...(key && { key }), ...(message && { message }) });
	}

	async #format({ id, url, source }: ToWorker & { kind: 'format' }): Promise<void> {
		try {
			this.#gofmt ??= startGofmt(this.#modules, url);
			const gofmt = await this.#gofmt;
			this.#scope.post({ kind: 'formatted', id, result: gofmt(source) });
		} catch (error) {
			this.#gofmt = undefined;
			this.#scope.post({ kind: 'unformatted', id, error: String(error) });
		}
	}
}
