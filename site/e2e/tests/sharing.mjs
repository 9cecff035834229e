import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { source } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

const { page: english } = textsIn('en');

/** Returns the fragment of a link that carries a program. */
const fragment = (program) => `#code=${id}~${deflateRawSync(program).toString('base64url')}`;

/** Taking programs elsewhere. */
export default function sharing(stage) {
	// It is one test because the clipboard is one: tests run side by side.
	stage.test('Copy copies the program, Share a link that restores it', {}, async () => {
		const { lang } = stage;
		const { page: text } = textsIn(lang);
		const [author, friend] = [await stage.arrive({ lang }), await stage.arrive({ lang })];
		await author.open('hello/');
		const snippet = author.snippet(id);
		await snippet.write(greeting('shared'));
		await snippet.button('copy').click();
		await snippet.outcome.filter({ hasText: text('copied') }).waitFor();
		assert.equal(await author.pasted(), greeting('shared'));
		await snippet.button('share').click();
		await snippet.outcome.filter({ hasText: text('linkCopied') }).waitFor();
		await friend.goTo(await author.pasted());
		await restored(friend.snippet(id), text);
		assert.deepEqual([...(await author.leave()), ...(await friend.leave())], []);
	});

	stage.test('a shared version leaves one\'s own as it is', {}, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('own'));
		await reader.open(`hello/${fragment(greeting('shared'))}`);
		await snippet.root.getByText(english('sharedKept')).waitFor();
		assert.equal(await snippet.text(), greeting('shared'));
		await snippet.root.getByRole('button', { name: english('backToOwn') }).click();
		assert.equal(await snippet.text(), greeting('own'));
		await reader.open('hello/');
		assert.equal(await snippet.text(), greeting('own'));
	});

	stage.test('a link to a program of another lesson goes there', {}, async (reader) => {
		await reader.open(`gather/${fragment(greeting('shared'))}`);
		await reader.page.waitForURL(/\/en\/hello\//);
		await reader.snippet(id).root.getByText(english('shared')).waitFor();
	});

	stage.test('a damaged link is told', {}, async (reader) => {
		await reader.open(`hello/${fragment(greeting('shared')).slice(0, -8)}`);
		const snippet = reader.snippet(id);
		await snippet.root.getByText(english('linkBroken')).waitFor();
		assert.equal(await snippet.text(), source(id));
	});
}

/** Checks that a snippet holds the shared program, runs it, and gives it up. */
async function restored(snippet, text) {
	await snippet.root.getByText(text('shared')).waitFor();
	assert.equal(await snippet.text(), greeting('shared'));
	assert.equal((await snippet.result()).output, 'shared\n');
	await snippet.root.getByRole('button', { name: text('backToPublished') }).click();
	assert.equal(await snippet.text(), source(id));
}
