import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import messages from '../../../../server/play/messages.json';
import type { MessageKey } from '../../contract/run';

/**
 * Where a reader is when a sentence is shown: at a program that runs in the page, as published or edited, and then
 * built by the page itself or by the server; at one that runs on the server; or at the asyncio original. In a page
 * there may be no server at all, save where it builds.
 */
type Place = 'published' | 'edited' | 'built' | 'server' | 'python';

/**
 * What helps: a network, another attempt soon, whoever runs the tour, another place to run, the published program, or
 * what the reader writes or chooses, or nothing.
 */
type Help = 'network' | 'later' | 'operator' | 'place' | 'reset' | 'reader' | 'nothing';

type Row = readonly [at: readonly Place[], ...help: Help[]];

const anywhere = ['published', 'edited', 'built', 'server', 'python'] as const;
const go = ['published', 'edited', 'built', 'server'] as const;
const source = ['edited', 'built', 'server'] as const;
const page = ['published', 'edited', 'built'] as const;

/** Each cause of an end, or of a remark: where it can happen, and what helps. */
const causes: Record<MessageKey, Row> = {
	exit: [anywhere, 'reader'],
	panic: [go, 'reader'],
	stack: [go, 'reader'],
	'stack.engine': [page, 'reader'],
	threads: [['server'], 'reader'],
	signal: [['server'], 'reader'],
	deadlock: [go, 'reader'],
	waits: [go, 'reader'],
	race: [['server'], 'reader'],
	'race.readwrite': [['server'], 'reader'],
	'race.writeread': [['server'], 'reader'],
	'race.writewrite': [['server'], 'reader'],
	'race.main': [['server'], 'reader'],
	'race.goroutine': [['server'], 'reader'],
	'race.line': [['server'], 'reader'],
	'race.file': [['server'], 'reader'],
	'race.here': [['server'], 'reader'],
	'race.elsewhere': [['server'], 'reader'],
	'vet.defer': [['edited'], 'reader'],
	'check.ended': [go, 'reader'],
	'check.unreached': [go, 'reader'],
	'check.unstarted': [go, 'reader'],
	build: [source, 'reader'],
	stopped: [anywhere, 'nothing'],
	'timeout.wall': [anywhere, 'reader'],
	'timeout.cpu': [['server'], 'reader'],
	'timeout.interpreted': [['server'], 'reader'],
	'timeout.build': [source, 'reader'],
	memory: [anywhere, 'reader'],
	'memory.build': [source, 'reader'],
	output: [anywhere, 'reader'],
	busy: [['server'], 'later', 'place'],
	'busy.built': [['built'], 'later', 'reset'],
	'busy.starts': [['server'], 'later', 'place'],
	'busy.starts.built': [['built'], 'later', 'reset'],
	'busy.runs': [['server'], 'later', 'place'],
	'busy.build': [['server'], 'later', 'place'],
	'busy.page': [['built'], 'later', 'reset'],
	'busy.run': [['server'], 'later', 'place'],
	internal: [anywhere, 'later'],
	shutdown: [['built', 'server'], 'later'],
	gap: [['server'], 'nothing'],
	interrupted: [['server'], 'nothing'],
	unreachable: [['built', 'server'], 'reset'],
	'trace.long': [go, 'nothing'],
	'trace.many': [go, 'nothing'],
	'trace.cut': [go, 'nothing'],
	'trace.broken': [go, 'nothing'],
	compiler: [['edited'], 'network', 'later', 'reset'],
	'compiler.none': [['edited'], 'reset'],
	python: [['python'], 'network', 'later'],
	'python.module': [['python'], 'reader'],
	'python.http': [['python'], 'reader'],
	'python.network': [['python'], 'reader'],
	policy: [[...page, 'python'], 'operator'],
	changed: [[...page, 'python'], 'later', 'operator'],
	socket: [['server'], 'nothing'],
	origin: [['server'], 'nothing'],
	program: [['published'], 'network', 'later'],
	runner: [page, 'network', 'later'],
	'refused.frame': [['built', 'server'], 'nothing'],
	'refused.kind': [['server'], 'nothing'],
	'refused.run': [['server'], 'nothing'],
	'refused.runs': [['server'], 'reader'],
	'refused.snippet': [['published', 'server'], 'nothing'],
	'refused.clock': [['server'], 'nothing'],
	'refused.race': [['server'], 'nothing'],
	'refused.race.clock': [['server'], 'reader'],
	'refused.check.none': [['server'], 'nothing'],
	'refused.check.race': [['server'], 'nothing'],
	'refused.check.trace': [['server'], 'nothing'],
	'refused.check.only': [['server'], 'nothing'],
	'refused.check.unknown': [['server'], 'nothing'],
	'refused.check.test': [source, 'reader'],
	'refused.check.import': [source, 'reader'],
	'refused.check.dot': [source, 'reader'],
	'refused.check.name': [source, 'reader'],
	'refused.check.error': [source, 'reader'],
	'refused.check.set': [source, 'reader'],
	'refused.empty': [['built', 'server'], 'reader'],
	'refused.files': [source, 'reader'],
	'refused.source': [source, 'reader'],
	'refused.deep': [['edited'], 'reader'],
	'refused.binary': [source, 'reader'],
	'refused.name': [source, 'reader'],
	'refused.main': [source, 'reader'],
	'refused.import': [source, 'reader'],
	'refused.js': [source, 'reader'],
	'refused.cgo': [source, 'reader'],
	'refused.directive': [source, 'reader'],
	'refused.utf8': [source, 'reader'],
	'refused.builder': [['built'], 'reset'],
	'refused.packing': [['published', 'server'], 'later'],
	'refused.toolchain': [['server'], 'place', 'reset'],
	'refused.stdin': [['server'], 'reader'],
	'refused.resume': [['server'], 'nothing'],
};

