"""Every error that the program raises on purpose.

HexaplaError            one line for the user: where, what, and what would have worked
├── UsageError          the call is wrong: exit code 2
└── InputError          the data cannot be used: exit code 1
    └── TransientError  another try may do: a server is busy, a connection was dropped
"""

from __future__ import annotations


class HexaplaError(Exception):
    """``str(error)`` is the line that the user reads."""

    exit_code = 1

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        super().__init__(where, what, remedy)  # the arguments are kept, so that errors pickle
        self.where, self.what, self.remedy = where, what, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"

    @property
    def reason(self) -> str:
        """The line without the place: for lists in which the place has its own column."""
        return self.what + (f" ({self.remedy})" if self.remedy else "")


class UsageError(HexaplaError):
    exit_code = 2


class InputError(HexaplaError):
    exit_code = 1


class TransientError(InputError):
    """``wait``: seconds, where the server says how long."""

    def __init__(self, where: str, what: str, remedy: str = "", wait: float = 0) -> None:
        super().__init__(where, what, remedy)
        self.args = (where, what, remedy, wait)
        self.wait = wait
