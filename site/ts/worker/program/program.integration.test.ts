/** Real Go programs in the host, without a worker. What a transcript can tell is in server/play/testdata/runs. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, mock, test } from 'node:test';
import type { ClockKind } from '../../contract/run';
import { limits } from '../../testing/limits';
import { Program } from './program';
import type { Ended, Text } from '../../contract/protocol';
import { nodeHost } from '../../testing/host';
import { buildPrograms, tempDir } from '../../testing/programs';

const sources = {
	readings: `
import ("fmt"; "time")
func main() {
	last := time.Now()
	for range 1000 {
		now := time.Now()
		if now.Sub(last) < 64 { fmt.Println("too close:", now.Sub(last)) }
		last = now
	}
}`,
	sleep: `
import ("fmt"; "time")
func main() {
	start := time.Now()
	for range 3 { time.Sleep(20*time.Millisecond) }
	fmt.Println(time.Since(start) >= 60*time.Millisecond)
}`,
	ask: `
import ("bufio"; "fmt"; "os"; "time")
func main() {
	go func() { for { time.Sleep(time.Hour) } }()
	fmt.Print("name? ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\\n')
	fmt.Printf("%q %v\\n", line, err)
}`,
	reach: `
import ("fmt"; "syscall/js")
func main() {
	for _, name := range []string{"fetch", "postMessage", "WebSocket", "setTimeout", "globalThis", "Function", "require"} {
		if !js.Global().Get(name).IsUndefined() { fmt.Println(name, "is within reach") }
	}
}`,
	files: `
import ("errors"; "fmt"; "io/fs"; "os")
func main() {
	_, err := os.Open("/etc/passwd")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	fmt.Println(os.WriteFile("x", nil, 0o666) != nil)
	dir, err := os.Getwd()
	fmt.Println(dir, err, len(os.Environ()), len(os.Args))
}`,
	recursion: `
import "fmt"
func depth(n int) int { return depth(n+1) + 1 }
func main() {
	fmt.Println("down")
	fmt.Println(depth(0))
}`,
	callback: `
import ("fmt"; "syscall/js")
func main() {
	called := 0
	f := js.FuncOf(func(js.Value, []js.Value) any { called++; return called })
	fmt.Println(f.Invoke().Int(), f.Invoke().Int())
}`,
	grow: `
import "fmt"
func main() {
	fmt.Println("before")
	fmt.Println(len(make([]byte, 3<<30)))
}`,
	endless: `
func main() { var all [][]byte; for { all = append(all, make([]byte, 1<<20)) } }`,
	reader: `
import ("fmt"; "os")
func main() {
	go func() { b := make([]byte, 1); os.Stdin.Read(b) }()
	select {}
	fmt.Println()
}`,
};

const dir = tempDir();
let modules: Map<string, Uint8Array<ArrayBuffer>>;

before(() => {
	modules = buildPrograms(
		dir,
		new Map(Object.entries(sources).map(([name, source]) => [name, { 'main.go': `package main\n${source}\n` }])),
	);
});

after(() => rmSync(dir, { recursive: true }));

interface Running {
	program: Program;
	texts: Text[];
	/** Resolves when the program has written this. */
	written: (text: string) => Promise<void>;
}

async function load(
	name: keyof typeof sources,
	clock: ClockKind = 'real',
	module = modules.get(name)!,
): Promise<Running> {
	const texts: Text[] = [];
	let written = (): void => {};
	const program = new Program(
		nodeHost((more) => {
			texts.push(...more);
			written();
		}),
		clock,
		limits,
	);
	await program.load(await WebAssembly.compile(module));
	return {
		program,
		texts,
		written: (text) =>
			new Promise((resolve) => {
				written = () => {
					if (joined(texts).includes(text)) {
						resolve();
					}
				};
				written();
			}),
	};
}

const joined = (texts: Text[]): string => texts.map(({ text }) => text).join('');

