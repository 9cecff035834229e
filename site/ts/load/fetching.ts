/** The fetch of a page or a worker. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** The header of responses that our service worker has kept, and that are not from the network. */
export const keptHeader = 'Tour-Kept';

/** The bytes of an uncompressed response from which on the twin is worth a request of its own. */
const large = 64 << 10;

/**
 * Fetches one of our files. If the host sends a large one uncompressed, the response is dropped for that of the
 * file's gzipped twin, whose name has the suffix `twin`; "": there are no twins. A module always has the type of one,
 * whatever the host says, so that it can be compiled as it streams in.
 *
 * It resolves and rejects as fetch does: with a status of 404 it resolves.
 */
export async function fetchFile(fetch: Fetch, url: string, twin: string, init?: RequestInit): Promise<Response> {
	const response = await fetch(url, init);
	if (response.ok && twin !== '' && typeof DecompressionStream === 'function' && sentAsItIs(response)) {
		const packed = await fetch(url + twin, init);
		if (packed.ok && packed.body) {
			response.body?.cancel().catch(() => {}); // it may have failed already
			return typed(url, packed.body.pipeThrough(new DecompressionStream('gzip')));
		}
	}
	return response.ok && mistyped(url, response) ? typed(url, response.body) : response;
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

function typed(url: string, body: ReadableStream<Uint8Array> | null): Response {
	return new Response(body, {
		headers: { 'Content-Type': url.endsWith('.wasm') ? moduleType : 'application/octet-stream' },
	});
}

/** Reports whether the SHA-256 of the bytes begins with the hexadecimal digits. */
export async function hashes(bytes: BufferSource, digits: string): Promise<boolean> {
	const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0'))
		.join('')
		.startsWith(digits);
}
