/**
 * Lets a pointer drag an item of a list to another place: a mouse by any part of
 * it, a finger by its handle, so that the rest of it scrolls the page. The others make
 * room while it moves. It is they that are moved in the document: what is taken out of
 * it loses the pointer.
 */
export function drag(item: HTMLElement, moved: () => void): void {
	let changed = false;
	item.addEventListener('pointerdown', (event) => {
		const target = event.target as Element;
		if (
			event.button !== 0 ||
			target.closest('button') ||
			(event.pointerType !== 'mouse' && !target.closest('.grip'))
		) {
			return;
		}
		event.preventDefault();
		item.setPointerCapture(event.pointerId);
		item.classList.add('dragged');
		changed = false;
	});
	item.addEventListener('pointermove', ({ pointerId, clientY }) => {
		if (item.hasPointerCapture(pointerId)) {
			changed = makeRoom(item, clientY) || changed;
		}
	});
	item.addEventListener('lostpointercapture', () => {
		item.classList.remove('dragged');
		if (changed) {
			changed = false;
			moved();
		}
	});
}

/** Moves those past the item that the pointer has passed the middle of, and reports whether there were any. */
function makeRoom(item: HTMLElement, y: number): boolean {
	let passed = false;
	for (let above = item.previousElementSibling; above && y < middle(above); above = item.previousElementSibling) {
		item.after(above);
		passed = true;
	}
	for (let below = item.nextElementSibling; below && y > middle(below); below = item.nextElementSibling) {
		item.before(below);
		passed = true;
	}
	return passed;
}

function middle(element: Element): number {
	const { top, bottom } = element.getBoundingClientRect();
	return (top + bottom) / 2;
}
