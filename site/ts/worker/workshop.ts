/** The entry point of the workshop, the worker that gets programs for those that run them. */

import { scopeOf } from './scope';
import { Workshop } from './supply/workshop';

const { twin, fetch, post, listen } = scopeOf<'workshop'>();
const workshop = new Workshop(fetch, post, twin);
listen((message) => workshop.receive(message));
