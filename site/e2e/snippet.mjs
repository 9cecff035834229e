/** A snippet of a page, found by roles, names and data-state. */
export class Snippet {
	#page;
	#id;
	#names;

	constructor(page, id, names) {
		this.#page = page;
		this.#id = id;
		this.#names = names;
		this.root = page.locator(`tour-snippet[snippet="${id}"]`);
		this.code = this.root.getByRole('textbox', { name: names.code, exact: true });
		this.pythonCode = this.root.getByRole('textbox', { name: names.pythonCode, exact: true });
		this.log = this.root.getByRole('log', { name: names.output, exact: true });
		this.pythonLog = this.root.getByRole('log', { name: names.pythonOutput, exact: true });
		this.pythonOutcome = this.root.locator('.result-python .outcome');
		this.outcome = this.root.getByRole('status');
		this.problems = this.#problemsIn('.work-go');
		this.pythonProblems = this.#problemsIn('.work-python');
	}

	#problemsIn(side) {
		return this.root.locator(side).getByRole('list', { name: this.#names.problems }).getByRole('listitem');
	}

	/** Returns a button, by its key in names. */
	button(key) {
		return this.root.getByRole('button', { name: this.#names[key], exact: true });
	}

	/** Presses Run, on "browser" or "server" and by the "real" or the "instant" clock. */
	async run(where = 'browser', clock = 'instant') {
		await this.root.getByRole('radiogroup', { name: this.#names.where }).getByRole('radio', { name: this.#names[where] }).check();
		await this.root.getByRole('combobox', { name: this.#names.clock }).selectOption({ label: this.#names[clock] });
		await this.start();
	}

	/** Presses Run, with what is chosen. */
	async start() {
		await this.#begin(this.root, 'run');
	}

	/** Presses a button, and resolves when its run has begun, which the state of an element says: until then the last one's can be read. */
	async #begin(element, key) {
		await Promise.all([element.evaluate(stateSet), this.button(key).click()]);
	}

	/** Resolves when the snippet is in one of the states. */
	async in(...states) {
		const selector = states.map((state) => `[data-state="${state}"]`).join();
		await this.#page.locator(`tour-snippet[snippet="${this.#id}"]:is(${selector})`).waitFor();
	}

	/** Runs the program to its end, and returns it. */
	async result(where, clock) {
		await this.run(where, clock);
		return this.ended();
	}

	/** Returns the end of a run: its state, its outcome in words, and what was printed. */
	async ended() {
		await this.in('done', 'failed', 'stopped');
		return { state: await this.root.getAttribute('data-state'), outcome: await this.outcome.textContent(), output: await this.output() };
	}

	/** Presses "Run Python", by the "real" or the "instant" clock. */
	async runPython(clock = 'instant') {
		await this.root.getByRole('combobox', { name: this.#names.clock }).selectOption({ label: this.#names[clock] });
		await this.#begin(this.root.locator('.result-python'), 'runPython');
	}

	/** Returns the end of a run of the original: its outcome in words, and what was printed. */
	async pythonEnded() {
		await this.root.locator('.result-python[data-state="over"]').waitFor();
		const lines = await this.pythonLog.locator('[data-seq]').allTextContents();
		return { outcome: await this.pythonOutcome.textContent(), output: lines.map((line) => `${line}\n`).join('') };
	}

	/** Returns what was printed, to "stdout", "stderr" or both. */
	async output(stream) {
		const lines = this.log.locator(stream ? `[data-seq][data-stream="${stream}"]` : '[data-seq]');
		return (await lines.allTextContents()).map((line) => `${line}\n`).join('');
	}

	/** Returns the program's text in the editor, or the original's. */
	async text(code = this.code) {
		await code.scrollIntoViewIfNeeded(); // waits for the editor, and has it draw
		const lines = await code.locator('.cm-line').allTextContents();
		return lines.map((line) => `${line}\n`).join('');
	}

	/** Replaces the program, or the original, by pasting. */
	async write(source, code = this.code) {
		await code.press('ControlOrMeta+a');
		await code.evaluate(paste, source.replace(/\n$/, ''));
	}
}

/** Runs in the page: what Ctrl+V does, without the clipboard, which tests that run side by side share. */
function paste(element, text) {
	const event = new Event('paste', { bubbles: true, cancelable: true });
	// Firefox makes a DataTransfer of a script's own empty.
	Object.defineProperty(event, 'clipboardData', { value: { getData: (type) => (type === 'text/plain' ? text : '') } });
	element.dispatchEvent(event);
}

/** Runs in the page: resolves when the state of an element is set the next time, be it to what it was. */
function stateSet(element) {
	return new Promise((resolve) => {
		new MutationObserver((_, observer) => {
			observer.disconnect();
			resolve();
		}).observe(element, { attributeFilter: ['data-state'] });
	});
}
