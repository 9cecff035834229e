import assert from 'node:assert/strict';
import { accessible, fits, narrow } from '../accessible.mjs';
import { base, Host } from '../host.mjs';
import { whole } from '../kept.mjs';
import { lessons } from '../lessons.mjs';
import { roomy } from '../reader.mjs';
import { textsIn } from '../texts.mjs';

/** A question of the lesson with one right answer, and a prediction that is wrong as it is offered. */
const question = 'gather/the-others';
const prediction = 'gather/three-tasks';

const morning = new Date(2026, 10, 2, 9).getTime();
const day = 24 * 60 * 60_000;

/** The page that asks again. */
class Review {
	constructor(page, text) {
		this.page = page;
		this.text = text;
		this.root = page.locator('.review');
		this.asked = this.root.getByRole('article');
	}

	/** Resolves when it says a sentence. */
	says(key, places) {
		return this.root.getByText(this.text(key, places), { exact: false }).waitFor();
	}

	/** Goes on to the next question, by the keyboard. */
	async goOn() {
		await this.root.getByRole('button', { name: this.text('reviewNext'), exact: true }).press('Enter');
	}
}

/** Answers the question by the keyboard, for the first time or again. */
async function answer(page, text, right) {
	const quiz = page.locator(`tour-quiz[quiz="${question}"]`);
	const again = quiz.getByRole('button', { name: text('quizAgain'), exact: true });
	if (await again.isVisible()) {
		await again.press('Enter');
	}
	const place = Number(await quiz.locator('.quiz-answers .right').getAttribute('data-option'));
	const options = quiz.getByRole('radio');
	const chosen = options.nth(right ? place - 1 : place % (await options.count()));
	await chosen.press('Space');
	await chosen.press('Enter');
	await again.waitFor();
}

