/** What a run in the browser may use: the same as on a server (server/play/limits.go). */
export interface Limits {
	/** Milliseconds from the start of the program, whatever its clock says. */
	wall: number;
	/** Bytes. */
	memory: number;
	/** Bytes, standard output and error together. */
	output: number;
	/** Milliseconds, of building in this browser: three times what a server allows, for what a phone needs. */
	build: number;
	/** Bytes, of the compiler and of the linker. */
	buildMemory: number;
	/** Bytes, of what the linker makes. */
	binary: number;
	/** Bytes, of an execution trace. */
	trace: number;
}

export const limits: Limits = {
	wall: 60_000,
	memory: 256 << 20,
	output: 1 << 20,
	build: 30_000,
	buildMemory: 2 ** 30,
	binary: 32 << 20,
	trace: 8 << 20,
};
