import { clear, createStore, entries, setMany } from 'idb-keyval';
import type { Shelf } from './record';

/** Returns the browser's database as a shelf. Where the browser denies it, the methods reject. */
export function browserShelf(): Shelf {
	let store: ReturnType<typeof createStore> | undefined;
	const opened = (): ReturnType<typeof createStore> => (store ??= createStore('tour-progress', 'entries'));
	return {
		load: async () => new Map(await entries<string, number>(opened())),
		add: async (more) => setMany([...more], opened()),
		clear: async () => clear(opened()),
	};
}
