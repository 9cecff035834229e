import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';
import { Tour } from '../testing/tour.mjs';

/** A proxy before a tour of its own, on a port of its own. */
export class TourProxy {
	#server;
	#tour;
	#sockets = new Set();

	/**
	 * Serves from now on. `upgrade`, a function of the request, the browser's socket and a function that passes it on,
	 * is what it does to websockets: by default it takes them for other requests, and drops what asks for one. `host`
	 * is the Host that it sends in place of the browser's. `prefix` is taken off the paths of requests, and others are
	 * not there.
	 */
	static async serve({ upgrade, host, prefix = '' } = {}) {
		const proxy = new TourProxy();
		proxy.#tour = await Tour.serve();
		const { hostname, port } = new URL(proxy.#tour.address);
		proxy.#server = createServer((request, response) => {
			if (!request.url.startsWith(`${prefix}/`)) {
				response.writeHead(404, { 'Content-Type': 'text/html' }).end('<!doctype html>another site');
				return;
			}
			const headers = { ...request.headers, host: host ?? request.headers.host };
			delete headers.upgrade;
			delete headers.connection;
			const onward = ask({ hostname, port, path: request.url.slice(prefix.length), method: request.method, headers }, (answer) => {
				response.writeHead(answer.statusCode, answer.headers);
				answer.pipe(response);
			});
			onward.on('error', () => response.destroy());
			request.pipe(onward);
		});
		if (upgrade) {
			proxy.#server.on('upgrade', (request, socket, head) => {
				proxy.#sockets.add(socket);
				upgrade(request, socket, () => passOn(request, socket, head, host, connect(port, hostname)));
			});
		}
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		/** "http://127.0.0.1:41234" */
		proxy.address = `http://127.0.0.1:${proxy.#server.address().port}${prefix}`;
		return proxy;
	}

	/** Ends it, and the tour behind it. */
	async stop() {
		const closed = once(this.#server, 'close');
		this.#server.close();
		this.#server.closeAllConnections();
		this.#sockets.forEach((socket) => socket.destroy());
		await closed;
		await this.#tour.stop();
	}
}

/** Passes a websocket on, with that Host. */
function passOn({ url, headers }, socket, head, host, onward) {
	const lines = Object.entries({ ...headers, host: host ?? headers.host }).map(([name, value]) => `${name}: ${value}\r\n`);
	onward.write(`GET ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
	onward.write(head);
	for (const [from, to] of [[socket, onward], [onward, socket]]) {
		from.on('error', () => to.destroy());
		from.on('close', () => to.destroy());
		from.pipe(to);
	}
}
