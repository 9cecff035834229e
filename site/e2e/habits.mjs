// What hosts do to the files of a static edition. A habit is a function of an answer, {name, status, headers, body},
// which it changes, and of what was asked for: its name beneath the base, its path, the encodings that the browser takes, and
// read, which returns a file.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const isPage = ({ headers }) => /^text\/html/.test(headers['Content-Type'] ?? '');
const isScript = ({ name }) => name.endsWith('.js');

/** Returns a habit that changes the text of each page. */
const onPages = (change) => (answer) => {
	if (isPage(answer)) {
		answer.body = Buffer.from(change(answer.body.toString()));
	}
};

/** Takes a twin for a file that it may send as compressed. */
export function encodesTwins(answer) {
	if (answer.name.endsWith('.z')) {
		answer.headers['Content-Encoding'] = 'gzip';
	}
}

/** Has not taken the twins, perhaps since it does not know their ending. */
export function lacksTwins(answer, { read }) {
	if (answer.name.endsWith('.z')) {
		Object.assign(answer, { status: 404, name: '404.html', headers: { 'Content-Type': 'text/html' }, body: read('404.html') });
	}
}

/** Has not taken some files, and sends the first page in place of all that it lacks, as hosts of single-page applications do. */
export const firstPageFor = (lacking) => (answer, { read }) => {
	if (answer.status === 404 || lacking.test(answer.name)) {
		Object.assign(answer, { status: 200, name: 'index.html', headers: { 'Content-Type': 'text/html' }, body: read('index.html') });
	}
};

const encoders = {
	br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
	gzip: (body) => gzipSync(body, { level: 1 }),
};

/** Contents that were compressed, by their encoding and name. */
const compressed = new Map();

/** Compresses everything as it sends it, with brotli where the browser takes that. */
export function compressesAll(answer, { encodings }) {
	const encoding = /\bbr\b/.test(encodings) ? 'br' : 'gzip';
	const key = `${encoding} ${answer.name}`;
	if (!compressed.has(key)) {
		compressed.set(key, encoders[encoding](answer.body));
	}
	answer.body = compressed.get(key);
	answer.headers['Content-Encoding'] = encoding;
}

/** Sends scripts as text; sniffed: browsers may not guess what they are. */
export const scriptsAsText = (sniffed) => (answer) => {
	if (isScript(answer)) {
		answer.headers['Content-Type'] = 'text/plain';
		if (!sniffed) {
			answer.headers['X-Content-Type-Options'] = 'nosniff';
		}
	}
};

/** Leaves out of pages what HTML lets one leave out. */
export const minifies = onPages((html) =>
	html
		.replace(/<!--.*?-->/gs, '')
		.replace(/<\/(?:body|html|head|li|p|dd|dt|option)>/g, '')
		.replace(/ ([a-z-]+)="([\w./-]+)"(?!\/)(?=[^<]*>)/g, ' $1=$2')
		.replace(/>\n+</g, '>\n<'),
);

/** Counts visits, by a script of its own and one that it writes into the page. */
export const counts = onPages((html) =>
	html.replace('</head>', '<script async src="https://statistics.invalid/count.js"></script><script>window.counted = 1;</script></head>'),
);

/** Holds back scripts to run them by one of its own, but those that ask to be left alone; all: those too. */
export const holdsBack = (all) =>
	onPages((html) =>
		html
			.replace(/<script(?![^>]*application\/json)(?: data-cfasync="false")?/g, (tag) =>
				all || !tag.includes('data-cfasync') ? '<script type="4f1c-text/javascript"' : tag,
			)
			.replace('</body>', '<script src="/cdn-cgi/loader.js" defer></script></body>'),
	);

/** Has a policy of its own for all that it sends. */
export function hasPolicy({ headers }) {
	headers['Content-Security-Policy'] = "default-src 'self'";
}

/** Has browsers keep nothing. */
export function forbidsKeeping({ headers }) {
	headers['Cache-Control'] = 'no-store';
}

/** Names its pages by their files. */
export function namesFiles(answer, { pathname }) {
	if (answer.status === 200 && pathname.endsWith('/')) {
		redirect(answer, `${pathname}index.html`);
	}
}

/** Takes the slash off the addresses of pages. */
export function dropsSlashes(answer, { name, pathname, read }) {
	if (answer.status === 200 && name.endsWith('/')) {
		redirect(answer, pathname.slice(0, -1));
	} else if (answer.status === 301) {
		const body = read(`${name}/index.html`);
		Object.assign(answer, { status: 200, name: `${name}/index.html`, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body });
	}
}

/** Writes all addresses in lower case; the names of its files too. */
export function foldsCase(names) {
	const files = new Map(names.map((name) => [name.toLowerCase(), name]));
	return (answer, { name, pathname, read }) => {
		if (/[A-Z]/.test(pathname)) {
			redirect(answer, pathname.toLowerCase());
		} else if (answer.status === 404 && files.has(name)) {
			const type = isScript({ name }) ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'application/octet-stream';
			Object.assign(answer, { status: 200, name, headers: { 'Content-Type': type }, body: read(files.get(name)) });
		}
	};
}

/** Fetches from its origin in pieces, and answers with the first of them, of a hundred kilobytes; whole: of everything. */
export const sendsRanges = (whole) => (answer) => {
	const { status, headers, body } = answer;
	if (status === 200 && /\.(wasm|pack|zip)(\.z)?$/.test(answer.name)) {
		answer.body = whole ? body : body.subarray(0, 100_000);
		answer.status = 206;
		headers['Content-Range'] = `bytes 0-${answer.body.length - 1}/${body.length}`;
	}
};

/** Begins slowly: for half a second ten kilobytes a second. */
export function beginsSlowly(answer) {
	answer.pace = (response, body) => {
		const piece = 1000;
		let at = 0;
		const timer = setInterval(() => {
			response.write(body.subarray(at, (at += piece)));
			if (at >= Math.min(body.length, 5 * piece) || response.destroyed) {
				clearInterval(timer);
				response.end(body.subarray(at));
			}
		}, 100);
	};
}

/** Writes into scripts. */
export function signsScripts(answer) {
	if (isScript(answer) && answer.status === 200) {
		answer.body = Buffer.concat([answer.body, Buffer.from('\n/* optimised */\n')]);
	}
}

function redirect(answer, location) {
	Object.assign(answer, { status: 301, headers: { Location: location }, body: Buffer.alloc(0) });
}
