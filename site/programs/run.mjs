// Plays programs as pages do, for the tests of server/programs: each line of standard
// input is a message for a thread of site/ts/testing/player.ts, as JSON, with an "id" of
// its own; each line of standard output is the answer, {"id", "played"}, or {"id", "error"}
// where there is none. They are answered as they end, as many at a time as there are
// processors. It ends with its input.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle, Thread } from '../testing/thread.mjs';

const dir = mkdtempSync(join(tmpdir(), 'tour-programs-'));
try {
	const script = await bundle('player.ts', dir);
	const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
	const work = async () => {
		const thread = new Thread(script);
		for (let line = await lines.next(); !line.done; line = await lines.next()) {
			const { id, ...asked } = JSON.parse(line.value);
			try {
				console.log(JSON.stringify({ id, played: await thread.ask(asked) }));
			} catch (error) {
				console.log(JSON.stringify({ id, error: String(error) }));
			}
		}
		await thread.close();
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
} finally {
	rmSync(dir, { recursive: true });
}
