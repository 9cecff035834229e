import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGood } from './visit';

test('much is fetched unasked only where nothing speaks against it', () => {
	for (const [connection, good] of [
		[undefined, true],
		[{ effectiveType: '4g' }, true],
		[{ effectiveType: '4g', saveData: true }, false],
		[{ effectiveType: '3g', saveData: false }, false],
		[{ effectiveType: 'slow-2g' }, false],
	] as const) {
		assert.equal(isGood({ connection } as unknown as Navigator), good, JSON.stringify(connection));
	}
});
