import { type Fetch, fetchFile, typed } from './fetching';

/** The bytes of the largest file of a static edition: maxFile in server/web/export.go. */
export const maxFile = 24 << 20;

/**
 * Returns the addresses of a file of that size in a static edition, which cuts large ones into parts, since some hosts
 * do not take them.
 */
export function partsOf(url: string, size: number): string[] {
	const count = Math.ceil(size / maxFile);
	return count <= 1 ? [url] : Array.from({ length: count }, (_, i) => url.replace(/\.\w+$/, `.${i + 1}$&`));
}

/**
 * Fetches a file of the toolchain or of Python, of which the description has the size. Its parts are requested at the
 * same time, and streamed one after the other. It resolves and rejects as fetchFile does.
 */
export async function fetchParts(
	fetch: Fetch,
	url: string,
	size: number,
	twin: string,
	init?: RequestInit,
): Promise<Response> {
	const urls = twin === '' ? [url] : partsOf(url, size);
	const responses = await Promise.all(urls.map((part) => fetchFile(fetch, part, twin, init)));
	const refused = responses.find(({ ok }) => !ok);
	if (responses.length === 1 || refused) {
		return refused ?? responses[0]!;
	}
	return typed(url, joined(responses.flatMap(({ body }) => body ?? [])));
}

/** Returns a stream of what the streams have, one after the other. */
function joined(streams: ReadableStream<Uint8Array>[]): ReadableStream<Uint8Array> {
	const readers = streams.map((stream) => stream.getReader());
	return new ReadableStream({
		async pull(to) {
			for (;;) {
				const [reader] = readers;
				if (!reader) {
					to.close();
					return;
				}
				const { value, done } = await reader.read();
				if (!done) {
					to.enqueue(value);
					return;
				}
				readers.shift();
			}
		},
		cancel: async (reason) => {
			await Promise.all(readers.map((reader) => reader.cancel(reason)));
		},
	});
}
