/** Tools that a release of Go does not let us change are started for each build, and build the same. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { limits } from '../../testing/limits';
import { packedDescription, packedFile, packedWorkbench } from '../../testing/packed';
import { tempDir } from '../../testing/programs';
import { goBuild } from '../../testing/warmable';
import { BuildTool } from './buildtool';
import { linkFlags, unpack } from './workbench';

const dir = tempDir();

after(() => rmSync(dir, { recursive: true }));

test('a linker that takes arguments once links what one that takes them twice does', async () => {
	const bench = await packedWorkbench();
	await bench.prepare();
	const objects = packedDescription().files.find(({ name }) => name === 'base-objects')!;
	const tool = new BuildTool(
		{
			module: await WebAssembly.compile(goBuild(dir, 'cmd/link')),
			args: ['link', ...linkFlags],
			memory: limits.buildMemory,
			room: () => 0,
			final: () => true,
		},
		new Map([['base', unpack(packedFile(objects.file))]]),
		false,
		true,
	);
	await tool.prepare(['base'], false);
	for (const word of ['first', 'second']) {
		const files = { 'main.go': `package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("${word}") }\n` };
		const archives = await bench.archives(files, 'en');
		const work = { args: ['link', ...linkFlags], files: new Map<string, Uint8Array>(), archives, needed: ['base'] };
		const { outcome, disk } = await tool.run(work);
		assert.deepEqual([outcome.code, outcome.output], [0, '']);
		assert.ok(Buffer.from(await bench.binary(files, 'en')).equals(disk.get('main.wasm')!), 'the binaries differ');
		await bench.prepare();
	}
});
