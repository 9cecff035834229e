/** The entry point of the builder, the worker that holds Go's toolchain. */

import { Builder } from './build/builder';
import { scopeOf } from './scope';

const { twin, fetch, post, listen } = scopeOf<'builder'>();
const builder = new Builder(fetch, twin, post);
listen((message) => builder.receive(message));
