import 'wasm_exec';

/** The import by which a program reports that its main package begins: package overlay of wasm/ has Go do so. */
export const mainBegins = 'runtime.mainBegins';

/** Whether a program will report that its main package begins. One that the stock Go has built does not. */
export function reportsMain(module: WebAssembly.Module): boolean {
	return WebAssembly.Module.imports(module).some(({ name }) => name === mainBegins);
}

/**
 * A Go program whose global object is not the worker's own but one that is made
 * for it, with what Go's library needs and no way out: programs can reach
 * whatever their global object holds, through syscall/js.
 */
export class Embedded extends Go {
	readonly #global: object;

	constructor(global: object) {
		super();
		this.#global = global;
		this.importObject.gojs[mainBegins] = () => {};
	}

	/**
	 * Has a program that grows over so many bytes of memory end there: `passed` is called, and it is never
	 * to be entered again.
	 */
	protected limitMemory(most: number, passed: () => void): void {
		const imports = this.importObject.gojs;
		const grown = imports['runtime.resetMemoryDataView']!;
		imports['runtime.resetMemoryDataView'] = (sp) => {
			grown(sp);
			if (this.mem.buffer.byteLength > most) {
				passed();
				throw new Error('over the limit of memory'); // unwinds the program
			}
		};
	}

	// Go's run() fills these two tables of JavaScript values, the one by id, the
	// other with their ids, before the program's first instruction. The global
	// object is in both; here they get ours in its place.

	override set _values(values: unknown[]) {
		const id = values.indexOf(globalThis);
		if (id < 0) {
			throw new Error('wasm_exec.js has changed: it no longer lists the global object in _values');
		}
		values[id] = this.#global;
		this.#own('_values', values);
	}

	override set _ids(ids: Map<unknown, number>) {
		const id = ids.get(globalThis);
		if (id === undefined) {
			throw new Error('wasm_exec.js has changed: it no longer lists the global object in _ids');
		}
		ids.delete(globalThis);
		ids.set(this.#global, id);
		this.#own('_ids', ids);
	}

	#own(name: string, value: unknown): void {
		Object.defineProperty(this, name, { value, writable: true, configurable: true });
	}
}
