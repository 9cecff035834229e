/** The thread of site/programs/run.mjs: it builds programs with the page's toolchain, and runs them as pages do. */

import { parentPort } from 'node:worker_threads';
import type { ClockKind } from '../contract/run';
import type { Ended, Text } from '../contract/protocol';
import { endSentence } from '../page/run/sentence';
import { Program } from '../worker/program/program';
import { startReader } from '../worker/trace/tracereader';
import { Refusal } from '../worker/supply/modules';
import { nodeHost } from './host';
import { limits } from './limits';
import { packedFile, packedManifest, packedWorkbench } from './packed';
import { feed, runTraced } from './traced';

/** A program to be played. */
export interface Asked {
	files: Record<string, string>;
	clock: ClockKind;
	trace: boolean;
	/** All of its input. */
	stdin: string;
}

/** The output of a program, and its end. */
export interface Played {
	stdout: string;
	stderr: string;
	reason: string;
	code: number;
	/** The sentence on the end; of a program that was not built with what is wrong in it, a line each. */
	message: string;
}

const bench = await packedWorkbench();
const reader = await startReader(await WebAssembly.compile(packedFile(packedManifest().page.trace)));

async function play({ files, clock, trace, stdin }: Asked): Promise<Played> {
	let module: WebAssembly.Module;
	try {
		module = await bench.build(files, 'en', trace);
	} catch (error) {
		if (!(error instanceof Refusal)) {
			throw error;
		}
		const { ended, items } = error;
		const places = items.map((item) => `${item.file}:${item.line}: ${item.message}`);
		return { stdout: '', stderr: '', reason: ended.reason, code: 0, message: [sentence(ended, 0), ...places].join('\n') };
	}
	const { texts, ended, message } = trace
		? await runTraced(module, clock, reader, stdin)
		: await run(module, clock, stdin);
	const written = (kind: string): string =>
		texts
			.filter((text) => text.kind === kind)
			.map(({ text }) => text)
			.join('');
	const { reason, code } = ended;
	return {
		stdout: written('stdout'),
		stderr: written('stderr'),
		reason,
		code,
		message: [sentence(ended, code), message].filter((one) => one !== '').join('\n'),
	};
}

/** Runs a program without a trace. */
async function run(
	module: WebAssembly.Module,
	clock: ClockKind,
	stdin: string,
): Promise<{ texts: Text[]; ended: Ended; message: string }> {
	const texts: Text[] = [];
	const program = new Program(
		nodeHost((more) => texts.push(...more)),
		clock,
		limits,
	);
	await program.load(module);
	feed(program, stdin);
	program.start();
	return { texts, ended: await program.ended, message: '' };
}

function sentence({ key, message = '' }: Refusal['ended'], code: number): string {
	return key === undefined ? message : endSentence(key, code, { snippet: '', clock: 'real', lang: 'en' }, limits);
}

parentPort!.on('message', (asked: Asked) => {
	void play(asked).then((played) => parentPort!.postMessage(played));
});
parentPort!.postMessage('ready');
