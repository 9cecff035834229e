import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part, wire } from './elements';

test('a double click does it once', () => {
	const button = Object.assign(new EventTarget(), { disabled: true });
	let times = 0;
	wire({ querySelector: () => button } as unknown as Element, 'skip', () => times++);
	assert.equal(button.disabled, false);
	button.dispatchEvent(new CustomEvent('click', { detail: 1 }));
	button.dispatchEvent(new CustomEvent('click', { detail: 2 }));
	assert.equal(times, 1);
	button.dispatchEvent(new CustomEvent('click', { detail: 0 })); // by a key
	assert.equal(times, 2);
});

test('what a template lacks is named', () => {
	assert.throws(
		() => part({ querySelector: () => null, id: '', className: 'predict' } as unknown as Element, '.grip'),
		/no \.grip in predict/,
	);
});
