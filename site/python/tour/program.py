"""Runs a program by a clock of ours."""

import gc
import io
import json
import linecache
import os
import sys
import time
import traceback
import types

from . import faults, loop, network, processes, stdin, threads
from .clock import NEVER, Clock, OutOfInput, OutOfTime
from .timeline import Timeline

FILE = "main.py"
HERE = os.path.dirname(__file__)


class Stream(io.TextIOBase):
    """A standard stream: what is written to it is sent by whole lines, or when the program waits."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name, clock, timeline, send):
        self.name = f"<{name}>"
        self._stream = name
        self._clock = clock
        self._timeline = timeline
        self._send = send

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._clock.halted:
            return len(text)
        lines = self._clock.strand.lines
        at, line = lines.get(self._stream) or (self._clock.now(), "")
        line += text
        lines[self._stream] = (at, line)
        end = line.rfind("\n") + 1
        if end > 0:
            self._print(at, line[:end])
            lines[self._stream] = (self._clock.now(), line[end:]) if line[end:] else None
        return len(text)

    def flush(self):
        lines = self._clock.strand.lines
        at, line = lines.pop(self._stream, None) or (0, "")
        if line:
            self._print(at, line)

    def _print(self, at, text):
        self._timeline.printed(self._stream, text.count("\n"))
        self._clock.say(lambda: self._send(self._stream, at * 1000, text))


def run(source, host, order):
    """Runs the source as main.py, and returns how it ended, and when, in milliseconds since it began.

    The order is JSON: `wall`, for how many milliseconds of its own time it may run, or null; `trace`, whether to tell
    what its tasks do; `input`, see stdin.py; and `began`, a time in milliseconds, and `seed`, by which it does the
    same when it is run again.

    The host is told what the program prints, host.print(stream, at, text), what its tasks do, host.tell(JSON of a
    moment), that it begins to wait for input, host.reading(at), and why it has failed, host.fail(JSON, see faults.py).

    How it ended is its exit code; None: its time is over; "reading": it is to be run again with more input.
    """
    order = json.loads(order)
    limit = NEVER if order["wall"] is None else order["wall"] / 1000
    clock = Clock(limit)
    timeline = Timeline(clock, order["trace"], FILE, lambda moment: host.tell(json.dumps(moment)))
    stdout, stderr = (Stream(name, clock, timeline, host.print) for name in ("stdout", "stderr"))
    clock.paused += stdout.flush, stderr.flush
    keep_time(clock, timeline, order["began"] / 1000)
    stdin.repeat(order["seed"])
    loop.install(clock, timeline, network.install(timeline))
    threads.install(clock, timeline)
    processes.install(clock, timeline, lambda module: begin(source, module))
    before = sys.stdin, sys.stdout, sys.stderr, sys.modules["__main__"], sys.argv
    sys.stdin = stdin.open_stdin(clock, order["input"], host.reading)
    sys.stdout, sys.stderr, sys.argv = stdout, stderr, [FILE]
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    try:
        code = execute(source, clock, lambda found: host.fail(json.dumps(found)))
        clock.wait_for_workers()
        stdout.flush()
        stderr.flush()
    except OutOfTime:
        return None, limit * 1000
    except OutOfInput:
        return "reading", clock.now() * 1000
    finally:
        sys.stdin, sys.stdout, sys.stderr, sys.modules["__main__"], sys.argv = before
    timeline.close()
    return code, clock.now() * 1000


def execute(source, clock, fail):
    """Executes the source as Python does a file, and returns the exit code."""
    gc.freeze()  # what is there already need not be looked at when the program is over
    main = sys.modules["__main__"] = sys.modules["__mp_main__"] = types.ModuleType("__main__")
    main.__file__ = FILE
    code = 0
    try:
        program = compile(source, FILE, "exec")
        clock.begin()
        exec(program, main.__dict__)
    except SystemExit as ended:
        code = exit_code(ended.code)
    except BaseException as error:
        if not clock.halted:
            tell(error)
            fail(faults.of(error, FILE))
        code = 1
    if clock.halted:
        raise clock.halted
    main.__dict__.clear()  # what has been forgotten about is told of when it goes
    gc.collect()
    return code


def begin(source, module):
    """Executes the source in the module of another process, and reports whether that went well."""
    module.__file__ = FILE
    try:
        exec(compile(source, FILE, "exec"), module.__dict__)
        return True
    except Exception as error:
        tell(error)
        return False


def exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 255
    print(code, file=sys.stderr)
    return 1


def tell(error):
    """Prints the traceback, without what is ours of it."""
    told = traceback.TracebackException.from_exception(error)
    seen = [told]
    for part in seen:
        if part.stack is not None:
            part.stack[:] = [frame for frame in part.stack if not frame.filename.startswith(HERE)]
            if not part.stack:
                part.stack = None  # as that of what does not compile is
        seen += filter(None, [part.__cause__, part.__context__, *(part.exceptions or ())])
    print("".join(told.format()), end="", file=sys.stderr)


def keep_time(clock, timeline, began):
    """Has the module time tell the clock's time; the program began at that of a calendar."""

    def sleep(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if clock.strand is not clock.main:
            timeline.thread_sleeps(clock.strand, clock.now() + seconds)
        clock.sleep(seconds)

    def nanoseconds(read):
        return lambda: round(read() * 1e9)

    time.sleep = sleep
    time.monotonic = time.perf_counter = clock.now
    time.monotonic_ns = time.perf_counter_ns = nanoseconds(clock.now)
    time.time = lambda: began + clock.now()
    time.time_ns = nanoseconds(time.time)
