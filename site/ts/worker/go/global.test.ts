import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seal } from './global';

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
