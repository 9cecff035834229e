import { type Drawing, type Label, type Layer, layers } from './drawing';

const namespace = 'http://www.w3.org/2000/svg';

/** Makes an element of an SVG. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(name: Name, className: string, parent?: Element): SVGElementTagNameMap[Name] {
	const element = document.createElementNS(namespace, name);
	element.setAttribute('class', className);
	parent?.append(element);
	return element;
}

/** Keeps the elements of a drawing, and gives them what the next one draws. */
export class Canvas {
	readonly #parent: SVGElement;
	readonly #paths = new Map<Layer, SVGPathElement>();
	readonly #texts: SVGTextElement[] = [];
	#shown = 0;

	/** Draws as the last children of the element. */
	constructor(parent: SVGElement) {
		this.#parent = parent;
		for (const layer of layers) {
			this.#paths.set(layer, svgElement('path', `tl-${layer}`, parent));
		}
	}

	/** Shows a drawing instead of the one before. */
	show(drawing: Drawing): void {
		for (const [layer, path] of this.#paths) {
			path.setAttribute('d', drawing.path(layer));
		}
		for (const [index, label] of drawing.labels.entries()) {
			write((this.#texts[index] ??= svgElement('text', '', this.#parent)), label);
		}
		for (let index = drawing.labels.length; index < this.#shown; index++) {
			this.#texts[index]!.textContent = '';
		}
		this.#shown = drawing.labels.length;
	}
}

function write(element: SVGTextElement, { x, y, text, style, end, faint }: Label): void {
	const className = `tl-text tl-${style}${end ? ' tl-end' : ''}${faint ? ' tl-faint' : ''}`;
	if (element.getAttribute('class') !== className) {
		element.setAttribute('class', className);
	}
	element.setAttribute('x', x.toFixed(1));
	element.setAttribute('y', y.toFixed(1));
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/** What of an element's style a file of its own has to say. */
const pens = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'fill-opacity', 'stroke-opacity', 'opacity'] as const;
const fonts = ['fill', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity'] as const;

/** Writes a drawing as an SVG that needs nothing else; like is the picture on the page, whose looks it gets. */
export function standalone(drawing: Drawing, width: number, height: number, title: string, like: SVGElement): string {
	const group = svgElement('g', '', like);
	const style = (element: Element, names: readonly string[]): string => {
		const computed = getComputedStyle(element);
		return names.map((name) => `${name}="${escaped(computed.getPropertyValue(name))}"`).join(' ');
	};
	const paths = layers.filter((layer) => drawing.path(layer) !== '').map((layer) => `<path ${style(svgElement('path', `tl-${layer}`, group), pens)} d="${drawing.path(layer)}"/>`);
	const looks = new Map<string, string>();
	const texts = drawing.labels.map((label) => {
		const sample = svgElement('text', '', group);
		write(sample, label);
		const key = sample.getAttribute('class')!;
		const look = looks.get(key) ?? style(sample, fonts);
		looks.set(key, look);
		return `<text x="${label.x.toFixed(1)}" y="${label.y.toFixed(1)}" ${look}>${escaped(label.text)}</text>`;
	});
	const paper = svgElement('rect', 'tl-paper', group);
	const fill = getComputedStyle(paper).fill;
	group.remove();
	return `<svg xmlns="${namespace}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="${escaped(fill)}"/>\n${[...paths, ...texts].join('\n')}\n</svg>\n`;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
