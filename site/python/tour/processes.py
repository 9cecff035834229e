"""A pool of processes without processes: its workers run as threads do here, each on a processor of its own.

As where CPython spawns its processes, each executes the program once more, by the name __mp_main__, and has what it is
to call and what comes of it pickled.
"""

import concurrent.futures
import itertools
import os
import pickle
import sys
import traceback
import types
from contextlib import contextmanager

from .threads import Pool, Worker

PID = os.getpid()

# How many processes a pool has that does not say so.
PROCESSORS = 4

UNGUARDED = """
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.

        To fix this issue, refer to the "Safe importing of main module"
        section in https://docs.python.org/3/library/multiprocessing.html
        """

BROKEN = "A process in the process pool was terminated abruptly while the future was running or pending."


class Process(Worker):
    """One of a pool's processes. Begin executes the program in a module, and reports whether that went well."""

    starting = False  # whether a process executes the program

    def __init__(self, number, begin, initialize):
        super().__init__("MainThread", initialize)
        self.process = self
        self.pid = PID + 1 + number
        self._begin = begin
        self._module = types.ModuleType("__mp_main__")
        self._begun = False

    def call(self, fn, args, kwargs):
        ordered = pickle.dumps((fn, args, kwargs))
        with self._inside():
            if not self._begun:
                self._start()
            fn, args, kwargs = pickle.loads(ordered)
            try:
                result = pickle.dumps(fn(*args, **kwargs))
            except Exception as error:
                text = "".join(traceback.format_exception(error.with_traceback(error.__traceback__.tb_next)))
                error = pickle.loads(pickle.dumps(error))
                error.__cause__ = _RemoteTraceback(f'\n"""\n{text}"""')
                raise error
        return pickle.loads(result)

    @contextmanager
    def _inside(self):
        """What is imported from the main module meanwhile is the process's own."""
        names = ("__main__", "__mp_main__")
        before = [sys.modules.get(name) for name in names]
        sys.modules.update(dict.fromkeys(names, self._module))
        try:
            yield
        finally:
            sys.modules.update(zip(names, before))

    def _start(self):
        Process.starting = True
        try:
            self._begun = self._begin(self._module)
        finally:
            Process.starting = False
        if not self._begun:
            raise BrokenProcessPool(BROKEN)


class Processes(Pool):
    """Stands in for ProcessPoolExecutor."""

    begin = None  # given by install

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        super().__init__(PROCESSORS if max_workers is None else max_workers, "", initializer, initargs)

    def submit(self, fn, /, *args, **kwargs):
        if Process.starting:
            raise RuntimeError(UNGUARDED)
        return super().submit(fn, *args, **kwargs)

    def map(self, fn, *iterables, chunksize=1, **more):
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        return super().map(fn, *iterables, **more)

    def _new_worker(self, number):
        return Process(next(self.counter), self.begin, self._initialize)


class BrokenProcessPool(concurrent.futures.BrokenExecutor):
    """A process of the pool has ended."""


class _RemoteTraceback(Exception):
    """Shows the traceback of an exception in a process."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text


MODULE = "concurrent.futures.process"
BrokenProcessPool.__module__ = _RemoteTraceback.__module__ = MODULE


def install(clock, timeline, begin):
    """Puts ours in the place of Python's own, which cannot be imported here."""
    given = {"clock": clock, "timeline": timeline, "begin": staticmethod(begin), "counter": itertools.count()}
    pool = type("ProcessPoolExecutor", (Processes,), given)
    module = sys.modules[MODULE] = types.ModuleType(MODULE)
    module.ProcessPoolExecutor = concurrent.futures.ProcessPoolExecutor = pool
    module.BrokenProcessPool = BrokenProcessPool
    os.getpid = lambda: clock.strand.process.pid if clock.strand.process else PID
