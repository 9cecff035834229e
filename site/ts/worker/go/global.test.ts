import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programGlobal, seal } from './global';

test('a sealed global keeps the language and loses what reaches out, inherited or not', () => {
	class Target {
		addEventListener(): void {}
	}
	class Scope extends Target {
		Array = Array;
		setTimeout = setTimeout;
		fetch = fetch;
		get indexedDB(): object {
			return this;
		}
	}
	const scope = new Scope();
	seal(scope);
	assert.deepEqual(
		['Array', 'setTimeout', 'toString', 'fetch', 'indexedDB', 'addEventListener'].filter((name) => name in scope),
		['Array', 'setTimeout', 'toString'],
	);
});

test('the global object that a program is given has nothing of the page', () => {
	const global = programGlobal({ fs: {}, cwd: () => '/', chdir: () => {} });
	assert.equal(Object.getPrototypeOf(global), Object.prototype);
	for (const name of [
		'document', 'window', 'self', 'globalThis', 'location', 'navigator', 'localStorage', 'indexedDB', 'caches',
		'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts', 'Worker', 'BroadcastChannel',
		'postMessage', 'addEventListener', 'onmessage', 'Request', 'eval', 'Function',
	]) {
		assert.ok(!(name in global), name);
	}
});
