/**
 * Plays the transcripts that the server's tests play, through the browser's
 * carrier: its page side, workers in threads of Node, and programs built here.
 * What the server says about a source that it does not build is taken from the
 * transcript.
 *
 * Where TOUR_URL is the address of a tour that is being served ("http://127.0.0.1:41234/"),
 * it is that which builds, and its websocket is tested too: with Node 20's
 * option --experimental-websocket.
 */

import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Config } from '../config';
import { browser } from './browser';
import type { Carrier } from './contract';
import { server } from './server';
import { buildPrograms, tempDir } from './testing/programs';
import { type Answer, serveSite, type Site } from './testing/site';
import { bundleWorker, type Workers } from './testing/threads';
import { compare, play, readTranscripts, type Transcript } from './testing/transcript';

// Tests are run with site/ as the current folder.
const transcripts = readTranscripts('../server/play/testdata/runs');
const live = process.env['TOUR_URL'];
const dir = tempDir();
let site: Site | undefined;
let workers: Workers;
let carrier: Carrier;
let socket: WebSocket | undefined;
const remote = server({} as Config, () => {
	const url = new URL('run', live);
	url.protocol = 'ws:';
	return (socket = new WebSocket(url, 'tour.run.v1'));
});

before(async () => {
	site = live ? undefined : await serveBuilds();
	const config = site?.config ?? { lang: 'en', base: live!, server: true, dev: false, assets: { worker: '', format: '' }, wasm: {} };
	workers = await bundleWorker('ts/run/worker.ts', dir);
	carrier = browser(config, workers.start);
});

after(() => {
	site?.close();
	workers.close();
	socket?.close();
	rmSync(dir, { recursive: true });
});

for (const transcript of transcripts) {
	test(`browser: ${transcript.name}`, async () => {
		compare(transcript.want, await play(carrier, transcript));
	});
	test(`server: ${transcript.name}`, { skip: !live && 'TOUR_URL is not set' }, async () => {
		compare(transcript.want, await play(remote, transcript));
	});
}

/** Builds the programs of all transcripts and serves them as the tour's server would. */
function serveBuilds(): Promise<Site> {
	const programs = new Map<string, Record<string, string>>();
	for (const { name, request, want } of transcripts) {
		if (request.files && want.includes('running')) {
			programs.set(name, request.files);
		}
	}
	const modules = buildPrograms(dir, programs);
	return serveSite(new Map(), (files) => {
		const transcript = transcripts.find(({ request }) => JSON.stringify(request.files) === JSON.stringify(files))!;
		const body = modules.get(transcript.name);
		return body ? { status: 200, type: 'application/wasm', body } : refuse(transcript);
	});
}

/** Answers as the server does where the transcript says that the source is not built. */
function refuse({ want }: Transcript): Answer {
	const items = want.flatMap((line) => {
		const found = /^diagnostic (\S+) (\d+):(\d+) (\w+) (".*")$/.exec(line);
		return found ? [{ file: found[1], line: Number(found[2]), column: Number(found[3]), severity: found[4], message: JSON.parse(found[5]!) as string }] : [];
	});
	const [, reason, message] = /^end 0 (\w+) 0 (".*")$/.exec(want.at(-1)!)!;
	const body = reason === 'build' ? { kind: 'diagnostics', items } : { kind: 'diagnostics', items, reason, message: JSON.parse(message!) as string };
	return { status: 422, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
