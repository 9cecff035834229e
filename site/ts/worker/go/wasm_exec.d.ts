/** Go's lib/wasm/wasm_exec.js, of the GOROOT that also builds the programs. It sets globalThis.Go. */
declare module 'wasm_exec' {
	global {
		/** The parts of wasm_exec.js's class that the host uses. Names with an underscore are Go's own affair. */
		class Go {
			argv: string[];
			env: Record<string, string>;
			exit: (code: number) => void;
			exited: boolean;
			importObject: { gojs: Record<string, (sp: number) => void> };
			mem: DataView;
			_inst: WebAssembly.Instance;
			_pendingEvent: unknown;
			_goRefCounts: number[];
			_idPool: number[];
			_scheduledTimeouts: Map<number, ReturnType<typeof setTimeout>>;
			_nextCallbackTimeoutID: number;
			set _values(values: unknown[]);
			set _ids(ids: Map<unknown, number>);
			run(instance: WebAssembly.Instance): Promise<void>;
			_resume(): void;
		}
	}
}
