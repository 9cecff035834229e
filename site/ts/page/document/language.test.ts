import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherFragment, sameHeading } from './language';

const en = ['one-after-another', 'together', 'what-gather-returns'];
const zh = ['一个接一个', '一起', 'gather-返回什么'];

test('a heading finds its like in the other language', () => {
	en.forEach((id, index) => {
		assert.equal(sameHeading(otherFragment(`#${id}`, en), zh), zh[index]);
		assert.equal(sameHeading(otherFragment(`#${encodeURIComponent(zh[index] ?? '')}`, zh), en), id);
	});
});

test('other fragments stay as they are', () => {
	for (const hash of ['', '#gather/three-tasks', '#code=gather/three-tasks~abc', '#%E0%A4%A']) {
		assert.equal(otherFragment(hash, en), hash);
		assert.equal(sameHeading(hash, en), null);
	}
	assert.equal(sameHeading('#:4', en), null);
});
