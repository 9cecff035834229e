import assert from 'node:assert/strict';
import { assertVerbatim, fieldsOf } from '../fields.mjs';
import { textsIn } from '../texts.mjs';

/** A phone: others than Chromium cannot be told to have a touch screen. */
export const engines = ['chromium'];

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 };

/** The least size of what is typed into, in pixels: of a smaller one phones enlarge the page. */
const least = 16;

/** Typing with fingers. */
export default function touch(stage) {
	for (const lang of ['en', 'zh']) {
		const { page: text } = textsIn(lang);

		stage.test(`${lang}: what fingers type into is large enough that the page stays as it is`, { lang, ...phone }, async (reader) => {
			const { page } = reader;
			await reader.open('hello/');
			await reader.settled();
			const snippet = reader.snippet('hello/hello');
			await snippet.button('addFile').tap();
			await snippet.root.getByRole('button', { name: text('inputOpen'), exact: true }).tap();
			await snippet.code.press('ControlOrMeta+f');
			const fields = fieldsOf(page);
			assert.ok((await fields.count()) > 6, 'editors, input, a name, a time, a search');
			for (const field of await fields.all()) {
				const name = await field.evaluate(({ className, name, id }) => [className, name, id].join(' '));
				assert.ok((await field.evaluate((one) => parseFloat(getComputedStyle(one).fontSize))) >= least, name);
				await field.focus();
				assert.equal(await page.evaluate(() => window.visualViewport.scale), 1, name);
			}
			const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }));
			assert.ok(wide <= room, `the page is ${wide} px wide, and the window ${room}`);
			for (const pane of await page.locator('.pane-go').all()) {
				await pane.scrollIntoViewIfNeeded();
				assert.deepEqual(await pane.evaluate(misaligned), []);
			}
		});

		stage.test(`${lang}: with a mouse code keeps its size`, { lang }, async (reader) => {
			await reader.open('hello/');
			const snippet = reader.snippet('hello/hello');
			assert.ok((await snippet.code.evaluate((one) => parseFloat(getComputedStyle(one).fontSize))) < 15);
		});
	}

	stage.test('nothing corrects, completes or translates what is typed', {}, async (reader) => {
		await reader.open('hello/');
		await reader.settled();
		const snippet = reader.snippet('hello/hello');
		await snippet.button('addFile').click();
		await snippet.code.press('ControlOrMeta+f');
		await assertVerbatim(fieldsOf(reader.page));
	});
}

/** Runs in the page: returns the numbers of lines that do not stand beside their lines. */
function misaligned(pane) {
	const numbers = [...pane.querySelectorAll('.cm-lineNumbers .cm-gutterElement')].filter((one) => one.checkVisibility({ visibilityProperty: true }));
	const lines = [...pane.querySelectorAll('.cm-line')];
	const top = (one) => Math.round(one.getBoundingClientRect().top);
	return numbers.filter((number, index) => Math.abs(top(number) - top(lines[index])) > 1).map((number) => number.textContent);
}
