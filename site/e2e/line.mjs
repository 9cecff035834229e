import { EventEmitter, once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Tour } from '../testing/tour.mjs';

/** A tour behind a line that can be cut. */
export class Line {
	#tour;
	#server;
	#sockets = new Set();
	/** The connections that carry runs: what cuts each, to what silences it. */
	#runs = new Map();
	/** Whether connections that would carry runs are left without an answer. */
	#mute = false;
	/** Emits "run" whenever another connection carries a run. */
	#events = new EventEmitter();

	/** Serves bin/tour, and resolves once it can be reached through the line. */
	static async serve() {
		const line = new Line();
		line.#tour = await Tour.serve();
		const { port } = new URL(line.#tour.address);
		line.#server = createServer((socket) => line.#join(socket, connect(port, '127.0.0.1')));
		line.#server.listen(0, '127.0.0.1');
		await once(line.#server, 'listening');
		line.address = `http://127.0.0.1:${line.#server.address().port}`;
		return line;
	}

	/** Cuts the connections that carry runs, without a word to either side, once there is one. */
	async cut() {
		while (this.#runs.size === 0) {
			await once(this.#events, 'run');
		}
		for (const end of this.#runs.keys()) {
			end();
		}
	}

	/** Has the connections that carry runs fall silent, unclosed, once there is one. Later ones are not concerned. */
	async silence() {
		while (this.#runs.size === 0) {
			await once(this.#events, 'run');
		}
		for (const [, silence] of this.#runs) {
			silence();
		}
		this.#runs.clear();
	}

	/** Leaves who would connect to carry runs without an answer, from now on or no longer. */
	mute(mute) {
		this.#mute = mute;
	}

	/** Ends it and the tour. */
	async stop() {
		this.#server.close();
		for (const socket of this.#sockets) {
			socket.destroy();
		}
		await this.#tour.stop();
	}

	#join(near, far) {
		const end = () => {
			near.destroy();
			far.destroy();
			this.#runs.delete(end);
		};
		const silence = () => {
			near.unpipe(far);
			far.unpipe(near);
			near.resume();
			far.resume();
		};
		near.once('data', (head) => {
			if (head.toString('latin1').startsWith('GET /run ')) {
				if (this.#mute) {
					silence();
					return;
				}
				// What the page sends next shows that it has its connection: one that is cut sooner is a fault to the browser.
				near.once('data', () => {
					this.#runs.set(end, silence);
					this.#events.emit('run');
				});
			}
		});
		for (const socket of [near, far]) {
			this.#sockets.add(socket);
			socket.on('error', end);
			socket.on('close', () => {
				this.#sockets.delete(socket);
				end();
			});
		}
		near.pipe(far).pipe(near);
	}
}
