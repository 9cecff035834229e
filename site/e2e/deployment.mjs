import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Tour } from '../testing/tour.mjs';
import { Host } from './host.mjs';

/** The name of a file that is named by its content, or of a part of one: esbuild's hashes, and those of package wasm. */
const hashed = /([\w-]+-(?:[0-9A-Z]{8}|[0-9a-f]{16}))((?:\.\d+)?\.(?:js|css|wasm|zip|pack|json)\b)/g;

/** Such a name in the release that is put in place of the first, and what it has more. */
const renamed = /([\w-]+-(?:[0-9A-Z]{8}|[0-9a-f]{16}))next((?:\.\d+)?\.(?:js|css|wasm|zip|pack|json)\b)/;

/** The files that name others. */
const naming = /(?:\/|\/sw\.js|\/release\.json|\/assets\/[\w-]+\.js|\/(?:toolchain|python)-\w+\.json)$/;

/** The id of the release that is put in place of the first. */
const nextId = '2'.repeat(16);

/**
 * A tour behind an address at which another release of it can be put: as a server, or as plain files. The other
 * release has the same content, and no file that is named by its content has the name that it had.
 */
export class Deployment {
	#tour;
	#server;
	#sockets = new Set();
	/** The id of the first release. */
	#id;
	#deployed = false;
	/** The paths of pages that the other release does not have. */
	gone = new Set();
	/** Whether pages are of the first release still, as out of a cache between the host and its readers. */
	stalePages = false;

	/** Serves one of the editions: "server", which runs programs, or "static". */
	static async serve(edition) {
		const deployment = new Deployment();
		deployment.#tour = edition === 'server' ? await Tour.serve() : await Host.serve();
		const { origin, port, pathname } = new URL(deployment.#tour.address);
		deployment.#id = (await (await fetch(`${deployment.#tour.address}/release.json`)).json()).id;
		deployment.#server = createServer((from, to) => void deployment.#answer(origin, from, to));
		deployment.#server.on('connection', (socket) => deployment.#note(socket));
		deployment.#server.on('upgrade', (from, socket, head) => deployment.#join(port, from, socket, head));
		deployment.#server.listen(0, '127.0.0.1');
		await once(deployment.#server, 'listening');
		/** The path that all of its addresses begin with. */
		deployment.base = pathname.replace(/\/?$/, '/');
		deployment.address = `http://127.0.0.1:${deployment.#server.address().port}${pathname.replace(/\/$/, '')}`;
		return deployment;
	}

	/** Puts the other release in place of the first. */
	deploy() {
		this.#deployed = true;
	}


	async stop() {
		this.#server.close();
		for (const socket of this.#sockets) {
			socket.destroy();
		}
		await this.#tour.stop();
	}

	async #answer(origin, from, to) {
		const { pathname } = new URL(from.url, origin);
		const names = naming.test(pathname);
		const headers = { ...from.headers };
		delete headers['if-none-match']; // of another release, perhaps
		if (names) {
			delete headers['accept-encoding'];
		}
		const forward = ask(origin + this.#path(from.url, pathname), { method: from.method, headers });
		from.pipe(forward);
		try {
			const [answer] = await once(forward, 'response');
			if (!names || !this.#isNextIn(pathname)) {
				to.writeHead(answer.statusCode, answer.headers);
				answer.pipe(to);
				return;
			}
			const body = Buffer.from(await this.#next(origin, pathname, await buffer(answer)));
			to.writeHead(answer.statusCode, { ...answer.headers, 'content-length': body.length });
			to.end(body);
		} catch {
			to.destroy(); // the tour is gone, or the reader
		}
	}

	/** Whether what is at a path is of the other release. */
	#isNextIn(pathname) {
		return this.#deployed && !(this.stalePages && pathname.endsWith('/'));
	}

	/** Returns the path at which the tour has what is asked for, or one at which it has nothing. */
	#path(path, pathname) {
		if (!this.#deployed) {
			return path;
		}
		if (renamed.test(path)) {
			return path.replace(renamed, '$1$2');
		}
		const isOld = pathname.includes('/assets/') && new RegExp(hashed.source).test(pathname);
		return isOld || this.gone.has(pathname) ? `${this.base}nowhere/at/all` : path;
	}

	/** Returns a file that names others as the other release has it. */
	async #next(origin, pathname, content) {
		const text = content.toString().replaceAll(this.#id, nextId).replace(hashed, '$1next$2');
		if (!pathname.endsWith('/sw.js')) {
			return text;
		}
		const [head, ...rest] = text.split(';\n');
		const release = JSON.parse(head.replace('self.tourRelease=', ''));
		for (const file of release.files.filter(({ path }) => path.endsWith('.js'))) {
			const old = `${this.base}${file.path.replace(renamed, '$1$2')}`;
			const body = await (await fetch(origin + old)).text();
			const script = naming.test(old) ? body.replaceAll(this.#id, nextId).replace(hashed, '$1next$2') : body;
			file.hash = createHash('sha256').update(script).digest('hex').slice(0, 32);
		}
		return [`self.tourRelease=${JSON.stringify(release)}`, ...rest].join(';\n');
	}

	/** Joins a websocket to the tour's. */
	#join(port, from, near, head) {
		const far = connect(Number(port), '127.0.0.1');
		this.#note(far);
		const headers = [];
		for (let i = 0; i < from.rawHeaders.length; i += 2) {
			headers.push(`${from.rawHeaders[i]}: ${from.rawHeaders[i + 1]}`);
		}
		far.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
		far.write(head);
		near.pipe(far).pipe(near);
	}

	#note(socket) {
		this.#sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => this.#sockets.delete(socket));
	}
}
