import { EventEmitter, once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Tour } from '../testing/tour.mjs';

/** A tour behind a line that can be cut. */
export class Line {
	#tour;
	#server;
	#sockets = new Set();
	#runs = new Set();
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
		for (const end of this.#runs) {
			end();
		}
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
		near.once('data', (head) => {
			if (head.toString('latin1').startsWith('GET /run ')) {
				// What the page sends next shows that it has its connection: one that is cut sooner is a fault to the browser.
				near.once('data', () => {
					this.#runs.add(end);
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
