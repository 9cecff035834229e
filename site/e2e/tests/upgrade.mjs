import assert from 'node:assert/strict';
import { Deployment } from '../deployment.mjs';
import { whole } from '../kept.mjs';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

/** Pages that are open while another release is put in place of theirs. */
export default function upgrade(stage) {
	for (const edition of ['server', 'static']) {
		const serve = () => Deployment.serve(edition);
		const { lang } = stage;
		const { page: text } = textsIn(lang);
		const options = { serve, lang };
		const title = `${edition}, ${lang}:`;

		stage.test(`${title} whatever a page misses is told as another version, and what was written stays`, options, async (reader, tour) => {
			reader.expectFault(/./); // what is not there is told by browsers
			await reader.open('gather/');
			await reader.settled();
			const snippet = reader.snippet(id);
			tour.deploy();
			const offer = offerOf(reader.page, text);
			for (const miss of missing(reader, snippet, text)) {
				const place = await miss();
				await place.getByText(text('releaseOther'), { exact: true }).waitFor();
				await offer.text.waitFor(); // though it was put off
				await offer.later.click();
			}
			await snippet.button('format').click();
			await offer.reload.press('Enter');
			await isNext(reader.page);
			assert.equal(await snippet.text(), greeting('mine'));
			assert.equal(await snippet.root.getByRole('textbox', { name: text('input') }).inputValue(), 'a line');
			const { state, outcome, output } = await snippet.result();
			assert.equal(state, 'done', outcome);
			assert.equal(output, 'mine\n');
		});

		stage.test(`${title} so is what a page misses that has run a program before`, options, async (reader, tour) => {
			reader.expectFault(/./);
			await reader.open('hello/');
			await reader.settled();
			const [first, second] = await reader.snippets();
			assert.equal((await first.result()).state, 'done');
			tour.deploy();
			assert.equal((await second.result()).outcome, text('releaseOther'), 'its module is gone');
			await offerOf(reader.page, text).reload.press('Enter');
			await isNext(reader.page);
			assert.equal((await second.result()).state, 'done');
		});

		stage.test(`${title} what makes the tour available offline is missed`, options, async (reader, tour) => {
			reader.expectFault(/./);
			await reader.open('');
			tour.deploy();
			await reader.page.getByRole('button', { name: text('offlineKeep') }).click();
			await reader.page.locator('.offline').getByRole('status').getByText(text('releaseOther')).waitFor();
			await offerOf(reader.page, text).reload.press('Enter');
			await isNext(reader.page);
		});

		stage.test(`${title} one press loads the other release past a service worker that has the old one`, { ...options, keeps: true, builds: true }, async (reader, tour) => {
			reader.expectFault(/./);
			await reader.open('gather/');
			await whole(reader.page, tour.base);
			await reader.page.reload(); // the page is the service worker's now
			await reader.settled();
			tour.deploy();
			const snippet = reader.snippet(id);
			await snippet.runPython();
			assert.equal((await snippet.pythonEnded()).outcome, text('releaseOther'));
			await offerOf(reader.page, text).reload.press('Enter');
			await isNext(reader.page);
			await snippet.runPython();
			assertOutput(id, 'python', (await snippet.pythonEnded()).output);
		});

		stage.test(`${title} a lesson that the other release does not have`, options, async (reader, tour) => {
			reader.expectFault(/./);
			await reader.open('gather/');
			const next = reader.page.locator('.turn a').last();
			tour.gone.add(new URL(await next.evaluate((link) => link.href)).pathname);
			tour.deploy();
			await next.click();
			await reader.page.getByText(text('notFoundMoved')).waitFor();
		});

		stage.test(`${title} a page out of a cache, without its script`, options, async (reader, tour) => {
			reader.expectFault(/./);
			tour.stalePages = true;
			tour.deploy();
			await reader.page.goto(`${tour.address}/${lang}/gather/`);
			await reader.page.getByText(text('pageUnscripted')).waitFor();
			tour.stalePages = false;
			await reader.page.getByRole('link', { name: text('releaseReload') }).press('Enter');
			await isNext(reader.page);
		});
	}
}

/** Returns what makes a page miss files of its release: each returns the place where that is told. */
function missing(reader, snippet, text) {
	const asPublished = async () => {
		await snippet.start();
		return snippet.outcome;
	};
	const original = async () => {
		await snippet.runPython();
		return snippet.pythonOutcome;
	};
	const timeline = async () => {
		await snippet.root.getByRole('checkbox', { name: text('timeline') }).check();
		return snippet.root.locator('.timeline');
	};
	const format = async () => {
		await snippet.write(greeting('mine'));
		await snippet.root.getByRole('button', { name: text('inputOpen'), exact: true }).click();
		await reader.page.keyboard.type('a line');
		await snippet.button('format').click();
		return snippet.outcome;
	};
	const edited = async () => {
		await snippet.start();
		return snippet.outcome;
	};
	return [asPublished, original, timeline, format, edited];
}

function offerOf(page, text) {
	const offer = page.locator('.renewal');
	return {
		text: offer.getByRole('status').getByText(text('releaseNew')),
		reload: offer.getByRole('button', { name: text('releaseReload') }),
		later: offer.getByRole('button', { name: text('releaseLater') }),
	};
}

/** Resolves when the page is of the other release. */
async function isNext(page) {
	await page.waitForFunction(() => document.querySelector('script[type="module"]')?.src.endsWith('next.js'));
}
