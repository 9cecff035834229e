/** What a run in the browser may use: the same as on a server (server/play/limits.go). */
export interface Limits {
	/** Milliseconds from the start of the program, whatever its clock says. */
	wall: number;
	/** Bytes. */
	memory: number;
	/** Bytes, standard output and error together. */
	output: number;
}

export const limits: Limits = { wall: 60_000, memory: 256 << 20, output: 1 << 20 };
