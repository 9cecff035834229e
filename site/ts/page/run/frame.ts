import type { Diagnostic, Event, Reason } from '../../contract/run';

const reasons: ReadonlySet<unknown> = new Set<Reason>([
	'exit',
	'build',
	'stopped',
	'timeout',
	'memory',
	'output',
	'busy',
	'refused',
	'internal',
]);

/** Stands for the events from `from` to its own `seq`, which the server has not kept until the run was resumed. */
export interface Gap {
	run: string;
	seq: number;
	kind: 'gap';
	from: number;
}

/** Answers a ping. */
export interface Pong {
	run: '';
	seq: 0;
	kind: 'pong';
}

/** Reads a frame from the server: one event as JSON. The error says what is wrong with it. */
export function parseFrame(data: unknown): Event | Gap | Pong {
	if (typeof data !== 'string') {
		throw new Error('frame is not text');
	}
	const frame = JSON.parse(data) as unknown;
	if (!isRecord(frame)) {
		throw new Error('frame is not an object');
	}
	if (typeof frame['run'] !== 'string' || !Number.isSafeInteger(frame['seq'])) {
		throw new Error('frame has no run or no seq');
	}
	if (!isDetail(frame)) {
		throw new Error(`frame of kind ${JSON.stringify(frame['kind'])} lacks what that kind needs`);
	}
	return frame as unknown as Event | Gap | Pong;
}

function isDetail(frame: Record<string, unknown>): boolean {
	switch (frame['kind']) {
		case 'building':
		case 'running':
		case 'reading':
		case 'pong':
			return true;
		case 'queued':
			return Number.isSafeInteger(frame['position']);
		case 'gap':
			return Number.isSafeInteger(frame['from']);
		case 'diagnostics':
			return Array.isArray(frame['items']) && frame['items'].every(isDiagnostic);
		case 'stdout':
		case 'stderr':
			return isTime(frame['at']) && typeof frame['text'] === 'string';
		case 'trace':
			return (
				Array.isArray(frame['moments']) &&
				frame['moments'].every(isMoment) &&
				typeof frame['raw'] === 'string' &&
				typeof frame['message'] === 'string' &&
				(frame['facts'] === undefined || isFacts(frame['facts']))
			);
		case 'check':
			return (
				typeof frame['name'] === 'string' &&
				typeof frame['ok'] === 'boolean' &&
				typeof frame['text'] === 'string' &&
				typeof frame['version'] === 'string'
			);
		case 'end':
			return (
				isTime(frame['at']) &&
				reasons.has(frame['reason']) &&
				Number.isSafeInteger(frame['code']) &&
				typeof frame['message'] === 'string'
			);
		default:
			return false;
	}
}

function isDiagnostic(item: unknown): item is Diagnostic {
	return (
		isRecord(item) &&
		typeof item['file'] === 'string' &&
		Number.isSafeInteger(item['line']) &&
		Number.isSafeInteger(item['column']) &&
		typeof item['severity'] === 'string' &&
		typeof item['message'] === 'string'
	);
}

function isMoment(moment: unknown): boolean {
	return (
		isRecord(moment) &&
		isTime(moment['at']) &&
		Number.isSafeInteger(moment['task']) &&
		typeof moment['do'] === 'string'
	);
}

function isFacts(facts: unknown): boolean {
	return (
		isRecord(facts) &&
		isTime(facts['until']) &&
		[facts['waiting'], facts['running']].every(isRecord) &&
		[facts['left'], facts['starved']].every(Array.isArray)
	);
}

function isTime(at: unknown): boolean {
	return typeof at === 'number' && at >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
