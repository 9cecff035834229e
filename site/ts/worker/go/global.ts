import { nobody } from './calls';
import type { Files } from './fs';

/** Makes the global object that a program sees: what Go's standard library looks up, and nothing that reaches out. */
export function programGlobal({ fs, cwd, chdir }: Files): Record<string, unknown> {
	return {
		Object,
		Array,
		Uint8Array,
		Error,
		Date, // for the local time zone where its name is of no use
		console,
		fs,
		path: { resolve: (path: string) => (path.startsWith('/') ? path : `${cwd()}/${path}`) },
		process: {
			// Where the name begins with node, net/http uses Go's own network in this process instead
			// of the browser's fetch.
			argv0: 'node',
			pid: 1,
			ppid: 0,
			getuid: () => nobody,
			getgid: () => nobody,
			geteuid: () => nobody,
			getegid: () => nobody,
			getgroups: () => [nobody],
			umask: unsupported,
			cwd,
			chdir,
			timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, // wasm/overlay asks for it
		},
	};
}

function unsupported(): never {
	throw Object.assign(new Error('not supported'), { code: 'ENOSYS' });
}

/** What is left of a sealed global object: the language, and what the host itself needs. */
const kept = new Set(
	(
		'globalThis Infinity NaN undefined Object Function Array Number Boolean String Symbol BigInt Date Promise RegExp ' +
		'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError ' +
		'isFinite isNaN parseFloat parseInt JSON Math Intl Reflect Proxy Map Set WeakMap WeakSet WeakRef FinalizationRegistry Iterator ' +
		'ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
		'Float16Array Float32Array Float64Array BigInt64Array BigUint64Array ' +
		'WebAssembly console crypto performance TextEncoder TextDecoder ' +
		'setTimeout clearTimeout queueMicrotask constructor'
	).split(' '),
);

/**
 * Removes from a global object, and from the prototypes it inherits from, all
 * that a program could use to reach the page, the network or what the browser
 * stores, in case it finds a way past its own global object.
 */
export function seal(global: object): void {
	for (
		let holder: object | null = global;
		holder && holder !== Object.prototype;
		holder = Object.getPrototypeOf(holder) as object | null
	) {
		for (const name of Reflect.ownKeys(holder)) {
			if (typeof name === 'string' && !kept.has(name)) {
				Reflect.deleteProperty(holder, name);
			}
		}
	}
}
