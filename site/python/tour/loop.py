"""An event loop in which only time passes."""

import asyncio
from asyncio import base_events, events


class Loop(base_events.BaseEventLoop):
    """Waits for its clock alone: there is no system below it that anything else could come from."""

    def __init__(self, clock, timeline):
        super().__init__()
        self._clock = clock
        self._timeline = timeline
        self._selector = self

    def time(self):
        return self._clock.now()

    def select(self, timeout):
        """Waits until something is due. A loop of Python's asks its selector here."""
        clock = self._clock
        if timeout is None:
            clock.skip()
        else:
            clock.skip_to(clock.now() + timeout)
        return []

    def call_at(self, when, callback, *args, context=None):
        if self._timeline.on:
            callback, args = self._timeline.timer, (when, callback, *args)
        return super().call_at(when, callback, *args, context=context)

    def call_soon_threadsafe(self, callback, *args, context=None):
        return self.call_soon(callback, *args, context=context)

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
        if isinstance(task, asyncio.Task):
            timeline.ready(task)
            handle = Step(callback, args, self, context)
            handle.task = task
        else:
            handle = Consequence(callback, args, self, context)
            handle.cause = timeline.by()
        handle.timeline = timeline
        self._ready.append(handle)
        return handle

    def _process_events(self, event_list):
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


def install(clock, timeline):
    """Has asyncio.run use such loops, as a Python outside of a browser uses its own."""
    asyncio._set_running_loop(None)
    asyncio.run = asyncio.runners.run
    events._set_event_loop_policy(Policy(lambda: Loop(clock, timeline)))
