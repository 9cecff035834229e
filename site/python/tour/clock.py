"""The clock of a program, and the strands that tell the time by it.

Here is one thread and no way to pause it, and yet a page shows a program that
sleeps, and threads that run beside its event loop. So time is told: what was
computed counts as it was measured, and sleeping costs nothing but is counted.
The page then shows each line at its time, by whichever clock the reader chose.

A strand is one thread of the program: the main one, or what a worker does. A
worker's work is done at once when it begins, by a time of its own, and the main
strand hears of its end when its own time has come so far. What strands compute
excludes each other, as the interpreter's lock has it; the main strand goes first. A
process has a lock of its own, and a processor.
"""

import heapq
import math
from time import perf_counter  # the real one: program.py puts ours in its place


# When a worker goes on that reads. The limit of the instant clock is the same.
NEVER = math.inf

# The sentence for a thread that would have to wait for another.
CANNOT_WAIT = "in the browser a thread cannot wait for another"


class Halt(BaseException):
    """The program does not go on. Nothing of the program's catches it."""


class OutOfTime(Halt):
    """It would go on for longer than it may."""


class OutOfInput(Halt):
    """It reads, and nothing more has been sent to it yet."""


class Strand:
    """A thread of the program, or the one of a process of its own. Task is its number on the timeline, or None."""

    def __init__(self, at, task=None, process=None):
        self.at = at  # seconds since the program started, when last told
        self.mark = perf_counter()  # the real time then
        self.task = task
        self.process = process  # that process; None: the program's own
        self.lines = {}  # by stream: the beginning of a line


class Clock:
    """Tells the time, in seconds since the program started."""

    def __init__(self, limit):
        self.limit = limit  # the longest that the program may go on
        self.halted = None  # why it does not go on; what it does on its way out does not count
        self.main = self.strand = Strand(0.0)
        self.paused = []  # what to call before time is skipped
        self._due = []  # (time, number, call): what the main strand is to hear of
        self._held = []  # (time, number, send): what workers have said ahead of its time
        self._computed = []  # (from, to), in order: when workers compute
        self._number = 0

    def begin(self):
        """The program begins now."""
        self.main.at, self.main.mark = 0.0, perf_counter()

    def now(self):
        strand = self.strand
        passed = perf_counter() - strand.mark
        if self._alone:
            return strand.at + passed
        return self._pieces(strand.at, passed)[-1][1]

    @property
    def _alone(self):
        """Whether what the strand computes is held up by no other's computing."""
        return self.strand is self.main or self.strand.process is not None

    def halt(self, why):
        """Has the program not go on."""
        self.halted = self.halted or why
        raise self.halted

    def sleep(self, seconds):
        """Has the strand wait, and whatever it would have done meanwhile."""
        if self.strand is self.main:
            until = self.now() + seconds
            self.skip_to(until)
            while self.now() < until:
                self.skip_to(until)
        else:
            self._settle()
            self.strand.at += seconds
            if self.strand.at > self.limit:
                raise OutOfTime

    def wait(self, over, until=None):
        """Has the strand wait until over() is true, at most until a time, and returns whether it is."""
        while not over():
            if self.strand is not self.main:
                if until is None:
                    raise RuntimeError(CANNOT_WAIT)
                self.sleep(max(until - self.now(), 0))
                return over()
            if until is None:
                self.skip()
            elif self.now() < until:
                self.skip_to(until)
            else:
                return False
        return True

    def skip_to(self, time):
        """Goes on to that time; it returns earlier where the main strand hears of something."""
        if self.halted:
            raise self.halted
        for call in self.paused:
            call()
        if self._due and self._due[0][0] <= time:
            time, _, call = heapq.heappop(self._due)
        else:
            call = None
        if time == NEVER:
            self.halt(OutOfInput)
        if time > self.limit:
            self.halt(OutOfTime)
        main = self.main
        main.at, main.mark = max(time, self.now()), perf_counter()
        self.release()
        if call:
            call()

    def skip(self):
        """Goes on to what the main strand is to hear of next."""
        if not self._due:
            self.halt(OutOfTime)  # nothing will ever happen
        self.skip_to(self._due[0][0])

    def wait_for_workers(self):
        """Goes on to the end of all that workers do."""
        self.wait(lambda: not self._due)

    def later(self, time, call):
        """Has the main strand call at a time."""
        self._number += 1
        heapq.heappush(self._due, (time, self._number, call))

    def work(self, strand, call):
        """Has a worker do something, and returns when it is done; one that takes too long, or reads, never is."""
        before = self.strand
        self._settle()
        strand.mark = perf_counter()
        self.strand = strand
        try:
            try:
                call()
            except OutOfTime:
                pass
            except OutOfInput:
                strand.at = NEVER
            for end_line in self.paused:
                end_line()
            self._settle()
        finally:
            self.strand = before
            before.mark = perf_counter()
        return strand.at

    def say(self, send):
        """Sends something now; what workers say waits until the main strand has come so far."""
        if self.strand is self.main:
            self.release()
            send()
        else:
            self.say_at(self.now(), send)

    def say_at(self, time, send):
        self._number += 1
        heapq.heappush(self._held, (time, self._number, send))

    def release(self):
        """Sends what workers have said, up to the main strand's time."""
        held = self._held
        if held:
            now = self.main.at + (perf_counter() - self.main.mark if self.strand is self.main else 0)
            while held and held[0][0] <= now:
                heapq.heappop(held)[2]()

    def _settle(self):
        """Notes what the strand has computed."""
        strand = self.strand
        passed = perf_counter() - strand.mark
        if self._alone:
            strand.at += passed
        else:
            pieces = self._pieces(strand.at, passed)
            strand.at = pieces[-1][1]
            self._computed = sorted(piece for piece in self._computed + pieces if piece[1] > self.main.at)
        strand.mark = perf_counter()

    def _pieces(self, at, passed):
        """Returns when something is computed that takes so long and begins at that time: while no other worker computes."""
        pieces = []
        for start, end in self._computed:
            if end <= at:
                continue
            if start >= at + passed:
                break
            if start > at:
                pieces.append((at, start))
                passed -= start - at
            at = end
        pieces.append((at, at + passed))
        return pieces
