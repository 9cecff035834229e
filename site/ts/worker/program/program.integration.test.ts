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
	begin: `
import ("fmt"; "time")
var begun = time.Now()
func now() { fmt.Println(time.Since(begun).Round(time.Millisecond).Milliseconds()) }
func init() { now() }
func main() {
	time.Sleep(20*time.Millisecond)
	now()
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
	_, err := os.Open("/etc/shadow")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	fmt.Println(os.WriteFile("x", nil, 0o666))
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
	spin: `
import ("bufio"; "fmt"; "os"; "runtime"; "sync/atomic"; "time")
func main() {
	var done atomic.Bool
	wait := func(f func()) {
		done.Store(false)
		go func() { f(); done.Store(true) }()
		for !done.Load() { runtime.Gosched() }
	}
	wait(func() { fmt.Println("printed") })
	wait(func() { <-time.After(20 * time.Millisecond); fmt.Println("slept") })
	wait(func() {
		fmt.Println("name?")
		line, err := bufio.NewReader(os.Stdin).ReadString('\\n')
		fmt.Printf("%q %v\\n", line, err)
	})
}`,
	pingpong: `
import ("fmt"; "io"; "os")
func main() {
	balls := make(chan int)
	go func() { for ball := range balls { balls <- ball + 1 } }()
	read := make(chan string)
	go func() { text, _ := io.ReadAll(os.Stdin); read <- string(text) }()
	for ball := 0; ; {
		select {
		case text := <-read:
			fmt.Printf("%q\\n", text)
			return
		default:
			balls <- ball
			ball = <-balls
		}
	}
}`,
	flood: `
import "fmt"
func main() { for { fmt.Println("0123456789abcde") } }`,
	lines: `
import ("bufio"; "fmt"; "os")
func main() {
	n := 0
	for in := bufio.NewScanner(os.Stdin); in.Scan(); n++ { fmt.Println(n, in.Text()) }
	fmt.Println(n, "lines")
}`,
	standard: `
import ("errors"; "fmt"; "io/fs"; "os")
func main() {
	for _, f := range []*os.File{os.Stdin, os.Stdout, os.Stderr} {
		info, err := f.Stat()
		fmt.Println(info.Name(), info.Mode()&os.ModeCharDevice == 0, info.IsDir(), err)
	}
	entries, err := os.ReadDir(".")
	fmt.Println(len(entries), err)
	info, err := os.Stat("/")
	fmt.Println(info.IsDir(), err)
	_, err = os.Stat("config.json")
	fmt.Println(errors.Is(err, fs.ErrNotExist), err)
	_, err = os.ReadFile("data/config.json")
	fmt.Println(errors.Is(err, fs.ErrNotExist), err)
	_, err = os.Create("x")
	fmt.Println(err)
	_, _, err = os.Pipe()
	fmt.Println(err != nil)
	fmt.Println(os.Stdin.Close(), os.Stdin.Close() != nil)
	_, err = os.Stdin.Read(make([]byte, 1))
	fmt.Println(errors.Is(err, os.ErrClosed))
	fmt.Fprintln(os.Stderr, os.Stdout.Close())
	_, err = fmt.Println("lost")
	fmt.Fprintln(os.Stderr, errors.Is(err, os.ErrClosed))
}`,
	count: `
import ("fmt"; "os"; "runtime"; "runtime/pprof"; "time")
func main() {
	fmt.Println(runtime.NumGoroutine())
	stop := make(chan bool)
	for range 3 { go func() { <-stop }() }
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine(), pprof.Lookup("goroutine").Count())
	close(stop)
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 2)
}`,
	stuck: `
import ("fmt"; "time")
func main() {
	fmt.Println("working")
	time.Sleep(time.Second)
	<-make(chan int)
}`,
	bare: `
func main() { <-make(chan int) }`,
	left: `
import ("fmt"; "runtime")
func main() {
	fmt.Println("leaving")
	runtime.Goexit()
}`,
	minus: `
import "os"
func main() { os.Exit(-1) }`,
	whole: `
import "os"
func main() { os.Exit(256) }`,
	deep: `
import "fmt"
func depth(n int) int { if n == 0 { return 0 }; return depth(n-1) + 1 }
type list struct { value int; next *list }
func (l *list) sum() int { if l == nil { return 0 }; return l.value + l.next.sum() }
func main() {
	for range 2 { fmt.Println(depth(100_000)) }
	var l *list
	for i := range 300_000 { l = &list{i, l} }
	sum := make(chan int)
	go func() { sum <- l.sum() }()
	fmt.Println(<-sum, depth(1_000_000))
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
	/** What had been written when the program began to wait for input, each time. */
	readings: string[];
	/** Resolves when the program has written this. */
	written: (text: string) => Promise<void>;
}

