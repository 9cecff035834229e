import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { limits } from '../../../testing/limits';
import type { Moment } from '../../../contract/moment';
import { Interpreter, type Settings, unlimited } from '../interpreter';
import type { FromPython } from '../../../contract/protocol';

/** Starts Python in this process, from its npm package, or has it go on from a memory. */
export async function startPython(memory?: Uint8Array): Promise<Interpreter> {
	const folder = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
	const { info } = JSON.parse(readFileSync(join(folder, 'pyodide-lock.json'), 'utf8')) as { info: object };
	return Interpreter.start(
		{ indexURL: folder, lockFileContents: JSON.stringify({ info, packages: {} }), packageBaseUrl: folder },
		() => performance.now(),
		memory,
	);
}

/** What a program has done. */
export interface Done {
	output: string;
	texts: { kind: string; at: number; text: string }[];
	moments: Moment[];
	/** What was marked: line:column message. */
	marks: string[];
	end: FromPython & { kind: 'end' };
}

/** Runs a program to its end. */
export function run(
	python: Interpreter,
	source: string,
	settings: Partial<Settings> = {},
): Done {
	const posts: FromPython[] = [];
	const whole = { ...unlimited, output: limits.output, ...settings };
	python.run(source, whole, (message) => posts.push(structuredClone(message)));
	const texts = posts.flatMap((post) => (post.kind === 'texts' ? post.texts : []));
	return {
		output: texts.map(({ text }) => text).join(''),
		texts,
		moments: posts.flatMap((post) => (post.kind === 'moments' ? post.moments : [])),
		marks: posts.flatMap((post) =>
			post.kind === 'diagnostics'
				? post.items.map(({ line, column, message }) => `${line}:${column} ${message}`)
				: [],
		),
		end: posts.at(-1) as Done['end'],
	};
}

/**
 * How often a program is run until it does what is expected: what a busy machine takes from it counts as its
 * computing.
 */
const attempts = 10;

/** Checks what a program has done, and runs it again where it was not as it should be. */
export function checked(
	python: Interpreter,
	source: string,
	settings: Parameters<typeof run>[2],
	check: (done: Done) => void,
): void {
	for (let attempt = 1; ; attempt++) {
		try {
			check(run(python, source, settings));
			return;
		} catch (error) {
			if (attempt === attempts) {
				throw error;
			}
		}
	}
}
