import type { Limits } from '../contract/limits';

/** The limits of tests: those that a server sends its pages where no flag has changed them. */
export const limits: Limits = {
	source: 64 << 10,
	files: 20,
	wall: 60_000,
	memory: 256 << 20,
	output: 1 << 20,
	build: 30_000,
	buildMemory: 2 ** 30,
	binary: 32 << 20,
	trace: 8 << 20,
};
