import assert from 'node:assert/strict';
import { base, Host } from '../host.mjs';
import { isKept, whole } from '../kept.mjs';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';

export const engines = ['chromium', 'firefox'];

const id = 'gather/three-tasks';

/** What a browser's cache does when there is no room, as a script to stand before another. */
const noRoom = "Cache.prototype.put = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));\n";

/** Reading without a network. */
export default function offline(stage) {
	const serve = () => Host.serve();
	const { lang } = stage;
	const { page: text } = textsIn(lang);
	const options = { serve, lang, keeps: true };

	stage.test('after one visit everything is there when the host is gone', options, async (reader, host) => {
		await reader.open('');
		await whole(reader.page, base);
		await host.stop();
		await reader.open('gather/');
		await reader.settled();
		await printsDocumented(reader);
		await reader.goTo(`${host.address}/${lang}/hello`); // as somebody types it
		await reader.page.waitForURL(`${host.address}/${lang}/hello/`);
		await reader.settled();
		await reader.goTo(`${host.address}/`);
		await reader.page.waitForURL(`${host.address}/${lang}/`);
	});

	stage.once('the same of the tour with its server, which still builds while it is there', { lang, keeps: true, ownTour: true }, async (reader, tour) => {
		await reader.open('gather/');
		await whole(reader.page, '/');
		await reader.page.reload();
		const snippet = reader.snippet(id);
		for (const where of ['browser', 'server']) {
			await snippet.write(greeting(where));
			assert.equal((await snippet.result(where)).output, `${where}\n`);
		}
		await snippet.button('reset').click();
		await tour.stop();
		await reader.goTo(`${tour.address}/`);
		await reader.page.waitForURL(`${tour.address}/${lang}/`);
		await reader.open('gather/');
		await printsDocumented(reader);
	});

	stage.test('a new release comes whole, and the old one stays for pages that are open', options, async (reader, host) => {
		await reader.open('gather/');
		await whole(reader.page, base);
		const old = reader.page;
		const script = await old.locator('script[type="module"]').getAttribute('src');
		host.publish(2);
		await reader.newPage();
		await reader.open('');
		assert.doesNotMatch(await reader.page.title(), /^Release/, 'the new release is there before it is whole');
		for (const page of [reader.page, old]) {
			await page.getByRole('status').getByText(text('releaseNew')).waitFor();
		}
		assert.equal(await old.evaluate(statusOf, script), 200, 'the old page lost its script');
		await reader.page.getByRole('button', { name: text('releaseReload') }).click();
		await reader.page.waitForFunction(() => document.querySelector('script[type="module"]').src.includes('RELEASE2'));
		await old.close();
		await until('one release is kept', async () => {
			await reader.page.reload(); // a browser may take a page for open for a while after it is closed
			return reader.page.evaluate(keepsOne);
		});
		await host.stop();
		await reader.open('gather/');
		await printsDocumented(reader);
	});

	stage.once('of a release that breaks off nothing is shown, until it comes whole', options, async (reader, host) => {
		reader.expectFault(/./); // that a file broke off is told by some browsers
		await reader.open('');
		await whole(reader.page, base);
		host.publish(2);
		const last = 'zh/when-not/index.html';
		host.broken.add(last);
		host.asked.length = 0;
		await reader.page.reload();
		await until('the last page is asked for', () => host.asked.includes('zh/when-not/'));
		await reader.page.reload();
		assert.equal(await reader.page.locator('script[src*="RELEASE2"]').count(), 0);
		host.broken.delete(last);
		await reader.page.reload();
		await reader.page.getByRole('status').getByText(text('releaseNew')).waitFor();
	});

	keeping(stage, options, text);
	refused(stage, options, text);
}

