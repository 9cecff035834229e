/** Elements that the scripts of a class make. */

/** Returns an element of that name and class, with its content. */
export function make<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	className: string,
	...content: (string | Node)[]
): HTMLElementTagNameMap[Name] {
	const element = document.createElement(name);
	if (className !== '') {
		element.className = className;
	}
	element.append(...content);
	return element;
}

/** Returns a button. The second click of a double click does not repeat the action. */
export function button(className: string, label: string, action: () => unknown): HTMLButtonElement {
	const made = make('button', className, label);
	made.type = 'button';
	made.addEventListener('click', (event) => {
		if (event.detail < 2) {
			void action();
		}
	});
	return made;
}

/** Returns somebody's name, which is left as it is written, in whichever direction. */
export function nameOf(name: string): HTMLElement {
	const made = make('bdi', '', name);
	made.translate = false;
	return made;
}

/** Changes the text of an element, unless it is the same: what is the same is not read out again. */
export function write(element: Element, text: string): void {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/**
 * Makes the children of a list those of the keys, in their order. What is there already stays, with the focus in it;
 * `show` updates it.
 */
export function reconcile<Item>(
	list: Element,
	items: readonly Item[],
	key: (item: Item) => string,
	create: (item: Item) => HTMLElement,
	show: (element: HTMLElement, item: Item) => void,
): void {
	const old = new Map(Array.from(list.children, (child) => [(child as HTMLElement).dataset['key'], child]));
	let place = list.firstElementChild;
	for (const item of items) {
		const name = key(item);
		const element = (old.get(name) as HTMLElement | undefined) ?? create(item);
		element.dataset['key'] = name;
		old.delete(name);
		show(element, item);
		if (element === place) {
			place = place.nextElementSibling;
		} else {
			list.insertBefore(element, place);
		}
	}
	old.forEach((element) => element.remove());
}
