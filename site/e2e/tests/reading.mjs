import assert from 'node:assert/strict';
import { lessons, source } from '../lessons.mjs';
import { roomy } from '../reader.mjs';
import { textsIn } from '../texts.mjs';

/** Returns what leads through the tour, in a language. */
function textsOf(lang) {
	const { page } = textsIn(lang);
	return {
		begin: page('begin'),
		lessons: page('lessons'),
		contents: page('contents'),
		next: `${page('next')} →`,
		previous: `← ${page('prev')}`,
		other: page('language'),
		read: `✓ ${page('progressOne')}`,
		lost: page('notFoundTitle'),
		insist: page('solutionAnyway'),
		solution: page('solution'),
	};
}

/** What opens the result of an experiment: a title of server/course. */
const results = { en: 'What happens', zh: '结果' };

/** A window as large as the part of a sheet of A4 that is printed on. */
const paper = { width: 718, height: 1047 };

/** What the pages of a language have in their lang. */
const tags = { en: 'en', zh: 'zh-Hans' };

const english = textsOf('en');

/** Finding one's way. */
export default function reading(stage) {
	const { lang } = stage;
	const text = textsOf(lang);
	stage.test(`${lang}: from the first page through the lessons and back`, { lang, ...roomy }, async (reader) => {
		const { page } = reader;
		const link = (name) => page.getByRole('link', { name });
		await reader.open('');
		assert.equal(await page.locator('html').getAttribute('lang'), tags[lang]);
		await link(text.begin).click();
		await page.waitForURL(`**/${lang}/${lessons[0].name}/`);
		await link(text.next).click();
		await page.waitForURL(`**/${lang}/${lessons[1].name}/`);
		await link(text.previous).click();
		await page.waitForURL(`**/${lang}/${lessons[0].name}/`);
		const list = page.getByRole('navigation', { name: text.lessons }).getByRole('listitem').getByRole('link');
		assert.equal(await list.count(), lessons.length);
		await list.last().click();
		await page.waitForURL(`**/${lang}/${lessons.at(-1).name}/`);
		assert.equal(await list.last().getAttribute('aria-current'), 'page');
	});

	stage.test(`${lang}: a page that does not exist`, { lang }, async (reader) => {
		reader.expectFault(/^404 GET .*\/nowhere\/$/);
		await reader.open('nowhere/');
		await reader.page.getByRole('heading', { name: text.lost }).waitFor();
	});

	stage.test('the list of lessons on a phone', { viewport: { width: 390, height: 800 } }, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		const last = page.getByRole('navigation', { name: english.lessons }).getByRole('listitem').getByRole('link').last();
		await last.waitFor({ state: 'hidden' });
		await page.getByRole('button', { name: english.lessons }).click();
		await last.click();
		await page.waitForURL(`**/en/${lessons.at(-1).name}/`);
	});

	stage.test('the language changes, the place in the lesson stays', {}, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		const ids = () => page.locator('article h2').evaluateAll((all) => all.map(({ id }) => id));
		const before = await ids();
		await page.getByRole('navigation', { name: english.contents }).getByRole('link').nth(1).click();
		await page.waitForURL(`**/en/gather/#${before[1]}`);
		await page.getByRole('link', { name: english.other }).click();
		await page.waitForURL('**/zh/gather/#*');
		const after = await ids();
		assert.equal(after.length, before.length);
		await page.waitForURL((url) => decodeURIComponent(url.hash) === `#${after[1]}`);
		await page.getByRole('link', { name: textsOf('zh').other }).click();
		await page.waitForURL(`**/en/gather/#${before[1]}`);
	});

	stage.test('a lesson that was read is ticked', roomy, async (reader) => {
		const { page } = reader;
		const tick = page.getByText(english.read).filter({ visible: true });
		await reader.open('');
		assert.equal(await tick.count(), 0);
		await reader.open('gather/');
		await page.getByRole('link', { name: english.next }).scrollIntoViewIfNeeded();
		await page.getByRole('navigation', { name: english.lessons }).getByText('✓').filter({ visible: true }).waitFor();
		await reader.open('');
		await tick.waitFor();
		assert.equal(await tick.count(), 1);
	});

	if (stage.engine === 'chromium') { // the only one that shows a page as it is printed
		stage.test(`${lang}: on paper a lesson is whole, with both programs and without what is for a screen`, { lang, viewport: paper }, async (reader) => {
			const { page } = reader;
			await reader.open('crawler/');
			await reader.settled();
			const exercises = page.locator('tour-snippet', { has: page.locator('.checks') });
			await exercises.first().getByRole('button', { name: text.insist, exact: true }).click();
			await exercises.first().getByRole('region', { name: text.solution }).waitFor();
			await page.evaluate(noteLines);
			await page.pdf(); // as the editors have drawn what is near the window alone
			const { snippets } = lessons.find(({ name }) => name === 'crawler');
			const drawn = await page.evaluate(() => window.lines);
			const length = (id, file) => source(id, file).trimEnd().split('\n').length;
			for (const id of snippets) {
				assert.deepEqual(drawn[id], [length(id, 'main.go'), length(id, 'main.py')], id);
			}
			const ids = await exercises.evaluateAll((all) => all.map((one) => one.id));
			for (const id of ids) {
				assert.deepEqual(drawn[id], [length(id, 'main.go')], id);
			}
			await page.emulateMedia({ media: 'print' });
			const seen = async (selector) => page.locator(selector).filter({ visible: true }).count();
			assert.equal(await seen('.pane'), 2 * snippets.length + ids.length);
			assert.equal(await seen('.solution'), 1, 'the one that was shown');
			for (const part of ['.expected-text', '.callout.exercise', '.check-text', '.hint-text', '.quiz-option input']) {
				assert.equal(await seen(part), await page.locator(part).count(), part);
			}
			assert.ok(ids.length > 1 && (await seen('.hint-text')) > ids.length, 'exercises with hints');
			// A pen answers a question: its options keep their boxes.
			const idle = page.locator('button, input:not(.quiz-option input), select, textarea, nav').filter({ visible: true });
			const tags = await idle.evaluateAll((all) => all.map((one) => one.cloneNode(false).outerHTML));
			assert.deepEqual(tags, [], 'there is what does nothing on paper');
			const wide = await page.locator('.code, .cm-scroller').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
			assert.equal(wide, 0, 'code goes over the edge of the paper');
			const code = page.locator('article pre.code, .cm-content').filter({ visible: true });
			const sizes = await code.evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).fontSize))]);
			assert.equal(sizes.length, 1, `code is ${sizes.join(' and ')} large`);
		});

		stage.test(`${lang}: on paper results are open`, { lang }, async (reader) => {
			const { page } = reader;
			await reader.open('gather/');
			const told = page.locator('details', { has: page.getByText(results[lang], { exact: true }) }).locator('p');
			assert.ok((await told.count()) > 1);
			const seen = async () => (await Promise.all((await told.all()).map((one) => one.isVisible()))).filter(Boolean).length;
			assert.equal(await seen(), 0);
			await page.emulateMedia({ media: 'print' });
			assert.equal(await seen(), await told.count());
		});
		withoutScripts(stage);
	}
}

