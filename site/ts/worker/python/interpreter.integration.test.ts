/** How time passes for a Python program in a page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromPython, Input } from '../../contract/protocol';
import { unlimited } from './interpreter';
import { checked, run, startPython } from './testing/node';

const python = await startPython();

/** Runs a program that prints times with say(text), to the tenth of a second. */
function says(body: string, want: string[]): void {
	const head =
		'import asyncio, time\nfrom concurrent.futures import ThreadPoolExecutor\nstart = time.monotonic()\ndef say(text): print(f"{int((time.monotonic() - start) * 10 + 0.2) / 10:.1f} {text}")\n';
	checked(python, head + body, {}, ({ output }) => assert.deepEqual(output.trimEnd().split('\n'), want));
}

test('time.sleep stops the loop: nobody else runs meanwhile', () => {
	says(
		`
async def beat():
    for n in range(3):
        await asyncio.sleep(0.2)
        say("beat")
async def main():
    task = asyncio.create_task(beat())
    await asyncio.sleep(0)
    time.sleep(1)
    say("slept")
    await task
asyncio.run(main())
`,
		['1.0 slept', '1.0 beat', '1.2 beat', '1.4 beat'],
	);
});

test('what threads do overlaps with the loop, and their lines come in the order of their times', () => {
	says(
		`
def work(name, seconds):
    time.sleep(seconds)
    say(name)
    time.sleep(seconds)
    return name + " over"
async def main():
    first = asyncio.create_task(asyncio.to_thread(work, "long", 0.5))
    loop = asyncio.get_running_loop()
    second = loop.run_in_executor(None, work, "short", 0.2)
    await asyncio.sleep(0.3)
    say("main")
    for done in asyncio.as_completed([first, second]):
        say(await done)
asyncio.run(main())
`,
		['0.2 short', '0.3 main', '0.4 short over', '0.5 long', '1.0 long over'],
	);
});

test('a pool has as many workers as it says, and those who wait for it let time pass', () => {
	says(
		`
def work(n):
    time.sleep(0.5)
    say(n)
    return n
with ThreadPoolExecutor(2) as pool:
    say(sum(pool.map(work, range(4))))
    late = pool.submit(work, 9)
say("closed")
print(late.result())
`,
		['0.5 0', '0.5 1', '1.0 2', '1.0 3', '1.0 6', '1.5 9', '1.5 closed', '9'],
	);
});

test('what waits for a worker can be cancelled, and does not begin then', () => {
	says(
		`
def work(n):
    say(n)
    time.sleep(0.5)
with ThreadPoolExecutor(1) as pool:
    jobs = [pool.submit(work, n) for n in range(3)]
    print(jobs[1].cancel(), jobs[0].cancel())
`,
		['0.0 0', 'True False', '0.5 2'],
	);
});

test('a thread is started, runs beside the program and is waited for', () => {
	says(
		`
import threading
def work():
    time.sleep(0.4)
    say("worked")
thread = threading.Thread(target=work)
thread.start()
say("started")
thread.join(0.1)
say(thread.is_alive())
thread.join()
say(thread.is_alive())
`,
		['0.0 started', '0.1 True', '0.4 worked', '0.4 False'],
	);
});

test('threads that compute share the interpreter, as its lock has it', () => {
	const source = `
import time
from concurrent.futures import ThreadPoolExecutor
def work():
    begin = time.process_time()
    while time.process_time() - begin < 0.1: pass
start = time.monotonic()
with ThreadPoolExecutor(4) as pool:
    for _ in range(4): pool.submit(work)
print(time.monotonic() - start >= 0.4)
`;
	assert.equal(run(python, source).output, 'True\n');
});

test('every clock of the module time goes on while nothing but time passes', () => {
	const source = `
import time
reads = [time.time, time.monotonic, time.perf_counter, lambda: time.time_ns() / 1e9, lambda: time.monotonic_ns() / 1e9, lambda: time.perf_counter_ns() / 1e9]
before = [read() for read in reads]
time.sleep(3600)
print([round((read() - then) / 3600) for read, then in zip(reads, before)])
`;
	assert.equal(run(python, source).output, '[1, 1, 1, 1, 1, 1]\n');
});

test('an exception is told as Python does, without what is ours', () => {
	const { texts, end } = run(
		python,
		'import asyncio\n\nasync def main():\n    raise ValueError("no")\n\nasyncio.run(main())\n',
	);
	assert.equal(end.code, 1);
	assert.deepEqual(new Set(texts.map(({ kind }) => kind)), new Set(['stderr']));
	const told = texts.map(({ text }) => text).join('');
	assert.match(
		told,
		/^Traceback \(most recent call last\):\n {2}File "main.py", line 6, in <module>\n {4}asyncio.run\(main\(\)\)\n/,
	);
	assert.match(told, /File "main.py", line 4, in main\n {4}raise ValueError\("no"\)\nValueError: no\n$/);
	assert.doesNotMatch(told, /lib\/tour|_pyodide/);
});

