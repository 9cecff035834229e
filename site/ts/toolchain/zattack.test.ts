import { test } from 'node:test';
import { Refusal } from '../run/modules';
import { packedWorkbench } from './testing/packed';

const main = (body: string): string => `package main\n\n${body}\n`;
const attacks: Record<string, string> = {
	'endless instantiation': main('type box[T any] struct{ v T }\n\nfunc f[T any](v T, n int) { if n > 0 { f(box[T]{v}, n-1) } }\n\nfunc main() { f(1, 3) }'),
	'endless instantiation by methods': main('type t[T any] struct{}\n\nfunc (t[T]) next() { t[[1]T]{}.next() }\n\nfunc main() { t[int]{}.next() }'),
	'nested closures': main(`func main() { ${'func() {'.repeat(3000)}${'}()'.repeat(3000)} }`),
	'array of 1 GiB': main('var a [1 << 30]byte\n\nfunc main() { a[5] = 1; println(a[5]) }'),
	'initialised array of 1 GiB': main('var a = [1 << 30]byte{1 << 29: 1}\n\nfunc main() { println(a[5]) }'),
	'initialised array of 100 MiB': main('var a = [100 << 20]byte{1 << 25: 1}\n\nfunc main() { println(a[5]) }'),
	'parentheses': main(`var x = ${'('.repeat(32000)}1${')'.repeat(32000)}\n\nfunc main() {}`),
	'braces': main(`func main() {${'{'.repeat(32000)}${'}'.repeat(32000)}}`),
	'unary': main(`var y = 1\n\nvar x = ${'-+'.repeat(32000)}y\n\nfunc main() {}`),
	'types': main(`var x ${'[]'.repeat(32000)}int\n\nfunc main() {}`),
	'sum': main(`var y = 1\n\nvar x = y${'+y'.repeat(32000)}\n\nfunc main() {}`),
	'strings that double': main(`const a0 = "0123456789abcdef"\n${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = a${i} + a${i}`).join('\n')}\n\nfunc main() { println(len(a40)) }`),
	'numbers that double': main(`const a0 = 3\n${Array.from({ length: 40 }, (_, i) => `const a${i + 1} = a${i} * a${i}`).join('\n')}\n\nfunc main() { println(a40 > 0) }`),
	'shift': main('const a = 1 << 1000000000\n\nfunc main() {}'),
	'generics that double': main(`type p[A, B any] struct{ a A; b B }\n\nfunc f0[T any](v T) { println(any(v) == nil) }\n${Array.from({ length: 24 }, (_, i) => `func f${i + 1}[T any](v T) { f${i}(p[T, int]{}); f${i}(p[int, T]{}) }`).join('\n')}\n\nfunc main() { f24(1) }`),
	'types that double': main(`type p[T any] struct{ a, b T }\n\ntype t0 struct{ x int }\n${Array.from({ length: 40 }, (_, i) => `type t${i + 1} p[t${i}]`).join('\n')}\n\nfunc main() { var v t40; println(&v) }`),
	'struct nesting by types': main(`type t0 struct{ x, y int }\n${Array.from({ length: 24 }, (_, i) => `type t${i + 1} struct{ a, b t${i} }`).join('\n')}\n\nfunc main() { var v, w t24; println(v == w) }`),
	'big switch': main(`func main() { x := 1; switch x { ${Array.from({ length: 4000 }, (_, i) => `case ${i}: x++`).join('\n')} } }`),
	'constants': main(`import "fmt"\n\nfunc main() { fmt.Println(${'"a"+'.repeat(12000)}"b") }`),
	'constants of variables': main(`import "fmt"\n\nfunc main() { s := "x"; fmt.Println(${'s+'.repeat(12000)}"b") }`),
	'loops': main(`func main() { ${'for range 2 { '.repeat(2000)} println() ${'}'.repeat(2000)} }`),
	'type inference': main(`func id[T any](v T) T { return v }\n\nfunc main() { println(${'id('.repeat(8000)}1${')'.repeat(8000)}) }`),
	'embedded interfaces': main(`type i0 interface{ m() }\n${Array.from({ length: 60 }, (_, i) => `type i${i + 1} interface{ i${i}; interface{ i${i} } }`).join('\n')}\n\nfunc main() { var x i60; println(x) }`),
	'unions': main(`type c0 interface{ ~int | ~string | ~bool }\n${Array.from({ length: 30 }, (_, i) => `type c${i + 1} interface{ c${i} | c${i} }`).join('\n')}\n\nfunc f[T c30](v T) {}\n\nfunc main() { f(1) }`),
};

test('attacks', async () => {
	let bench = await packedWorkbench();
	for (const [name, source] of Object.entries(attacks)) {
		process.stderr.write('\n...' + name);
		const begun = performance.now();
		let what = 'built';
		try {
			const b = await bench.binary({ 'main.go': source }, 'en');
			what += ` ${b.length}`;
		} catch (error) {
			what = error instanceof Refusal ? `${JSON.stringify(error.ended)} ${JSON.stringify(error.items).slice(0, 300)}` : `ERROR ${String(error).slice(0, 400)}`;
		}
		process.stderr.write('\n' + `${Math.round(performance.now() - begun)} ms ${Math.round(process.memoryUsage.rss() / 2**20)} MiB ${name}: ${what}`);
	}
});
