import { packedFile, packedManifest } from './packed';
import type { Host } from '../worker/program/program';

/** Returns the surroundings of a program under Node, without a worker. */
export function nodeHost(texts: Host['texts'], reading: Host['reading'] = () => {}): Host {
	return {
		now: () => performance.now(),
		date: () => Date.now(),
		after: (delay, fire) => {
			const timer = setTimeout(fire, delay);
			return () => clearTimeout(timer);
		},
		task: (f) => setImmediate(f),
		texts,
		zones: (done) => setImmediate(done, packedFile(packedManifest().zones)),
		reading,
	};
}