/** A browser without scripts shows the same pages. WebDriver BiDi, by which Firefox is driven, cannot turn scripts off. */
function withoutScripts(stage) {
	const { lang } = stage;
	const text = textsOf(lang);
	stage.test(`${lang}: without scripts a lesson is complete`, { lang, javaScriptEnabled: false }, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		const { root } = reader.snippet('gather/three-tasks');
		await root.locator('.expected summary').click();
		for (const [part, file] of Object.entries({ '.pane-go pre': 'main.go', '.pane-python pre': 'main.py', '.expected-text': 'output.txt' })) {
			assert.equal((await root.locator(part).innerText()).trim(), source('gather/three-tasks', file).trim());
		}
		assert.equal(await root.getByRole('button').count(), 0, 'there are buttons that do nothing');
		const result = page.getByText(results[lang], { exact: true }).first();
		const told = page.locator('details', { has: result }).first().locator('p');
		assert.ok(!(await told.isVisible()), 'a result is told before the experiment');
		await result.click();
		assert.ok(await told.isVisible());
		await page.getByRole('link', { name: text.next }).click();
		await page.waitForURL(`**/${lang}/http/`);
	});

	stage.test('without scripts the list of lessons opens on a phone', { javaScriptEnabled: false, viewport: { width: 390, height: 800 } }, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		await page.getByRole('button', { name: english.lessons }).click();
		await page.getByRole('navigation', { name: english.lessons }).getByRole('link').last().click();
		await page.waitForURL(`**/en/${lessons.at(-1).name}/`);
	});
}

/** Runs in the page: notes how many lines each snippet's editors have drawn once they have been told of the paper. */
function noteLines() {
	window.lines = {};
	matchMedia('print').addEventListener('change', ({ matches }) => {
		if (!matches) {
			return;
		}
		for (const snippet of document.querySelectorAll('tour-snippet')) {
			window.lines[snippet.id] = [...snippet.querySelectorAll('.cm-content')].map((one) => one.querySelectorAll('.cm-line').length);
		}
	});
}
