import assert from 'node:assert/strict';
import * as habits from '../habits.mjs';
import { exportedFiles, Host } from '../host.mjs';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { share } from '../share.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

/** By what they do: hosts on which everything works, and the faults that a browser may tell of. */
const works = {
	'sends twins as compressed files': { habit: habits.encodesTwins, compresses: false },
	'has no twins': { habit: habits.lacksTwins, compresses: false, faults: /^404 GET .*\.z$/ },
	'sends its first page in place of twins': { habit: habits.firstPageFor(/\.z$/), compresses: false },
	'compresses everything by brotli': { habit: habits.compressesAll },
	'minifies pages': { habit: habits.minifies },
	'counts visits by scripts of its own': { habit: habits.counts, faults: /policy|settings blocked an? /i },
	'holds scripts back': { habit: habits.holdsBack(false), faults: /cdn-cgi/ },
	'lets browsers keep nothing': { habit: habits.forbidsKeeping },
	'names pages by their files': { habit: habits.namesFiles },
	'takes slashes off': { habit: habits.dropsSlashes },
	'writes addresses in lower case': { habit: foldsCase },
	'answers with a range': { habit: habits.sendsRanges(true), compresses: false },
	'begins slowly': { habit: habits.beginsSlowly },
};

let folding;

/** Writes all addresses in lower case. What files there are is known once a test has begun. */
function foldsCase(answer, asked) {
	folding ??= habits.foldsCase(Object.keys(exportedFiles().sizes));
	folding(answer, asked);
}

/** Hosts on which something does not: the key of the sentence that readers get for programs, and for the offline copy. */
const fails = {
	'forbids WebAssembly': { habit: habits.hasPolicy, program: 'policy' },
	'sends its first page in place of programs': {
		habit: habits.firstPageFor(/\.(wasm|pack|zip)(\.z)?$/),
		program: 'changed',
		offline: 'offlineChanged',
	},
	'sends the first piece of programs': {
		habit: habits.sendsRanges(false),
		compresses: false,
		program: 'changed',
		offline: 'offlineChanged',
	},
};

/** Returns the hosts that are played: all, which takes half an hour, or some. */
function sample(hosts) {
	return share(Object.entries(hosts), 4, 1);
}

/** Static hosts that do otherwise than one would like: it works, or a sentence says what the host has to change. */
export default function hosts(stage) {
	const { engine, lang } = stage;
	const { page: text, run } = textsIn(lang);
	const options = { lang, keeps: true };

	if (engine === 'chromium') {
		stage.test('no usual host refuses any file of an export, and the compiler is one file', { serve: () => Host.serve() }, () => {
			const { said, sizes, page } = exportedFiles();
			assert.match(page, /"limits":{[^}]*"wall":3600000,/, 'flags of the export reach its pages');
			assert.match(said, /^\d+ files, [\d.]+ MB, are in .*\n$/);
			for (const [name, size] of Object.entries(sizes)) {
				assert.ok(size <= 24 << 20, `${name} has ${size} bytes`);
			}
			const names = Object.keys(sizes).join('\n');
			assert.match(names, /^assets\/toolchain\/compile-\w+\.wasm$/m); // one whose machine code browsers can keep
			assert.match(names, /^assets\/toolchain\/rest-objects-\w+\.1\.pack$/m);
			assert.match(names, /^_headers$/m);
			assert.match(names, /^\.nojekyll$/m);
		});
	}

	for (const [what, { habit, compresses, faults }] of sample(works)) {
		const serve = () => Host.serve({ habit, compresses });
		stage.test(`${lang}: a host that ${what}: programs run, and all of it is there without the host`, { ...options, serve }, async (reader, host) => {
			if (faults) {
				reader.expectFault(faults);
			}
			await reader.open('gather/');
			await runsAll(reader);
			await reader.open('');
			await keeps(reader, text, 'offlineReady');
			await host.stop();
			await reader.open('gather/');
			await prints(reader);
		});
	}

	for (const [what, { habit, compresses, program, offline = 'offlineReady' }] of sample(fails)) {
		const serve = () => Host.serve({ habit, compresses });
		stage.test(`${lang}: a host that ${what}: a sentence says so`, { ...options, serve }, async (reader) => {
			reader.expectFault(/./); // each browser has its own words for them
			await reader.open('gather/');
			const snippet = reader.snippet(id);
			assert.equal((await snippet.result()).outcome, run(program), 'published');
			await snippet.write(greeting('edited'));
			assert.equal((await snippet.result()).outcome, run(program), 'edited');
			await snippet.runPython();
			assert.equal((await snippet.pythonEnded()).outcome, run(program), 'Python');
			await reader.open('');
			await keeps(reader, text, offline);
		});
	}

	untouched(stage, options, text);
}