test('what has ended a program is marked, in a group each of it', () => {
	for (const [source, marks] of [
		['a = 1\ndef (\n', ['2:5 SyntaxError: invalid syntax']],
		['é = "世界" +\n', ['1:16 SyntaxError: invalid syntax']],
		['def f(n):\n    return 1 / n\n\nprint("世", f(0))\n', ['2:12 ZeroDivisionError: division by zero']],
		['import json\njson.loads("{")\n', ['2:1 json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)']],
		[
			'import asyncio\nasync def f(n):\n    raise ValueError(n)\nasync def main():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(f(1))\n        group.create_task(f(2))\nasyncio.run(main())\n',
			['3:5 ValueError: 1', '3:5 ValueError: 2'],
		],
		['raise SystemExit(3)', []],
	] as const) {
		assert.deepEqual(run(python, source).marks, marks);
	}
});

test('what a browser does not have is told by what it has instead', () => {
	const connect = (host: string): string =>
		`import asyncio\n\nasyncio.run(asyncio.open_connection("${host}", 80))\n`;
	const open = (url: string): string => `from urllib.request import urlopen\n\nurlopen("${url}")\n`;
	for (const [source, key, line, values] of [
		['import asyncio\nimport aiohttp.web\n', 'python.http', 2, { module: 'aiohttp' }],
		['try:\n    import httpx\nexcept ImportError:\n    import requests\n', 'python.http', 4, { module: 'requests' }],
		['import numpy as np\n', 'python.module', 1, { module: 'numpy' }],
		[connect('example.com'), 'python.network', 3, {}],
		[connect('192.0.2.1'), 'python.network', 3, {}],
		[open('http://example.com/'), 'python.network', 3, {}],
		[open('https://example.com/'), 'python.network', 3, {}],
	] as const) {
		const { end, marks, output } = run(python, source);
		assert.deepEqual([end.code, end.key, end.values], [1, key, values], source);
		assert.ok(marks[0]?.startsWith(`${line}:`), `${marks[0]} of ${source}`);
		if (key === 'python.network') {
			assert.match(output, /: there is no network here>?\n$/);
		}
	}
});

test('a connection refused by nobody but the program itself is its own affair', () => {
	const { end } = run(python, 'import asyncio\nasyncio.run(asyncio.open_connection("localhost", 1))\n');
	assert.equal(end.key, 'exit');
});

test('a task that waits for a connection is woken by the one at its other end', () => {
	const source = `import asyncio

async def serve(reader, writer):
    await reader.readline()
    await asyncio.sleep(0.1)
    writer.write(b"hello\\n")
    writer.close()

async def main():
    server = await asyncio.start_server(serve, "localhost", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"who\\n")
    print(await reader.readline())
    writer.close()
    server.close()

asyncio.run(main())
`;
	const { moments, output } = run(python, source, { trace: true });
	assert.equal(output, "b'hello\\n'\n");
	const server = moments.find(({ do: deed, name }) => deed === 'create' && name === 'serve')!.task;
	const waits = moments.filter((moment) => moment.do === 'wait' && moment.on === 'network' && moment.task === 1);
	assert.equal(waits.at(-1)?.line, 13);
	assert.equal(moments.filter((moment) => moment.do === 'ready' && moment.task === 1).at(-1)?.by, server);
	assert.deepEqual(new Set(moments.map(({ task }) => task)), new Set([1, server]), 'asyncio’s own tasks do not show');
});

test('a process that executes the whole program once more, unguarded, ends its pool', () => {
	const { output, marks } = run(
		python,
		'from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(1) as pool:\n    pool.submit(print).result()\n',
	);
	assert.match(output, /RuntimeError: \n +An attempt has been made to start a new process before/);
	assert.match(output, /concurrent\.futures\.process\.BrokenProcessPool: A process in the process pool was terminated/);
	assert.match(marks[0]!, /^3:5 concurrent\.futures\.process\.BrokenProcessPool/);
});

test('a program ends with the code that it says', () => {
	const codes = ['raise SystemExit(3)', 'import sys; sys.exit()', 'exit("why")'].map(
		(source) => run(python, source).end.code,
	);
	assert.deepEqual(codes, [3, 0, 1]);
	assert.equal(run(python, 'def (').end.code, 1);
});

test('what was printed without a newline is seen when the program waits', () => {
	const { texts } = run(python, 'import time\nprint("a", end="")\ntime.sleep(1)\nprint("b")\n');
	assert.deepEqual(texts.map(({ text, at }) => [text, Math.floor(at / 1000)]), [['a', 0], ['b\n', 1]]);
});

test('a program begins anew: nothing is left of the one before', () => {
	run(python, 'import time, builtins\nleft = 1\ntime.monotonic = None\n');
	assert.equal(
		run(python, 'import time\nprint("left" in globals(), time.monotonic() < 1, __name__)\n').output,
		'False True __main__\n',
	);
});

test('a task that is never awaited, and an exception that nobody has asked for, are told of', () => {
	const { output } = run(
		python,
		'import asyncio\nasync def f(): 1/0\nasync def main():\n    f()\n    asyncio.create_task(f())\n    await asyncio.sleep(0)\nasyncio.run(main())\n',
	);
	assert.match(output, /main.py:4: RuntimeWarning: coroutine 'f' was never awaited/);
	assert.match(output, /Task exception was never retrieved/);
});

