import assert from 'node:assert/strict';
import { textsIn } from '../texts.mjs';

/** Light and dark. */
export default function looks(stage) {
	const { lang } = stage;
	const { page: text } = textsIn(lang);
	stage.test(`${lang}: the button changes the theme, for good and without a flash`, { lang }, async (reader) => {
		const { page } = reader;
		const button = (name) => page.getByRole('button', { name });
		await page.addInitScript(noteFirstTheme);
		await reader.open('');
		assert.ok(!(await isDark(page)));
		await button(text('themeAuto')).click();
		assert.ok(!(await isDark(page)));
		await button(text('themeLight')).click();
		assert.ok(await isDark(page));
		await reader.open('gather/');
		await button(text('themeDark')).waitFor();
		assert.ok(await isDark(page));
		assert.equal(await page.evaluate(() => window.firstTheme), 'dark', 'the page began in another theme');
		await button(text('themeDark')).click();
		await button(text('themeAuto')).waitFor();
		assert.ok(!(await isDark(page)));
	});

	// Debian's Firefox cannot yet be told that the system's theme is a dark one.
	if (stage.engine === 'chromium') {
		stage.test('the theme follows the system', { colorScheme: 'dark' }, async (reader) => {
			await reader.open('');
			assert.ok(await isDark(reader.page));
			await reader.page.emulateMedia({ colorScheme: 'light' });
			assert.ok(!(await isDark(reader.page)));
		});
	}
}

/** Reports whether the page's ground is darker than its text. */
function isDark(page) {
	return page.locator('body').evaluate((body) => {
		const { backgroundColor, color } = getComputedStyle(body);
		const light = (rgb) => rgb.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
		return light(backgroundColor) < light(color);
	});
}

/** Runs in the page: notes the theme at the moment when there is something to paint. */
function noteFirstTheme() {
	new MutationObserver((_, observer) => {
		if (document.body) {
			observer.disconnect();
			window.firstTheme = document.documentElement.dataset.theme;
		}
	}).observe(document, { childList: true, subtree: true });
}
