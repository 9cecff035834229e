/** What a run in the browser may use, which the server writes into the page's configuration (server/web/page.go). */
export interface Limits {
	/** Bytes of source, all files together. */
	source: number;
	/** How many files. */
	files: number;
	/** Milliseconds from the start of the program, whatever its clock says. */
	wall: number;
	/** Bytes. */
	memory: number;
	/** Bytes, standard output and error together. */
	output: number;
	/** Milliseconds, of building in this browser: more than a server allows, for phones are slower. */
	build: number;
	/** Bytes, of the compiler and of the linker. */
	buildMemory: number;
	/** Bytes, of a built program. */
	binary: number;
	/** Bytes, of an execution trace. */
	trace: number;
}
