"""The one error that ``align`` raises on purpose; ``corpus`` shows it to the user as a line."""

from __future__ import annotations


class AlignError(ValueError):
    """``str(error)`` says where, what, and what would have worked."""
