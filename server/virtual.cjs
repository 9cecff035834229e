// Runs a js/wasm program under Node by a virtual clock: sleeping takes no time, and what
// is computed counts as processor time, so that no machine is too slow, or too busy, for
// what a program prints. Node is to do nothing beside it: --single-threaded.
//
//	node --single-threaded --stack-size=8192 virtual.cjs wasm_exec.js program.wasm
'use strict';
const fs = require('node:fs');

// Go takes its own network in place of fetch where argv0 is "node": by its bare name.
const [, , exec, program] = process.argv;
globalThis.fs = {
	...fs,
	// At once: while a write is on its way the clock would have to stand still.
	write(fd, buffer, offset, length, position, callback) {
		let written = 0;
		while (written < length) {
			written += fs.writeSync(fd, buffer, offset + written, length - written);
		}
		queueMicrotask(() => callback(null, written));
	},
};
globalThis.path = require('node:path');
require(exec);

/** The least time between two readings, in nanoseconds. */
const tick = 64;

const go = new Go();
/** What was slept, in nanoseconds. */
let slept = 0;
let last = 0;
/** By id: when an event is due, in nanoseconds since the start. */
const events = new Map();
let count = 0;

function computed() {
	const { user, system } = process.cpuUsage();
	return (user + system) * 1000;
}

let before = 0;

function now() {
	last = Math.max(Math.round(computed() - before) + slept, last + tick);
	return last;
}

function setInt64(address, value) {
	go.mem.setUint32(address, value, true);
	go.mem.setUint32(address + 4, Math.floor(value / 2 ** 32), true);
}

const imports = go.importObject.gojs;
const date = Date.now();
imports['runtime.nanotime1'] = (sp) => setInt64((sp >>> 0) + 8, now());
imports['runtime.walltime'] = (sp) => {
	const nanoseconds = (date % 1000) * 1e6 + now();
	setInt64((sp >>> 0) + 8, Math.floor(date / 1000) + Math.floor(nanoseconds / 1e9));
	go.mem.setInt32((sp >>> 0) + 16, nanoseconds % 1e9, true);
};
imports['runtime.scheduleTimeoutEvent'] = (sp) => {
	events.set(++count, now() + go.mem.getUint32((sp >>> 0) + 8, true) * 1e6);
	go.mem.setInt32((sp >>> 0) + 16, count, true);
	setImmediate(skip);
};
imports['runtime.clearTimeoutEvent'] = (sp) => events.delete(go.mem.getInt32((sp >>> 0) + 8, true));

/** Goes on to the next event: nothing else can wake the program. */
function skip() {
	let first;
	for (const [id, due] of events) {
		if (first === undefined || due < events.get(first)) {
			first = id;
		}
	}
	if (first === undefined || go.exited) {
		return;
	}
	slept += Math.max(0, events.get(first) - now());
	while (events.has(first)) {
		go._resume(); // Go cancels it; or not, where it comes a little early: https://go.dev/issue/28975
	}
	setImmediate(skip);
}

go.argv = [program];
go.exit = (code) => {
	events.clear();
	process.exitCode = code;
};
process.on('beforeExit', () => {
	if (!go.exited) {
		go._pendingEvent = { id: 0 }; // has Go find, and say, that all goroutines are asleep
		go._resume();
	}
});
WebAssembly.instantiate(fs.readFileSync(program), go.importObject).then(({ instance }) => {
	before = computed();
	return go.run(instance);
});
