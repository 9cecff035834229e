"""Standard input.

Nothing here can wait for a reader who types. So a program that finds nothing more to read is halted, and run again
from its beginning once the reader has sent more: up to there it does the same.
"""

import collections
import io
import os
import random

from .clock import NEVER, OutOfInput


class Stdin(io.RawIOBase):
    """What the reader has sent: pieces {at, text, last}, at in milliseconds since the program began."""

    def __init__(self, clock, pieces, reading):
        self._clock = clock
        self._pieces = collections.deque(pieces)
        self._reading = reading  # is called with the time at which nothing more is there
        self._data = b""
        self._ended = False

    def readable(self):
        return True

    def readinto(self, buffer):
        while not self._data and not self._ended:
            self._take()
        count = min(len(buffer), len(self._data))
        buffer[:count], self._data = self._data[:count], self._data[count:]
        return count

    def _take(self):
        """Takes the next piece, when it has been sent."""
        clock = self._clock
        if not self._pieces:
            for call in clock.paused:
                call()
            self._reading(clock.now() * 1000)
            # By the instant clock the reader's time is none of the program's.
            if clock.strand is clock.main or clock.limit == NEVER:
                clock.halt(OutOfInput)
            raise OutOfInput
        piece = self._pieces.popleft()
        clock.sleep(max(piece["at"] / 1000 - clock.now(), 0))
        self._data, self._ended = piece["text"].encode(), piece["last"]


def open_stdin(clock, pieces, reading):
    """Returns the standard input as a program has it."""
    stdin = io.TextIOWrapper(io.BufferedReader(Stdin(clock, pieces, reading)), encoding="utf-8")
    stdin.mode = "r"
    return stdin


def repeat(seed):
    """Has all that is random come out by the seed: the same when the program is run again."""
    random.seed(seed)
    os.urandom = random._urandom = random.Random(seed).randbytes
