import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../../testing/programs';
import { NativeTools } from '../../testing/native';
import { packedWorkbench } from '../../testing/packed';
import type { Workbench } from './workbench';

const programs: Record<string, Record<string, string>> = {
	hello: { 'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("世界") }\n' },
	smallest: { 'main.go': 'package main\n\nfunc main() { println(1) }\n' },
	generic: {
		'main.go': `package main

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

type List[T any] struct {
	head T
	tail *List[T]
}

func (l *List[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for ; l != nil && yield(l.head); l = l.tail {
		}
	}
}

func Largest[T cmp.Ordered](s iter.Seq[T]) T { return slices.Max(slices.Collect(s)) }

func main() {
	fmt.Println(Largest((&List[string]{"a", &List[string]{"b", nil}}).All()), Largest((&List[float64]{1, nil}).All()))
}
`,
	},
	'two files': {
		'zebra.go':
			'package main\n\nimport "strings"\n\nvar shout = strings.ToUpper\n\nfunc init() { println("zebra") }\n',
		'main.go':
			'package main\n\nimport "os"\n\nfunc init() { println("main") }\n\nfunc main() { os.Stdout.WriteString(shout("hello\\n")); panic("where?") }\n',
	},
	http: {
		'main.go':
			'package main\n\nimport (\n\t"fmt"\n\t"net/http"\n)\n\nfunc main() { fmt.Println(http.Get("http://localhost/")) }\n',
	},
	rest: {
		'main.go':
			'package main\n\nimport (\n\t"fmt"\n\t"go/parser"\n)\n\nfunc main() { fmt.Println(parser.ParseExpr("1+1")) }\n',
	},
};

const lessons = join('..', 'lessons');
for (const file of readdirSync(lessons, { recursive: true, encoding: 'utf8' }).filter((file) =>
	/^[^/]+\/[^/]+\/main\.go$/.test(file),
)) {
	programs[file.replaceAll('/', ' ')] = { 'main.go': readFileSync(join(lessons, file), 'utf8') };
}

const dir = tempDir();
/** One whose tools are fresh for each build, and one whose tools are kept warm. */
let fresh: Workbench, warm: Workbench;
let native: NativeTools;

before(async () => {
	fresh = await packedWorkbench();
	warm = await packedWorkbench();
	await warm.prepare();
	native = new NativeTools(dir);
});

after(() => rmSync(dir, { recursive: true }));

for (const [name, files] of Object.entries(programs)) {
	test(`what the page builds is what go tool compile and go tool link build: ${name}`, async () => {
		const want = native.build(name, files);
		for (const bench of name.includes(' main.go') ? [warm] : [fresh, warm]) {
			assert.ok(want.archive.equals((await bench.archives(files, 'en')).get('main')!), 'the archives differ');
			assert.ok(want.binary.equals(await bench.binary(files, 'en')), 'the binaries differ');
		}
		await warm.prepare();
	});
}
