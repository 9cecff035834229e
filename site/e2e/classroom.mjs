import { until } from './until.mjs';

/** A class, as its pages show it: its teacher's, its projector's and its students', each a reader. */
export class Classroom {
	/** The teacher's reader, and functions from keys to the texts of pages. */
	constructor(teacher, address, lang, text) {
		this.teacher = teacher;
		this.board = teacher.page;
		this.address = address;
		this.lang = lang;
		this.text = text;
	}

	/** Starts a class: the teacher opens the link that the server has printed, and presses one button. */
	static async start(teacher, tour, lang, text) {
		await teacher.goTo(tour.claim);
		await teacher.page.locator('#claim').getByRole('button').click();
		await teacher.page.locator('#in').getByRole('link').click();
		await teacher.page.getByRole('button', { name: text('classStart'), exact: true }).click();
		const room = new Classroom(teacher, tour.address, lang, text);
		await room.board.getByRole('heading', { name: new RegExp(`${text('classCode')} [0-9A-Z]{6}`) }).waitFor();
		room.code = await room.board.locator('.board-code strong').innerText();
		return room;
	}

	/** Opens the projector's page in another window of the teacher's. */
	async project() {
		const [wall] = await Promise.all([
			this.board.waitForEvent('popup'),
			this.board.getByRole('link', { name: this.text('classProjector'), exact: true }).click(),
		]);
		this.wall = wall;
		await wall.getByText(this.code, { exact: true }).waitFor();
	}

	/** Has a reader join, by a name or, without one, by a generated one, and open a lesson. */
	async join(reader, name = '', lesson = 'as-completed/') {
		await reader.goTo(`${this.address}/c/${this.code}`);
		if (name !== '') {
			await reader.page.getByLabel(this.text('className')).fill(name);
		}
		await reader.page.getByRole('button', { name: this.text('classJoinDo'), exact: true }).click();
		await reader.page.getByRole('link', { name: this.text('classGo'), exact: true }).waitFor();
		await reader.open(lesson);
		return this.student(reader);
	}

	/** Returns the bar of a reader who has joined. */
	student(reader) {
		return new Student(reader, this.text);
	}

	/** Presses a button of the teacher's page. */
	async press(key) {
		await this.board.getByRole('button', { name: this.text(key), exact: true }).click();
	}

	/** Asks a question, by its ID: the lesson is chosen, and then the question in its list. */
	async ask(lesson, id) {
		await this.board.getByLabel(this.text('classLesson')).selectOption({ label: lesson });
		await this.board.locator(`.ask-list [data-key="${id}"]`).getByRole('button').click();
	}

	/** Resolves when the teacher's page says something. */
	says(words) {
		return this.board.getByText(words, { exact: false }).first().waitFor();
	}

	/** Resolves when so many students are here. */
	there(n) {
		return until(`${n} students are here`, async () => (await this.board.locator('.board-count').innerText()) === String(n));
	}
}

/** Somebody in a class. */
export class Student {
	constructor(reader, text) {
		this.reader = reader;
		this.text = text;
	}

	get page() {
		return this.reader.page;
	}

	get bar() {
		return this.page.getByRole('complementary', { name: this.text('classBar'), exact: true });
	}

	/** The name that the class knows. */
	name() {
		return this.bar.locator('.class-me bdi').textContent();
	}

	/** Resolves when the bar says something. */
	says(words) {
		return this.bar.getByText(words, { exact: false }).waitFor();
	}

	/** Presses a button of the bar, by the keyboard. */
	async press(key, places) {
		await this.bar.getByRole('button', { name: this.text(key, places), exact: true }).press('Enter');
	}

	/** The panel that is open. */
	get panel() {
		return this.page.locator('.class-panel:popover-open');
	}

	/** Answers what is asked with a number. */
	async answer(number, key = 'classAnswer') {
		await this.press(key);
		await this.panel.getByRole('spinbutton').fill(String(number));
		await this.panel.getByRole('spinbutton').press('Enter');
		await this.panel.waitFor({ state: 'detached' }).catch(() => {});
		await this.says(this.text('classSent'));
	}
}

/**
 * Puts a page's connection to its class into the hands of a test: it resolves to functions that cut it, with nothing
 * coming through until it is mended. To be called before the page is opened.
 */
export async function breakable(page) {
	let broken = false;
	const open = new Set();
	await page.routeWebSocket(/\/class$/, (socket) => {
		if (broken) {
			void socket.close();
			return;
		}
		socket.connectToServer();
		open.add(socket);
	});
	return {
		async cut() {
			broken = true;
			await Promise.all([...open].map((socket) => socket.close()));
			open.clear();
		},
		mend() {
			broken = false;
		},
	};
}
