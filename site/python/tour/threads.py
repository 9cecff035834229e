"""Threads without threads: what a worker is given to do is done at once, by a time of its own."""

import asyncio
import collections
import concurrent.futures.thread
import sys
import threading
from concurrent.futures import Future

from . import clock as clocks


class Job(Future):
    """A call that a worker makes. Whoever waits for its result lets time pass."""

    def __init__(self, clock):
        super().__init__()
        self._clock = clock

    def result(self, timeout=None):
        self._wait(timeout)
        return super().result(0)

    def exception(self, timeout=None):
        self._wait(timeout)
        return super().exception(0)

    def _wait(self, timeout):
        clock = self._clock
        until = None if timeout is None else clock.now() + timeout
        while not self.done():
            if clock.strand is not clock.main:
                raise RuntimeError("in the browser a thread cannot wait for another")
            if until is None:
                clock.skip()
            elif clock.now() < until:
                clock.skip_to(until)
            else:
                break


class Pool(concurrent.futures.Executor):
    """Stands in for ThreadPoolExecutor."""

    clock = timeline = None  # given by install

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            max_workers = 5
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._name = thread_name_prefix or "ThreadPoolExecutor"
        self._initialize = (initializer, initargs)
        self._max = max_workers
        self._workers = 0  # how many there are
        self._free = 0  # how many of them have nothing to do
        self._queue = collections.deque()
        self._jobs = []
        self._closed = False

    def submit(self, fn, /, *args, **kwargs):
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        job = Job(self.clock)
        self._jobs.append(job)
        task = self.timeline.thread(fn)
        self._queue.append((job, task, fn, args, kwargs))
        if self._free > 0:
            self._free -= 1
            self._next(self.clock.now())
        elif self._workers < self._max:
            self._workers += 1
            initializer, initargs = self._initialize
            if initializer:
                initializer(*initargs)
            self._next(self.clock.now())
        return job

    def _next(self, time):
        """A worker takes what has waited longest, if it has not been cancelled."""
        while self._queue:
            job, task, fn, args, kwargs = self._queue.popleft()
            if job.set_running_or_notify_cancel():
                self._make(job, clocks.Strand(time, task), fn, args, kwargs)
                return
            self.timeline.thread_over(task, time)
        self._free += 1

    def _make(self, job, strand, fn, args, kwargs):
        outcome = []

        def call():
            try:
                outcome.extend((job.set_result, fn(*args, **kwargs)))
            except BaseException as error:
                outcome.extend((job.set_exception, error))

        done = do(self.clock, self.timeline, strand, self._name, call)

        def tell():
            with self.timeline.because_of(strand.task):
                outcome[0](outcome[1])
            self._next(done)

        self.clock.later(done, tell)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._closed = True
        if cancel_futures:
            for job, *_ in self._queue:
                job.cancel()
        if wait:
            for job in self._jobs:
                job._wait(None)


class Thread(threading.Thread):
    """Stands in for threading.Thread: start does it all."""

    clock = timeline = None  # given by install
    _end = None

    def start(self):
        if self._end is not None:
            raise RuntimeError("threads can only be started once")
        strand = clocks.Strand(self.clock.now(), self.timeline.thread(self._target or self.run))
        self._end = do(self.clock, self.timeline, strand, self.name, self._call)
        self._over = False
        self.clock.later(self._end, self._finish)

    def _call(self):
        try:
            self.run()
        except BaseException:
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self)))

    def _finish(self):
        self._over = True

    def join(self, timeout=None):
        if self._end is None:
            raise RuntimeError("cannot join thread before it is started")
        until = self._end if timeout is None else min(self._end, self.clock.now() + timeout)
        while self.clock.now() < until and self.is_alive():
            self.clock.skip_to(until)

    def is_alive(self):
        return self._end is not None and not self._over


def do(clock, timeline, strand, name, call):
    """Has a worker of that name do something, outside of any event loop, and returns when it is done."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    timeline.thread_runs(strand)
    try:
        done = clock.work(strand, call)
    finally:
        asyncio._set_running_loop(loop)
    timeline.thread_over(strand.task, done)
    return done


def install(clock, timeline):
    """Puts ours in the place of Python's own."""
    given = {"clock": clock, "timeline": timeline}
    pool = type("ThreadPoolExecutor", (Pool,), given)
    concurrent.futures.ThreadPoolExecutor = concurrent.futures.thread.ThreadPoolExecutor = pool
    threading.Thread = type("Thread", (Thread,), given)
