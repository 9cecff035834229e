import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { textsIn } from '../texts.mjs';

/** A question of each kind, and what is right. */
const single = { id: 'gather/the-others', right: 2 };
const several = { id: 'mental-model/which-suspend', right: [1, 4] };
const order = { id: 'hello/nobody-awaits', right: ['main begins', 'main ends', 'greet begins', 'greet cleans up'] };
const number = { id: 'mental-model/late-start', right: '3.45', known: '2' };

/** Questions about what a lesson has just said. */
export default function quiz(stage) {
	const { lang } = stage;
	const { page: text } = textsIn(lang);

	/** Opens the lesson of a question, and returns what a reader uses of it. */
	const open = async (reader, id) => {
		await reader.open(`${id.split('/')[0]}/`);
		const root = reader.page.locator(`tour-quiz[quiz="${id}"]`);
		await root.scrollIntoViewIfNeeded();
		return quizOf(root, text);
	};

	stage.test(`${lang}: one option is chosen with the keyboard, and each of them explained`, { lang }, async (reader) => {
		const { page } = reader;
		const { root, answers, verdict, button } = await open(reader, single.id);
		await page.evaluate(collect);
		const options = root.getByRole('radio');
		await options.first().focus();
		await page.keyboard.press('Enter');
		await root.getByText(text('quizNoChoice')).waitFor();
		assert.equal(await answers.isVisible(), false);
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		const right = await answers.getByRole('listitem').nth(single.right - 1).locator('.quiz-text').innerText();
		await verdict.getByText(text('quizWrong', { answer: right }), { exact: true }).waitFor();
		await button('quizAgain').and(page.locator(':focus')).waitFor();
		assert.deepEqual(await signs(answers), [0, 1, 0, 0].map((one) => text(one ? 'quizRightSign' : 'quizWrongSign')));
		assert.deepEqual(await marked(answers, text('quizYours')), [3]);
		for (const item of await answers.getByRole('listitem').all()) {
			await item.locator('p:not(.quiz-text)').waitFor();
		}
		await accessible(page);
		await page.keyboard.press('Enter');
		assert.equal(await root.getByRole('radio', { checked: true }).count(), 0);
		await options.nth(single.right - 1).press('Space');
		await page.keyboard.press('Enter');
		await verdict.getByText(text('quizRight'), { exact: true }).waitFor();
		assert.deepEqual(await marked(answers, text('quizYours')), [single.right]);
		const version = await root.getAttribute('data-version');
		assert.deepEqual(await page.evaluate(() => window.answered), [
			{ id: single.id, version, kind: 'single', ok: false, answer: [3] },
			{ id: single.id, version, kind: 'single', ok: true, answer: [single.right] },
		]);
	});

	stage.test(`${lang}: every box counts`, { lang }, async (reader) => {
		const { page } = reader;
		const { root, answers, verdict, button } = await open(reader, several.id);
		const boxes = root.getByRole('checkbox');
		await boxes.nth(several.right[0] - 1).press('Space');
		await button('quizAnswer').press('Enter');
		await verdict.getByText(text('quizPartly', { right: 3, total: 4 }), { exact: true }).waitFor();
		assert.deepEqual(await marked(answers, text('quizYours')), [several.right[0]]);
		await accessible(page);
		await button('quizAgain').press('Enter');
		for (const n of several.right) {
			await boxes.nth(n - 1).press('Space');
		}
		await button('quizAnswer').press('Enter');
		await verdict.getByText(text('quizRight'), { exact: true }).waitFor();
		assert.deepEqual(await marked(answers, text('quizYours')), several.right);
	});

	stage.test(`${lang}: items are sorted with the keyboard, and shown in the right order`, { lang }, async (reader) => {
		const { page } = reader;
		const { root, answers, verdict, button } = await open(reader, order.id);
		const list = root.getByRole('list', { name: text('quizItems') });
		const items = list.getByRole('listitem');
		const offered = await items.allInnerTexts();
		assert.notDeepEqual(offered, order.right);
		assert.deepEqual([...offered].sort(), [...order.right].sort());
		await accessible(page);
		await button('quizAnswer').press('Enter');
		const inPlace = offered.filter((item, place) => item === order.right[place]).length;
		await verdict.getByText(text('quizPlaces', { right: inPlace, total: 4 }), { exact: true }).waitFor();
		const wrong = order.right.map((item) => offered.indexOf(item) + 1);
		const notes = wrong.map((place, index) => (place === index + 1 ? '' : text('quizYourPlace', { place })));
		const lines = await answers.locator('.quiz-text').evaluateAll((all) => all.map((one) => one.querySelector('.quiz-yours')?.textContent ?? ''));
		assert.deepEqual(lines, notes);
		await accessible(page);
		await button('quizAgain').press('Enter');
		assert.deepEqual(await items.allInnerTexts(), offered);
		for (const [place, item] of order.right.entries()) {
			const up = root.getByRole('button', { name: text('sorterUp', { item }), exact: true });
			await up.focus();
			for (let at = (await items.allInnerTexts()).indexOf(item); at > place; at--) {
				await page.keyboard.press('ArrowUp');
				await root.getByText(text('sorterPlace', { item, place: at, total: 4 }), { exact: true }).waitFor();
			}
		}
		await button('quizAnswer').press('Enter');
		await verdict.getByText(text('quizRight'), { exact: true }).waitFor();
	});

	stage.test(`${lang}: a number is typed, and a mistake that many make is known`, { lang }, async (reader) => {
		const { page } = reader;
		const { root, answers, verdict, button } = await open(reader, number.id);
		const field = root.getByRole('spinbutton', { name: text('quizNumber') });
		await field.press('Enter');
		await root.getByText(text('quizNoNumber')).waitFor();
		await field.fill(number.known);
		await page.keyboard.press('Enter');
		await verdict.getByText(text('quizWrong', { answer: '' }).trim()).waitFor();
		assert.deepEqual(await marked(answers, text('quizYours')), [2]);
		await accessible(page);
		await button('quizAgain').press('Enter');
		await field.and(page.locator(':focus')).waitFor();
		await page.keyboard.type(number.right);
		await page.keyboard.press('Enter');
		await verdict.getByText(text('quizRight'), { exact: true }).waitFor();
		assert.deepEqual(await marked(answers, text('quizYours')), [1]);
	});

	stage.test('items are dragged, and explanations can be selected', { lang }, async (reader) => {
		const { page } = reader;
		const { root, answers, button } = await open(reader, order.id);
		const items = root.getByRole('list', { name: text('quizItems') }).getByRole('listitem');
		const offered = await items.allInnerTexts();
		const [top, below] = await Promise.all([0, 1].map((place) => items.nth(place).boundingBox()));
		await page.mouse.move(top.x + 60, top.y + top.height / 2);
		await page.mouse.down();
		await page.mouse.move(top.x + 60, below.y + below.height - 4, { steps: 12 });
		await page.mouse.up();
		assert.deepEqual(await items.allInnerTexts(), [offered[1], offered[0], ...offered.slice(2)]);
		await button('quizAnswer').click();
		const why = answers.locator('p:not(.quiz-text)').first();
		await why.click({ clickCount: 3 });
		const selected = await page.evaluate(() => getSelection().toString());
		assert.equal(selected.trim(), (await why.innerText()).trim());
	});

	stage.test(`at ${narrow} px every question fits, asked and answered`, { lang, viewport: { width: narrow, height: 700 } }, async (reader) => {
		for (const { id } of [several, order, single]) {
			const { root, button } = await open(reader, id);
			await fits(reader.page);
			for (const input of await root.getByRole('radio').or(root.getByRole('checkbox')).all()) {
				await input.check();
			}
			await button('quizAnswer').click();
			await button('quizAgain').waitFor();
			await fits(reader.page);
		}
	});

	stage.once('a question works wherever its element is put', { lang }, async (reader) => {
		const { page } = reader;
		const markup = await (await open(reader, single.id)).root.evaluate((one) => one.outerHTML);
		await reader.open('');
		await page.evaluate(collect);
		await page.evaluate((html) => document.querySelector('main').insertAdjacentHTML('beforeend', html + html), markup);
		const [first, second] = (await page.locator('tour-quiz').all()).map((root) => quizOf(root, text));
		await first.root.getByRole('radio').first().check();
		await second.root.getByRole('radio').nth(single.right - 1).check();
		assert.ok(await first.root.getByRole('radio').first().isChecked(), 'two copies share their choice');
		await second.button('quizAnswer').click();
		await second.verdict.getByText(text('quizRight'), { exact: true }).waitFor();
		assert.deepEqual(await page.evaluate(() => window.answered.map(({ id, ok }) => [id, ok])), [[single.id, true]]);
		assert.equal(await first.answers.isVisible(), false);
	});

	if (stage.engine === 'chromium') {
		stage.test('without scripts a question is there, and the answer folded', { lang, javaScriptEnabled: false }, async (reader) => {
			for (const { id } of [single, several, order, number]) {
				const { root, answers, verdict } = await open(reader, id);
				await root.getByRole('group').first().waitFor();
				const items = answers.locator('li');
				assert.equal(await items.first().isVisible(), false);
				await root.getByText(text('quizAnswers')).click();
				for (const item of await items.all()) {
					await item.locator('p:not(.quiz-text)').waitFor();
				}
				assert.equal(await verdict.isVisible(), false);
				assert.equal(await root.getByRole('button').count(), 0);
			}
		});

		stage.test('on paper the answers stand below the question', { lang }, async (reader) => {
			const { root, answers, button } = await open(reader, order.id);
			await reader.page.emulateMedia({ media: 'print' });
			await answers.locator('li').first().waitFor();
			assert.equal(await button('quizAnswer').isVisible(), false);
			assert.ok(await root.getByText(order.right[0]).first().isVisible());
		});
	}
}

/** Returns what a reader uses of a question. */
function quizOf(root, text) {
	return {
		root,
		/** The list of the options with their explanations. */
		answers: root.locator('.quiz-answers ol'),
		verdict: root.getByRole('status'),
		button: (key) => root.getByRole('button', { name: text(key), exact: true }),
	};
}

/** Runs in the page: collects what questions report. */
function collect() {
	window.answered = [];
	document.addEventListener('tour-question', ({ detail }) => window.answered.push(detail));
}

function signs(answers) {
	return answers.getByRole('img').evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
}

/** Returns the places, from 1, of the options that have a note. */
function marked(answers, note) {
	return answers
		.locator('li')
		.evaluateAll((all, note) => all.flatMap((one, index) => (one.querySelector('.quiz-yours')?.textContent === note ? [index + 1] : [])), note);
}
