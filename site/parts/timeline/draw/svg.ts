import { type Drawing, type Label, type Layer, layers } from './drawing';

const namespace = 'http://www.w3.org/2000/svg';

/** Makes an SVG element. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
	name: Name,
	className: string,
	parent?: Element,
): SVGElementTagNameMap[Name] {
	const element = document.createElementNS(namespace, name);
	element.setAttribute('class', className);
	parent?.append(element);
	return element;
}

/** Shows drawings one after the other, and reuses their elements. */
export class Canvas {
	readonly #parent: SVGElement;
	readonly #paths = new Map<Layer, SVGPathElement>();
	readonly #texts: { element: SVGTextElement; label: Label | undefined }[] = [];

	/** Appends its elements to parent. */
	constructor(parent: SVGElement) {
		this.#parent = parent;
		for (const layer of layers) {
			this.#paths.set(layer, pathOf(layer, parent));
		}
	}

	/** Shows a drawing instead of the one before. */
	show(drawing: Drawing): void {
		for (const [layer, path] of this.#paths) {
			const line = drawing.path(layer);
			if (path.getAttribute('d') !== line) {
				path.setAttribute('d', line);
			}
		}
		while (this.#texts.length < drawing.labels.length) {
			this.#texts.push({ element: svgElement('text', '', this.#parent), label: undefined });
		}
		for (const [index, text] of this.#texts.entries()) {
			const label = drawing.labels[index];
			if (label) {
				write(text.element, label, text.label);
			} else if (text.label) {
				text.element.textContent = '';
			}
			text.label = label;
		}
	}
}

/** Shows a drawing that never changes, with its non-empty layers only. */
export function drawOnce(parent: SVGElement, drawing: Drawing): void {
	for (const layer of layers) {
		const line = drawing.path(layer);
		if (line !== '') {
			pathOf(layer, parent).setAttribute('d', line);
		}
	}
}

/** The number of patterns in the page, for their ids. */
let patterns = 0;

/** Adds the path of a layer, and the pattern that fills it. */
function pathOf(layer: Layer, parent: SVGElement): SVGPathElement {
	if (layer !== 'ready') {
		return svgElement('path', `tl-${layer}`, parent);
	}
	const id = `hatch-${++patterns}`;
	parent.append(hatching(id));
	const path = svgElement('path', `tl-${layer}`, parent);
	path.setAttribute('fill', `url(#${id})`);
	return path;
}

/** The pattern of state ready, and its stroke. */
const pattern = { width: '4', height: '4', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' };
const stroke = 'M0 0h1.8v4h-1.8z';

function hatching(id: string): SVGElement {
	const element = svgElement('pattern', '');
	for (const [name, value] of Object.entries({ id, ...pattern })) {
		element.setAttribute(name, value);
	}
	svgElement('path', 'tl-hatch', element).setAttribute('d', stroke);
	return element;
}

/** Updates only differences from the earlier label: most of a picture stays the same. */
function write(element: SVGTextElement, { x, y, text, more = '', style, end, faint }: Label, before?: Label): void {
	if (before?.style !== style || before.end !== end || before.faint !== faint) {
		element.setAttribute('class', `tl-text tl-${style}${end ? ' tl-end' : ''}${faint ? ' tl-faint' : ''}`);
	}
	if (before?.x !== x) {
		element.setAttribute('x', x.toFixed(1));
	}
	if (before?.y !== y) {
		element.setAttribute('y', y.toFixed(1));
	}
	if (before?.text !== text || (before.more ?? '') !== more) {
		element.textContent = text;
		if (more !== '') {
			svgElement('tspan', 'tl-more', element).textContent = more;
		}
	}
}

/** The style properties that a separate file has to contain. */
const pens = [
	'fill',
	'stroke',
	'stroke-width',
	'stroke-dasharray',
	'stroke-linecap',
	'fill-opacity',
	'stroke-opacity',
	'opacity',
] as const;
const fonts = ['fill', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity'] as const;

/** Returns a drawing as a self-contained SVG, with the styles of `like`, the picture on the page. */
export function standalone(
	drawing: Drawing,
	{ width, height, margin }: { width: number; height: number; margin: number },
	title: string,
	like: SVGElement,
): string {
	const group = svgElement('g', '', like);
	const style = (element: Element, names: readonly string[]): string => {
		const computed = getComputedStyle(element);
		return names.map((name) => `${name}="${escaped(computed.getPropertyValue(name))}"`).join(' ');
	};
	const hatch = getComputedStyle(svgElement('path', 'tl-hatch', group)).fill;
	const paths = layers
		.filter((layer) => drawing.path(layer) !== '')
		.map((layer) => {
			const path = svgElement('path', `tl-${layer}`, group);
			if (layer === 'ready') {
				path.setAttribute('fill', 'url(#hatch)');
			}
			return `<path ${style(path, pens)} d="${drawing.path(layer)}"/>`;
		});
	const looks = new Map<string, string>();
	const texts = drawing.labels.map((label) => {
		const sample = svgElement('text', '', group);
		write(sample, label);
		const key = sample.getAttribute('class')!;
		const look = looks.get(key) ?? style(sample, fonts);
		looks.set(key, look);
		const more = label.more
			? `<tspan ${style(sample.lastElementChild!, fonts)}>${escaped(label.more)}</tspan>`
			: '';
		return `<text x="${label.x.toFixed(1)}" y="${label.y.toFixed(1)}" ${look}>${escaped(label.text)}${more}</text>`;
	});
	const paper = svgElement('rect', 'tl-paper', group);
	const fill = getComputedStyle(paper).fill;
	const defs = `<pattern id="hatch" ${Object.entries(pattern)
		.map(([name, value]) => `${name}="${value}"`)
		.join(' ')}><path fill="${escaped(hatch)}" d="${stroke}"/></pattern>`;
	group.remove();
	const [wide, high] = [width + 2 * margin, height + 2 * margin];
	return [
		`<svg xmlns="${namespace}" width="${wide}" height="${high}" viewBox="${-margin} ${-margin} ${wide} ${high}">`,
		`<title>${escaped(title)}</title>`,
		`<rect x="${-margin}" y="${-margin}" width="${wide}" height="${high}" fill="${escaped(fill)}"/>\n`,
		`<defs>${defs}</defs>\n${[...paths, ...texts].join('\n')}\n</svg>\n`,
	].join('');
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
