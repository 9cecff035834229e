/** A tool that is kept warm is, after each run, what it was before the first, however that run ends. */

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../../testing/programs';
import { exportGlobals, goBuild } from '../../testing/warmable';
import { Disk } from './disk';
import { memoryOf } from './snapshot';
import { type Command, type Outcome, runTool } from './tool';
import { argumentsFile, WarmTool } from './warm';

/** A tool that does what its second arguments say, and prints what is left in it of earlier runs. */
const source = `package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

var (
	runs  int
	heap  [][]byte
	begun = make(map[string]int)
)

func deep(n int) int { return deep(n+1) + deep(n-1) }

func main() {
	for i := range 20_000 {
		begun[fmt.Sprint(i)] = i
	}
	text, err := os.ReadFile("/arguments")
	if err != nil {
		panic(err)
	}
	runs++
	how := strings.TrimSpace(string(text))
	fmt.Println(how, runs, len(heap), len(begun))
	begun[how] = 1
	if err := os.WriteFile("out", text, 0o666); err != nil {
		panic(err)
	}
	switch how {
	case "exit":
		os.Exit(3)
	case "panic":
		panic("as it was told")
	case "deep":
		println(deep(0))
	case "memory":
		for {
			heap = append(heap, fill(make([]byte, 1<<20)))
		}
	case "grow":
		for range 40 {
			heap = append(heap, fill(make([]byte, 1<<20)))
		}
	case "print":
		for {
			fmt.Println(strings.Repeat("without end", 1000))
		}
	case "timer":
		time.AfterFunc(time.Hour, func() { fmt.Println("late") })
		go func() { fmt.Println(<-time.After(2 * time.Hour)) }()
		time.Sleep(time.Microsecond)
	}
}

func fill(b []byte) []byte {
	for i := range b {
		b[i] = 1
	}
	return b
}
`;

const endings = ['exit', 'panic', 'deep', 'memory', 'grow', 'print', 'timer', 'works'];

const dir = tempDir();
let command: Command;

before(async () => {
	writeFileSync(join(dir, 'main.go'), source);
	const module = await WebAssembly.compile(exportGlobals(goBuild(dir, 'main.go')));
	command = { module, args: ['tool'], memory: 96 << 20, room: 32 << 20 };
});

after(() => rmSync(dir, { recursive: true }));

function put(disk: Disk, how: string): void {
	disk.put(argumentsFile, new TextEncoder().encode(how));
}

/** What a run in a tool of its own comes to: the message of a trap has addresses, and a stack its own depth. */
async function fresh(how: string): Promise<[Outcome, string]> {
	const disk = new Disk('/src');
	put(disk, how);
	return [firstLine(await runTool(command, disk)), written(disk)];
}

async function warm(tool: WarmTool, how: string): Promise<[Outcome, string]> {
	return [firstLine(await tool.run((disk) => put(disk, how))), written(tool.disk)];
}

const firstLine = (outcome: Outcome): Outcome => ({ ...outcome, output: outcome.output.split('\n')[0]! });
const written = (disk: Disk): string => new TextDecoder().decode(disk.get('out'));

test('a tool ends as a fresh one does, whatever it did before', async () => {
	const want = new Map<string, [Outcome, string]>();
	for (const how of endings) {
		want.set(how, await fresh(how));
	}
	assert.deepEqual(want.get('works'), [
		{ code: 0, output: 'works 1 0 20000', outOfMemory: false, tooDeep: false, isBroken: false },
		'works',
	]);
	assert.ok(want.get('memory')![0].outOfMemory && want.get('deep')![0].tooDeep && want.get('print')![0].isBroken);
	const tool = await WarmTool.start(command, new Disk('/src'));
	for (const first of endings) {
		for (const how of endings) {
			assert.deepEqual(await warm(tool, how), want.get(how), `${how} after others`);
			assert.deepEqual(await warm(tool, first), want.get(first), `${first} after ${how}`);
		}
	}
});

test('what comes while a tool is set back waits, and is done in order', async () => {
	const tool = await WarmTool.start(command, new Disk('/src'));
	const runs = endings.map((how) => {
		const ended = tool.run((disk) => put(disk, how));
		void tool.setBack();
		return ended;
	});
	assert.deepEqual(
		(await Promise.all(runs)).map(({ output }) => output.split('\n')[0]),
		endings.map((how) => `${how} 1 0 20000`),
	);
});

test('many runs take no more memory than one', async () => {
	const tool = await WarmTool.start(command, new Disk('/src'));
	const before = tool.snapshot.size;
	for (let i = 0; i < 30; i++) {
		assert.equal((await warm(tool, 'works'))[1], 'works');
	}
	await tool.run((disk) => put(disk, 'grow'));
	await tool.setBack();
	assert.equal(memoryOf(tool.tool._inst).length, before, 'an instance that has grown is replaced');
});

test('a tool that ends before it takes arguments cannot be kept warm', async () => {
	const disk = new Disk('/src');
	disk.hold = () => new Promise(() => {});
	await assert.rejects(WarmTool.start(command, disk), /tool ended with 2 before it took arguments/);
});
