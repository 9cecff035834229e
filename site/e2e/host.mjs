import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { unhurried } from '../testing/tour.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where hosts serve the static edition. */
export const base = '/course/async/';

const types = {
	'.css': 'text/css',
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
};

/** What a host of the better kind does: it knows more types, and compresses what it knows. */
const better = { ...types, '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json', '.json': 'application/json' };

let folder;

/** What bin/tour has said of its export. */
let said;

/** Returns the folder of the static edition, which bin/tour has exported. */
function exported() {
	if (folder === undefined) {
		folder = mkdtempSync(join(tmpdir(), 'tour-static-'));
		said = execFileSync('bin/tour', ['export', '-out', folder, '-base', base, ...unhurried], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'inherit'],
		});
	}
	return folder;
}

/** Returns what bin/tour has said of the export, the sizes of its files by their names, and a page of it. */
export function exportedFiles() {
	const names = readdirSync(exported(), { recursive: true }).filter((name) => !isFolder(name));
	const sizes = Object.fromEntries(names.map((name) => [name, statSync(join(exported(), name)).size]));
	return { said, sizes, page: readFileSync(join(exported(), 'en', 'gather', 'index.html'), 'utf8') };
}

/** Removes the folder of the static edition, if there is one. */
export function removeExport() {
	if (folder !== undefined) {
		rmSync(folder, { recursive: true });
		folder = undefined;
	}
}

/**
 * A plain file server of the static edition, on a port of its own. It lets its
 * readers' browsers keep every file for ten minutes, as many hosts do.
 */
export class Host {
	#server;
	#port = 0;
	#compresses;
	#habit = () => {};
	/** What it does to files before it serves them: returns the new content of a name. */
	edit = (name, content) => content;
	/** The names of files that break off half way. */
	broken = new Set();
	/** The names of what it has been asked for. */
	asked = [];

	/**
	 * Serves from now on; compresses: with gzip. One that does not compress has never heard of WebAssembly either.
	 * habit: what it does to each answer before it sends it, see habits.mjs.
	 */
	static async serve({ compresses = true, habit = () => {} } = {}) {
		const host = new Host();
		host.#compresses = compresses;
		host.#habit = habit;
		exported();
		await host.start();
		/** "http://127.0.0.1:41234/course/async" */
		host.address = `http://127.0.0.1:${host.#port}${base.slice(0, -1)}`;
		return host;
	}

	/** Serves again, at the same address. */
	async start() {
		this.#server = createServer((request, response) => this.#answer(request, response));
		this.#server.listen(this.#port, '127.0.0.1');
		await once(this.#server, 'listening');
		this.#port = this.#server.address().port;
	}

	/** Ends it, with what is being sent. */
	async stop() {
		if (this.#server.listening) {
			const closed = once(this.#server, 'close');
			this.#server.close();
			this.#server.closeAllConnections();
			await closed;
		}
	}

	/** Publishes another release: pages and the script that all of them load differ, and nothing has its old name that is not the same. */
	publish(number) {
		const id = /"id":"(\w+)"/.exec(readFileSync(join(exported(), 'sw.js'), 'utf8'))[1];
		const script = /main-(\w+)\.js/.exec(readFileSync(join(exported(), 'en/index.html'), 'utf8'))[1];
		const other = `RELEASE${number}`;
		this.edit = (name, content) => {
			if (name === `assets/main-${script}.js`) {
				return undefined;
			}
			if (name === 'sw.js' || name.endsWith('.html')) {
				const text = content.toString().replaceAll(id, `${number}`.repeat(16)).replaceAll(`main-${script}`, `main-${other}`);
				return Buffer.from(text.replace('Async Tour –', `Release ${number} –`));
			}
			return content;
		};
		this.renamed = { [`assets/main-${other}.js`]: `assets/main-${script}.js` };
	}

	/** The files by another name that they have now. */
	renamed = {};

	#answer(request, response) {
		const { pathname } = new URL(request.url, 'http://host');
		const name = pathname.startsWith(base) ? pathname.slice(base.length) : 'nothing here';
		this.asked.push(name);
		if (request.method !== 'GET') {
			response.writeHead(405).end();
			return;
		}
		const answer = this.#find(name, pathname);
		this.#habit(answer, { name, pathname, encodings: request.headers['accept-encoding'] ?? '', read: (name) => this.#read(name) });
		this.#send(request, response, answer);
	}

	/** Returns what a host without habits answers to the request for a name. */
	#find(name, pathname) {
		if (name !== '' && !name.endsWith('/') && isFolder(name)) {
			return { name, status: 301, headers: { Location: `${pathname}/` }, body: Buffer.alloc(0) };
		}
		const file = name.replace(/(^|\/)$/, '$1index.html');
		const content = this.#read(file);
		return content === undefined ? this.#file(404, '404.html', this.#read('404.html')) : this.#file(200, file, content);
	}

	#file(status, name, body) {
		const type = (this.#compresses ? better : types)[extname(name)] ?? 'application/octet-stream';
		return { name, status, headers: { 'Content-Type': type, 'Cache-Control': 'max-age=600' }, body };
	}

	#read(name) {
		const file = this.renamed[name];
		const path = join(exported(), file ?? name);
		if (!existsSync(path)) {
			return undefined;
		}
		const content = readFileSync(path);
		return file ? content : this.edit(name, content);
	}

	#send(request, response, { name, status, headers, body, pace }) {
		if (this.#compresses && extname(name) in better && !('Content-Encoding' in headers) && /\bgzip\b/.test(request.headers['accept-encoding'])) {
			headers['Content-Encoding'] = 'gzip';
			body = gzipSync(body, { level: 1 });
		}
		response.writeHead(status, { ...headers, 'Content-Length': body.length });
		if (this.broken.has(name)) {
			response.write(body.subarray(0, body.length / 2), () => response.destroy());
		} else if (pace) {
			pace(response, body);
		} else {
			response.end(body);
		}
	}
}

function isFolder(name) {
	const path = join(exported(), name);
	return existsSync(path) && statSync(path).isDirectory();
}
