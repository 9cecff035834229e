"""Threads without threads: what a worker is given to do is done at once, by a time of its own."""

import asyncio
import collections
import concurrent.futures.thread
import itertools
import sys
import threading
from concurrent.futures import Future

from .clock import Halt, Strand


class Lock:
    """Stands in for threading.Lock, on which all that waits is built. Whoever waits for it lets time pass."""

    clock = None  # given by install

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if self._held:
            until = None if timeout < 0 else self.clock.now() + timeout
            if not blocking or not self.clock.wait(lambda: not self._held, until):
                return False
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        self.release()


class Worker:
    """One of a pool's threads."""

    process = None

    def __init__(self, name, initialize):
        self.name = name
        self._initialize = initialize

    def prepare(self):
        """Calls the initializer, once."""
        (initializer, args), self._initialize = self._initialize, (None, ())
        if initializer is not None:
            self.call(initializer, args, {})

    def call(self, fn, args, kwargs):
        return fn(*args, **kwargs)


class Pool(concurrent.futures.Executor):
    """Stands in for ThreadPoolExecutor."""

    clock = timeline = None  # given by install
    counter = itertools.count()

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            max_workers = 5
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._name = thread_name_prefix or f"ThreadPoolExecutor-{next(self.counter)}"
        self._initialize = (initializer, initargs)
        self._max = max_workers
        self._workers = 0  # how many there are
        self._idle = []  # those of them that have nothing to do
        self._queue = collections.deque()
        self._jobs = []
        self._closed = False

    def submit(self, fn, /, *args, **kwargs):
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        job = Future()
        self._jobs.append(job)
        task = self.timeline.thread(fn)
        self._queue.append((job, task, fn, args, kwargs))
        if self._idle:
            self._next(self._idle.pop(), self.clock.now())
        elif self._workers < self._max:
            worker = self._new_worker(self._workers)
            self._workers += 1
            self._next(worker, self.clock.now())
        return job

    def _new_worker(self, number):
        return Worker(f"{self._name}_{number}", self._initialize)

    def _next(self, worker, time):
        """A worker takes what has waited longest, if it has not been cancelled."""
        while self._queue:
            job, task, fn, args, kwargs = self._queue.popleft()
            if job.set_running_or_notify_cancel():
                self._make(worker, job, Strand(time, task, worker.process), fn, args, kwargs)
                return
            self.timeline.thread_over(task, time)
        self._idle.append(worker)

    def _make(self, worker, job, strand, fn, args, kwargs):
        outcome = []

        def call():
            try:
                worker.prepare()
                outcome.extend((job.set_result, worker.call(fn, args, kwargs)))
            except Halt:
                raise
            except BaseException as error:
                outcome.extend((job.set_exception, error))

        done = do(self.clock, self.timeline, strand, worker.name, call)

        def tell():
            with self.timeline.because_of(strand.task):
                outcome[0](outcome[1])
            self._next(worker, done)

        self.clock.later(done, tell)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._closed = True
        if cancel_futures:
            for job, *_ in self._queue:
                job.cancel()
        if wait:
            self.clock.wait(lambda: all(job.done() for job in self._jobs))


class Thread(threading.Thread):
    """Stands in for threading.Thread: start does it all."""

    clock = timeline = None  # given by install
    _end = None

    def start(self):
        if self._end is not None:
            raise RuntimeError("threads can only be started once")
        strand = Strand(self.clock.now(), self.timeline.thread(self._target or self.run))
        self._end = do(self.clock, self.timeline, strand, self, self._call)
        self._over = False
        self.clock.later(self._end, self._finish)

    def _call(self):
        try:
            self.run()
        except Halt:
            raise
        except BaseException:
            threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self)))

    def _finish(self):
        self._over = True

    def join(self, timeout=None):
        if self._end is None:
            raise RuntimeError("cannot join thread before it is started")
        self.clock.wait(lambda: not self.is_alive(), None if timeout is None else self.clock.now() + timeout)

    def is_alive(self):
        return self._end is not None and not self._over


def do(clock, timeline, strand, name, call):
    """Has a worker do something, outside of any event loop, and returns when it is done. The name may be a Thread."""
    loop = asyncio._get_running_loop()
    here = threading.get_ident()
    before = threading._active[here]
    asyncio._set_running_loop(None)
    threading._active[here] = threading.Thread(name=name) if isinstance(name, str) else name
    timeline.thread_runs(strand)
    try:
        done = clock.work(strand, call)
    finally:
        threading._active[here] = before
        asyncio._set_running_loop(loop)
    timeline.thread_over(strand.task, done)
    return done


def install(clock, timeline):
    """Puts ours in the place of Python's own."""
    given = {"clock": clock, "timeline": timeline, "counter": itertools.count()}
    pool = type("ThreadPoolExecutor", (Pool,), given)
    concurrent.futures.ThreadPoolExecutor = concurrent.futures.thread.ThreadPoolExecutor = pool
    threading.Thread = type("Thread", (Thread,), given)
    threading.Lock = threading._allocate_lock = type("lock", (Lock,), given)
