import type { ClockKind } from '../contract/run';
import { limits } from './limits';
import type { Moment } from '../contract/moment';
import { Program } from '../worker/program/program';
import type { Ended, Text, TracePiece } from '../contract/protocol';
import type { Facts } from '../contract/facts';
import type { Module, Told } from '../worker/trace/tracereader';
import { nodeHost } from './host';

/** Gives a program all of its input, and the end of it. */
export function feed(program: Program, stdin: string): void {
	if (stdin !== '') {
		program.stdin(stdin);
	}
	program.stdin('');
}

/** The result of a traced run. */
export interface Traced {
	moments: Moment[];
	message: string;
	texts: Text[];
	raw: Buffer;
	ended: Ended;
	facts: Facts;
}

/** Runs a program that was built to be traced, with all of its input, and has the reader read its trace. */
export async function runTraced(module: WebAssembly.Module, clock: ClockKind, reader: Module, stdin = ''): Promise<Traced> {
	const texts: Text[] = [];
	const pieces: TracePiece[] = [];
	const host = { ...nodeHost((more) => texts.push(...more)), trace: (piece: TracePiece) => void pieces.push(piece) };
	const program = new Program(host, clock, limits);
	await program.load(module);
	feed(program, stdin);
	program.start();
	const ended = await program.ended;

	const reading = reader.readTrace('en');
	const moments: Moment[] = [];
	let message = '';
	let facts: Facts | undefined;
	const tell = (told = ''): void => {
		const more = JSON.parse(told) as Told;
		moments.push(...more.moments);
		message ||= more.message;
		facts = more.facts;
	};
	for (const { bytes, writes } of pieces) {
		tell(reading.feed(bytes, JSON.stringify(writes)));
	}
	const { at, reason, code, key } = ended;
	tell(
		reading.close(
			pieces.at(-1)?.whole ?? false,
			JSON.stringify({ at, reason, code, deadlock: key === 'deadlock' }),
		),
	);
	return { moments, message, texts, raw: Buffer.concat(pieces.map(({ bytes }) => bytes)), ended, facts: facts! };
}
