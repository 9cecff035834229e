/** Programs that are bad for a compiler, or for whoever runs what it makes, end with something that can be told. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { limits } from '../../testing/limits';
import { Refusal } from '../supply/modules';
import { Program } from '../program/program';
import { Disk } from './disk';
import { nodeHost } from '../../testing/host';
import { packedDescription, packedFile, packedWorkbench } from '../../testing/packed';
import { runTool } from './tool';
import type { Workbench } from './workbench';

const main = (body: string): Record<string, string> => ({ 'main.go': `package main\n\n${body}\n` });

/** As much of a text, again and again, as a program has room for. */
const fill = (text: string): string => text.repeat(Math.floor((30 << 10) / text.length));

let bench: Workbench;

before(async () => {
	bench = await packedWorkbench();
	await bench.prepare();
});

for (const [name, source] of Object.entries({
	closures: main(`func main() { ${fill('func() {')}${'}()'.repeat(fill('func() {').length / 8)} }`),
	parentheses: main(`var x = ${fill('(')}1${fill(')')}\n\nfunc main() {}`),
	blocks: main(`func main() { ${fill('{')}${fill('}')} }`),
	signs: main(`var y = 1\n\nvar x = ${fill('-+')}y\n\nfunc main() {}`),
	types: main(`var x ${fill('[]')}int\n\nfunc main() {}`),
	sums: main(`func main() { s := "x"; println(${fill('s+')}s) }`),
})) {
	test(`a nest of ${name} is refused, and the next program is built`, async () => {
		await assert.rejects(bench.build(source, 'en'), (error) => {
			assert.ok(error instanceof Refusal, String(error));
			assert.deepEqual(error.ended, { reason: 'refused', key: 'refused.deep' });
			return true;
		});
		assert.ok(await bench.build(main('func main() {}'), 'en'));
		await bench.prepare();
	});
}

test('a compiler that wants too much memory is ended', async () => {
	const compile = await WebAssembly.compile(
		packedFile(packedDescription().files.find(({ name }) => name === 'compile')!.file),
	);
	const doubled = Array.from({ length: 30 }, (_, i) => `const a${i + 1} = a${i} + a${i}`).join('\n');
	const disk = new Disk('/src');
	disk.put(
		'main.go',
		new TextEncoder().encode(
			`package main\n\nconst a0 = "0123456789abcdef"\n${doubled}\n\nfunc main() { println(len(a30)) }\n`,
		),
	);
	disk.put('/arguments', new TextEncoder().encode('main.go'));
	const args = ['compile', '-p', 'main', '-o', 'main.a', '-complete', '-pack', 'main.go'];
	const { outOfMemory } = await runTool({ module: compile, args, memory: 96 << 20, room: 0 }, disk);
	assert.equal(outOfMemory, true);
});

test('a program whose variables are over the limit of memory is ended as one that grows', async () => {
	assert.deepEqual(await run(main('var a [1 << 30]byte\n\nfunc main() { a[5] = 1; println(a[5]) }')), [
		'memory',
		'memory',
		'',
	]);
});

/** Builds and runs a program; it returns how that ended, and what it wrote. */
async function run(files: Record<string, string>): Promise<unknown[]> {
	let wrote = '';
	const program = new Program(
		nodeHost((texts) => {
			wrote += texts.map(({ text }) => text).join('');
		}),
		'real',
		limits,
	);
	await program.load(await bench.build(files, 'en'));
	program.start();
	const { reason, key } = await program.ended;
	return [reason, key, wrote];
}
