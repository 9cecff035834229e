import assert from 'node:assert/strict';
import { Host } from '../host.mjs';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

const { page: english } = textsIn('en');

/** The static edition, served under a sub-path by hosts that know nothing of it. */
export default function staticEdition(stage) {
	for (const compresses of [true, false]) {
		const serve = () => Host.serve({ compresses });
		const kind = compresses ? 'that can only gzip' : 'that cannot compress and does not know WebAssembly';
		const { lang } = stage;
		stage.test(`${lang}: a lesson is read and its program run, from a host ${kind}`, { serve, lang }, async (reader, host) => {
			await reader.open('gather/');
			const snippet = reader.snippet(id);
			const { state, output } = await snippet.result();
			assert.equal(state, 'done');
			assertOutput(id, 'browser', output);
			await reader.page.getByText(textsIn(lang).page('serverNone')).first().waitFor();
			assert.equal(await snippet.root.getByRole('radio', { name: reader.names.server }).count(), 0);
			const twins = host.asked.filter((name) => name.endsWith('.wasm.z'));
			assert.equal(twins.length > 0, !compresses, `twins: ${twins}`);
		});
	}

	for (const compresses of [true, false]) {
		const serve = () => Host.serve({ compresses });
		stage.test(`what is edited is built in the page, from a host that ${compresses ? 'can only gzip' : 'cannot compress'}, and goes on without it`, { serve, builds: true }, async (reader, host) => {
			await reader.open('gather/');
			const snippet = reader.snippet(id);
			await snippet.write(greeting('built here'));
			const { state, output } = await snippet.result();
			assert.equal(state, 'done');
			assert.equal(output, 'built here\n');
			assert.equal(host.asked.some((name) => /^assets\/toolchain\/compile.*\.z$/.test(name)), !compresses);
			await host.stop();
			await snippet.write(greeting('alone'));
			const alone = await snippet.result();
			assert.equal(alone.output, 'alone\n', alone.outcome);
		});
	}

	const serve = () => Host.serve();
	for (const [locale, lang] of Object.entries({ 'zh-CN': 'zh', 'en-GB': 'en', 'fr-FR': 'en' })) {
		stage.test(`the first page goes to the language of a reader of ${locale}`, { serve, locale }, async (reader, host) => {
			await reader.goTo(`${host.address}/?from=course#here`);
			await reader.page.waitForURL(`${host.address}/${lang}/?from=course#here`);
		});
	}

	stage.test('the first page goes to the language that was read last', { serve, lang: 'zh', locale: 'en-GB' }, async (reader, host) => {
		await reader.goTo(`${host.address}/zh/gather/`);
		await reader.settled(); // what leaving cuts short is told as an error
		await reader.goTo(`${host.address}/`);
		await reader.page.waitForURL(`${host.address}/zh/`);
	});

	stage.test('a page that does not exist leads home', { serve }, async (reader, host) => {
		reader.expectFault(/^404 GET/);
		await reader.goTo(`${host.address}/en/nowhere/at/all`);
		await reader.page.getByRole('heading', { name: english('notFoundTitle') }).waitFor();
		await reader.page.getByRole('link', { name: english('backHome') }).click();
		await reader.page.waitForURL(`${host.address}/en/`);
	});

	stage.test('the editor, the formatter and the other language', { serve }, async (reader, host) => {
		await reader.open('gather/');
		const snippet = reader.snippet(id);
		await snippet.write('package main\nfunc main(){}\n');
		await snippet.button('format').click();
		await snippet.outcome.getByText(english('formatted')).waitFor();
		assert.equal(await snippet.text(), 'package main\n\nfunc main() {}\n');
		await reader.page.getByRole('link', { name: english('language') }).click();
		await reader.page.waitForURL(`${host.address}/zh/gather/`);
	});
}
