import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible } from '../accessible.mjs';
import { lessons } from '../lessons.mjs';
import { roomy } from '../reader.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

/** The button of the panel with that text, and its other elements. */
function panel(page, text) {
	const region = page.locator('.keep');
	return {
		button: (key) => region.getByRole('button', { name: text(key), exact: true }),
		status: region.getByRole('status'),
		file: region.locator('input[type="file"]'),
		sum: (read, run, predicted, answered = 0, solved = 0) =>
			region.getByText(text('keepSum', { read, lessons: lessons.length, run, predicted, answered, solved })),
		none: region.getByText(text('keepNone')),
	};
}

/** What has been done, and where it shows. */
export default function progress(stage) {
	for (const lang of ['en', 'zh']) {
		const { page: text } = textsIn(lang);
		stage.test(`in ${lang} what is run and read shows, and goes to another browser as a file`, { lang, ...roomy }, async (reader) => {
			const { page } = reader;
			await reader.open('');
			await panel(page, text).none.waitFor();
			await page.getByRole('link', { name: text('begin') }).waitFor();
			await reader.open('gather/');
			const snippet = reader.snippet(id);
			await snippet.result();
			await page.getByRole('link', { name: `${text('next')} →` }).scrollIntoViewIfNeeded();
			await page.getByRole('navigation', { name: text('lessons') }).getByText('✓').waitFor();
			await reader.open('');
			const { button, status, file, sum, none } = panel(page, text);
			await sum(1, 1, 0).waitFor();
			await page.getByText(text('progressRun', { done: 1, all: 1 })).waitFor();
			await page.getByRole('link', { name: text('progressGoOn', { number: 1, title: /.+/ }) }).waitFor();
			await accessible(page);
			const saved = await save(page, button('keepSave'), stage.engine);
			assert.ok(saved.includes(`{"deed":"run","id":"${id}"`), saved);

			await button('keepClear').click();
			await button('keepNo').click();
			await sum(1, 1, 0).waitFor();
			await button('keepClear').click();
			await button('keepYes').click();
			await none.waitFor();
			await page.reload();
			await none.waitFor();

			const damaged = { name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(saved.slice(0, -9)) };
			await file.setInputFiles(damaged);
			await status.getByText(text('keepNotOurs')).waitFor();
			await none.waitFor();
			await file.setInputFiles({ ...damaged, buffer: Buffer.from(saved.replace('"version": 2', '"version": 3')) });
			await status.getByText(text('keepLater')).waitFor();
			await none.waitFor();
			await file.setInputFiles({ ...damaged, buffer: Buffer.from(saved) });
			await status.getByText(text('keepLoaded', { n: 2 })).waitFor();
			await page.reload();
			await sum(1, 1, 0).waitFor();
		});
	}

	const { page: text } = textsIn('en');

	stage.test('a prediction counts once it was compared', {}, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		await page.getByRole('button', { name: text('predictRun') }).click();
		await reader.snippet(id).ended();
		await reader.open('');
		await panel(page, text).sum(0, 1, 1).waitFor();
		await page.getByText(text('progressPredicted', { done: 1, all: 1 })).waitFor();
	});

	stage.test('a browser that keeps nothing says so, and the page works', roomy, async (reader) => {
		const { page } = reader;
		await page.addInitScript(() => {
			IDBFactory.prototype.open = () => {
				throw new DOMException('denied', 'SecurityError');
			};
		});
		await reader.open('');
		const { status } = panel(page, text);
		await status.getByText(text('keepDenied')).waitFor();
		await reader.open('gather/');
		await page.getByRole('link', { name: `${text('next')} →` }).scrollIntoViewIfNeeded();
		await page.getByRole('navigation', { name: text('lessons') }).getByText('✓').waitFor();
	});
}

/** Presses the button that saves, and returns the text of the file. */
async function save(page, button, engine) {
	if (engine === 'chromium') {
		const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
		return readFile(await download.path(), 'utf8');
	}
	// Debian's Firefox keeps nothing for a driver: the text is what the page makes a file of.
	await page.evaluate(() => {
		const create = URL.createObjectURL;
		URL.createObjectURL = (blob) => {
			window.saved = blob;
			return create.call(URL, blob);
		};
	});
	await button.click();
	return page.evaluate(() => window.saved.text());
}
