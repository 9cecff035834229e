/* global document, MutationObserver -- for what runs in the page */
import assert from 'node:assert/strict';

const texts = {
	en: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
	zh: { auto: '配色：跟随系统', light: '配色：浅色', dark: '配色：深色' },
};

/** Light and dark. */
export function looks(stage) {
	for (const [lang, text] of Object.entries(texts)) {
		stage.test(`${lang}: the theme follows the system, then the button, for good`, { lang, colorScheme: 'dark' }, async (reader) => {
			const { page } = reader;
			const button = (name) => page.getByRole('button', { name });
			await reader.open('');
			assert.ok(await isDark(page));
			await button(text.auto).click();
			assert.ok(!(await isDark(page)));
			await button(text.light).click();
			await button(text.dark).click();
			assert.ok(await isDark(page));
			await button(text.auto).click();
			await page.addInitScript(noteFirstTheme);
			await reader.open('gather/');
			await button(text.light).waitFor();
			assert.ok(!(await isDark(page)));
			assert.equal(await page.evaluate(() => window.firstTheme), 'light', 'the page began in another theme');
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
