"""The program as a whole: how a call ends, well or with one line that says why."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import Any

import click

from corpus.errors import HexaplaError


class Script(click.Command):
    """Shows every error as one line and gives it its exit code; ``--debug`` anywhere in the call adds the traceback."""

    program = ""  # what its lines begin with; empty for the name of the command

    def main(self, args: Sequence[str] | None = None, *rest: Any, **kwargs: Any) -> Any:
        given = list(sys.argv[1:] if args is None else args)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # cleared away like Ctrl-C
        try:
            result = super().main(
                [each for each in given if each != "--debug"], *rest, **{**kwargs, "standalone_mode": False}
            )
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:  # also Ctrl-C
            click.echo(f"{self._said}: interrupted: no file is half-written", err=True)
            sys.exit(130)
        except Exception as error:
            if "--debug" in given:
                traceback.print_exc()
            click.echo(f"{self._said}: {_line(error, self._said)}", err=True)
            sys.exit(error.exit_code if isinstance(error, HexaplaError | click.ClickException) else 1)
        sys.exit(result if isinstance(result, int) else 0)

    @property
    def _said(self) -> str:
        return self.program or self.name or ""


class Program(Script, click.Group):
    """``hexapla`` with its commands."""

    program = "hexapla"

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing more: the text above the options has the commands with their arguments."""


def _line(error: Exception, program: str) -> str:
    """Where, what, and what would have worked."""
    from align.errors import AlignError

    if isinstance(error, HexaplaError | AlignError):
        return str(error)
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.info_name + " " if context and context.parent else ""
        what = " ".join(error.format_message().split())
        return f"{command.replace(' ', ': ')}{what} ({program} {command}--help lists what there is)"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"an error in the program itself: {type(error).__name__}: {error} (--debug shows where; please report it)"