/** What was answered comes again. */
export default function review(stage) {
	const { lang } = stage;
	const { page: text } = textsIn(lang);
	const tomorrow = text('reviewTomorrow');
	const due = (page, n) => page.getByRole('link', { name: `${text('reviewTitle')} ${text('progressDue', { n })}`, exact: true });
	const notDue = (page) => page.getByRole('link', { name: text('reviewTitle'), exact: true });

	stage.test(`${lang}: what was answered wrong comes again the next day, by the keyboard`, { lang }, async (reader) => {
		const { page } = reader;
		const review = new Review(page, text);
		await page.clock.install({ time: morning });
		await reader.open('review/');
		await review.says('reviewNone');
		await accessible(page);
		await reader.open('gather/');
		await answer(page, text, false);
		await answer(page, text, true); // which does not count: it was just explained
		await page.getByRole('button', { name: text('predictRun') }).click();
		await reader.snippet(prediction).ended();
		await reader.open('review/');
		await review.says('reviewNothing', { when: tomorrow });

		await page.clock.setSystemTime(morning + day);
		await reader.open('');
		await page.getByText(text('progressAnswered', { done: 1, all: 2 })).waitFor();
		await due(page, 2).press('Enter');
		await review.says('reviewLeft', { n: 2 });
		await accessible(page);
		await answer(page, text, true);
		await review.says('reviewRight', { when: /.+/ });
		await accessible(page);
		await review.goOn();
		await review.says('reviewLeft', { n: 1 });
		assert.equal(await review.asked.getByRole('heading').evaluate((heading) => heading === document.activeElement), true);
		await accessible(page);
		await review.asked.getByRole('button', { name: text('reviewCompare') }).press('Enter');
		await review.says('reviewWrong', { when: tomorrow });
		await accessible(page);
		await review.goOn();
		await review.says('reviewDone', { when: tomorrow });
		await page.reload();
		await review.says('reviewDone', { when: tomorrow });
		await reader.open('');
		await notDue(page).waitFor();

		await page.clock.setSystemTime(morning + 2 * day);
		await page.reload();
		await due(page, 1).click();
		await review.asked.getByRole('button', { name: text('reviewCompare') }).waitFor();
	});

	stage.test(`${lang}: a file takes what is due elsewhere, and forgetting ends it`, { lang, ...roomy }, async (reader) => {
		const { page } = reader;
		await reader.open('');
		await load(page, text, [
			{ deed: 'answered', id: question, version: 'another', ok: true, at: Date.now() },
			{ deed: 'answered', id: 'gather/gone', version: 'another', ok: true, at: 1 },
			{ deed: 'tried', id: 'gather/gone', version: 'another', at: 2 },
			{ deed: 'read', id: 'gather', at: 3 },
		]);
		await page.getByText(text('keepSum', { read: 1, lessons: lessons.length, run: 0, predicted: 0, answered: 2, solved: 0 })).waitFor();
		await due(page, 1).waitFor(); // what asks something else by now is asked anew, and what is gone is not
		await reader.open('gather/');
		await due(page, 1).click();
		const review = new Review(page, text);
		await review.says('reviewLeft', { n: 1 });
		await answer(page, text, false);
		await review.says('reviewWrong', { when: tomorrow });
		await review.goOn();
		await review.says('reviewDone', { when: tomorrow });
		await reader.open('');
		const panel = page.locator('.keep');
		await panel.getByRole('button', { name: text('keepClear'), exact: true }).click();
		await panel.getByRole('button', { name: text('keepYes'), exact: true }).click();
		await panel.getByText(text('keepNone')).waitFor();
		await reader.open('review/');
		await review.says('reviewNone');
	});

	stage.test('what is answered in one tab shows in another', { lang, ...roomy }, async (reader) => {
		const first = reader.page;
		await reader.open('');
		await first.getByText(text('keepNone')).waitFor();
		await reader.newPage();
		await reader.open('gather/');
		await answer(reader.page, text, true);
		await first.getByText(text('progressAnswered', { done: 1, all: 2 })).waitFor();
		await first.locator('.keep').getByRole('button', { name: text('keepClear'), exact: true }).click();
		await first.locator('.keep').getByRole('button', { name: text('keepYes'), exact: true }).click();
		const lesson = reader.page.getByRole('navigation', { name: text('lessons') }).locator('[data-lesson="gather"]');
		await lesson.getByText('○').waitFor({ state: 'hidden' });
	});

	stage.test('without a network', { serve: () => Host.serve(), lang, keeps: true }, async (reader, host) => {
		const { page } = reader;
		await page.clock.install({ time: morning });
		await reader.open('gather/');
		await whole(page, base);
		await answer(page, text, false);
		await host.stop();
		await page.clock.setSystemTime(morning + day);
		await reader.open('');
		await due(page, 1).click();
		const review = new Review(page, text);
		await review.says('reviewLeft', { n: 1 });
		await answer(page, text, true);
		await review.says('reviewRight', { when: /.+/ });
	});

	stage.test('a browser that keeps nothing says so', { lang }, async (reader) => {
		const { page } = reader;
		await page.addInitScript(() => {
			IDBFactory.prototype.open = () => {
				throw new DOMException('denied', 'SecurityError');
			};
		});
		await reader.open('gather/');
		await answer(page, text, false);
		await reader.open('review/');
		const review = new Review(page, text);
		await review.says('reviewNone');
		await review.says('reviewDenied');
		await reader.open('');
		await load(page, text, [{ deed: 'answered', id: question, version: 'another', ok: true, at: 1 }], 'keepDenied');
		await due(page, 1).waitFor();
	});

	stage.once('a narrow window has room for it', { lang, viewport: { width: narrow, height: 800 } }, async (reader) => {
		const { page } = reader;
		await reader.open('');
		await load(page, text, [
			{ deed: 'predicted', id: prediction, at: 1 },
			{ deed: 'predicted', id: 'hello/forgotten', at: 2 },
			{ deed: 'answered', id: question, version: 'another', ok: true, at: 3 },
		]);
		await fits(page);
		await due(page, 3).click();
		const review = new Review(page, text);
		for (const left of [3, 2]) {
			await review.says('reviewLeft', { n: left });
			await fits(page);
			await review.asked.getByRole('spinbutton').or(review.asked.getByRole('list')).first().waitFor();
			for (const field of await review.asked.getByRole('spinbutton').all()) {
				await field.fill('0');
			}
			await review.asked.getByRole('button', { name: text('reviewCompare') }).click();
			await fits(page);
			await review.goOn();
		}
		await review.says('reviewLeft', { n: 1 });
		await fits(page);
	});
}

/** Loads entries as a file of the home page's panel, which then says so, or what else is expected. */
async function load(page, text, entries, says = 'keepLoaded') {
	const content = JSON.stringify({ tour: 'progress', version: 2, entries });
	const panel = page.locator('.keep');
	await panel.getByText(text('keepText')).waitFor();
	await panel.locator('button[data-do="load"]:enabled').waitFor();
	await panel.locator('input[type="file"]').setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(content) });
	await panel.getByText(text(says, { n: entries.length })).waitFor();
}
