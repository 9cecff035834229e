import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { fakeStorage } from '../testing/storage';
import { Outbox, type Submission } from './outbox';

mock.timers.enable({ apis: ['setTimeout'] });

const one = { exercise: 'http/four-at-a-time', version: '0a1b', files: { 'main.go': 'a' }, verdicts: [], lang: 'en' };

test('what was not sent is sent by the next page, with its key', async () => {
	const storage = fakeStorage();
	const tried: Submission[] = [];
	const offline = new Outbox((submission) => {
		tried.push(submission);
		return Promise.resolve(false);
	}, storage);
	offline.add(one);
	const sent: Submission[] = [];
	const later = new Outbox((submission) => {
		sent.push(submission);
		return Promise.resolve(true);
	}, storage);
	await later.flush();
	assert.deepEqual(sent.map(({ key }) => key), tried.slice(0, 1).map(({ key }) => key));
	assert.equal(storage.getItem('tour:class-outbox'), '[]');
});

test('of an exercise the last program waits', () => {
	const storage = fakeStorage();
	const outbox = new Outbox(() => new Promise(() => {}), storage);
	outbox.add(one);
	outbox.add({ ...one, files: { 'main.go': 'b' } });
	outbox.add({ ...one, exercise: 'gather/another' });
	const waiting = JSON.parse(storage.getItem('tour:class-outbox')!) as Submission[];
	assert.deepEqual(waiting.map(({ exercise, files }) => [exercise, files['main.go']]), [
		['http/four-at-a-time', 'b'],
		['gather/another', 'a'],
	]);
});
