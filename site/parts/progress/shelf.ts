import { type IDBPDatabase, openDB } from 'idb';
import { type Entry, entryOf, keyOf } from './entry';

/** Where entries are kept: the browser's database, or that of a test. Each method rejects where that does not work. */
export interface Shelf {
	load(): Promise<Entry[]>;
	add(entries: readonly Entry[]): Promise<void>;
	clear(): Promise<void>;
}

const store = 'entries';

/**
 * Returns the browser's database as a shelf. It is the one of earlier releases, of the same version, so that their
 * pages may be open beside this one; it is opened for each use, so that no page holds it from another.
 */
export function browserShelf(): Shelf {
	const use = async <T>(action: (database: IDBPDatabase) => Promise<T>): Promise<T> => {
		const database = await openDB('tour-progress', 1, {
			upgrade(created) {
				created.createObjectStore(store);
			},
		});
		try {
			return await action(database);
		} finally {
			database.close();
		}
	};
	return {
		load: () =>
			use(async (database) => {
				const kept = database.transaction(store).store;
				const [keys, values] = await Promise.all([kept.getAllKeys(), kept.getAll()]);
				return values
					.map((value: unknown, index) => entryOf(value, keys[index] as string))
					.filter((entry) => entry !== undefined);
			}),
		add: (entries) =>
			use(async (database) => {
				const { store: kept, done } = database.transaction(store, 'readwrite');
				await Promise.all([...entries.map((entry) => kept.put(entry, keyOf(entry))), done]);
			}),
		clear: () => use((database) => database.clear(store)),
	};
}
