// What is typed into: everywhere the same holds for it.
import assert from 'node:assert/strict';

/** Returns all fields for text of a page, shown or not. */
export function fieldsOf(page) {
	return page.locator('textarea, input:not([type]), input[type="text"], input[type="search"], input[type="number"], [contenteditable="true"]');
}

/** What keeps out the corrections of browsers, keyboards and writing assistants. */
const wanted = {
	autocapitalize: 'off',
	autocorrect: 'off',
	spellcheck: 'false',
	translate: 'no',
	'data-gramm': 'false',
	'data-gramm_editor': 'false',
	'data-enable-grammarly': 'false',
	'data-lt-active': 'false',
};

/** Checks that nothing corrects what is typed into fields. */
export async function assertVerbatim(fields) {
	for (const field of await fields.all()) {
		const found = await field.evaluate((one, names) => Object.fromEntries(names.map((name) => [name, one.getAttribute(name)])), Object.keys(wanted));
		assert.deepEqual(found, wanted, await field.evaluate((one) => one.outerHTML.slice(0, 200)));
	}
}
