import { builders, Hello, median } from './hello.mjs';

/** How many lines the program prints, a tenth of a second apart, for the time until they are in the picture. */
const lines = 40;

const ticking = `package main

import (
	"fmt"
	"time"
)

func main() {
	for n := range ${lines} {
		fmt.Println("tick", n)
		time.Sleep(100 * time.Millisecond)
	}
}
`;

/**
 * Returns the medians of the milliseconds from the click on Run to the first line of
 * an edited program that the page builds, untraced and traced in turn; and how long,
 * in milliseconds, what a program prints is in the output before it is in the
 * picture, of which all but one in twenty keep to it, and how long after its end
 * the picture is whole.
 */
export async function tracing(browser, address, rounds, programs) {
	const hello = await Hello.open(browser, address, builders.page);
	await hello.write(programs.small);
	const choice = hello.snippet.root.getByRole('checkbox', { name: 'Timeline' });
	const [untraced, traced] = [[], []];
	for (let round = 0; round <= rounds; round++) {
		for (const [on, times] of [[false, untraced], [true, traced]]) {
			await choice.setChecked(on);
			await hello.edit();
			times.push(await hello.run());
		}
	}
	await hello.write(ticking);
	await hello.run(); // warms up
	await hello.edit();
	const awaited = await hello.snippet.root.evaluateHandle(awaitPicture, lines);
	await hello.run();
	const { lags, after } = await awaited.evaluate(({ whole }) => whole);
	await hello.leave();
	return {
		Untraced: median(untraced.slice(1)),
		Traced: median(traced.slice(1)),
		TraceLag: lags.toSorted((a, b) => a - b)[Math.floor(lags.length * 0.95)],
		TraceAfter: after,
	};
}

/** Runs in the page: notes, frame by frame, when lines are in the output and when their marks are in the picture. */
function awaitPicture(snippet, lines) {
	const whole = new Promise((resolve) => {
		const [printed, drawn] = [[], []];
		let [begun, ended] = [false, undefined];
		const note = (times, count, now) => {
			while (times.length < count) {
				times.push(now);
			}
		};
		const frame = (now) => {
			const { state } = snippet.dataset;
			begun ||= state === 'running';
			if (begun) {
				note(printed, snippet.querySelectorAll('.result:not(.result-python) .line').length, now);
				// The picture of the run before is hidden until there is another.
				const marks = [...snippet.querySelectorAll('.tl-body:not([hidden]) [role="application"] .tl-prints')]
					.map((path) => path.getAttribute('d') ?? '')
					.join('');
				note(drawn, marks.split('M').length - 1, now);
				ended ??= state === 'done' ? now : undefined;
			}
			if (ended !== undefined && drawn.length >= lines) {
				resolve({ lags: printed.map((at, index) => drawn[index] - at), after: Math.max(0, now - ended) });
				return;
			}
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
	return { whole };
}
