/** Calls back once: when the element comes near the viewport, or the browser has nothing else to do. */
export function whenNear(element: Element, callback: () => void): void {
	let called = false;
	const once = (): void => {
		if (!called) {
			called = true;
			observer.disconnect();
			callback();
		}
	};
	const observer = new IntersectionObserver(
		(entries) => {
			if (entries.some((entry) => entry.isIntersecting)) {
				once();
			}
		},
		{ rootMargin: '50% 0px' },
	);
	observer.observe(element);
	whenLoaded(() => {
		whenIdle(once);
	});
}

function whenLoaded(callback: () => void): void {
	if (document.readyState === 'complete') {
		callback();
	} else {
		window.addEventListener('load', callback, { once: true });
	}
}

/** WebKit has no idle callbacks: there a pause has to do. */
function whenIdle(callback: () => void): void {
	if ('requestIdleCallback' in window) {
		window.requestIdleCallback(callback);
	} else {
		setTimeout(callback, 300);
	}
}