async function load(
	name: keyof typeof sources,
	clock: ClockKind = 'real',
	module = modules.get(name)!,
): Promise<Running> {
	const texts: Text[] = [];
	const readings: string[] = [];
	let written = (): void => {};
	const program = new Program(
		nodeHost(
			(more) => {
				texts.push(...more);
				written();
			},
			() => readings.push(joined(texts)),
		),
		clock,
		limits,
	);
	await program.load(await WebAssembly.compile(module));
	return {
		program,
		texts,
		readings,
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

test('time begins with the main package: what the engine and the runtime take to start does not count', async () => {
	for (const clock of ['real', 'virtual', 'slow'] as const) {
		const time = { ms: 0 };
		const random = globalThis.crypto.getRandomValues.bind(globalThis.crypto);
		const slow = mock.method(globalThis.crypto, 'getRandomValues', (bytes: Uint8Array<ArrayBuffer>) => {
			time.ms += 300; // the runtime asks for them when it starts
			return random(bytes);
		});
		const texts: Text[] = [];
		const host = nodeHost((more) => texts.push(...more));
		const after = (delay: number, fire: () => void): (() => void) => {
			setImmediate(() => {
				time.ms += delay;
				fire();
			});
			return () => {};
		};
		const program = new Program({ ...host, now: () => time.ms, after }, clock, limits);
		await program.load(await WebAssembly.compile(modules.get('begin')!));
		time.ms += 1200;
		program.start();
		assert.ok(slow.mock.callCount() > 0);
		slow.mock.restore();
		await program.ended;
		const said = texts.map(({ text }) => Number(text));
		assert.deepEqual(texts.map(({ at }) => Math.round(at)), said, clock);
		assert.equal(said[0], 0, clock);
		assert.ok(said.length === 2 && said[1]! >= 20 && said[1]! <= 21, `${clock}: ${said.join()}`);
	}
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

test('a program is at home in its folder and in an environment of its own, each run anew', async () => {
	for (let n = 0; n < 2; n++) {
		assert.equal((await run('files')).out, 'true\n<nil>\n/home/gopher <nil> 6 1\n');
	}
});

test('an empty folder and three streams answer as elsewhere', async () => {
	const { out } = await run('standard');
	assert.deepEqual(out.split('\n'), [
		...['stdin', 'stdout', 'stderr'].map((name) => `${name} true false <nil>`),
		'0 <nil>',
		'true <nil>',
		'true stat config.json: no such file or directory',
		'true open data/config.json: no such file or directory',
		'<nil>',
		'true',
		'<nil> true',
		'true',
		'<nil>',
		'true',
		'',
	]);
});

test('goroutines that never rest starve neither prints nor timers nor input', async () => {
	for (const clock of ['real', 'virtual'] as const) {
		const { program, texts, written } = await load('spin', clock);
		program.start();
		await written('name?');
		program.stdin('世界\n');
		await program.ended;
		assert.equal(joined(texts), 'printed\nslept\nname?\n"世界\\n" <nil>\n', clock);
	}
	const { program, texts } = await load('pingpong', 'real');
	program.start();
	program.stdin('one\ntwo\n', true);
	await program.ended;
	assert.equal(joined(texts), '"one\\ntwo\\n"\n');
});

test('a program that prints for ever is ended by the limit of output', async () => {
	const { out, ended } = await run('flood');
	assert.deepEqual([out.length, ended.reason, ended.key], [limits.output, 'output', 'output']);
});

test('input has an end, and whoever can give some is told once that it is waited for', async () => {
	const { program, texts, readings, written } = await load('lines');
	program.start();
	program.stdin('a\nb\n');
	await written('1 b\n');
	program.stdin('c', true);
	assert.equal((await program.ended).code, 0);
	assert.equal(joined(texts), '0 a\n1 b\n2 c\n3 lines\n');
	assert.deepEqual(readings, ['', '0 a\n1 b\n']);
});

test('only the goroutines of the program are counted and listed', async () => {
	const { out } = await run('count');
	assert.match(out, /^1\n4 4\n1\ngoroutine 1 \[running\]:\n/);
	assert.equal(out.match(/^goroutine /gm)!.length, 1);
});

test('a deadlock is reported with the goroutines of the program and no others', async () => {
	for (const name of ['stuck', 'bare'] as const) {
		const { out, ended } = await run(name, 'virtual');
		assert.match(
			out,
			/^(working\n)?fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \[chan receive\]:\nmain\.main\(\)\n\t.*main\.go:\d+ \+0x[0-9a-f]+\n$/,
		);
		assert.deepEqual([ended.code, ended.key], [2, 'deadlock']);
	}
	const { out, ended } = await run('left');
	assert.match(out, /^leaving\nfatal error: no goroutines \(main called runtime\.Goexit\) - deadlock!\n/);
	assert.deepEqual([ended.code, ended.key], [2, 'deadlock']);
});

test('an exit code is a byte', async () => {
	const minus = (await run('minus')).ended;
	assert.deepEqual([minus.code, minus.key], [255, 'exit']);
	const whole = (await run('whole')).ended;
	assert.deepEqual([whole.code, whole.key], [0, undefined]);
});

test('calls nest as deep as elsewhere', async () => {
	const { out } = await run('deep');
	assert.equal(out, '100000\n100000\n44999850000 1000000\n');
});

test('JavaScript may call into a program that is calling it', async () => {
	assert.equal((await run('callback')).out, '1 2\n');
});

test('a recursion without end is ended with the function that was on top', async () => {
	const { out, ended } = await run('recursion');
	assert.match(
		out,
		/^down\nruntime: goroutine stack exceeds 67108864-byte limit\n.*\nfatal error: stack overflow\n\ngoroutine 1 \[running\]:\nmain\.depth\(/,
	);
	assert.deepEqual([ended.reason, ended.code, ended.key], ['exit', 2, 'stack']);
	assert.deepEqual(ended.values, { function: 'main.depth' });
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
