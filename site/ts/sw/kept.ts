import { hashes, keptHeader, sha256 } from '../load/fetching';

/** How many hexadecimal digits of a hash are kept with a response. Earlier releases have kept a single one. */
const digitsKept = 32;

/**
 * Returns the headers of a response that is kept with that body: its policy too, but no encoding, since the body is
 * decoded, and a hash of the body.
 */
export async function keptHeaders(from: Headers, body: ArrayBuffer): Promise<Headers> {
	const headers = new Headers(from);
	headers.delete('Content-Encoding');
	headers.delete('Content-Length');
	headers.set(keptHeader, (await sha256(body)).slice(0, digitsKept));
	return headers;
}

/** Reports whether the body of a kept response is the one that it was kept with, as far as its headers have a hash. */
export async function isAsKept(headers: Headers, body: ArrayBuffer): Promise<boolean> {
	const digits = headers.get(keptHeader) ?? '';
	return digits.length < digitsKept || hashes(body, digits);
}

/** Returns when a cache was marked as complete; undefined if there is no mark, or a damaged one. */
export async function markedAt(mark: Response | undefined): Promise<number | undefined> {
	try {
		const { at } = (await mark?.json()) as { at?: unknown };
		return typeof at === 'number' ? at : undefined;
	} catch {
		return undefined;
	}
}
