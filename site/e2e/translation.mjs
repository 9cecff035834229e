// A browser that translates pages: it puts other words in place of each text, as Chrome does, save where it may not.

/** Translates all pages of a reader, from now on, and as they change. */
export async function translate(page) {
	await page.addInitScript(translatePage);
}

/** Returns a text in the other language. */
export function translated(text) {
	return `«${text}»`;
}

/** Returns the names of things, of which those that are texts of the page are translated. */
export function translatedNames(names) {
	const labels = ['code', 'output', 'pythonOutput', 'problems', 'stopPython']; // attributes, which stay
	return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, labels.includes(key) ? name : translated(name)]));
}

/** Runs in the page. */
function translatePage() {
	const made = new WeakSet();

	/** Whether the texts in an element may be translated: the nearest word on that holds. */
	const may = (element) => element.closest('[translate]')?.getAttribute('translate') !== 'no';

	const replace = (text) => {
		const parent = text.parentElement;
		const words = text.data.trim();
		if (!parent || words === '' || made.has(parent) || parent.closest('script, style, textarea, noscript') || !may(parent)) {
			return;
		}
		const [outer, inner] = [document.createElement('font'), document.createElement('font')];
		made.add(inner);
		inner.textContent = text.data.replace(words, () => `«${words}»`);
		outer.append(inner);
		text.replaceWith(outer);
	};

	const replaceAll = (root) => {
		const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
		const texts = [];
		while (walker.nextNode()) {
			texts.push(walker.currentNode);
		}
		texts.forEach(replace);
	};

	new MutationObserver((changes) => {
		for (const { type, target, addedNodes } of changes) {
			if (type === 'characterData') {
				replace(target);
			}
			for (const node of addedNodes) {
				if (node.nodeType === Node.TEXT_NODE) {
					replace(node);
				} else if (node.isConnected) {
					replaceAll(node);
				}
			}
		}
	}).observe(document, { childList: true, characterData: true, subtree: true });
}
