import assert from 'node:assert/strict';
import { base, Host } from '../host.mjs';
import { whole } from '../kept.mjs';
import { assertOutput } from '../lessons.mjs';
import { textsIn } from '../texts.mjs';
import { until } from '../until.mjs';

const id = 'gather/three-tasks';

/** What was kept, and what others have made of it. */
export default function kept(stage) {
	const serve = () => Host.serve();
	const { lang } = stage;
	const { page: text } = textsIn(lang);
	const options = { serve, lang, keeps: true };

	const printsDocumented = async (reader) => {
		const { state, outcome, output } = await reader.snippet(id).result();
		assert.equal(state, 'done', outcome);
		assertOutput(id, 'browser', output);
	};

	stage.test('what somebody has deleted is kept again at the next visit', options, async (reader, host) => {
		const { page } = reader;
		await reader.open('gather/');
		await whole(page, base);
		await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
		await page.reload();
		await whole(page, base);
		await host.stop();
		await reader.open('gather/');
		await printsDocumented(reader);
	});

	stage.test('single files that are gone are fetched again, and damaged ones are not used', options, async (reader, host) => {
		const { page } = reader;
		await reader.open('gather/');
		await whole(page, base);
		const script = new URL(await page.locator('script[type="module"]').getAttribute('src'), page.url()).pathname;
		const gone = [`${base}${lang}/gather/`, `${base}${lang}/hello/`, await page.evaluate(moduleOf, id)];
		await page.evaluate(remove, gone);
		await page.evaluate(damage, script);
		await page.reload();
		await printsDocumented(reader); // by the script from the network
		await until('what was gone is kept', () => page.evaluate(areKept, [...gone, script]));
		await host.stop();
		await reader.open('gather/');
		await printsDocumented(reader);
	});

	stage.test('the panel tells what is really there, and fetches what is not', options, async (reader) => {
		const { page } = reader;
		const status = page.locator('.offline').getByRole('status');
		const ready = () => status.getByText(text('offlineReady'), { exact: true }).waitFor();
		await reader.open('');
		await page.getByRole('button', { name: text('offlineKeep') }).click();
		await ready();
		const [gone, damaged] = await page.evaluate(largeFiles);
		await page.evaluate(remove, [gone]);
		await page.evaluate(damage, damaged);
		await page.reload();
		await ready();
		assert.ok(await page.evaluate(areKept, [gone, damaged]));

		await page.evaluate(() => localStorage.clear()); // as a backup may lack it
		await page.reload();
		await ready();

		const first = page;
		await reader.newPage();
		await reader.open('');
		await reader.page.locator('.offline').getByRole('status').getByText(text('offlineReady'), { exact: true }).waitFor();
		await reader.page.getByRole('button', { name: text('offlineForget') }).click();
		await reader.page.locator('.offline').getByRole('status').getByText(text('offlineForgotten')).waitFor();
		await first.bringToFront();
		await first.locator('.offline').getByRole('status').getByText(text('offlineForgotten')).waitFor();
		assert.deepEqual(await first.evaluate(() => caches.keys()), []);
	});
}

/** Runs in the page: returns the address of a snippet's module. */
function moduleOf(id) {
	return JSON.parse(document.querySelector('#tour-config').textContent).wasm[id];
}

/** Runs in the page: removes what is kept at addresses. */
async function remove(urls) {
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		await Promise.all(urls.map((url) => cache.delete(url)));
	}
}

/** Runs in the page: puts something else in place of what is kept at an address. */
async function damage(url) {
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		const there = await cache.match(url);
		if (there) {
			await cache.put(url, new Response('damaged(', { headers: there.headers }));
		}
	}
}

/** Runs in the page: returns two files of the toolchain that are kept. */
async function largeFiles() {
	const keys = await (await caches.open('tour-toolchain')).keys();
	const paths = keys.map(({ url }) => new URL(url).pathname).filter((path) => path.endsWith('.pack'));
	return [paths[0], paths.at(-1)];
}

/** Runs in the page: reports whether what is at all addresses is kept, undamaged. */
async function areKept(urls) {
	const texts = await Promise.all(urls.map(async (url) => (await caches.match(url))?.text()));
	return texts.every((text) => text !== undefined && text !== 'damaged(');
}
