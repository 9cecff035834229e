import { createHash } from 'node:crypto';
import type { Release } from '../contract/offline';

/** Releases and the host that has published them. */
export class FakeHost {
	/** What there is, by path. */
	readonly files = new Map<string, string>();
	/** What was asked for, in order. */
	readonly asked: string[] = [];
	/** Called before each answer. */
	before: (path: string) => void = () => {};

	/**
	 * Publishes the release of a tour at "/tour/": what it has of the last one is gone, files named by content
	 * apart if they are in it too.
	 */
	publish(id: string, files: Record<string, string>): Release {
		this.files.clear();
		const release: Release = { id, base: '/tour/', twin: '', files: [] };
		for (const [path, content] of Object.entries(files)) {
			const isPage = path.endsWith('/');
			const text = isPage ? page(id, content) : content;
			this.files.set(path, text);
			release.files.push({ path, bytes: text.length, ...(isPage ? {} : { hash: sha256(text).slice(0, 32) }) });
		}
		return release;
	}

	readonly fetch = async (url: string, init?: RequestInit): Promise<Response> => {
		const path = url.slice('/tour/'.length);
		this.asked.push(path);
		await Promise.resolve();
		this.before(path);
		init?.signal?.throwIfAborted();
		const content = this.files.get(path);
		return new Response(content ?? 'not found', {
			status: content === undefined ? 404 : 200,
			headers: { 'Content-Encoding': 'br', 'Content-Security-Policy': 'policy' },
		});
	};
}

/** Returns a page of a release. */
export function page(id: string, content: string): string {
	return `<html>${content}<script>{"release":"${id}"}</script></html>\n`;
}

/** Returns the hash in hexadecimal. */
export function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
