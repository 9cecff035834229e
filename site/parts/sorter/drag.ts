/**
 * Lets a pointer drag an item of a list to another position: a mouse by any part of the item, a finger by its handle,
 * so that the rest of it scrolls the page. The other items make room. Only they are moved in the document: an item
 * that is moved loses the pointer.
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

/**
 * Moves items whose middle the pointer has passed to the other side of the dragged one, and reports whether there
 * were any.
 */
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
