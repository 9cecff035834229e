/** The actions of pointer, wheel and keys on a picture. x and y are pixels of the picture. */
export interface Asked {
	/** The pointer is at that point; null: outside. */
	hover(point: { x: number; y: number } | null): void;
	/** A press there, without moving. */
	press(x: number, y: number): void;
	open(x: number, y: number): void;
	pan(pixels: number): void;
	zoom(factor: number, x: number): void;
	/** The reader drags along the ruler. */
	scrub(x: number): void;
	/** A key; reports whether it has an action. */
	key(key: string): boolean;
}

/** How far a pointer may move in a press, in pixels. */
const still = 4;

/** The zoom of a pixel of the wheel, as an exponent. */
const perPixel = 0.0022;

/** Adds listeners to the picture, and to the ruler above it. */
export function listen(picture: HTMLElement, canvas: SVGElement, ruler: SVGElement, asked: Asked): void {
	const place = (event: MouseEvent): { x: number; y: number } => {
		const { left, top } = canvas.getBoundingClientRect();
		return { x: event.clientX - left, y: event.clientY - top };
	};
	drags(canvas, asked, place);
	scrubs(ruler, asked, place);
	picture.addEventListener(
		'wheel',
		(event) => {
			if (event.ctrlKey || event.metaKey) {
				event.preventDefault();
				asked.zoom(
					Math.exp(
						-event.deltaY *
							(event.deltaMode === 1 ? 16 : 1) *
							perPixel *
							(Math.abs(event.deltaY) < 20 ? 3 : 1),
					),
					place(event).x,
				);
			} else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
				event.preventDefault();
				asked.pan(event.deltaX || event.deltaY);
			}
		},
		{ passive: false },
	);
	picture.addEventListener('keydown', (event) => {
		if (!event.ctrlKey && !event.metaKey && !event.altKey && event.target === picture && asked.key(event.key)) {
			event.preventDefault();
		}
	});
}

type Placed = (event: MouseEvent) => { x: number; y: number };

/** One pointer drags, two zoom. */
function drags(canvas: SVGElement, asked: Asked, place: Placed): void {
	const down = new Map<number, { x: number; y: number }>();
	let moved = false;
	canvas.addEventListener('pointerdown', (event) => {
		if (event.button === 0) {
			moved = down.size > 0;
			down.set(event.pointerId, place(event));
		}
	});
	canvas.addEventListener('pointermove', (event) => {
		if (event.buttons === 0) {
			down.delete(event.pointerId); // it was released elsewhere
		}
		const point = place(event);
		const before = down.get(event.pointerId);
		if (!before) {
			if (event.pointerType === 'mouse') {
				asked.hover(point);
			}
			return;
		}
		if (!moved && Math.hypot(point.x - before.x, point.y - before.y) < still) {
			return;
		}
		moved = true;
		canvas.setPointerCapture(event.pointerId);
		const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
		if (other) {
			const [was, is] = [
				Math.hypot(before.x - other.x, before.y - other.y),
				Math.hypot(point.x - other.x, point.y - other.y),
			];
			asked.zoom(Math.max(is, 1) / Math.max(was, 1), (point.x + other.x) / 2);
			asked.pan((before.x - point.x) / 2);
		} else {
			asked.pan(before.x - point.x);
		}
		down.set(event.pointerId, point);
	});
	const up = (event: PointerEvent): void => {
		if (down.delete(event.pointerId) && !moved && event.type === 'pointerup') {
			const { x, y } = place(event);
			asked.press(x, y);
		}
	};
	canvas.addEventListener('pointerup', up);
	canvas.addEventListener('pointercancel', up);
	canvas.addEventListener('pointerleave', () => asked.hover(null));
	canvas.addEventListener('dblclick', (event) => {
		const { x, y } = place(event);
		asked.open(x, y);
	});
}

function scrubs(ruler: SVGElement, asked: Asked, place: Placed): void {
	ruler.addEventListener('pointerdown', (event) => {
		if (event.button === 0) {
			ruler.setPointerCapture(event.pointerId);
			asked.scrub(place(event).x);
		}
	});
	ruler.addEventListener('pointermove', (event) => {
		if (ruler.hasPointerCapture(event.pointerId)) {
			asked.scrub(place(event).x);
		}
	});
}
