/**
 * The thread of site/conformance/run.mjs: it builds programs with the page's toolchain, and runs them as the page
 * does.
 */

import { parentPort } from 'node:worker_threads';
import { limits } from './limits';
import { Refusal } from '../worker/supply/modules';
import { Program } from '../worker/program/program';
import { nodeHost } from './host';
import type { Workbench } from '../worker/build/workbench';
import { packedWorkbench } from './packed';

/** A program to be tried, with its expected output. */
export interface Trial {
	/** The name of its one file. */
	name: string;
	source: string;
	want: string;
}

/** Tries a program. It returns a sentence about its fault, or "". */
async function trial(bench: Workbench, { name, source, want }: Trial): Promise<string> {
	let module: WebAssembly.Module;
	try {
		module = await bench.build({ [name]: source }, 'en');
	} catch (error) {
		return `not built: ${error instanceof Refusal ? sentence(error) : String(error)}`;
	}
	
	const { got, end } = await run(module);
	if (end !== '') {
		return `${end}: ${shorten(got)}`;
	}
	return got === want ? '' : `wrote ${shorten(got)} instead of ${shorten(want)}`;
}

/** Runs a program. `end` is empty where that is an exit with 0. */
async function run(module: WebAssembly.Module): Promise<{ got: string; end: string }> {
	let got = '';
	const program = new Program(
		nodeHost((texts) => {
			got += texts.map(({ text }) => text).join('');
		}),
		'virtual',
		limits,
	);
	await program.load(module);
	program.stdin('');
	program.start();
	const { reason, code } = await program.ended;
	return { got, end: reason === 'exit' && code === 0 ? '' : `ended by ${reason} with ${code}` };
}

function sentence({ message, items }: Refusal): string {
	return [message, ...items.map((item) => `${item.line}:${item.column}: ${item.message}`)].join('; ');
}

function shorten(text: string): string {
	const most = 300;
	return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}

const bench = await packedWorkbench();
await bench.prepare(); // they are built by warm tools
parentPort!.on('message', (asked: Trial) => {
	void trial(bench, asked)
		.finally(() => bench.prepare())
		.then((wrong) => parentPort!.postMessage(wrong));
});
parentPort!.postMessage('ready');
