import assert from 'node:assert/strict';
import { source } from '../lessons.mjs';
import { waiting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'gather/three-tasks';

const { page: text } = textsIn('en');

/** Nothing needs a pointer. */
export default function keyboard(stage) {
	stage.test('Tab reaches Run and Stop, arrows choose where', {}, async (reader) => {
		const { page, names } = reader;
		const press = (key) => page.keyboard.press(key);
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await snippet.write(waiting);
		await reader.open('gather/'); // where the focus is at the beginning, and what was written has been kept
		await reader.settled();
		await press('Tab');
		assert.equal(await focused(page), text('skip'));
		await press('Enter');
		await tabTo(page, names.code);
		await press('Escape');
		await tabTo(page, names.run);
		await press('Enter');
		await snippet.log.getByText('waiting').waitFor();
		await tabTo(page, names.stop);
		await press('Enter');
		await snippet.in('stopped');
		await tabTo(page, names.browser);
		await press('ArrowRight');
		await tabTo(page, names.clock);
		await press('ArrowDown');
		await tabTo(page, names.run, 'Shift+Tab');
		await press('Space');
		const { outcome } = await snippet.ended();
		assert.match(outcome, text('finishedInstant', { time: /36\d\d\.\d s/ }));
		assert.ok(await snippet.root.getByRole('radio', { name: names.server }).isChecked());
	});

	stage.test('on a phone the way out of the editor is told beneath it', { viewport: { width: 390, height: 1600 } }, async (reader) => {
		await reader.open('gather/');
		const { code, root } = reader.snippet(id);
		await code.click();
		const hint = root.locator('.work-go').getByText(text('tabHint'));
		await hint.waitFor();
		const [above, beneath] = [await code.boundingBox(), await hint.boundingBox()];
		assert.ok(above.y + above.height <= beneath.y, 'the hint covers the program');
	});

	for (const width of [1280, 320]) {
		stage.test(`at ${width} px Run stays where it is as the editor loses the focus`, { viewport: { width, height: 1600 } }, async (reader) => {
			await reader.open('gather/');
			const { code, root } = reader.snippet(id);
			const run = root.getByRole('button', { name: reader.names.run, exact: true });
			await code.click();
			for (const progress of [false, true]) {
				await root.locator('.compiler').evaluate((element, shown) => {
					element.hidden = !shown;
					element.textContent = 'The compiler loads: 9.8 of 9.9 MB, and this is as much as it says';
				}, progress);
				await code.focus();
				const { y } = await run.boundingBox();
				await code.blur();
				assert.equal((await run.boundingBox()).y, y, progress ? 'while the compiler loads' : 'with nothing beside the hint');
			}
		});
	}

	stage.test('in the editor Tab indents, Shift+Enter runs, Escape and Tab lead out', {}, async (reader) => {
		const { page, names } = reader;
		const press = (key) => page.keyboard.press(key);
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await reader.settled();
		await tabTo(page, names.code);
		const hint = snippet.root.locator('.work-go').getByText(text('tabHint'));
		await hint.waitFor();
		assert.equal(await snippet.code.getAttribute('aria-describedby'), await hint.getAttribute('id'));
		await press('ControlOrMeta+Home');
		await press('Tab');
		assert.equal(await snippet.text(), `\t${source(id)}`);
		await press('ControlOrMeta+z');
		assert.equal(await snippet.text(), source(id));
		await press('Shift+Enter');
		await snippet.log.getByText('waiting for 3 tasks').waitFor();
		assert.equal(await snippet.text(), source(id));
		assert.equal(await focused(page), names.code);
		await press('Escape');
		await press('Tab');
		assert.notEqual(await focused(page), names.code);
		assert.equal(await snippet.text(), source(id));
	});
}

/** The most presses of Tab that should lead from one control of the page to another. */
const most = 40;

/** Presses Tab until the element of that name has the focus. */
async function tabTo(page, name, key = 'Tab') {
	const passed = [];
	do {
		assert.ok(passed.length < most, `${key} does not lead to ${name}, only to ${passed.join(', ')}`);
		await page.keyboard.press(key);
		passed.push(await focused(page));
	} while (passed.at(-1) !== name);
}

/** Returns the name of the element that has the focus. */
function focused(page) {
	return page.evaluate(() => {
		const { ariaLabel, labels, innerText } = document.activeElement;
		const label = labels?.[0]?.querySelector('span');
		return (ariaLabel ?? (label ?? document.activeElement).innerText ?? innerText).trim();
	});
}