/** Returns a module whose memory cannot grow beyond so many pages of 64 KiB. */
function limitMemory(module: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
	const memorySection = 5;
	let at = 8; // after magic and version
	for (;;) {
		const id = module[at]!;
		const [size, content] = readNumber(module, at + 1);
		if (id === memorySection) {
			const [initial] = readNumber(module, content + 2);
			const limited = [1, 1, ...writeNumber(initial), ...writeNumber(pages)]; // one memory, which has a maximum
			return Uint8Array.from([
				...module.subarray(0, at),
				id,
				...writeNumber(limited.length),
				...limited,
				...module.subarray(content + size),
			]);
		}
		at = content + size;
	}
}

/** Reads a number of the binary format (LEB128); the second result is where it ends. */
function readNumber(bytes: Uint8Array, at: number): [value: number, end: number] {
	let value = 0;
	for (let shift = 0; ; shift += 7) {
		const byte = bytes[at++]!;
		value += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) {
			return [value, at];
		}
	}
}

function writeNumber(value: number): number[] {
	return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeNumber(value >>> 7)];
}

/** Runs a program and returns what it wrote and how it ended. */
async function run(
	name: keyof typeof sources,
	clock?: ClockKind,
	module?: Uint8Array<ArrayBuffer>,
): Promise<{ out: string; ended: Ended }> {
	const { program, texts } = await load(name, clock, module);
	program.start();
	const ended = await program.ended;
	return { out: joined(texts), ended };
}

test('two readings of the time are at least 64 ns apart', async () => {
	assert.equal((await run('readings', 'real')).out, '');
	assert.equal((await run('readings', 'virtual')).out, '');
});

test('a sleep takes at least as long as it says', async () => {
	const { out, ended } = await run('sleep');
	assert.equal(out, 'true\n');
	assert.ok(ended.at >= 60, `ended at ${ended.at}`);
});

test('a program that waits for input is not asleep, and shows its question first', async () => {
	for (const clock of ['real', 'virtual'] as const) {
		const { program, texts, written } = await load('ask', clock);
		program.start();
		await written('name? ');
		program.stdin('世');
		program.stdin('界\nmore');
		assert.equal((await program.ended).code, 0);
		assert.equal(joined(texts), 'name? "世界\\n" <nil>\n');
	}
});

test('a program that waits for input alone gets what has come before it asked', async () => {
	const { program, texts } = await load('ask');
	program.stdin('early');
	program.stdin('');
	program.start();
	await program.ended;
	assert.equal(joined(texts), 'name? "early" EOF\n');
});

test('a goroutine that reads keeps the others from a deadlock until the input ends', async () => {
	const { program, texts } = await load('reader');
	program.start();
	program.stdin('');
	const { code, key } = await program.ended;
	assert.deepEqual([code, key], [2, 'deadlock']);
	assert.match(joined(texts), /^fatal error: all goroutines are asleep - deadlock!\n/);
});

test('a program cannot reach what is the page\'s', async () => {
	assert.equal((await run('reach')).out, '');
});

test('there are no files and no environment', async () => {
	assert.equal((await run('files')).out, 'true\ntrue\n/ <nil> 0 1\n');
});

test('JavaScript may call into a program that is calling it', async () => {
	assert.equal((await run('callback')).out, '1 2\n');
});

test('too deep a recursion ends as a stack overflow does', async () => {
	const { out, ended } = await run('recursion');
	assert.match(out, /^down\nfatal error: stack overflow.*\n$/);
	assert.deepEqual([ended.reason, ended.code, ended.key], ['exit', 2, 'panic']);
});

test('the limit of memory ends a program that grows by little or by much', async () => {
	for (const name of ['grow', 'endless'] as const) {
		const { ended } = await run(name);
		assert.deepEqual([ended.reason, ended.key], ['memory', 'memory'], name);
	}
});

test('a program that the machine has no memory for does not start', async () => {
	mock.method(WebAssembly, 'instantiate', () => Promise.reject(new RangeError('cannot allocate memory')), {
		times: 1,
	});
	const { out, ended } = await run('sleep');
	assert.deepEqual([out, ended.reason, ended.key], ['', 'memory', 'memory']);
});

test('where the machine has no more memory to give, that is over the limit too', async () => {
	const { out, ended } = await run('endless', 'real', limitMemory(modules.get('endless')!, 1024));
	assert.match(out, /out of memory/);
	assert.deepEqual([ended.reason, ended.key], ['memory', 'memory']);
});
