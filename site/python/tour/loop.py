"""An event loop for a program that has nothing but its clock and the network in its memory."""

import asyncio
import socket
from asyncio import events
from asyncio.selector_events import BaseSelectorEventLoop

from .network import Selector


class Loop(BaseSelectorEventLoop):
    """Waits for its clock, and for sockets of the program's own."""

    def __init__(self, clock, timeline, network):
        self._clock = clock
        self._timeline = timeline
        self._network = network
        super().__init__(Selector(clock, network))

    def time(self):
        return self._clock.now()

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        """Takes no thread for what takes no time."""
        return socket.getaddrinfo(host, port, family, type, proto, flags)

    def call_at(self, when, callback, *args, context=None):
        if self._timeline.on:
            callback, args = self._timeline.timer, (when, callback, *args)
        return super().call_at(when, callback, *args, context=context)

    def call_soon_threadsafe(self, callback, *args, context=None):
        clock = self._clock
        if clock.strand is clock.main:
            return self.call_soon(callback, *args, context=context)
        clock.later(clock.now(), lambda: self.call_soon(callback, *args, context=context))

    def run_in_executor(self, executor, func, *args):
        future = super().run_in_executor(executor, func, *args)
        self._timeline.waits_for_thread(future)
        return future

    async def shutdown_default_executor(self, timeout=None):
        self._executor_shutdown_called = True
        if self._default_executor is not None:
            self._default_executor.shutdown()

    def _call_soon(self, callback, args, context):
        timeline = self._timeline
        if not timeline.on:
            return super()._call_soon(callback, args, context)
        task = getattr(callback, "__self__", None)
        if isinstance(task, asyncio.Task) and timeline.ready(task):
            handle = Step(callback, args, self, context)
            handle.task = task
        else:
            handle = Consequence(callback, args, self, context)
            handle.cause = timeline.by()
        handle.timeline = timeline
        self._ready.append(handle)
        return handle

    def _add_reader(self, fd, callback, *args):
        return super()._add_reader(fd, *self._caused(fd, callback, args))

    def _add_writer(self, fd, callback, *args):
        return super()._add_writer(fd, *self._caused(fd, callback, args))

    def _caused(self, fd, callback, args):
        """Returns the call of a callback as the doing of the task by which its socket has become ready."""
        if not self._timeline.on:
            return callback, *args
        return self._because, fd, callback, *args

    def _because(self, fd, callback, *args):
        with self._timeline.because_of(self._network.cause(fd)):
            callback(*args)

    # No other thread has to wake it.
    def _make_self_pipe(self):
        pass

    def _close_self_pipe(self):
        pass

    def _write_to_self(self):
        pass


class Step(events.Handle):
    """What a task does before it next waits."""

    __slots__ = ("timeline", "task")

    def _run(self):
        self.timeline.runs(self.task)
        super()._run()
        self.timeline.pauses(self.task)


class Consequence(events.Handle):
    """A callback, which is the doing of the task that has caused it."""

    __slots__ = ("timeline", "cause")

    def _run(self):
        with self.timeline.because_of(self.cause):
            super()._run()


class Policy(events._AbstractEventLoopPolicy):
    """Makes the loops of asyncio.run."""

    def __init__(self, new_loop):
        self._new_loop = new_loop
        self._loop = None

    def get_event_loop(self):
        if self._loop is None:
            raise RuntimeError("There is no current event loop in thread 'MainThread'.")
        return self._loop

    def set_event_loop(self, loop):
        self._loop = loop

    def new_event_loop(self):
        return self._new_loop()


def install(clock, timeline, network):
    """Has asyncio.run use such loops, as a Python outside of a browser uses its own."""
    asyncio._set_running_loop(None)
    asyncio.run = asyncio.runners.run
    events._set_event_loop_policy(Policy(lambda: Loop(clock, timeline, network)))
