/** How long, in milliseconds, a page is left alone before it prepares what nobody has looked at. */
const patience = 5000;

/** What shows that somebody is there. */
const signs = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown'];

/**
 * Calls back once: when the element is to be seen, or somebody does anything on
 * the page, or after a while. Until then a page that has just been opened keeps
 * the processor free for what is to be read.
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

/** How long, in milliseconds, the browser may be busy: Chromium sometimes never finds itself idle. */
const longestWait = 1000;

/** WebKit has no idle callbacks: there a pause has to do. */
function whenIdle(callback: () => void): void {
	if ('requestIdleCallback' in window) {
		window.requestIdleCallback(callback, { timeout: longestWait });
	} else {
		setTimeout(callback, 300);
	}
}
