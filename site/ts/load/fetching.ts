import { ChangedError } from '../contract/offline';

/** The fetch of a page or a worker. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * The header of responses that our service worker has kept, and that are not from the network: the first hexadecimal
 * digits of the SHA-256 of the body.
 */
export const keptHeader = 'Tour-Kept';

/** The bytes of an uncompressed response from which on the twin is worth a request of its own. */
const large = 64 << 10;

/** The files that have twins: those that scripts fetch, as in server/web/export.go. */
const hasTwin = /\.(?:wasm|pack|zip)$/;

/**
 * Fetches one of our files. If the host sends a large one uncompressed, the response is dropped for that of the
 * file's gzipped twin, whose name has the suffix `twin`; "": there are no twins. What a host sends in place of a
 * twin, a page for instance, is left alone, and a twin that it has unpacked by itself is taken as it is. A module
 * always has the type of one, whatever the host says, so that it can be compiled as it streams in.
 *
 * It resolves and rejects as fetch does: with a status of 404 it resolves. A page in place of a file counts as that:
 * some hosts have one for everything that they do not have. A piece of a file is a ChangedError.
 */
export async function fetchFile(fetch: Fetch, url: string, twin: string, init?: RequestInit): Promise<Response> {
	const response = await fetch(url, init);
	if (response.ok && !url.endsWith('/') && isPage(response)) {
		response.body?.cancel().catch(() => {});
		return new Response(null, { status: 404 });
	}
	if (isPiece(response)) {
		throw new ChangedError(`of ${url} came ${response.headers.get('Content-Range')}`);
	}
	if (
		response.ok &&
		twin !== '' &&
		hasTwin.test(url) &&
		typeof DecompressionStream === 'function' &&
		sentAsItIs(response)
	) {
		const content = await contentOf(await fetch(url + twin, init));
		if (content) {
			response.body?.cancel().catch(() => {}); // it may have failed already
			return typed(url, content);
		}
	}
	return response.ok && mistyped(url, response) ? typed(url, response.body) : response;
}

/**
 * Fetches one of our modules and compiles it as it streams in: that is when browsers keep the compiled code for the
 * next visit. It rejects as fetchFile does, with notOurs, and as compiling does.
 */
export async function fetchModule(fetch: Fetch, url: string, twin: string): Promise<WebAssembly.Module> {
	const response = await fetchFile(fetch, url, twin);
	if (!response.ok) {
		throw notOurs(url, response);
	}
	return WebAssembly.compileStreaming(response);
}

/** Returns the error for a response that has no file of ours: a ChangedError if the file is not there. */
export function notOurs(url: string, { status }: Response): Error {
	const text = `${url}: status ${status}`;
	return status === 404 ? new ChangedError(text) : new Error(text);
}

/** Returns what a twin holds; null if the response is no twin. */
async function contentOf(response: Response): Promise<ReadableStream<Uint8Array> | null> {
	const { ok, headers, body } = response;
	if (!ok || !body || isPiece(response) || isPage(response)) {
		return null;
	}
	if (headers.has('Content-Encoding')) {
		return body; // the host took it for a compressed file, and the browser has unpacked it
	}
	const reader = body.getReader();
	const { value: first } = await reader.read();
	if (first?.[0] !== 0x1f || (first.length > 1 && first[1] !== 0x8b)) {
		reader.cancel().catch(() => {});
		return null; // not what gzip begins with
	}
	const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
		start: (to) => to.enqueue(first),
		async pull(to) {
			const { value, done } = await reader.read();
			if (done) {
				to.close();
			} else {
				to.enqueue(value);
			}
		},
		cancel: (reason) => reader.cancel(reason),
	});
	return whole.pipeThrough(new DecompressionStream('gzip'));
}

/** Reports whether the host has sent a piece of the file, for which nobody has asked. */
function isPiece({ status, headers }: Response): boolean {
	const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('Content-Range') ?? '') ?? [];
	return status === 206 && (Number(first) !== 0 || Number(last) + 1 !== Number(size));
}

function isPage({ headers }: Response): boolean {
	return headers.get('Content-Type')?.startsWith('text/html') ?? false;
}

/** Reports whether the host has sent a large body uncompressed. */
function sentAsItIs({ headers }: Response): boolean {
	if (headers.has('Content-Encoding') || headers.has(keptHeader)) {
		return false;
	}
	return Number(headers.get('Content-Length') ?? Infinity) > large;
}

function mistyped(url: string, { headers }: Response): boolean {
	return url.endsWith('.wasm') && headers.get('Content-Type') !== moduleType;
}

const moduleType = 'application/wasm';

/** Returns a response with that body, of the type that the file at url has. */
export function typed(url: string, body: ReadableStream<Uint8Array> | null): Response {
	return new Response(body, {
		headers: { 'Content-Type': url.endsWith('.wasm') ? moduleType : 'application/octet-stream' },
	});
}

/** Reports whether the SHA-256 of the bytes begins with the hexadecimal digits. */
export async function hashes(bytes: BufferSource, digits: string): Promise<boolean> {
	return (await sha256(bytes)).startsWith(digits);
}

/** Returns the SHA-256 of the bytes in hexadecimal digits. */
export async function sha256(bytes: BufferSource): Promise<string> {
	const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
