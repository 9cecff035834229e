/** The browser's carrier with its worker, in a thread of Node's, and a server of modules. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import messages from '../../../../server/play/messages.json';
import { Store } from '../store';
import { Toolchain } from './toolchain';
import { browser } from './browser';
import type { Event, Run, Start } from '../../contract/run';
import type { Formatted } from '../../contract/protocol';
import { format } from './format';
import { buildPrograms, tempDir } from '../../testing/programs';
import { serveSite, type Site } from '../../testing/site';
import { bundleWorkers, type Workers } from '../../testing/threads';
import { Tracing } from './tracing';

const sources = {
	hello: 'package main\n\nfunc main() { println("hello") }\n',
	spin: 'package main\n\nfunc main() {\n\tprintln("spinning")\n\tfor {\n\t}\n}\n',
};

const dir = tempDir();
let site: Site;
let workers: Workers;

before(async () => {
	const modules: Map<string, Uint8Array> = buildPrograms(
		dir,
		new Map(Object.entries(sources).map(([name, source]) => [name, { 'main.go': source }])),
	);
	modules.set('source', buildSource());
	site = await serveSite(modules);
	site.config.wasm['lost'] = `${site.config.base}assets/lost`;
	workers = await bundleWorkers(['workshop', 'runner'], dir);
});

after(() => {
	site.close();
	workers.close();
	rmSync(dir, { recursive: true });
});

/** Builds the page's module for source text. Tests are run with site/ as the current folder. */
function buildSource(): Uint8Array {
	const out = join(dir, 'source.wasm');
	execFileSync('go', ['build', '-ldflags=-s -w', '-o', out, '../wasm/page/source'], {
		env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' },
	});
	return readFileSync(out);
}

/** Runs to the end and returns the events; each is told to watch first. */
function play(
	request: Partial<Start>,
	carrier = browser(
		site.config,
		new Toolchain(site.config, new Store(null), workers.start),
		new Tracing('', () => workers.start('reader')),
		workers.start,
	),
	watch: (event: Event, run: Run) => void = () => {},
): Promise<Event[]> {
	return new Promise((resolve) => {
		const events: Event[] = [];
		const run = carrier.start({ snippet: 'hello', clock: 'real', lang: 'en', ...request }, (event) => {
			events.push(event);
			watch(event, run);
			if (event.kind === 'end') {
				resolve(events);
			}
		});
	});
}

const summary = (events: Event[]): string[] =>
	events.map((event) => (event.kind === 'end' ? `end ${event.reason} ${event.message}` : event.kind));

test('a published snippet is fetched once, however often it is run', async () => {
	const carrier = browser(
		site.config,
		new Toolchain(site.config, new Store(null), workers.start),
		new Tracing('', () => workers.start('reader')),
		workers.start,
	);
	for (let i = 0; i < 3; i++) {
		assert.deepEqual(summary(await play({}, carrier)), ['running', 'stderr', 'end exit ']);
	}
	assert.equal(site.asked.get('/assets/hello'), 1);
});

test('a program that spins is stopped', async () => {
	const events = await play({ snippet: 'spin' }, undefined, (event, run) => {
		if (event.kind === 'stderr') {
			run.stop();
		}
	});
	assert.deepEqual(summary(events), ['running', 'stderr', 'end stopped Stopped.']);
});

test('a module that is not there is told as a file that is not as it was published', async () => {
	assert.deepEqual(summary(await play({ snippet: 'lost' })), [`end internal ${messages.en.changed}`]);
});

test('a tour without its server cannot build', async () => {
	const events = await play({ files: { 'main.go': 'package main' } });
	assert.deepEqual(summary(events), [
		'end refused This copy of the tour can compile nothing, so programs run only as published: reset this one to run it.',
	]);
});

/** Formats a program of one file. */
const formatted = (source: string, config = site.config): Promise<Formatted> =>
	format('main.go', { 'main.go': source }, config, workers.start);

test('the formatter formats, and tells what is wrong', async () => {
	assert.deepEqual(await formatted('package main\nfunc main(){println( 1 )}'), {
		source: 'package main\n\nfunc main() { println(1) }\n',
		added: [],
		removed: [],
	});
	assert.deepEqual(await formatted('package main\nimport "os"\nfunc main(){fmt.Println( 1 )}'), {
		source: 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(1) }\n',
		added: ['fmt'],
		removed: ['os'],
	});
	const files = { 'main.go': 'package main\n\nvar fmt printer\n', 'two.go': 'package main\n\nfunc f() { fmt.Println() }\n' };
	assert.deepEqual(await format('two.go', files, site.config, workers.start), {
		source: files['two.go'],
		added: [],
		removed: [],
	});
	assert.deepEqual(await formatted('package main\nfunc main() {'), {
		items: [{ file: 'main.go', line: 2, column: 14, severity: 'error', message: "expected '}', found 'EOF'" }],
	});
	assert.equal(site.asked.get('/assets/source'), 1);
});

test('a formatter that cannot be loaded is tried again the next time', async () => {
	const config = { ...site.config, assets: { ...site.config.assets, source: site.config.wasm['lost']! } };
	await assert.rejects(formatted('package main', config), /status 404/);
	config.assets.source = site.config.assets.source;
	assert.deepEqual(await formatted('package main', config), { source: 'package main\n', added: [], removed: [] });
});
