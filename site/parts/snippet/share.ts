/** A shared program: which snippet it takes the place of, and its packed source. */
export interface Shared {
	snippet: string;
	data: string;
}

/** Reports whether this browser can pack and unpack. */
export function canShare(): boolean {
	return typeof CompressionStream === 'function' && typeof DecompressionStream === 'function';
}

/** Returns the fragment, with its #, that carries a program, as one text: "#code=gather/three-tasks~…". */
export async function fragment(snippet: string, source: string): Promise<string> {
	const packed = new Blob([source]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
	return `#code=${snippet}~${base64url(bytes)}`;
}

/** How often a link may have been encoded on its way through mails, chats and trackers. */
const encodings = 3;

/**
 * Returns what a fragment carries, or null where it is one of another kind. A link
 * has been through other hands: it may have been encoded in part or as a whole,
 * broken into lines, or have what follows it in a sentence.
 */
export function parseFragment(hash: string): Shared | null {
	let text = hash;
	for (let i = 0; i < encodings; i++) {
		text = decode(text);
	}
	const match = /^#code=([^~]*)~?(.*)$/.exec(text.replace(/\s+/g, ''));
	if (!match) {
		return null;
	}
	return { snippet: match[1]!, data: /^[\w-]*/.exec(match[2]!)![0] };
}

/** Takes a snippet's shared source out of the page's address: what the page shows is another by now. */
export function leaveFragment(snippet: string): void {
	if (parseFragment(location.hash)?.snippet === snippet) {
		history.replaceState(history.state, '', `#${snippet}`);
	}
}

/** Returns the source that was packed. It rejects where the link is damaged, or carries more than `most` bytes. */
export async function unpack(data: string, most: number): Promise<string> {
	const unpacked = new Blob([fromBase64url(data)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
	const reader = unpacked.getReader();
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let source = '';
	for (let size = 0; ;) {
		const { done, value } = await reader.read();
		if (done) {
			return source + decoder.decode();
		}
		size += value.byteLength;
		if (size > most) {
			await reader.cancel();
			throw new Error(`the link carries more than ${most} bytes`);
		}
		source += decoder.decode(value, { stream: true });
	}
}

function base64url(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) {
		binary += String.fromCharCode(byte);
	}
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Some programs percent-encode the slash of a link that they pass on. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
