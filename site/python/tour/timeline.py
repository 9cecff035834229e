"""What the program's tasks and threads do, as the moments of a timeline (server/play/moment.go)."""

import asyncio
import os.path
import sys
import weakref
from contextlib import contextmanager

from .clock import NEVER

ASYNCIO = os.path.dirname(asyncio.__file__) + "/"

RUN_ONCE = asyncio.BaseEventLoop._run_once.__code__

# What the functions of asyncio wait for, by their files.
CAUSES = {
    "base_events.py": "network",
    "locks.py": "lock",
    "queues.py": "queue",
    "runners.py": "task",
    "selector_events.py": "network",
    "streams.py": "network",
    "taskgroups.py": "task",
    "threads.py": "thread",
}

# Where the coroutines are by which connections are accepted, and asyncio.run ends.
OURS = {ASYNCIO + name for name in ("base_events.py", "selector_events.py")}
OURS.add(os.path.join(os.path.dirname(__file__), "loop.py"))


class Timeline:
    """Tells moments, where it is on. The file is the program's."""

    def __init__(self, clock, on, file, tell):
        self.on = on
        self._clock = clock
        self._file = file
        self._tell = tell
        self._count = 0
        self._numbers = weakref.WeakKeyDictionary()
        self._inner = weakref.WeakSet()  # tasks of asyncio's own, which are not told of
        self._threads = weakref.WeakSet()  # futures of what is done in threads
        self._current = None  # the number of the task that runs
        self._again = False  # whether that task will go on at once
        self._cause = None  # that of the task whose doing it is that something runs
        self._due = None  # when the timer was due whose callback runs
        self._outer = None  # that of what the program does outside of any task

    def ready(self, task):
        """The task is new, or has been woken. Reports whether it is the program's: asyncio has tasks of its own."""
        if task in self._inner:
            return False
        place = self._place(sys._getframe(1))
        number = self._numbers.get(task)
        if number is not None and number == self._current:
            self._again = True
        elif number is None:
            code = getattr(task.get_coro(), "cr_code", None)
            if code and code.co_filename in OURS:
                self._inner.add(task)
                return False
            number = self._numbers[task] = self._next()
            self._moment(number, "create", by=self.by(), name=task.get_coro().__qualname__, **place)
        else:
            late = 0 if self._due is None else round((self._clock.now() - self._due) * 1000, 3)
            by = self.by()
            self._moment(number, "ready", by=None if by == number else by, late=late, **place)
        return True

    def by(self):
        """Returns the number of the task whose doing it is what happens now, or None."""
        return self._running() or self._cause

    @contextmanager
    def because_of(self, number):
        """What happens meanwhile is that task's doing."""
        before, self._cause = self._cause, number
        try:
            yield
        finally:
            self._cause = before

    def timer(self, when, callback, *args):
        """Runs the callback of a timer that was due then."""
        self._due = when
        try:
            callback(*args)
        finally:
            self._due = None

    def runs(self, task):
        self._current = self._numbers.get(task)
        if self._current is not None:
            self._moment(self._current, "run")

    def pauses(self, task):
        """The task has run until it waits, or to its end."""
        number, again = self._current, self._again
        self._current, self._again = None, False
        if number is None:
            return
        if task.done():
            self._moment(number, "end")
        elif again:
            self._moment(number, "yield")
        else:
            cause, where = self._waits(task)
            self._moment(number, "wait", on=cause, **where)

    def waits_for_thread(self, future):
        """Who waits for the future waits for a thread."""
        self._threads.add(future)

    def printed(self, stream, newlines):
        """The strand has printed something that ended so many lines."""
        if self.on:
            number = self._running()
            if number is None:
                number = self._begin_outer()
            self._moment(number, "print", stream=stream, newlines=newlines)

    def thread(self, function):
        """A thread is to run the function; the result is its number."""
        if not self.on:
            return None
        number = self._next()
        name = getattr(function, "__qualname__", None) or type(function).__qualname__
        self._moment(number, "create", by=self.by(), name=name, thread=True, **self._place(sys._getframe(1)))
        return number

    def thread_runs(self, strand):
        if strand.task is not None:
            self._moment_at(strand.at, strand.task, "run")

    def thread_sleeps(self, strand, until):
        """A thread waits from now on; it is to be told before its clock goes on."""
        if strand.task is not None:
            frame = self._frame(sys._getframe(1))
            name = {"name": frame.f_code.co_qualname} if frame else {}
            self._moment_at(self._clock.now(), strand.task, "wait", on="sleep", **name, **self._place(frame))
            self._moment_at(until, strand.task, "ready")
            self._moment_at(until, strand.task, "run")

    def thread_over(self, task, time):
        if task is not None:
            self._moment_at(time, task, "end")

    def close(self):
        """The program is over."""
        if self._outer is not None:
            self._moment(self._outer, "end")

    def _waits(self, task):
        """Returns what the task waits for, and where."""
        mine, cause = None, None
        awaited = task.get_coro()
        while awaited is not None:
            frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None) or getattr(awaited, "ag_frame", None)
            if frame is not None:
                if frame.f_code.co_filename == self._file:
                    mine, cause = frame, None
                else:
                    cause = cause or self._awaits(frame.f_code)
            awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None) or getattr(awaited, "ag_await", None)
        where = {"name": mine.f_code.co_qualname, **self._place(mine)} if mine else {}
        return cause or self._future(task._fut_waiter), where

    def _awaits(self, code):
        folder, name = os.path.split(code.co_filename)
        if folder + "/" != ASYNCIO:
            return None
        if name == "tasks.py":
            return {"sleep": "sleep", "wait_for": None}.get(code.co_name, "task")
        return CAUSES.get(name)

    def _future(self, future):
        if future in self._threads:
            return "thread"
        children = getattr(future, "_children", None)
        if children and all(child in self._threads for child in children):
            return "thread"
        return "task" if children is not None or isinstance(future, asyncio.Task) else "future"

    def _running(self):
        """Returns the number of the task or thread that runs, if there is one."""
        strand = self._clock.strand
        return self._current if strand is self._clock.main else strand.task

    def _begin_outer(self):
        if self._outer is None:
            self._outer = self._next()
            self._moment(self._outer, "create", name="<module>")
            self._moment(self._outer, "run")
        return self._outer

    def _next(self):
        self._count += 1
        return self._count

    def _frame(self, frame):
        """Returns the innermost frame of the program's file; what lies beneath a loop does not count."""
        while frame is not None and frame.f_code.co_filename != self._file:
            frame = None if frame.f_code is RUN_ONCE else frame.f_back
        return frame

    def _place(self, frame):
        frame = self._frame(frame)
        return {"file": self._file, "line": frame.f_lineno} if frame else {}

    def _moment(self, task, do, **more):
        self._send(self._clock.now(), task, do, more, self._clock.say)

    def _moment_at(self, time, task, do, **more):
        self._send(time, task, do, more, lambda send: self._clock.say_at(time, send))

    def _send(self, time, task, do, more, say):
        if self._clock.halted or time == NEVER:
            return
        moment = {"at": round(time * 1000, 3), "task": task, "do": do}
        moment.update((key, value) for key, value in more.items() if value)
        say(lambda: self._tell(moment))
