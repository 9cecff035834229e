import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromServer, Live, State, ToServer } from './protocol';
import { Staff } from './staff';
import { Member } from './member';

const state: State = {
	rev: 1,
	code: 'K7QX2M',
	open: true,
	locked: false,
	named: false,
	lang: 'en',
	there: 2,
	phase: 'ask',
	question: 'gather/the-others',
	asking: 'A',
	round: 1,
	answered: 0,
	counts: null,
	cards: [{ n: 1, kind: 'text', body: { text: 'Hello.' } }],
	shown: null,
};

/** Returns the means of a page, what it has sent, and what has it receive a frame. */
function connected(): {
	means: ConstructorParameters<typeof Member>[2];
	sent: ToServer[];
	receive: (frame: FromServer) => void;
} {
	const sent: ToServer[] = [];
	const socket: Partial<WebSocket> & { readyState: number } = {
		readyState: 1,
		send: (text) => void sent.push(JSON.parse(text as string) as ToServer),
		close: () => {},
	};
	return {
		means: {
			connect: () => {
				queueMicrotask(() => socket.onopen?.call(socket as WebSocket, new Event('open')));
				return socket as WebSocket;
			},
			random: () => 0,
			stirring: () => {},
		},
		sent,
		receive: (frame) =>
			socket.onmessage?.call(socket as WebSocket, { data: JSON.stringify(frame) } as MessageEvent<string>),
	};
}

const none: Live = { whole: false, dots: null, gone: null, groups: null, places: null, hands: null };

test('differences change what the staff see, and a whole replaces it', async () => {
	const { means, sent, receive } = connected();
	const staff = new Staff('ID', true, 'en', means);
	await Promise.resolve();
	assert.deepEqual(sent, [{ kind: 'hello', class: 'ID', projector: true, lang: 'en' }]);
	const dot = {
		id: 'M',
		name: 'Amber Heron',
		here: true,
		lesson: 'gather',
		snippet: '',
		need: 'idle' as const,
		since: 1,
		hand: false,
		runs: 0,
	};
	const group = { snippet: 'gather/x', n: 3, stuck: 1, outcome: 'deadlock' as const, line: 12 };
	const hand = { member: 'M', name: 'Amber Heron', at: 1, solved: false };
	receive({ kind: 'live', ...none, whole: true, dots: [dot], groups: [group], hands: [hand] });
	receive({ kind: 'live', ...none, dots: [{ ...dot, id: 'N' }], groups: [{ ...group, n: 4 }] });
	assert.deepEqual(staff.dots.map(({ id }) => id), ['M', 'N']);
	assert.deepEqual(staff.groups, [{ ...group, n: 4 }]);
	assert.deepEqual(staff.hands, [hand]);
	receive({ kind: 'live', ...none, gone: ['M'], groups: [{ ...group, n: 0 }], hands: [] });
	assert.deepEqual([staff.dots.length, staff.groups.length, staff.hands.length], [1, 0, 0]);
	receive({ kind: 'live', ...none, whole: true });
	assert.equal(staff.dots.length, 0);
	receive({ kind: 'end', reason: 'over', message: 'The class is over.' });
	assert.deepEqual([staff.standing, staff.fault], ['ended', 'The class is over.']);
});

test('an order is done once it is acknowledged, refused or answered', async () => {
	const { means, sent, receive } = connected();
	const staff = new Staff('ID', false, 'en', means);
	await Promise.resolve();
	const keys = (): string[] => sent.flatMap((frame) => ('key' in frame ? frame.key : []));
	const asked = staff.order({ kind: 'ask', question: 'gather/the-others' });
	receive({ kind: 'ack', key: keys().at(-1)! });
	assert.deepEqual(await asked, {});
	const revealed = staff.order({ kind: 'reveal', asking: 'A' });
	receive({ kind: 'refused', key: keys().at(-1)!, reason: 'phase', message: 'Not now.' });
	assert.deepEqual(await revealed, { fault: 'Not now.' });
	const opened = staff.order({ kind: 'example', snippet: 'gather/x', outcome: 'deadlock' });
	receive({ kind: 'example', key: keys().at(-1)!, snippet: 'gather/x', source: 'package main' });
	assert.equal((await opened).example?.source, 'package main');
	receive({ kind: 'end', reason: 'over', message: '' });
});

test('a student’s answer counts for the round in which it was given, and cards add up', async () => {
	const { means, sent, receive } = connected();
	const member = new Member({ code: 'K7QX2M', token: 'T' }, 'en', means);
	await Promise.resolve();
	receive({ kind: 'state', ...state });
	receive({ kind: 'mine', name: 'Amber Heron', place: 0, votes: ['', ''], peer: '' });
	member.answer('2');
	assert.deepEqual([member.vote, member.voting], ['2', true]);
	const vote = sent.find((frame) => frame.kind === 'vote')!;
	assert.deepEqual([vote.asking, vote.round], ['A', 1]);
	receive({ kind: 'mine', name: 'Amber Heron', place: 0, votes: ['2', ''], peer: '' });
	receive({ kind: 'ack', key: vote.key });
	assert.deepEqual([member.vote, member.voting], ['2', false]);
	receive({ kind: 'changed', rev: 2, phase: 'again', round: 2, cards: [{ n: 2, kind: 'text', body: {} }] });
	assert.equal(member.vote, '');
	assert.deepEqual(member.state?.cards?.map(({ n }) => n), [1, 2]);
	receive({ kind: 'changed', rev: 3, there: 5 });
	assert.deepEqual([member.state?.there, member.state?.cards?.length], [5, 2]);
	member.raise(true);
	assert.equal(member.hand, true);
	receive({ kind: 'end', reason: 'removed', message: 'You were removed.' });
	assert.deepEqual([member.standing, member.fault], ['ended', 'You were removed.']);
});
