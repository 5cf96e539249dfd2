"""How often and how long the program waits for a server that is busy or out of reach."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from corpus.errors import InputError, TransientError

WAITS = (1, 2, 4, 8, 16, 32)  # seconds before the second try, the third …: a minute in all
LONGEST = 300  # seconds that a server may ask for: the Hub counts its requests in windows of five minutes

Result = TypeVar("Result")


class Patience:
    """``say`` gets a line about each wait; ``sleep`` waits for so many seconds. There is no chance in it."""

    def __init__(self, say: Callable[[str], object], sleep: Callable[[float], object] = time.sleep) -> None:
        self._say, self._sleep = say, sleep
        self._failures = 0

    def renew(self) -> None:
        """Something has arrived: the tries are counted from the beginning."""
        self._failures = 0

    def call(self, step: Callable[[], Result]) -> Result:
        """What ``step`` returns, tried again after each ``TransientError``; an ``InputError`` after the last try."""
        self.renew()
        while True:
            try:
                return step()
            except TransientError as error:
                self._wait(error)

    def _wait(self, error: TransientError) -> None:
        if error.wait > LONGEST:
            raise InputError(error.where, f"{error.what} for {error.wait:.0f} seconds, which is long",
                             "call again then: it goes on where it stopped") from None  # fmt: skip
        if self._failures == len(WAITS):
            remedy = "call again later: it goes on where it stopped"
            raise InputError(error.where, f"{error.what}, {len(WAITS) + 1} times in a row", remedy) from None
        seconds = max(error.wait, WAITS[self._failures])
        self._failures += 1
        self._say(f"{error}: try {self._failures + 1} of {len(WAITS) + 1} in {seconds:g} s")
        self._sleep(seconds)
