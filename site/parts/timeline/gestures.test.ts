import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, listen } from './gestures';

/** An element in the hands of a test. */
class FakeElement extends EventTarget {
	getBoundingClientRect(): { left: number; top: number } {
		return { left: 100, top: 50 };
	}

	setPointerCapture(): void {}

	/** Sends what a mouse does there. */
	mouse(type: string, clientX: number, buttons: number): void {
		this.dispatchEvent(
			Object.assign(new Event(type), {
				clientX,
				clientY: 60,
				buttons,
				button: 0,
				pointerId: 1,
				pointerType: 'mouse',
			}),
		);
	}
}

function setUp(): { canvas: FakeElement; asked: string[] } {
	const asked: string[] = [];
	const all: Asked = {
		hover: (point) => asked.push(`hover ${point?.x ?? 'nowhere'}`),
		press: (x, y) => asked.push(`press ${x} ${y}`),
		open: () => asked.push('open'),
		pan: (pixels) => asked.push(`pan ${pixels}`),
		zoom: () => asked.push('zoom'),
		scrub: () => asked.push('scrub'),
		key: () => false,
	};
	const canvas = new FakeElement();
	listen(
		new FakeElement() as unknown as HTMLElement,
		canvas as unknown as SVGElement,
		new FakeElement() as unknown as SVGElement,
		all,
	);
	return { canvas, asked };
}

test('a pointer that moves drags, one that stays presses', () => {
	const { canvas, asked } = setUp();
	canvas.mouse('pointerdown', 200, 1);
	canvas.mouse('pointermove', 202, 1);
	canvas.mouse('pointerup', 202, 0);
	canvas.mouse('pointerdown', 200, 1);
	canvas.mouse('pointermove', 210, 1);
	canvas.mouse('pointerup', 210, 0);
	assert.deepEqual(asked, ['press 102 10', 'pan -10']);
});

test('a pointer that was released outside drags no more', () => {
	const { canvas, asked } = setUp();
	canvas.mouse('pointerdown', 200, 1);
	canvas.mouse('pointermove', 202, 1);
	canvas.mouse('pointerleave', 203, 1);
	canvas.mouse('pointermove', 220, 0);
	assert.deepEqual(asked, ['hover nowhere', 'hover 120']);
});
