import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Config } from '../../config';

/** What POST /build answers. */
export interface Answer {
	status: number;
	type: string;
	body: Uint8Array | string;
}

/** A server of what the browser's carrier asks for. */
export interface Site {
	config: Config;
	/** How often each path has been asked for. */
	asked: Map<string, number>;
	close(): void;
}

/** Serves modules, by snippet, and lets build answer POST /build. */
export async function serveSite(modules: Map<string, Uint8Array>, build: (files: Record<string, string>) => Answer): Promise<Site> {
	const asked = new Map<string, number>();
	const server = createServer((request, response) => {
		const path = request.url!;
		asked.set(path, (asked.get(path) ?? 0) + 1);
		void (async () => {
			const { status, type, body } = request.method === 'POST' && path === '/build' ? build((JSON.parse((await buffer(request)).toString()) as { files: Record<string, string> }).files) : file(path);
			response.writeHead(status, { 'Content-Type': type, Connection: 'close' }).end(body);
		})();
	});
	const file = (path: string): Answer => {
		const body = modules.get(path.slice('/assets/'.length));
		return body ? { status: 200, type: 'application/wasm', body } : { status: 404, type: 'text/plain', body: 'not found' };
	};
	const base = `http://127.0.0.1:${await listen(server)}/`;
	return {
		config: {
			lang: 'en',
			base,
			server: false,
			dev: false,
			assets: { worker: '', format: `${base}assets/format` },
			wasm: Object.fromEntries([...modules.keys()].map((name) => [name, `${base}assets/${name}`])),
		},
		asked,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

function listen(server: Server): Promise<number> {
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});
}
