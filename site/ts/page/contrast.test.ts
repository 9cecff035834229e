import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

type Theme = 'light' | 'dark';

const css = readFileSync('css/tokens.css', 'utf8');

/** What is written on what: WCAG AA wants 4.5 for text. */
const text: [ink: string, grounds: string[]][] = [
	['ink', ['paper', 'raised', 'ground', 'tint', 'danger-tint', 'mark']],
	['strong', ['paper', 'raised', 'ground', 'tint', 'danger-tint', 'mark']],
	['soft', ['paper', 'raised', 'ground', 'tint']],
	['accent', ['paper', 'raised', 'tint']],
	['on-accent', ['accent']],
	['danger', ['paper', 'raised', 'danger-tint', 'tint']],
	['amber', ['paper', 'raised', 'ground']],
	...Array.from({ length: 8 }, (_, i): [string, string[]] => [`out-${i}`, ['paper', 'raised']]),
	...['keyword', 'string', 'comment', 'number', 'name'].map((name): [string, string[]] => [`code-${name}`, ['ground']]),
];

/** The edges of controls: 3 is enough. */
const edges: [ink: string, grounds: string[]][] = [
	['edge', ['paper', 'raised', 'tint']],
	['accent', ['ground']],
];

for (const theme of ['light', 'dark'] as const) {
	test(`contrast of the ${theme} theme`, () => {
		for (const [pairs, least] of [
			[text, 4.5],
			[edges, 3],
		] as const) {
			for (const [ink, grounds] of pairs) {
				for (const ground of grounds) {
					const ratio = contrast(color(ink, theme), color(ground, theme));
					assert.ok(ratio >= least, `--${ink} on --${ground}: ${ratio.toFixed(2)}, want ${least}`);
				}
			}
		}
	});
}

test('the colour of the browser’s frame is that of the paper', () => {
	const layout = readFileSync('templates/layout.html', 'utf8');
	for (const theme of ['light', 'dark'] as const) {
		assert.ok(layout.includes(`data-scheme="${theme}" content="${color('paper', theme)}"`), theme);
	}
});

function color(name: string, theme: Theme): string {
	const match = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
	const value = match?.[theme === 'light' ? 1 : 2];
	assert.ok(value, `css/tokens.css has no --${name}`);
	return value;
}

/** The contrast of two colours as WCAG 2 defines it, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. */
function contrast(a: string, b: string): number {
	const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
	const [r, g, b] = [1, 3, 5].map((at) => {
		const value = parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
