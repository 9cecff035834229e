/** What the page says of a faulty program is what the server says. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Tour } from '../../../testing/tour.mjs';
import { Modules, Refusal } from '../supply/modules';
import { packedWorkbench } from '../../testing/packed';
import type { Workbench } from './workbench';

const main = (body: string): Record<string, string> => ({ 'main.go': `package main\n\n${body}\n` });

const faulty: Record<string, Record<string, string>> = {
	'a syntax error': main('func main() {'),
	'two syntax errors': main('var = 1\n\nfunc main() { 世界 := ) }'),
	types: main('func main() {\n\tvar s string = 1\n\ts += 2i\n\treturn s\n}'),
	'more errors than are told': main(
		`func main() {\n${Array.from({ length: 30 }, (_, i) => `\tx${i}()`).join('\n')}\n}`,
	),
	'an error of several lines': main(
		'type t struct{}\n\nfunc (t) f(int) {}\n\nvar _ interface{ f() } = t{}\n\nfunc main() {}',
	),
	'after a character of several bytes': main('func main() { _ = "世界 😀"; x }'),
	'an unused import': main('import (\n\t"fmt"\n\t"net/http"\n)\n\nfunc main() { fmt.Println() }'),
	'an unused variable': main('func main() { x := 1 }'),
	'no function main': main('func other() {}'),
	'no function main, with an import': main('import "fmt"\n\nfunc other() { fmt.Println() }'),
	'a function without a body': main('func f()\n\nfunc main() { f() }'),
	'an unknown package': main('import "nosuch"\n\nfunc main() { nosuch.F() }'),
	'an unknown package of golang.org/x/sync': main('import "golang.org/x/sync/nosuch"\n\nfunc main() { nosuch.F() }'),
	'an import of itself': main('import "main"\n\nfunc main() { main.F() }'),
	'a relative import': main('import "./other"\n\nfunc main() { other.F() }'),
	'an empty import': main('import ""\n\nfunc main() {}'),
	'a forbidden import': main('import "golang.org/x/net/html"\n\nfunc main() { html.Parse(nil) }'),
	'an internal import': main('import "internal/abi"\n\nfunc main() { _ = abi.FuncPCABI0 }'),
	cgo: main('import "C"\n\nfunc main() {}'),
	'a directive': main('import _ "unsafe"\n\n//go:linkname f runtime.f\nfunc f()\n\nfunc main() { f() }'),
	'another package': { 'main.go': 'package other\n\nfunc main() {}\n' },
	'two packages': { 'main.go': 'package main\n\nfunc main() {}\n', 'other.go': 'package other\n' },
	'two files': { 'a.go': 'package main\n\nfunc f() { x }\n', 'main.go': 'package main\n\nfunc main() { f(); y }\n' },
	'two functions main': {
		'a.go': 'package main\n\nfunc main() {}\n',
		'main.go': 'package main\n\nfunc main() {}\n',
	},
	'a test with another signature': {
		...main('func main() {}'),
		'main_test.go': 'package main\n\nfunc TestA() {}\n\nfunc TestB(t int) { x }\n',
	},
	'an error in a test': {
		...main('func main() {}'),
		'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.None() }\n',
	},
	'a name that no file can have': { '../main.go': 'package main\n\nfunc main() {}\n' },
	'an empty file': { 'main.go': '' },
	'a cycle of types': main('type a [len(b{})]int\n\ntype b [len(a{})]int\n\nfunc main() {}'),
	'a cycle of initialisation': main('var x = f()\n\nfunc f() int { return x }\n\nfunc main() {}'),
	'a type too large': main('var x [1 << 62]int64\n\nfunc main() { x[0] = 1 }'),
	'a frame too large': main(
		'func f(x [1 << 31]byte) byte { return x[len(x)-1] }\n\nfunc main() { var x [1 << 31]byte; println(f(x)) }',
	),
	'a type argument that does not fit': main(
		'func f[T ~int | ~string](T) {}\n\nfunc main() { f(1.5); f[bool](true) }',
	),
	'endless instantiation': main(
		'type t[T any] struct{ next *t[t[T]] }\n\nfunc f[T any](n int) { f[*T](n) }\n\nfunc main() { f[int](1); var _ t[int] }',
	),
};

let tour: Tour;
let bench: Workbench;

before(async () => {
	tour = await Tour.serve();
	bench = await packedWorkbench();
});

after(() => tour.stop());

/** Returns what whoever wants to run a program is told. */
async function refusal(build: Promise<WebAssembly.Module>): Promise<Pick<Refusal, 'ended' | 'items'> | undefined> {
	try {
		await build;
	} catch (error) {
		if (error instanceof Refusal) {
			return { ended: error.ended, items: error.items };
		}
		throw error;
	}
	return undefined;
}

for (const [name, files] of Object.entries(faulty)) {
	test(`the page says what the server says of ${name}`, async () => {
		const server = new Modules(fetch, '').get({ build: `${tour.address}/build`, files, lang: 'zh' }, new AbortController().signal);
		const want = await refusal(server);
		assert.ok(want, 'the server builds it');
		assert.deepEqual(await refusal(bench.build(files, 'zh')), want);
	});
}

test('remarks are what a build would tell, and a program that compiles has none', async () => {
	assert.deepEqual(
		await bench.remarks(faulty['types']!, 'en'),
		(await refusal(bench.build(faulty['types']!, 'en')))!.items,
	);
	assert.deepEqual(await bench.remarks(main('func main() {}'), 'en'), []);
});
