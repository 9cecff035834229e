import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { textsIn } from '../texts.mjs';

/** What somebody searches for in each language, and what is found: part of an address, and of a title. */
const searches = {
	en: [
		{ words: 'gather', at: '/en/gather/' },
		{ words: 'asyncio.create_task', at: '/en/' },
		{ words: 'WaitGroup', at: '/en/' },
		{ words: 'without a pause', at: '/en/blocking/#blocking/blocking' },
	],
	zh: [
		{ words: '同时等待', at: '/zh/' },
		{ words: 'context.WithTimeout', at: '/zh/timeouts/' },
	],
};

/** The search, by its button and its key. */
export default function search(stage) {
	for (const lang of ['en', 'zh']) {
		const { page: text } = textsIn(lang);
		stage.test(`titles, text, names and findings are found in ${lang}, each where it stands`, { lang }, async (reader) => {
			const { page } = reader;
			await reader.open('');
			await page.getByRole('button', { name: text('search') }).click();
			const dialog = page.getByRole('dialog', { name: text('searchLabel') });
			const field = dialog.getByRole('searchbox');
			await dialog.getByText(text('searchHint')).waitFor();
			for (const { words, at } of searches[lang]) {
				await field.fill(words);
				await dialog.locator(`a[href*="${at}"]`).first().waitFor();
			}
			await accessible(page);
			await page.setViewportSize({ width: narrow, height: 600 });
			await fits(page);
			await field.fill('qqqqqq');
			await dialog.getByText(text('searchNone')).waitFor();
			await page.keyboard.press('Escape');
			await dialog.waitFor({ state: 'hidden' });
		});
	}

	const { page: text } = textsIn('en');

	stage.test('the slash opens the search, arrows choose, Enter goes to the place', {}, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		await page.keyboard.press('/');
		const dialog = page.getByRole('dialog', { name: text('searchLabel') });
		await dialog.getByText(text('searchHint')).waitFor();
		await page.keyboard.type('no pause');
		const results = dialog.getByRole('listitem').getByRole('link');
		await results.first().waitFor();
		await page.keyboard.press('ArrowDown');
		const address = await page.evaluate(() => document.activeElement.href);
		assert.equal(address, await results.first().evaluate((link) => link.href));
		await page.keyboard.press('Enter');
		await page.waitForURL(address);
		await dialog.waitFor({ state: 'hidden' });
	});

	stage.test('a result of the same page closes the dialog and comes into view', {}, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		await page.keyboard.press('/');
		const dialog = page.getByRole('dialog', { name: text('searchLabel') });
		await dialog.getByText(text('searchHint')).waitFor();
		await page.keyboard.type('three tasks one wait');
		await dialog.locator('a[href*="#gather/three-tasks"]').first().click();
		await dialog.waitFor({ state: 'hidden' });
		assert.match(page.url(), /#gather\/three-tasks$/);
	});

	stage.test('a slash in the code is a slash', {}, async (reader) => {
		const { page } = reader;
		await reader.open('gather/');
		const [snippet] = await reader.snippets();
		await snippet.code.click();
		await page.keyboard.press('ControlOrMeta+Home');
		await page.keyboard.type('// ours');
		await snippet.code.getByText('// ours').waitFor();
		assert.equal(await page.getByRole('dialog').count(), 0);
	});

	stage.test('without what is searched there is a sentence, and the next try finds it', {}, async (reader) => {
		const { page } = reader;
		reader.expectFault(/^503 GET/);
		await page.route('**/search/*', (route) => route.fulfill({ status: 503 }));
		await reader.open('');
		const open = page.getByRole('button', { name: text('search') });
		await open.click();
		const dialog = page.getByRole('dialog', { name: text('searchLabel') });
		await dialog.getByText(text('searchFailed')).waitFor();
		await page.unroute('**/search/*');
		await dialog.getByRole('searchbox').fill('gather');
		await dialog.locator('a[href*="/en/gather/"]').first().waitFor();
	});
}
