import type { Extension } from '@codemirror/state';
import { mainFile } from '../files/files';
import type { Side } from '../timeline/timeline';
import type { Key } from './texts';

/** What sets a snippet's two programs apart: a program of Go, and its asyncio original. */
export interface Kind {
	readonly side: Side;
	/** The name of its first file. */
	readonly main: string;
	/** What follows the snippet's id in the key of what is kept of it. */
	readonly suffix: string;
	/** The accessible name of its text. */
	readonly label: Key;
	/** Loads its language for the editor. */
	language(): Promise<{ language: Extension }>;
}

export const go: Kind = {
	side: 'go',
	main: mainFile,
	suffix: '',
	label: 'code',
	language: () => import('../editor/forgo'),
};

export const python: Kind = {
	side: 'python',
	main: 'main.py',
	suffix: '.py',
	label: 'pythonCode',
	language: () => import('../editor/forpython'),
};
