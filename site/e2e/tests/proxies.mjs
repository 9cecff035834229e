import assert from 'node:assert/strict';
import { assertOutput } from '../lessons.mjs';
import { greeting } from '../programs.mjs';
import { TourProxy } from '../proxy.mjs';
import { textsIn } from '../texts.mjs';

const id = 'gather/three-tasks';

/** By what it does: a proxy that lets no websocket through, and the key of the sentence. */
const proxies = {
	'takes websockets for other requests': [{}, 'socket'],
	'refuses websockets': [{ upgrade: (_, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n') }, 'socket'],
	'leaves websockets without an answer': [{ upgrade: () => {} }, 'socket'],
	'sends another Host': [{ upgrade: (request, socket, passOn) => passOn(), host: 'internal.example' }, 'origin'],
};

/** Proxies before the tour's server. */
export default function behindProxies(stage) {
	const { lang } = stage;
	const { page, run } = textsIn(lang);

	for (const [what, [manner, key]] of Object.entries(proxies)) {
		stage.test(`${lang}: behind a proxy that ${what} a run on the server says why there is none, and the browser's go on`, { serve: () => TourProxy.serve(manner), lang }, async (reader) => {
			reader.expectFault(/^4\d\d (?:GET|POST) .*\/run$|WebSocket|(?:the|a) connection to .*ws:/i);
			await reader.open('gather/');
			const snippet = reader.snippet(id);
			for (const source of [undefined, greeting('on the server')]) {
				if (source) {
					await snippet.write(source);
				}
				const { state, outcome } = await snippet.result('server');
				assert.equal(state, 'failed');
				assert.equal(outcome, run(key));
			}
			await snippet.write(greeting('in the browser'));
			assert.equal((await snippet.result('browser')).output, 'in the browser\n');
			await snippet.button('reset').click();
			assertOutput(id, 'browser', (await snippet.result('browser')).output);
		});
	}

	stage.test(`${lang}: behind a proxy that passes everything on, output comes as it is printed`, { serve: () => TourProxy.serve({ upgrade: (request, socket, passOn) => passOn() }), lang }, async (reader) => {
		await reader.open('gather/');
		assertOutput(id, 'wasi', (await reader.snippet(id).result('server')).output);
	});

	stage.test(`${lang}: behind a proxy that takes off a prefix that the server does not know, the page says that something is wrong`, { serve: () => TourProxy.serve({ prefix: '/tour' }), lang }, async (reader) => {
		reader.expectFault(/./);
		await reader.open('gather/');
		await reader.page.getByText(page('unscripted')).waitFor();
	});
}
