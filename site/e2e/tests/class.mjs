import assert from 'node:assert/strict';
import { accessible, fits } from '../accessible.mjs';
import { breakable, Classroom } from '../classroom.mjs';
import { textsIn } from '../texts.mjs';
import { Tour } from '../../testing/tour.mjs';
import { until } from '../until.mjs';

/** A prediction of a time. */
const question = 'as-completed/as-completed';

/** A phone, a laptop and what projectors show. */
const phone = { viewport: { width: 390, height: 844 } };
const projector = { viewport: { width: 1024, height: 768 } };

const serve = () => Tour.serve({ classes: true });

/** A class of two, from its start to its end, in three windows. */
export default function inClass(stage) {
	for (const lang of ['en', 'zh']) {
		stage.test(`${lang}: a whole class`, { serve, lang, ...projector }, async (teacher, tour) => {
			const { page: text } = textsIn(lang);
			const room = await Classroom.start(teacher, tour, lang, text);
			await room.project();
			await accessible(room.board);
			await fits(room.board);
			await accessible(room.wall);
			const first = await stage.arrive({ lang, ...phone, address: tour.address });
			const second = await stage.arrive({ lang, address: tour.address });
			try {
				const one = await room.join(first, 'Émile <b>');
				const two = await room.join(second);
				await play(room, one, two, text);
			} finally {
				assert.deepEqual([...(await first.leave()), ...(await second.leave())], []);
			}
		});
	}
}

async function play(room, one, two, text) {
	await room.there(2);
	await one.says(text('classQuiet'));
	await accessible(one.page);
	await fits(one.page);
	const names = [await one.name(), await two.name()];
	assert.equal(names[0], 'Émile <b>');
	assert.ok(names[1].length > 1, `a generated name is ${names[1]}`);

	await room.ask(await lessonOf(room), question);
	await one.answer(6);
	await hidesWho(room, names);
	await room.says(text('classCounted', { n: 1, all: 2 }));
	await two.answer(3);
	await room.says(text('classCounted', { n: 2, all: 2 }));
	await room.wall.getByText(text('classWallAnswered', { n: 2, all: 2 })).waitFor();
	assert.equal(await room.wall.locator('.histogram, .right').count(), 0, 'the wall shows what is right before the reveal');

	await room.press('classDiscussDo');
	await room.wall.getByText(text('classWallDiscuss')).waitFor();
	await one.says(text('classDiscussWith', { name: names[1] }));
	await hidesWho(room, names);
	await room.press('classAgainDo');
	await one.answer(3);
	await room.says(text('classCounted', { n: 1, all: 2 }));
	await room.press('classRevealDo');
	await until('both histograms are on the wall', async () => (await room.wall.locator('.histogram').count()) === 2);
	await room.wall.locator('.tl-rows').waitFor(); // the program's own timeline
	await accessible(room.wall);
	await accessible(room.board);
	await one.press('classLook');
	await accessible(one.page);
	await one.page.keyboard.press('Escape');
	await room.press('classDoneDo');
	await hidesWho(room, names);

	await one.press('classHand');
	await two.press('classHand');
	await two.says(text('classPlaceShort', { place: 2 }));
	await room.board.getByRole('button', { name: text('classHandDoneOf', { name: names[0] }), exact: true }).click();
	await two.says(text('classPlaceShort', { place: 1 }));

	const snippet = two.reader.snippet(question);
	await snippet.result('browser', 'instant');
	await room.board.getByRole('button', { name: text('classExampleOf', { outcome: text('classDone') }), exact: true }).waitFor();

	await room.board.getByLabel(text('classCardText')).fill('“Line 12”');
	await room.press('classCardSend');
	await one.says(text('classCard', { text: '“Line 12”' }));
	await one.page.getByRole('button', { name: new RegExp(text('classCards')) }).press('Enter');
	await one.panel.getByText('“Line 12”').waitFor();
	await accessible(one.page);
	await one.page.keyboard.press('Escape');

	const line = await breakable(one.page);
	await one.page.reload();
	await one.says(text('classQuiet'));
	await line.cut();
	await one.says(text('classOffline'));
	await one.press('classHand');
	await line.mend();
	await until('the hand is up', async () => (await room.board.locator('.hand-list li').count()) === 2);

	room.board.once('dialog', (dialog) => dialog.accept());
	await room.press('classClose');
	await room.board.getByRole('heading', { name: text('classHard'), exact: true }).waitFor();
	await accessible(room.board);
	const [file] = await Promise.all([
		room.board.waitForEvent('download'),
		room.board.getByRole('link', { name: text('classCSV'), exact: true }).click(),
	]);
	assert.match(file.suggestedFilename(), /\.csv$/);
	await until('the students are told', async () => !(await one.bar.locator('.class-hand').isEnabled()));
}

/** Returns the title of the question's lesson, as the teacher's page lists it. */
function lessonOf(room) {
	return room.board.locator('.send optgroup:has(option[value="as-completed/"])').getAttribute('label');
}

/** Nobody's name is on the wall. */
async function hidesWho(room, names) {
	const words = await room.wall.locator('body').innerText();
	for (const name of names) {
		assert.ok(!words.includes(name), `the wall says ${name}`);
	}
}
