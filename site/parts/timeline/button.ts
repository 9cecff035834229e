const shapes = {
	play: 'M4.5 2.8v10.4L13 8z',
	pause: 'M4 3h3v10H4zM9 3h3v10H9z',
	back: 'M11.5 3v10L5 8zM3.5 3h1.5v10H3.5z',
	on: 'M4.5 3v10L11 8zM11 3h1.5v10H11z',
	closer: 'M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z',
	farther: 'M3 7.2h10v1.6H3z',
	whole: 'M1.5 3H3v10H1.5zM13 3h1.5v10H13zM3.5 8l3-2.8v2h3v-2l3 2.8-3 2.8v-2h-3v2z',
} as const;

/** Makes a button with an icon; its name is for screen readers and the tooltip. */
export function button(icon: keyof typeof shapes, name: string, action: () => void): HTMLButtonElement {
	const element = document.createElement('button');
	element.type = 'button';
	element.className = 'quiet tl-button';
	element.dataset['icon'] = icon;
	element.title = name;
	element.setAttribute('aria-label', name);
	for (const one of icon === 'play' ? (['play', 'pause'] as const) : [icon]) {
		const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
		svg.setAttribute('class', `icon tl-icon-${one}`);
		svg.setAttribute('viewBox', '0 0 16 16');
		svg.setAttribute('aria-hidden', 'true');
		const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
		path.setAttribute('class', 'solid');
		path.setAttribute('d', shapes[one]);
		svg.append(path);
		element.append(svg);
	}
	element.addEventListener('click', action);
	return element;
}

/** Makes a button with a text. */
export function textButton(name: string, title: string, action: () => void): HTMLButtonElement {
	const element = document.createElement('button');
	element.type = 'button';
	element.className = 'quiet';
	element.textContent = name;
	element.title = title;
	element.addEventListener('click', action);
	return element;
}
