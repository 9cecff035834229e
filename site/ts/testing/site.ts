import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../page/config';
import { testConfig } from './config';

/** A server of modules alone: it builds nothing. */
export interface Site {
	config: Config;
	/** How often each path has been asked for. */
	asked: Map<string, number>;
	close: () => void;
}

/** Serves modules, by snippet. */
export async function serveSite(modules: Map<string, Uint8Array>): Promise<Site> {
	const asked = new Map<string, number>();
	const server = createServer((request, response) => {
		const path = request.url!;
		asked.set(path, (asked.get(path) ?? 0) + 1);
		const module = modules.get(path.slice('/assets/'.length));
		response
			.writeHead(module ? 200 : 404, { 'Content-Type': module ? 'application/wasm' : 'text/plain' })
			.end(module);
	});
	const base = `http://127.0.0.1:${await listen(server)}/`;
	return {
		config: testConfig({
			base,
			server: false,
			assets: { source: `${base}assets/source` },
			wasm: Object.fromEntries([...modules.keys()].map((name) => [name, `${base}assets/${name}`])),
		}),
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
