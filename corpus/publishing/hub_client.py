"""Talking to the Hub: a client that never hangs and leaves all retries to ``Patience``, the token, and refusals in
one line each, without the token."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import HfApi, constants, get_token, set_client_factory
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError, RevisionNotFoundError
from huggingface_hub.utils import parse_ratelimit_headers, validate_repo_id

from corpus.errors import HexaplaError, InputError, TransientError, UsageError

LOG_IN = "log in with hf auth login, or set HF_TOKEN"
_BUSY = {408: "took too long to answer", 429: "has had too many requests and asks to wait"}
_XET = "HF_HUB_DISABLE_XET"
_CONNECT, _ANSWER = 10.0, 120.0  # seconds; a commit of hundreds of files takes the Hub half a minute
_LONGEST_MESSAGE = 200  # characters of what a server says
_TOKEN = re.compile(r"[!-~]+")


class _Client(httpx2.Client):
    """Raises ``TransientError`` for whatever another try may mend, which ``huggingface_hub`` hands on: its own retries
    wait as long as any server asks, and say nothing."""

    def __init__(self, answer: float) -> None:
        super().__init__(follow_redirects=True)
        self._limits = httpx2.Timeout(answer, connect=min(_CONNECT, answer)).as_dict()
        self._heard = False

    def send(self, request: httpx2.Request, **kwargs: Any) -> httpx2.Response:
        request.extensions = {**request.extensions, "timeout": self._limits}
        where = f"{request.url.scheme}://{request.url.netloc.decode()}"
        try:
            response = super().send(request, **kwargs)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise self._silence(where, f"there is no connection{_why(error)}") from None
        except httpx2.TimeoutException:
            raise self._silence(where, f"no answer within {self._limits['read']:.0f} seconds") from None
        except httpx2.TransportError:  # what it says may hold a header, and a header the token
            raise TransientError(where, "the connection was dropped") from None
        self._heard = True
        status = response.status_code
        if status in _BUSY or status >= 500:
            response.close()
            raise TransientError(
                where, f"the server {_BUSY.get(status, 'is out of order')} ({status})", "", _wait(response)
            )
        return response

    def _silence(self, where: str, what: str) -> InputError:
        """Nobody waits for a server that has never answered."""
        return TransientError(where, what) if self._heard else InputError(where, what, "is there a network?")


def _why(error: httpx2.TransportError) -> str:
    return ": it takes too long" if isinstance(error, httpx2.TimeoutException) else f": {error}"


def _wait(response: httpx2.Response) -> float:
    """Seconds that the server asks for, by ``Retry-After``, a number or a date, or ``RateLimit``; 0 where it says
    nothing."""
    rate = parse_ratelimit_headers(response.headers)
    if response.status_code == 429 and rate and not rate.remaining:
        return float(rate.reset_in_seconds)
    after = response.headers.get("Retry-After", "").strip()
    if after.isdecimal():
        return float(after)
    try:
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


@contextmanager
def hub(endpoint: str, token: str | None, answer: float = _ANSWER) -> Iterator[HfApi]:
    """The Hub at ``endpoint``, an empty string for the one that HF_ENDPOINT names, or the public one; ``answer``:
    seconds that it may take for one. Other Hubs than the public one are spoken to in plain HTTP, without Xet, unless
    HF_HUB_DISABLE_XET says something. A ``UsageError`` where a token would travel without encryption."""
    from huggingface_hub.utils._http import default_client_factory

    api = HfApi(endpoint=endpoint.rstrip("/") or None, token=token or False)
    parts = urlsplit(api.endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(api.endpoint, "this is no address of a Hub", "give one such as https://huggingface.co")
    if token and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise UsageError(api.endpoint, "the token would be sent without encryption", "give an address with https")
    if constants.is_offline_mode():
        raise InputError(api.endpoint, "HF_HUB_OFFLINE is set, so nothing is sent or asked for", "unset it")
    disabled = constants.HF_HUB_DISABLE_XET
    if api.endpoint != constants._HF_DEFAULT_ENDPOINT and _XET not in os.environ:
        constants.HF_HUB_DISABLE_XET = True  # of a Hub that does not speak it, hf_xet asks in silence for minutes
    set_client_factory(lambda: _Client(answer))
    try:
        yield api
    finally:
        set_client_factory(default_client_factory)
        constants.HF_HUB_DISABLE_XET = disabled


@contextmanager
def plainly(api: HfApi) -> Iterator[None]:
    """Whatever ``huggingface_hub`` raises in this block becomes an error in one line."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, KeyError) as error:  # the first two of hf_xet, too
        raise refusal(error, api) from None


def hub_token() -> str | None:
    """Of the environment, or the hub's own login; None where there is none."""
    try:
        token = get_token()
    except Exception as error:  # an exchange of tokens, a login that has run out
        raise UsageError("the token", f"it cannot be had: {type(error).__name__}", LOG_IN) from None
    if token and not _TOKEN.fullmatch(token):
        raise UsageError("the token", "it holds characters that no token has", LOG_IN)
    return token


def check_repository(name: str) -> None:
    """A ``UsageError`` where the Hub would refuse the name."""
    try:
        validate_repo_id(name)
        fault = "" if name.count("/") == 1 else "it needs its owner"
    except HFValidationError as error:
        fault = str(error).split(": '")[0].rstrip(".:")
    if fault:
        raise UsageError(name, f"the Hub refuses this name: {fault}", "give one such as NAMESPACE/NAME")


def refusal(error: BaseException, api: HfApi) -> HexaplaError:
    """What went wrong, for a person, out of whatever ``huggingface_hub`` has wrapped it into."""
    cause: BaseException | None = error
    while cause and not isinstance(cause, HexaplaError | HfHubHTTPError):
        cause = cause.__cause__
    if isinstance(cause, HexaplaError):
        return cause
    token, where = api.token if isinstance(api.token, str) else "", api.endpoint
    if isinstance(cause, HfHubHTTPError):
        return _refused(cause, where, token)
    what = f"the upload failed: {said(str(error), token) or type(error).__name__}"
    return InputError(where, what, "call again: it goes on where it stopped")  # hf_xet has tried for a minute


def _refused(error: HfHubHTTPError, where: str, token: str) -> InputError:
    status, message = error.response.status_code, said(error.server_message or "", token)
    if isinstance(error, RevisionNotFoundError):
        return InputError(where, "there is no such branch", "create it on the Hub, or name another with --revision")
    if status == 401:
        return InputError(where, f"the Hub does not accept the token ({status})", f"{LOG_IN}, with one that may write")
    if isinstance(error, RepositoryNotFoundError) and status == 404:
        return InputError(where, f"there is no such repository, or the token may not see it ({status})")
    remedies = {
        403: "use a token that may write there, or name a repository of yours",
        409: "somebody else is changing the repository: call again",
        413: "export the dataset with smaller shards",
    }
    return InputError(
        where, f"the Hub answers {status}" + (f": {message}" if message else ""), remedies.get(status, "")
    )


def said(message: str, token: str) -> str:
    """A server's words in one line that is not too long and does not hold the token."""
    line = " ".join("".join(each if each.isprintable() else " " for each in message).split())
    line = line.replace(token, "[token]") if token else line
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"
