import assert from 'node:assert/strict';
import { whole } from '../kept.mjs';
import { assertOutput, lessons, printsDocumented, source } from '../lessons.mjs';
import { doubtful, greeting, undeclared } from '../programs.mjs';
import { share } from '../share.mjs';
import { textsIn } from '../texts.mjs';
import { Tour } from '../../testing/tour.mjs';

const id = 'hello/hello';

/** Returns what the page says of building, in a language. */
function textsOf(lang) {
	const { page, run } = textsIn(lang);
	return {
		here: page('builtPage', { time: /.+/ }),
		there: page('builtServer', { time: /.+/ }),
		remark: page('remarkOne', { line: 6, message: 'undefined: missing' }),
		warning: page('warningMore', { line: 6, message: /.*%d has arg "typed" of wrong type string/, more: 1 }),
		deferred: run('vet.defer'),
		slow: page('finishedSlow', { time: /.+/ }),
		none: run('refused.toolchain'),
	};
}

/** Go's toolchain in the page. */
export default function building(stage) {
	const { lang } = stage;
	const text = textsOf(lang);

	stage.test('the server builds until the page can, and the page says which', { lang, builds: true }, async (reader) => {
		const letThrough = await reader.holdBack('**/assets/toolchain/**');
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('first'));
		assert.equal((await snippet.result()).output, 'first\n');
		assert.match(await built(snippet), text.there);
		letThrough();
		await ready(reader);
		await snippet.write(greeting('second'));
		assert.equal((await snippet.result()).output, 'second\n');
		assert.match(await built(snippet), text.here);
	});

	const serve = () => Tour.serve({ path: '/nowhere' });
	stage.test('where the server has no Go the page builds, and the server says so', { lang, builds: true, serve }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		assert.equal((await snippet.result('server')).state, 'done', 'as published');
		await snippet.write(greeting('alone'));
		assert.equal((await snippet.result('browser')).output, 'alone\n');
		assert.match(await built(snippet), text.here);
		const { state, outcome } = await snippet.result('server');
		assert.deepEqual([state, outcome], ['failed', text.none]);
	});

	stage.test('a page that has given up memory builds on', { lang, builds: true }, async (reader) => {
		await reader.open('hello/');
		await ready(reader);
		const snippet = reader.snippet(id);
		await reader.page.clock.install();
		for (const word of ['first', 'second', 'third']) {
			await snippet.write(greeting(word));
			assert.equal((await snippet.result('browser')).output, `${word}\n`);
			assert.match(await built(snippet), text.here);
			await reader.page.clock.fastForward('10:00');
		}
	});

	stage.test('what is wrong is told while it is typed, and gone once it is mended', { lang, builds: true }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(undeclared);
		await remarks(snippet).filter({ hasText: text.remark }).waitFor();
		assert.deepEqual(await snippet.code.locator('.cm-lintRange-error').allTextContents(), ['missing']);
		await snippet.write(greeting('mended'));
		await remarks(snippet).filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
		await snippet.code.locator('.cm-lintRange-error').waitFor({ state: 'detached' });
	});

	stage.test('a likely mistake is remarked on while it is typed, and the run goes on', { lang, builds: true }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(doubtful('typed'));
		await remarks(snippet).filter({ hasText: text.warning }).waitFor();
		const marks = snippet.code.locator('.cm-lintRange-warning');
		assert.deepEqual(await marks.allTextContents(), ['%', 'defer']);
		await marks.last().hover();
		await reader.page.getByText(text.deferred).waitFor();
		const { state, output } = await snippet.result();
		assert.deepEqual([state, output], ['done', '%!d(string=typed)\ndeferred\ndeferred\n']);
		assert.equal(await snippet.problems.count(), 0, 'it is no error');
		assert.match(await remarks(snippet).textContent(), text.warning, 'it stays for the run');
		assert.equal(await marks.count(), 2);
		await snippet.write(greeting('mended'));
		await remarks(snippet).filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
		await marks.first().waitFor({ state: 'detached' });
	});

	stage.test('names are completed, with what they are', { lang, builds: true }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('x'));
		await ready(reader);
		await snippet.code.getByText('Println').click();
		const { keyboard } = reader.page;
		await keyboard.press('End');
		await keyboard.press('Enter');
		await keyboard.type('fmt.Printl', { delay: 20 });
		const option = reader.page.getByRole('option', { name: /^Println/ });
		await option.click();
		await keyboard.type('("completed")');
		assert.equal((await snippet.result()).output, 'x\ncompleted\n');
	});

	// Only what the page has kept is sure to be there: a browser's own cache may have dropped what runs the program.
	stage.test('with its server gone the page goes on building', { lang, keeps: true, ownTour: true }, async (reader, tour) => {
		await reader.open('hello/');
		await whole(reader.page, '/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('x'));
		await ready(reader);
		await tour.stop();
		await snippet.write(greeting('alone'));
		assert.equal((await snippet.result()).output, 'alone\n');
		await snippet.write(undeclared);
		const { state, outcome } = await snippet.result();
		assert.deepEqual([state, await snippet.problems.count()], ['failed', 1], outcome);
	});

	stage.test('a program too large for the page is refused in words, and the next one runs', { lang, builds: true }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('x'));
		await ready(reader);
		await snippet.write('package main\n\nvar large [1 << 30]byte\n\nfunc main() {\n\tprintln(len(large), large[5])\n}\n');
		const { state, outcome } = await snippet.result();
		assert.equal(state, 'failed');
		assert.match(outcome, /MiB/);
		await snippet.write(greeting('small'));
		assert.equal((await snippet.result()).output, 'small\n');
	});

	stage.test('slow motion', { lang }, async (reader) => {
		await reader.open('hello/');
		const { state, outcome, output } = await reader.snippet(id).result('browser', 'slow');
		assert.equal(state, 'done');
		assert.match(outcome, text.slow);
		assertOutput(id, 'browser', output);
	});

	// Once will do: it is the toolchain that may be wrong.
	if (stage.engine === 'chromium') {
		stage.test('programs of the lessons, built in the page, print what is documented', { lang, builds: true }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet(id);
			await snippet.write(greeting('x'));
			await ready(reader);
			for (const one of share(lessons.flatMap(({ snippets }) => snippets), 4)) {
				await buildsDocumented(snippet, one, text.here);
			}
		});
	}
}

async function buildsDocumented(snippet, one, here) {
	let runs = 0;
	await printsDocumented(one, 'browser', async () => {
		await snippet.write(`${source(one)}\n// ${++runs}\n`);
		const result = await snippet.result();
		assert.equal(result.state, 'done', one);
		assert.match(await built(snippet), here);
		return result;
	});
}

/** Resolves when the page can build. */
async function ready(reader) {
	await reader.page.locator('html[data-compiler="ready"]').waitFor();
}

/** Returns where the program was built, as the page tells it. */
function built(snippet) {
	return snippet.root.locator('.built').textContent();
}

function remarks(snippet) {
	return snippet.root.locator('.remarks');
}
