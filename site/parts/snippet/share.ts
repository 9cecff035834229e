import type { Side } from '../timeline/timeline';

/** Of each of a snippet's programs a text; "" where it is as published. */
export type Both = Readonly<Record<Side, string>>;

/** Shared programs: which snippet's they take the place of, and their packed sources. */
export interface Shared extends Both {
	snippet: string;
}

/** Reports whether this browser can pack and unpack. */
export function canShare(): boolean {
	return typeof CompressionStream === 'function' && typeof DecompressionStream === 'function';
}

/** Returns the fragment, with its #, that carries programs: "#code=gather/three-tasks~GO" or "…~GO~PYTHON". */
export async function fragment(snippet: string, { go, python }: Both): Promise<string> {
	const packed = await Promise.all([go, python].map(pack));
	return `#code=${snippet}~${python === '' ? packed[0] : packed.join('~')}`;
}

async function pack(source: string): Promise<string> {
	if (source === '') {
		return '';
	}
	const packed = new Blob([source]).stream().pipeThrough(new CompressionStream('deflate-raw'));
	return base64url(new Uint8Array(await new Response(packed).arrayBuffer()));
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
	const [, go, python = ''] = /^([\w-]*)(?:~([\w-]*))?/.exec(match[2]!)!;
	return { snippet: match[1]!, go: go!, python };
}

/** Takes a snippet's shared sources out of the page's address: what the page shows is another by now. */
export function leaveFragment(snippet: string): void {
	if (parseFragment(location.hash)?.snippet === snippet) {
		history.replaceState(history.state, '', `#${snippet}`);
	}
}

/** Returns the sources that a link carries. It rejects where there are none, and as unpack does. */
export async function unpackBoth({ go, python }: Both, most: number): Promise<Both> {
	if (go === '' && python === '') {
		throw new Error('the link carries nothing');
	}
	const source = (data: string): Promise<string> => (data === '' ? Promise.resolve('') : unpack(data, most));
	return { go: await source(go), python: await source(python) };
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