/** Scripts that a host changes, or keeps from running. */
function untouched(stage, options, text) {
	const { lang } = stage;
	for (const [what, habit] of Object.entries({
		'sends scripts as text': habits.scriptsAsText(true),
		'sends scripts as text that is not to be sniffed': habits.scriptsAsText(false),
		'holds all scripts back': habits.holdsBack(true),
	})) {
		stage.test(`${lang}: a host that ${what}: the page can be read, and says what is wrong`, { ...options, serve: () => Host.serve({ habit }) }, async (reader) => {
			reader.expectFault(/./);
			await reader.open('gather/');
			await reader.page.getByText(text('unscripted')).waitFor();
			assert.equal(await reader.page.getByRole('button', { name: reader.names.run, exact: true }).count(), 0, 'there is a button that does nothing');
			await reader.page.getByRole('heading', { level: 1 }).waitFor();
		});
	}

	stage.test(`${lang}: a host that writes into scripts: they run, and are not kept`, { ...options, serve: () => Host.serve({ habit: habits.signsScripts }) }, async (reader) => {
		reader.expectFault(/could not be fetched/);
		await reader.open('gather/');
		await prints(reader);
		await reader.open('');
		await keeps(reader, text, 'offlineChanged');
	});

	if (stage.engine === 'chromium') {
		stage.test('where scripts are switched off nothing is said of them', { lang, serve: () => Host.serve(), javaScriptEnabled: false }, async (reader) => {
			await reader.open('gather/');
			await reader.page.getByRole('heading', { level: 1 }).waitFor();
			assert.equal(await reader.page.getByText(text('unscripted')).isVisible(), false);
		});
	}

	stage.test(`${lang}: a host that takes slashes off: links between lessons lead there`, { ...options, serve: () => Host.serve({ habit: habits.dropsSlashes }) }, async (reader, host) => {
		await reader.open('gather/');
		await reader.page.waitForURL(`${host.address}/${lang}/gather/`);
		const link = reader.page.locator('article a[href^="../"]').first();
		const to = new URL(await link.getAttribute('href'), `${host.address}/${lang}/gather/`);
		await link.click();
		await reader.page.waitForURL(to.href);
		await reader.page.getByRole('heading', { level: 1 }).waitFor();
	});
}

/** Runs the published program, one of the reader's own, and the asyncio original. */
async function runsAll(reader) {
	await prints(reader);
	const snippet = reader.snippet(id);
	await snippet.write(greeting('edited'));
	const edited = await snippet.result();
	assert.equal(edited.output, 'edited\n', edited.outcome);
	await snippet.runPython();
	const python = await snippet.pythonEnded();
	assertOutput(id, 'python', python.output);
	await snippet.button('reset').click();
}

async function prints(reader) {
	const { state, outcome, output } = await reader.snippet(id).result();
	assert.equal(state, 'done', outcome);
	assertOutput(id, 'browser', output);
}

/** Presses "Make available offline" on the home page, and checks the sentence that comes of it. */
async function keeps({ page }, text, key) {
	await page.getByRole('button', { name: text('offlineKeep') }).click();
	const status = page.locator('.offline').getByRole('status');
	await status.filter({ hasText: /\S/ }).waitFor();
	assert.equal(await status.textContent(), text(key));
}
