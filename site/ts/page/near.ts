/** The milliseconds without activity after which a page calls back anyway. */
const patience = 5000;

/** Events that show the reader's activity. */
const signs = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown'];

/**
 * Calls back once: when the element is visible, or the reader is active on the page, or after a while. Until then a
 * newly opened page leaves the processor to the rendering of its text.
 */
export function whenNear(element: Element, callback: () => void): void {
	let called = false;
	const once = (): void => {
		if (!called) {
			called = true;
			observer.disconnect();
			clearTimeout(timer);
			for (const sign of signs) {
				window.removeEventListener(sign, stirred);
			}
			callback();
		}
	};
	const stirred = (): void => {
		whenIdle(once);
	};
	const observer = new IntersectionObserver((entries) => {
		if (entries.some((entry) => entry.isIntersecting)) {
			once();
		}
	});
	observer.observe(element);
	for (const sign of signs) {
		window.addEventListener(sign, stirred, { passive: true, once: true });
	}
	const timer = setTimeout(stirred, patience);
}

/** The longest wait for an idle browser, in milliseconds: Chromium sometimes never reports idle time. */
const longestWait = 1000;

/** WebKit has no idle callbacks: a timer replaces them. */
function whenIdle(callback: () => void): void {
	if ('requestIdleCallback' in window) {
		window.requestIdleCallback(callback, { timeout: longestWait });
	} else {
		setTimeout(callback, 300);
	}
}
