/** The entry point of the builder, the worker that holds Go's toolchain. */

import { Builder } from './build/builder';
import { scopeOf } from './scope';

const { twin, fetch, post, listen } = scopeOf<'builder'>();

/** The gigabytes of memory up to which a device keeps no tools warm. Where the browser does not tell, it tries to. */
const little = 4;

const { deviceMemory } = navigator as { deviceMemory?: number };
const builder = new Builder(fetch, twin, post, deviceMemory === undefined || deviceMemory > little);
listen((message) => builder.receive(message));
