import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A wire between a browser and a tour: whatever passes through is counted, of workers too, and it can be cut. */
export class Wire {
	/** Bytes that have come from the tour so far, headers included. */
	received = 0;
	#server;
	#sockets = new Set();

	/** Lays a wire to the tour at an address. */
	static async lay(address) {
		const { hostname, port } = new URL(address);
		const wire = new Wire();
		wire.#server = createServer((browser) => wire.#join(browser, connect(Number(port), hostname)));
		wire.#server.listen(0, '127.0.0.1');
		await once(wire.#server, 'listening');
		/** The tour's address at the browser's end: "http://127.0.0.1:41234" */
		wire.address = `http://127.0.0.1:${wire.#server.address().port}`;
		return wire;
	}

	/** Cuts the wire: from now on there is no network. */
	async cut() {
		if (this.#server.listening) {
			const closed = once(this.#server, 'close');
			this.#server.close();
			for (const socket of this.#sockets) {
				socket.destroy();
			}
			await closed;
		}
	}

	#join(browser, tour) {
		tour.on('data', (bytes) => (this.received += bytes.length));
		for (const [one, other] of [
			[browser, tour],
			[tour, browser],
		]) {
			this.#sockets.add(one);
			one.on('close', () => this.#sockets.delete(one));
			one.on('error', () => other.destroy()); // as browsers end what they no longer want
			one.pipe(other);
		}
	}
}
