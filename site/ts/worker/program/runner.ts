import { seal } from '../go/global';
import { type Host, Program } from './program';
import type { Word } from './verdicts';
import type { FromRunner, Supply, Text, ToRunner, TracePiece } from '../../contract/protocol';

/** The part of a worker that runs one program. */
export class Runner {
	#program: Program | undefined;
	/** What has arrived for the program before it is there. */
	#early: (ToRunner & { kind: 'stdin' })[] = [];
	/** Takes the time zones that the program has asked for. */
	#zones: (zip: Uint8Array | undefined) => void = () => {};

	/** `global` is sealed before the program starts. */
	constructor(
		readonly host: Omit<Host, 'texts' | 'reading' | 'zones' | 'trace' | 'checks'>,
		readonly post: (message: FromRunner) => void,
		readonly global: object,
	) {}

	/** Takes a message from the page. */
	receive(message: ToRunner): void {
		if (message.kind === 'run') {
			void this.#run(message);
		} else if (message.kind === 'zones') {
			this.#zones(message.zip);
		} else if (this.#program) {
			this.#program.stdin(message.text, message.last);
		} else {
			this.#early.push(message);
		}
	}

	async #run({ clock, trace, check, limits, port }: ToRunner & { kind: 'run' }): Promise<void> {
		try {
			const supply = await receiveOne(port);
			if ('module' in supply) {
				const host = {
					...this.host,
					texts: (texts: Text[]) => this.post({ kind: 'texts', texts }),
					reading: () => this.post({ kind: 'reading' }),
					zones: (done: (zip: Uint8Array | undefined) => void) => {
						const before = this.#zones;
						this.#zones = (zip) => {
							before(zip);
							done(zip);
						};
						this.post({ kind: 'zones' });
					},
					checks:
						check === undefined
							? undefined
							: { only: check, word: (word: Word) => this.post({ kind: 'check', ...word }) },
					trace: trace ? (piece: TracePiece) => this.post({ kind: 'traced', piece }) : undefined,
				};
				await this.#start(supply.module, new Program(host, clock, limits));
				return;
			}
			if (supply.items.length > 0) {
				this.post({ kind: 'diagnostics', items: supply.items });
			}
			this.post(supply.ended);
		} catch (error) {
			console.error(error);
			this.post({ kind: 'end', at: 0, code: 0, reason: 'internal', key: 'internal' });
		}
	}

	async #start(module: WebAssembly.Module, program: Program): Promise<void> {
		await program.load(module);
		seal(this.global);
		for (const { text, last } of this.#early) {
			program.stdin(text, last);
		}
		this.#program = program;
		this.post({ kind: 'running' });
		program.start();
		this.post(await program.ended);
	}
}

/** Returns the one message that comes through the port. */
function receiveOne(port: MessagePort): Promise<Supply> {
	return new Promise((resolve, reject) => {
		port.onmessage = ({ data }) => {
			resolve(data as Supply);
			port.close();
		};
		port.onmessageerror = () => reject(new Error('the program did not arrive'));
	});
}
