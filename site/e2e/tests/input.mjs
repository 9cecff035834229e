import assert from 'node:assert/strict';
import { asking, quoting } from '../programs.mjs';
import { textsIn } from '../texts.mjs';

const id = 'hello/hello';

/** What programs read. */
export default function input(stage) {
	const { lang } = stage;
	const { page: text } = textsIn(lang);
	const area = (snippet) => snippet.root.getByRole('textbox', { name: text('input'), exact: true });
	const opener = (snippet) => snippet.root.getByRole('button', { name: text('inputOpen'), exact: true });
	const end = (snippet) => snippet.root.getByRole('button', { name: text('inputEnd'), exact: true });

	stage.test('what is written before a run is all that its program reads, and stays', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(quoting);
		await opener(snippet).click();
		await area(snippet).fill('one\n\nthree');
		for (const where of ['browser', 'server']) {
			assert.equal((await snippet.result(where)).output, '"one"\n""\n"three"\n3 lines\n', where);
			assert.equal(await area(snippet).inputValue(), 'one\n\nthree', where);
		}
	});

	stage.test('a program that waits for input is given lines, and the end', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(quoting);
		for (const where of ['browser', 'server']) {
			await snippet.run(where, 'real');
			await area(snippet).fill('one');
			await area(snippet).press('Enter');
			await snippet.log.getByText('"one"').waitFor();
			await area(snippet).fill('two\nthree');
			await area(snippet).press('Enter');
			await snippet.log.getByText('"three"').waitFor();
			await end(snippet).click();
			assert.equal((await snippet.ended()).output, '"one"\n"two"\n"three"\n3 lines\n', where);
		}
	});

	stage.test('a program reads what is typed into it', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		await snippet.write(asking);
		for (const where of ['browser', 'server']) {
			await snippet.run(where, 'real');
			await snippet.log.getByText('who is there?').waitFor();
			await area(snippet).fill('Ada');
			await area(snippet).press('Enter');
			assert.equal((await snippet.ended()).output, 'who is there?\nhello, Ada\n', where);
		}
	});

	stage.test('nothing is asked of who runs a program that reads nothing', { lang }, async (reader) => {
		await reader.open('hello/');
		const snippet = reader.snippet(id);
		assert.equal((await snippet.result()).state, 'done');
		assert.equal(await area(snippet).count(), 0);
	});
}
