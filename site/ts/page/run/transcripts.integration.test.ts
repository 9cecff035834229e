/**
 * Plays the transcripts that the server's tests play, through both carriers: the
 * browser's, with workers in threads of Node, and the server's. A tour of its
 * own serves them; "make bin/tour" builds it.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Config } from '../config';
import { isTurn } from '../../../testing/needs.mjs';
import { Tour } from '../../../testing/tour.mjs';
import { Store } from '../store';
import { Toolchain } from './toolchain';
import { browser } from './browser';
import type { Carrier, Event } from '../../contract/run';
import { server } from './server';
import { startReader } from '../../worker/trace/tracereader';
import { Tracing } from './tracing';
import { testConfig } from '../../testing/config';
import { limits } from '../../testing/limits';
import { tempDir } from '../../testing/programs';
import { bundleWorkers, type Workers } from '../../testing/threads';
import { compare, play, readTranscripts, toLines, type Transcript } from '../../testing/transcript';

// Tests are run with site/ as the current folder.
const transcripts = readTranscripts('../server/play/testdata/runs');
/** Among how many turns those of the server are shared where not all are asked for: its own tests play them too. */
const serverTurns = 4;

const dir = tempDir();
let tour: Tour;
let workers: Workers;
/** The page that has programs built by the server, and one that builds and checks them itself. */
let carrier: Carrier;
let checker: Carrier;
let reduce: (moments: string) => string;
let socket: WebSocket | undefined;
const remote = server({} as Config, {
	connect() {
		const url = new URL('run', tour.address);
		url.protocol = 'ws:';
		return (socket = new WebSocket(url, 'tour.run.v1'));
	},
	name: () => randomBytes(16).toString('hex'),
	random: () => 0,
	diagnose: () => Promise.resolve('unreachable'),
	leaving: () => {},
});

before(async () => {
	tour = await Tour.serve();
	Object.assign(globalThis, { location: { href: `${tour.address}/en/http/` } }); // where the page is
	workers = await bundleWorkers(['workshop', 'runner', 'reader', 'builder'], dir);
	const page = await (await fetch(`${tour.address}/en/http/`)).text();
	const served = JSON.parse(/<script[^>]*id="?tour-config[^>]*>([^<]*)</.exec(page)![1]!) as Config;
	const absolute = (path: string): string => new URL(path, tour.address).href;
	const trace = absolute(served.assets.trace);
	const module = await startReader(await WebAssembly.compile(await (await fetch(trace)).arrayBuffer()));
	reduce = (moments) => module.reduce(moments);
	const carrierOf = (assets: Partial<Config['assets']>): Carrier => {
		const exercises = Object.fromEntries(
			Object.entries(served.exercises).map(([id, path]) => [id, absolute(path)]),
		);
		const config = testConfig({
			base: `${tour.address}/`,
			exercises,
			limits: { ...limits, build: 3_600_000 }, // an hour: no machine is too slow
			assets: { trace, ...assets },
		});
		return browser(
			config,
			new Toolchain(config, new Store(null), workers.start),
			new Tracing(trace, () => workers.start('reader')),
			workers.start,
		);
	};
	carrier = carrierOf({});
	checker = carrierOf({ source: absolute(served.assets.source), toolchain: absolute(served.assets.toolchain) });
});

after(async () => {
	workers.close();
	socket?.close();
	await tour.stop();
	rmSync(dir, { recursive: true });
});

/**
 * Returns a transcript whose request has the files of the published snippet, as the page's has them where it is
 * traced.
 */
function withSource(transcript: Transcript): Transcript {
	const { files, snippet } = transcript.request;
	const [lesson, name] = snippet.split('/');
	const folder = readdirSync('../lessons').find((each) => each.endsWith(`-${lesson}`));
	const source = files ?? { 'main.go': readFileSync(`../lessons/${folder}/${name}/main.go`, 'utf8') };
	return { ...transcript, request: { ...transcript.request, files: source } };
}

for (const [turn, transcript] of transcripts.entries()) {
	test(`browser: ${transcript.name}`, async () => {
		compare(
			transcript,
			await play(
				transcript.request.check ? checker : carrier,
				transcript.request.trace ? withSource(transcript) : transcript,
			),
			reduce,
		);
	});
	if (isTurn(turn, 0, serverTurns)) {
		test(`server: ${transcript.name}`, async () => {
			compare(transcript, await play(remote, transcript), reduce);
		});
	}
}

test('browser: what a traced check prints stands at the time of its bubble, with those that printed', async () => {
	const files = { 'main.go': readFileSync('../server/exercises/testdata/prints/main.go', 'utf8') };
	const solved = transcripts.find(({ name }) => name === 'check')!;
	const how = { only: 'TestPeak', trace: true, files };
	const events = await play(checker, { ...solved, request: { ...solved.request, ...how } });
	const printed = events.map((event) => (event.kind === 'stdout' ? event.text : '')).join('');
	const lines = printed.trim().split('\n').map(Number);
	const moments = events.flatMap((event) => (event.kind === 'trace' ? event.moments : []));
	const prints = moments.filter((moment) => moment.do === 'print');
	assert.equal(prints.length, lines.length);
	assert.equal(new Set(prints.map(({ task }) => task)).size, 1 + lines.length / 2);
	for (const [index, { at }] of prints.entries()) {
		const after = lines[index]! - lines[0]!;
		assert.ok(at - prints[0]!.at >= after, `print ${index} stands at ${at} ms, and was ${after} ms after the first`);
	}
});

test('server: a run goes on when its connection breaks, twice', async () => {
	const { request } = transcripts.find(({ name }) => name.startsWith('stdin'))!;
	const events: Event[] = [];
	await new Promise<void>((resolve) => {
		const run = remote.start(request, (event) => {
			events.push(event);
			if (event.kind === 'running') {
				socket!.close();
				run.stdin('one\n');
			} else if (event.kind === 'stdout' && event.text.includes('one')) {
				socket!.close();
				run.stdin('');
			} else if (event.kind === 'end') {
				resolve();
			}
		});
	});
	assert.deepEqual(events.map(({ seq }) => seq), events.map((_, n) => n + 1));
	const told = events.filter(({ kind }) => kind !== 'reading');
	assert.deepEqual(toLines(told).slice(-2), ['stdout 0 "read \\"one\\"\\nend <nil>\\n"', 'end 0 exit 0 ""']);
});