/** Runs in the page: whether only one release is kept before long, after the visit of this page. */
async function keepsOne() {
	for (let tries = 0; tries < 100; tries++) {
		if ((await caches.keys()).filter((name) => name.startsWith('tour ')).length === 1) {
			return true;
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	return false;
}

/** What the reader does about it. */
function keeping(stage, options, text) {
	stage.test('"Make available offline", and its undoing', options, async (reader, host) => {
		const { page } = reader;
		await reader.open('');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		const status = page.locator('.offline').getByRole('status');
		await status.getByText(text('offlineReady'), { exact: true }).waitFor();
		await host.stop();
		await page.reload();
		await status.getByText(text('offlineReady'), { exact: true }).waitFor();
		await reader.open('gather/');
		await reader.snippet(id).write(greeting('on a train'));
		assert.equal((await reader.snippet(id).result()).output, 'on a train\n');
		await reader.snippet(id).runPython();
		assertOutput(id, 'python', (await reader.snippet(id).pythonEnded()).output);
		await reader.snippet(id).write('print("edited on a train")', reader.snippet(id).pythonCode);
		await reader.snippet(id).runPython();
		assert.equal((await reader.snippet(id).pythonEnded()).output, 'edited on a train\n');
		await reader.open('');
		await host.start();
		await page.getByRole('button', { name: text('offlineForget') }).click();
		await status.getByText(text('offlineForgotten')).waitFor();
		assert.deepEqual(await page.evaluate(leftovers), { caches: [], workers: 0 });
		await page.clock.install();
		host.asked.length = 0;
		await page.reload();
		await page.clock.runFor(60_000);
		assert.ok(!host.asked.includes('sw.js'), 'it is kept again unasked');
		assert.deepEqual(await page.evaluate(leftovers), { caches: [], workers: 0 });
	});

	stage.once('of the toolchain what is whole is not fetched again after a download broke off', options, async (reader, host) => {
		const { page } = reader;
		reader.expectFault(/./); // that a file broke off is told by some browsers
		await reader.open('');
		const { assets } = JSON.parse(await page.locator('#tour-config').textContent());
		const { files } = await page.evaluate(async (url) => (await fetch(url)).json(), assets.toolchain);
		const names = files.map(({ file }) => `assets/toolchain/${file}`);
		const middle = names[Math.floor(names.length / 2)];
		host.broken.add(middle).add(`${middle}.z`);
		const status = page.locator('.offline').getByRole('status');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await status.getByText(text('offlineBroken')).waitFor();
		host.broken.clear();
		host.asked.length = 0;
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await status.getByText(text('offlineReady'), { exact: true }).waitFor();
		for (const name of names) {
			const asked = host.asked.some((one) => one.replace(/\.\d+(\.\w+)$/, '$1') === name); // large ones are cut
			assert.equal(asked, names.indexOf(name) >= names.indexOf(middle), name);
			assert.ok(await page.evaluate(isKept, base + name), `${name} is not kept`);
		}
	});

	stage.once('a reader who saves data keeps the lessons that were read', options, async (reader, host) => {
		const { page } = reader;
		reader.expectFault(/./); // a page that is not there is told by some browsers
		await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } }));
		await reader.open('gather/');
		const path = new URL(page.url()).pathname;
		await until('the page is kept', () => page.evaluate(isKept, path));
		const { wasm } = JSON.parse(await page.locator('#tour-config').textContent());
		const programs = Object.values(wasm).map((url) => url.slice(base.length));
		assert.deepEqual(host.asked.filter((name) => name.endsWith('.wasm')).sort(), programs.sort(), 'the programs of this lesson, each once');
		await host.stop();
		await page.reload();
		await printsDocumented(reader);
		await assert.rejects(page.goto(`${host.address}/en/crawler/`));
	});
}

/** What the browser does not let happen. */
function refused(stage, options, text) {
	stage.test('without room the reader who asked is told, and the page goes on', options, async (reader, host) => {
		const { page } = reader;
		host.edit = (name, content) => (name === 'sw.js' ? Buffer.concat([Buffer.from(noRoom), content]) : content);
		await reader.open('');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await page.locator('.offline').getByRole('status').getByText(text('offlineFull')).waitFor();
		await reader.open('gather/');
		await printsDocumented(reader);
	});

	if (stage.engine === 'chromium') {
		stage.test('a quota that is too small is told, and half of a release does not stay', options, async (reader, host) => {
			const { page } = reader;
			const devtools = await page.context().newCDPSession(page);
			await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(host.address).origin, quotaSize: 4e6 });
			await reader.open('');
			await page.getByRole('button', { name: text('offlineKeep') }).click();
			await page.locator('.offline').getByRole('status').getByText(text('offlineFull')).waitFor();
			const pages = await page.evaluate(keptPages);
			assert.deepEqual(pages.filter((path) => !path.endsWith('/en/')), [], 'more than the page that was visited');
			await reader.open('gather/');
			await printsDocumented(reader);
		});
	}

	stage.test('where service workers are refused the reader who asked is told', { ...options, keeps: false }, async (reader) => {
		const { page } = reader;
		await reader.open('');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await page.locator('.offline').getByRole('status').getByText(text('offlineDenied')).waitFor();
	});

	stage.test('where storage may not even be asked for, the page works', options, async (reader) => {
		const { page } = reader;
		await page.addInitScript(denyEverything);
		await reader.open('');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await page.locator('.offline').getByRole('status').getByText(text('offlineDenied')).waitFor();
		await reader.open('gather/');
		await printsDocumented(reader);
	});
}

async function printsDocumented(reader) {
	const { state, outcome, output } = await reader.snippet(id).result();
	assert.equal(state, 'done', outcome);
	assertOutput(id, 'browser', output);
}

/** Runs in the page. */
async function statusOf(url) {
	return (await fetch(url, { cache: 'no-store' })).status;
}

/** Runs in the page: returns the paths of the pages that are kept. */
async function keptPages() {
	const names = (await caches.keys()).filter((name) => name.startsWith('tour '));
	const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
	return requests.flat().map(({ url }) => new URL(url).pathname).filter((path) => path.endsWith('/'));
}

/** Runs in the page. */
async function leftovers() {
	return { caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length };
}

/** Runs in the page. */
function denyEverything() {
	const deny = {
		get() {
			throw new DOMException('denied', 'SecurityError');
		},
	};
	Object.defineProperty(window, 'localStorage', deny);
	Object.defineProperty(window, 'caches', deny);
	Object.defineProperty(Navigator.prototype, 'serviceWorker', deny);
}
