import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packedWorkbench } from './testing/packed';

test('try', async () => {
	let t = performance.now();
	const lap = (what: string): void => {
		console.log(what, Math.round(performance.now() - t));
		t = performance.now();
	};
	const bench = await packedWorkbench();
	lap('open');
	for (let i = 0; i < 6; i++) {
		const module = await bench.build({ 'main.go': `package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello ${i}") }\n` }, 'en');
		lap('build');
		assert.ok(module);
	}
	console.log(await bench.remarks({ 'main.go': 'package main\nfunc main() { x := 1; foo() }\n' }, 'en'));
	lap('remarks');
	console.log(await bench.remarks({ 'main.go': 'package main\nfunc main() { x := 1; fo() }\n' }, 'en'));
	lap('remarks');
	await bench.build({ 'main.go': `package main\n\nimport "net/http"\n\nfunc main() { http.Get("x") }\n` }, 'en');
	lap('net');
	await bench.build({ 'main.go': `package main\n\nimport "net/http"\n\nfunc main() { http.Get("y") }\n` }, 'en');
	lap('net');
});