test('a program stops at the end of its time, and one that nothing can wake then too', () => {
	for (const source of [
		'import time\nwhile True:\n    print("x")\n    time.sleep(1)\n',
		'import asyncio\nasyncio.run(asyncio.Event().wait())\n',
	]) {
		const { end, output } = run(python, source, { wall: 5000 });
		assert.deepEqual([end.reason, end.at, end.key], ['timeout', 5000, 'timeout.wall']);
		assert.ok(output.length <= 'x\n'.length * 5);
	}
});

test('one that goes on from the memory of another runs programs as that one does', async () => {
	const source =
		'import asyncio, random, re, sys\nprint(re.sub("a", "b", "a"), "tour.program" in sys.modules)\nasyncio.run(asyncio.sleep(1))\n';
	const later = await startPython(python.memory);
	assert.equal(later.memory, undefined);
	const { output, end } = run(later, source);
	assert.equal(output, 'b True\n');
	assert.equal(Math.floor(end.at / 1000), 1);
});

test('a timer that fires late says how late: its task was kept from going on', () => {
	const source = `import asyncio, time

async def beat():
    await asyncio.sleep(0.1)

async def main():
    task = asyncio.create_task(beat())
    await asyncio.sleep(0)
    begin = time.monotonic()
    while time.monotonic() - begin < 0.3:
        pass
    await task

asyncio.run(main())
`;
	const { moments } = run(python, source, { trace: true });
	const { late } = moments.find((moment) => moment.do === 'ready' && moment.task === 2)!;
	assert.ok(late! >= 199, `late by ${late} ms`);
});

test('over the limit of output it ends, and says no more', () => {
	const { end, output } = run(python, 'for n in range(100): print("0123456789")\n', { output: 100 });
	assert.equal(end.reason, 'output');
	assert.equal(output.length, 100);
});

/** Returns what a program is given to read. */
const pieces = (...texts: string[]): Input[] => texts.map((text, n) => ({ at: 1000 * (n + 1), text, last: text === '' }));

test('a program reads what it was sent, when it was sent, and pauses for more', () => {
	const source = `
import sys, time, random
name = input("name? ")
print("hello,", name, round(time.monotonic()))
print(random.random())
for line in sys.stdin:
    print(line.strip(), round(time.monotonic()))
print("end")
`;
	const [first, second, last] = [pieces(), pieces('Ada\n'), pieces('Ada\n', 'one\ntwo\n', '')].map((input) => {
		const posts: FromPython[] = [];
		python.run(source, { ...unlimited, wall: 60_000, seed: 7, input }, (message) => posts.push(message));
		return posts;
	});
	const output = (posts: FromPython[]): string =>
		posts.flatMap((post) => (post.kind === 'texts' ? post.texts.map(({ text }) => text) : [])).join('');
	const kinds = (posts: FromPython[]): string => posts.map(({ kind }) => kind).join(' ');
	assert.equal(output(first!), 'name? ');
	assert.equal(kinds(first!), 'running texts reading paused');
	assert.match(output(second!), /^name\? hello, Ada 1\n0\.\d+\n$/);
	assert.equal(kinds(second!).split(' ').slice(-2).join(' '), 'reading paused');
	assert.equal(output(last!), `${output(second!)}one 2\ntwo 2\nend\n`);
});

test('at the end of its input a program is told so', () => {
	const { output, marks } = run(python, 'import sys\nprint(repr(sys.stdin.read()))\ninput()\n', {
		input: pieces('a\nb', ''),
	});
	assert.match(output, /^'a\\nb'\n/);
	assert.deepEqual(marks, ['3:1 EOFError: EOF when reading a line']);
});

test('what a program does on its way out, for want of input, does not count', () => {
	const source = `
import asyncio
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(read())
            group.create_task(asyncio.sleep(9))
    finally:
        print("left")
async def read():
    try:
        print(input("? "))
    except BaseException:
        print("ended")
        raise
try:
    asyncio.run(main())
except BaseException as error:
    print(error)
`;
	const { output, end } = run(python, source);
	assert.equal(output, '? ');
	assert.equal(end.kind, 'paused');
});

test('a thread that reads keeps nobody else waiting, and is waited for at the end', () => {
	const source = `
import asyncio, time
async def tick():
    for n in range(3):
        await asyncio.sleep(0.4)
        print("tick", n)
async def main():
    ticks = asyncio.create_task(tick())
    print("read", await asyncio.to_thread(input))
    await ticks
asyncio.run(main())
`;
	const settings = { wall: 60_000 };
	const before = run(python, source, settings);
	assert.equal(before.output, 'tick 0\ntick 1\ntick 2\n');
	assert.equal(before.end.kind, 'paused');
	const { output } = run(python, source, { ...settings, input: pieces('x\n') });
	assert.equal(output, 'tick 0\ntick 1\nread x\ntick 2\n');
});
