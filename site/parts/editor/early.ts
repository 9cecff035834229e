import type { Extension } from '@codemirror/state';
import { EditorView, gutter, keymap, runScopeHandlers } from '@codemirror/view';

/** The keys that with Ctrl or Cmd do something else without the tools. */
const commands = /^[/fgyz]$/i;

/**
 * What stands for an editor's tools until they are loaded: the room of their marks. A key of theirs waits for them,
 * and what is typed after it waits its turn.
 */
export function untilTools(load: () => Promise<unknown>): Extension {
	const held: KeyboardEvent[] = [];
	return [
		gutter({ class: 'cm-gutter-lint' }),
		keymap.of([{ key: 'Mod-a', run: selectAll }]), // browsers do it too, but report the selection late
		EditorView.domEventHandlers({
			keydown(event, view) {
				if (event.isComposing || (held.length === 0 && !isTheirs(event))) {
					return false;
				}
				held.push(event);
				if (held.length === 1) {
					void load().then(() => held.splice(0).forEach((key) => press(view, key)));
				}
				return true;
			},
		}),
	];
}

function selectAll(view: EditorView): boolean {
	view.dispatch({ selection: { anchor: 0, head: view.state.doc.length } });
	return true;
}

function isTheirs({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
	if (ctrlKey || metaKey) {
		return !altKey && commands.test(key);
	}
	return !altKey && (key === 'Tab' || (key === 'Enter' && !shiftKey));
}

/** Does what a key does: a command, or else it is typed. */
function press(view: EditorView, event: KeyboardEvent): void {
	if (runScopeHandlers(view, event, 'editor') || event.ctrlKey || event.metaKey || event.altKey) {
		return;
	}
	const text = event.key === 'Enter' ? '\n' : event.key;
	if (Array.from(text).length !== 1) {
		return;
	}
	const { from, to } = view.state.selection.main;
	const typed = () => view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type' });
	if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))) {
		view.dispatch(typed());
	}
}
