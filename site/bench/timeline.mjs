import { Reader } from '../e2e/reader.mjs';
import { answer, crowd } from '../e2e/traced.mjs';
import { median } from './hello.mjs';

/** The picture that is drawn: so many rows with so many spans each, 2,000 and more in all. */
const rows = 100;
const naps = 7; // each runs, sleeps or waits, and is ready

/**
 * How many frames are drawn and measured, and how often: the best is ours, what is more the machine's other
 * affairs.
 */
const frames = 240;
const rounds = 3;

/**
 * Returns how long frames take, in milliseconds, of which all but one in twenty
 * keep to it while a large timeline is zoomed, moved and scrolled; and how long it
 * takes from the first moment of its run, which is over at once, until it is drawn.
 */
export async function timeline(browser, address) {
	const reader = await Reader.arrive(browser, address);
	await answer(reader.page, crowd(rows, naps, (index) => `main.worker${index}`));
	await reader.open('hello/');
	const snippet = reader.snippet('hello/hello');
	await snippet.root.getByRole('checkbox', { name: 'Timeline' }).check();
	const picture = snippet.root.getByRole('application');
	const [times, drawn] = [[], []];
	for (let round = 0; round < rounds; round++) {
		const awaited = await snippet.root.evaluateHandle(awaitDrawing);
		await snippet.run('server', 'real');
		drawn.push(await awaited.evaluate(({ took }) => took));
		await picture.scrollIntoViewIfNeeded();
		times.push((await picture.evaluate(play, frames)).toSorted((a, b) => a - b)[Math.floor(frames * 0.95)]);
	}
	await reader.leave();
	return { TimelineFrame: Math.min(...times), TimelineDrawn: median(drawn) };
}

/** Runs in the page. The result has a promise of its own: what waits for it is there before the run. */
function awaitDrawing(snippet) {
	const took = new Promise((resolve) => {
		let begun;
		new MutationObserver((_, observer) => {
			const { state } = snippet.dataset;
			begun ??= state === 'running' ? performance.now() : undefined;
			if (state === 'done') {
				observer.disconnect();
				// The picture draws in the next frame, which is shown when the one after it begins.
				requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
			}
		}).observe(snippet, { attributeFilter: ['data-state'] });
	});
	return { took };
}

/** Runs in the page: has every frame draw another part of the picture, and returns how long each took. */
function play(picture, frames) {
	const { left, top, width } = picture.getBoundingClientRect();
	const wheel = (init) =>
		picture.dispatchEvent(
			new WheelEvent('wheel', {
				clientX: left + width / 2,
				clientY: top + 100,
				bubbles: true,
				cancelable: true,
				...init,
			}),
		);
	const times = [];
	return new Promise((resolve) => {
		let last;
		const frame = (now) => {
			if (last !== undefined) {
				times.push(now - last);
			}
			last = now;
			if (times.length === frames) {
				resolve(times);
				return;
			}
			const phase = times.length % 60;
			wheel({ ctrlKey: true, deltaY: phase < 30 ? -25 : 25 });
			wheel({ deltaX: phase % 2 === 0 ? 30 : -20 });
			picture.scrollTop = phase * 20;
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
}
