import type { Diagnostic } from '../../ts/contract/run';
import type { Page } from '../../ts/page/page';
import { trimmed } from '../files/files';
import { copy } from './clipboard';
import type { Draft } from './draft';
import type { Notice } from './notice';
import { canShare, fragment } from './share';
import { texts, type Texts } from './texts';

/** What the tools do something to: a Program. */
export interface Work {
	readonly draft: Draft;
	readonly notice: Notice;
	/** The name of the file that shows. */
	readonly file: string;
	/** Whether it is one of those that there is room for. */
	readonly shown: boolean;
	/** Shows what is wrong with it. */
	found(items: readonly Diagnostic[]): void;
	/** Shows words in place of the state of its runs; `names` are the code in them. */
	say(words: string, how?: { names?: readonly string[] }): void;
}

/** Restores the published program, and offers to undo that. */
export function reset(program: Work, t: Texts): void {
	const { draft } = program;
	const before = draft.files;
	program.found([]);
	program.say(t('wasReset'));
	if (draft.edited) {
		draft.replace(draft.published);
		program.notice.show(t('wasReset'), t('undo'), () => draft.replace(before));
	}
}

/** Copies the file that shows. */
export async function copyFile(program: Work, t: Texts): Promise<void> {
	const text = program.draft.source[program.file] ?? '';
	program.say(t((await copy(text)) ? 'copied' : 'notCopied'));
}

/** Formats all files of a Go program as gofmt does, and corrects their imports, or, if one does not parse, none. */
export async function format(program: Work, { config, programs, renewal }: Page): Promise<void> {
	const t = texts(config.lang);
	const { draft } = program;
	const { whole, source } = draft;
	try {
		await programs;
		const { format: formatFile } = await import('../../ts/page/run/format');
		const formatted: Record<string, string> = {};
		const [added, removed] = [new Set<string>(), new Set<string>()];
		for (const name of Object.keys(source)) {
			const result = await formatFile(name, source, config);
			if ('items' in result) {
				program.found(result.items);
				program.say(t('notFormatted'));
				return;
			}
			formatted[name] = result.source;
			result.added.forEach((path) => added.add(path));
			result.removed.forEach((path) => removed.add(path));
		}
		if (draft.whole !== whole) {
			return; // edited meanwhile
		}
		program.found([]);
		draft.replace(trimmed(formatted));
		const told = draft.whole === whole ? t('formattedAlready') : changes([...added], [...removed], t);
		program.say(told, { names: [...added, ...removed] });
	} catch (error) {
		console.error(error);
		program.say(await renewal.explain(t('formatFailed')));
	}
}

/** Returns the sentence about a formatted program: which imports it has got and lost. */
function changes(added: string[], removed: string[], t: Texts): string {
	const paths = (list: string[]): string => list.join(t('listAnd'));
	return [
		t('formatted'),
		added.length > 0 ? t('importsAdded', { paths: paths(added) }) : '',
		removed.length > 0 ? t('importsRemoved', { paths: paths(removed) }) : '',
	].join('');
}

/** Copies a link to the programs of a snippet as they are. */
export async function share(id: string, go: Work, python: Work | undefined, t: Texts): Promise<void> {
	const shown = python?.shown === true && !go.shown ? python : go;
	const both = { go: carried(go), python: carried(python) };
	const edited = both.go !== '' || both.python !== '';
	if (edited && !canShare()) {
		shown.say(t('linkOld'));
		return;
	}
	const link = new URL(location.href);
	link.hash = edited ? await fragment(id, both) : id;
	if (await copy(link.href)) {
		shown.say(t('linkCopied'));
	} else {
		history.replaceState(history.state, '', link.hash);
		shown.say(t('linkMade'));
	}
}

/** Returns what a link carries of a program; "" if it is as published. */
function carried(program: Work | undefined): string {
	return program?.draft.edited ? program.draft.whole || '\n' : '';
}
