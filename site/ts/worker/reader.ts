/** The entry point of the reader, the worker that reads the traces of programs. */

import { scopeOf } from './scope';
import { loadReader, TraceReader } from './trace/tracereader';

const { twin, fetch, post, listen } = scopeOf<'reader'>();
const reader = new TraceReader((url) => loadReader(fetch, url, twin), post);
listen((message) => reader.receive(message));
