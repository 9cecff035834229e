import { Reader } from '../e2e/reader.mjs';
import { answer, crowd } from '../e2e/traced.mjs';

/** The picture that is drawn: so many rows with so many spans each, 2,000 and more in all. */
const rows = 100;
const naps = 7; // each runs, sleeps or waits, and is ready

/** How many frames are drawn and measured. */
const frames = 300;

/** Returns how long frames take, in milliseconds, that all but one in twenty keep to, while a large timeline is zoomed, moved and scrolled, and how long one frame's drawing takes of it. */
export async function timeline(browser, address) {
	const reader = await Reader.arrive(browser, address);
	const { page } = reader;
	await answer(page, crowd(rows, naps, (index) => `main.worker${index}`));
	await reader.open('hello/');
	const snippet = reader.snippet('hello/hello');
	await snippet.root.getByRole('checkbox', { name: 'Timeline' }).check();
	await snippet.run('server', 'real');
	await snippet.in('done');
	const picture = snippet.root.getByRole('application');
	await picture.scrollIntoViewIfNeeded();
	const times = await picture.evaluate(play, frames);
	await reader.leave();
	const nearlyAll = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)];
	return { TimelineFrame: nearlyAll(times) };
}

/** Runs in the page: has every frame draw another part of the picture, and returns how long each took. */
function play(picture, frames) {
	const { left, top, width } = picture.getBoundingClientRect();
	const wheel = (init) => picture.dispatchEvent(new WheelEvent('wheel', { clientX: left + width / 2, clientY: top + 100, bubbles: true, cancelable: true, ...init }));
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
