/**
 * What warm tools build, in whatever order, is what fresh ones build, which workbench.integration.test.ts holds to
 * native ones.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { isWhole } from '../../../testing/needs.mjs';
import { packedWorkbench } from '../../testing/packed';
import { Refusal } from '../supply/modules';
import type { Workbench } from './workbench';

/** How many of GOROOT/test's programs are built, and how many where all are asked for. */
const [share, whole] = [12, 100];

interface Job {
	name: string;
	files: Record<string, string>;
	trace?: boolean;
	checks?: string;
}

const main = (body: string): Record<string, string> => ({ 'main.go': `package main\n\n${body}\n` });

const many = Array.from({ length: 1000 }, (_, i) => `func f${i}(x int) int { return x*${i} + 1 }`).join('\n');
const exercise = join('..', 'lessons', '04-http', 'four-at-a-time');

const jobs: Job[] = [
	{ name: 'nothing', files: main('func main() {}') },
	{ name: 'fmt', files: main('import "fmt"\n\nfunc main() { fmt.Println("x", 1) }') },
	{
		name: 'three files',
		files: {
			...main('func main() { say(greeting()) }'),
			'say.go': 'package main\n\nimport "fmt"\n\nfunc say(s string) { fmt.Println(s) }\n',
			'text.go': 'package main\n\nimport "strings"\n\nfunc greeting() string { return strings.ToUpper("x") }\n',
		},
	},
	{
		name: 'generics',
		files: main(
			'import (\n\t"cmp"\n\t"fmt"\n\t"maps"\n\t"slices"\n)\n\ntype pair[K cmp.Ordered, V any] struct {\n\tk K\n\tv V\n}\n\n' +
				'func sorted[K cmp.Ordered, V any](m map[K]V) (out []pair[K, V]) {\n\tfor _, k := range slices.Sorted(maps.Keys(m)) {\n' +
				'\t\tout = append(out, pair[K, V]{k, m[k]})\n\t}\n\treturn\n}\n\n' +
				'func main() { fmt.Println(sorted(map[string]int{"b": 2, "a": 1})) }',
		),
	},
	{
		name: 'reflection',
		files: main(
			'import (\n\t"fmt"\n\t"reflect"\n)\n\ntype T struct{ A int `k:"v"` }\n\nfunc (T) Hello() string { return "x" }\n\n' +
				'func main() {\n\tv := reflect.ValueOf(T{1})\n\tfmt.Println(v.MethodByName("Hello").Call(nil)[0], v.Type())\n}',
		),
	},
	{ name: 'json', files: main('import (\n\t"encoding/json"\n\t"os"\n)\n\nfunc main() { json.NewEncoder(os.Stdout).Encode([]any{1}) }') },
	{ name: 'http', files: main('import "net/http"\n\nfunc main() { http.ListenAndServe(":80", http.NotFoundHandler()) }') },
	{ name: 'a package that is never loaded ahead', files: main('import "go/ast"\n\nfunc main() { println(ast.NewIdent("x").Name) }') },
	{ name: 'errgroup', files: main('import "golang.org/x/sync/errgroup"\n\nfunc main() { new(errgroup.Group).Wait() }') },
	{ name: 'more than there is room for', files: main(`${many}\n\nfunc main() {}`) },
	{ name: 'unused and undefined', files: main('import "os"\n\nfunc main() { var x int = "s"; fmt.Println(y) }') },
	{ name: 'syntax', files: main('func main() { if }') },
	{ name: 'no such package', files: main('import "no/such"\n\nfunc main() { such.Do() }') },
	{ name: 'no main', files: main('func other() {}') },
	{ name: 'body missing', files: main('func other()\n\nfunc main() { other() }') },
	{
		name: 'linkname that may be',
		files: main('import _ "unsafe"\n\n//go:linkname nanotime runtime.nanotime\nfunc nanotime() int64\n\nfunc main() { println(nanotime() > 0) }'),
	},
	{
		name: 'linkname that may not be',
		files: main('import _ "unsafe"\n\n//go:linkname stop runtime.stopTheWorld\nfunc stop()\n\nfunc main() { stop() }'),
	},
	{
		name: 'linkname into what is not linked',
		files: main('import _ "unsafe"\n\n//go:linkname clean path.Clean\nfunc clean(string) string\n\nfunc main() { println(clean("x")) }'),
	},
	{
		name: 'linkname that defines twice',
		files: main('import _ "unsafe"\n\n//go:linkname mine time.Sleep\nfunc mine(int64) {}\n\nfunc main() { mine(1) }'),
	},
	{
		name: 'tests',
		files: {
			...main('func Add(a, b int) int { return a + b }\n\nfunc main() {}'),
			'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fail()\n\t}\n}\n',
		},
	},
	{ name: 'traced', trace: true, files: main('import "fmt"\n\nfunc main() { go fmt.Println("x", 1) }') },
	{
		name: 'checked',
		checks: readFileSync(join(exercise, 'check_test.go'), 'utf8'),
		files: { 'main.go': readFileSync(join(exercise, 'solution', 'main.go'), 'utf8') },
	},
	...goroot(),
];

/** Programs of Go's own tests, those with errors among them. */
function goroot(): Job[] {
	const dir = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'test');
	const names = readdirSync(dir)
		.filter((name) => name.endsWith('.go'))
		.map((name) => ({ name, source: readFileSync(join(dir, name), 'utf8') }))
		.filter(({ source }) => /^(\/\/go:build .*\s+)?\/\/ (run|errorcheck)\s*\n/.test(source) && source.length < 64 << 10);
	const step = Math.ceil(names.length / (isWhole ? whole : share));
	return names
		.filter((_, i) => i % step === 0)
		.map(({ name, source }) => ({ name: `GOROOT/test/${name}`, files: { 'main.go': source } }));
}

/** Returns numbers that look random, and are the same each time. */
function numbers(seed: number): () => number {
	return () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** Returns jobs twice, in an order that looks random. */
function shuffled(all: Job[]): Job[] {
	const random = numbers(17);
	return [...all, ...all]
		.map((job) => ({ job, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ job }) => job);
}

/** Builds, and returns what comes of it: bytes, or what is told instead. */
async function built(bench: Workbench, { files, trace = false, checks }: Job): Promise<unknown> {
	try {
		return await bench.binary(files, 'en', trace, checks);
	} catch (error) {
		return error instanceof Refusal ? [error.ended, error.items] : String(error);
	}
}

const want = new Map<string, unknown>();
let warm: Workbench;

before(async () => {
	const fresh = await packedWorkbench();
	for (const job of jobs) {
		want.set(job.name, await built(fresh, job));
	}
	warm = await packedWorkbench();
	await warm.prepare();
});

for (const [i, job] of shuffled(jobs).entries()) {
	test(`build ${i} of warm tools is that of fresh ones: ${job.name}`, async () => {
		const [got, expected] = [await built(warm, job), want.get(job.name)];
		if (got instanceof Uint8Array && expected instanceof Uint8Array) {
			assert.ok(Buffer.from(got).equals(expected), 'the binaries differ');
		} else {
			assert.deepEqual(got, expected);
		}
		if (i % 3 !== 0) {
			await warm.prepare(); // the others find tools that are to be set back first
		}
	});
}