/** The page's own causes, of its parts; there may be no server. */
const parts: Record<string, readonly Help[]> = {
	editorFailed: ['nothing'],
	formatFailed: ['network', 'later'],
	runFailed: ['network', 'later'],
	timelineFailed: ['network', 'later'],
	solutionFailed: ['network', 'later'],
	searchFailed: ['network', 'later'],
	reviewFailed: ['network', 'later'],
	pythonFailed: ['later'],
	notKept: ['nothing'],
	notCopied: ['nothing'],
	notFormatted: ['reader'],
	notBuilt: ['reader'],
	linkBroken: ['nothing'],
	linkElsewhere: ['nothing'],
	linkOld: ['nothing'],
	offlineHalted: ['later'],
	offlineFull: ['nothing'],
	offlineDenied: ['nothing'],
	offlineBroken: ['network', 'later'],
	offlineChanged: ['operator', 'later'],
};

/** The words by which a sentence points the reader somewhere, in each language. */
const ways: Record<Help | 'server', Record<'en' | 'zh', RegExp>> = {
	network: { en: /\b(?:once|when|until) (?:there is a connection|you are online)/, zh: /联网|网络通/ },
	later: {
		en: /\b[Tt]ry again|\btry once more|\b(?:[Rr]un|[Ss]witch|[Pp]ress|[Ll]oad) (?:it|the \w+|Run Python)\b.*\b(?:once|in a moment|again|to try|anew)/,
		zh: /再试|再运行|再点|重试|重新打开|重新加载/,
	},
	operator: { en: /\bhost\b|\boperator\b/, zh: /托管方|管理员/ },
	place: { en: /\b(?:[Oo]r r|R)un (?:it |yours )?in the browser|\b[Cc]hoose the browser/, zh: /改在浏览器中运行/ },
	reset: { en: /\bas published\b/, zh: /未改动的程序|原版程序/ },
	server: { en: /\bservers?\b/i, zh: /服务器/ },
	reader: { en: /(?!)/, zh: /(?!)/ },
	nothing: { en: /(?!)/, zh: /(?!)/ },
};

const languages = ['en', 'zh'] as const;

/** Checks that a sentence points where help is, and nowhere else. */
function assertPoints(name: string, lang: 'en' | 'zh', sentence: string, helps: readonly Help[]): void {
	for (const way of ['network', 'later', 'operator', 'place', 'reset'] as const) {
		const points = ways[way][lang].test(sentence);
		assert.equal(points, helps.includes(way), `${name} (${lang}): ${way}: ${sentence}`);
	}
}

test('each sentence on a run points where help is, in both languages, and contradicts no place of its own', () => {
	for (const [key, [places, ...helps]] of Object.entries(causes) as [MessageKey, Row][]) {
		for (const lang of languages) {
			const sentence = messages[lang][key];
			assertPoints(key, lang, sentence, helps);
			for (const place of places) {
				const where = `${key} (${lang}), ${place}: ${sentence}`;
				assert.ok(place !== 'published' || !ways.reset[lang].test(sentence), where);
				assert.ok(place === 'server' || !ways.place[lang].test(sentence), where);
			}
		}
	}
});

test('a sentence that may be shown where there is no server does not speak of one', () => {
	for (const [key, [places]] of Object.entries(causes) as [MessageKey, Row][]) {
		if (places.some((place) => ['published', 'edited', 'python'].includes(place))) {
			for (const lang of languages) {
				assert.doesNotMatch(messages[lang][key], ways.server[lang], key);
			}
		}
	}
});

test('the page’s own sentences on what has failed point where help is, and to no server', () => {
	const found: string[] = [];
	for (const part of readdirSync('parts')) {
		for (const lang of languages) {
			const texts = read(join('parts', part, `${lang}.json`));
			for (const [key, sentence] of Object.entries(texts)) {
				if (/Failed$|^not[A-Z]|^link(?:Broken|Elsewhere|Old)|^offline(?:Halted|Full|Denied|Broken|Changed)/.test(key)) {
					assert.ok(key in parts, `${key} is in no table`);
					found.push(key);
					assertPoints(key, lang, sentence, parts[key]!);
					assert.doesNotMatch(sentence, ways.server[lang], key);
				}
			}
		}
	}
	assert.deepEqual(new Set(found), new Set(Object.keys(parts)));
});

test('no two causes share a sentence, and each is met in the code', () => {
	const code = ['ts', 'parts', '../server', '../wasm'].map(sourcesIn).join('\n');
	for (const lang of languages) {
		const sentences = Object.entries(messages[lang]);
		assert.deepEqual(
			sentences.filter(([key, one]) => sentences.some(([other, same]) => other !== key && same === one)),
			[],
		);
	}
	for (const key of Object.keys(causes)) {
		const names = [key, key.replace(/^refused\./, ''), key.replace(/\.built$/, ''), key.replace(/\w+$/, '')];
		assert.ok(
			names.some((name) => ["'", '"'].some((quote) => code.includes(quote + name + quote))),
			`nothing tells ${key}`,
		);
	}
});

function read(file: string): Record<string, string> {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
	} catch {
		return {}; // a part without texts
	}
}

/** Returns the code beneath a folder, without its tests. */
function sourcesIn(folder: string): string {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(?:go|ts)$/.test(file) && !/[._]test\.(?:go|ts)$/.test(file))
		.map((file) => readFileSync(join(folder, file), 'utf8'))
		.join('\n');
}
