import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { source } from '../lessons.mjs';
import { greeting } from './programs.mjs';

const id = 'hello/hello';

/** Returns the fragment of a link that carries a program. */
const fragment = (program) => `#code=${id}~${deflateRawSync(program).toString('base64url')}`;

const texts = {
	en: { copied: 'Copied the code', link: 'Copied a link that carries this program', shared: 'This is a version that somebody shared with you.', back: 'Back to the published one' },
	zh: { copied: '代码已复制', link: '链接已复制，里面带着这段程序', shared: '这是别人分享给你的版本。', back: '回到原来的程序' },
};

/** Taking programs elsewhere. */
export function sharing(stage) {
	// It is one test because the clipboard is one: tests run side by side.
	stage.test('Copy copies the program, Share a link that restores it', {}, async () => {
		const { lang } = stage;
		const text = texts[lang];
		const [author, friend] = [await stage.arrive({ lang }), await stage.arrive({ lang })];
		await author.open('hello/');
		const snippet = author.snippet(id);
		await snippet.write(greeting('shared'));
		await snippet.button('copy').click();
		await snippet.outcome.filter({ hasText: text.copied }).waitFor();
		assert.equal(await author.pasted(), greeting('shared'));
		await snippet.button('share').click();
		await snippet.outcome.filter({ hasText: text.link }).waitFor();
		await friend.goTo(await author.pasted());
		await restored(friend.snippet(id), text);
		assert.deepEqual([...(await author.leave()), ...(await friend.leave())], []);
	});

	stage.test('a shared version leaves one\'s own as it is', {}, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(greeting('own'));
		await reader.open(`hello/${fragment(greeting('shared'))}`);
		await snippet.root.getByText('This is a version that somebody shared with you. Your own is kept.').waitFor();
		assert.equal(await snippet.text(), greeting('shared'));
		await snippet.root.getByRole('button', { name: 'Back to mine' }).click();
		assert.equal(await snippet.text(), greeting('own'));
		await reader.open('hello/');
		assert.equal(await snippet.text(), greeting('own'));
	});

	stage.test('a link to a program of another lesson goes there', {}, async (reader) => {
		await reader.open(`gather/${fragment(greeting('shared'))}`);
		await reader.page.waitForURL(/\/en\/hello\//);
		await reader.snippet(id).root.getByText('This is a version that somebody shared with you.').waitFor();
	});

	stage.test('a damaged link is told', {}, async (reader) => {
		await reader.open(`hello/${fragment(greeting('shared')).slice(0, -8)}`);
		const snippet = reader.snippet(id);
		await snippet.root.getByText('The link to a shared program is damaged').waitFor();
		assert.equal(await snippet.text(), source(id));
	});
}

/** Checks that a snippet holds the shared program, runs it, and gives it up. */
async function restored(snippet, text) {
	await snippet.root.getByText(text.shared).waitFor();
	assert.equal(await snippet.text(), greeting('shared'));
	assert.equal((await snippet.result()).output, 'shared\n');
	await snippet.root.getByRole('button', { name: text.back }).click();
	assert.equal(await snippet.text(), source(id));
}
