"""Pushes to a Hub on this machine: what arrives, what is sent twice, and how failures end."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from huggingface_hub import HfApi, constants
from huggingface_hub.utils._runtime import is_xet_available
from loopback_hub import READER, WRITER, LoopbackHub
from published import CONFIGS, PEARS, write_dataset, write_export, write_shard

from corpus.errors import HexaplaError, InputError, UsageError
from corpus.publishing.card import is_generated
from corpus.publishing.dataset_folder import read_dataset_folder
from corpus.publishing.dataset_schema import NEW_WORDS, SPLITS, shard_path
from corpus.publishing.hub import Choices, Push, Pushed
from corpus.publishing.hub_client import check_repository, hub, hub_token
from corpus.publishing.hub_remote import Target, compare, glimpse
from corpus.publishing.patience import WAITS, Patience

AT = Target("me/pears")
pytestmark = pytest.mark.usefixtures("hub_unset")


class Told:
    """What a push says, and how long it would have waited."""

    def __init__(self, sleep: Callable[[float], object] | None = None) -> None:
        self.lines: list[str] = []
        self.slept: list[float] = []
        self._sleep = sleep or self.slept.append

    def push(
        self, folder: Path, there: LoopbackHub, choices: Choices | None = None, target: Target = AT,
        token: str = WRITER,
    ) -> Pushed:  # fmt: skip
        dataset = read_dataset_folder(folder)
        with hub(there.endpoint, token) as api:
            patience = Patience(self.lines.append, self._sleep)
            return Push(api, dataset, target, choices or Choices(), patience, self.lines.append)()


def push(
    folder: Path, there: LoopbackHub, choices: Choices | None = None, target: Target = AT, token: str = WRITER
) -> Pushed:
    return Told().push(folder, there, choices, target, token)


def here(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pushed_whole(folder: Path, there: LoopbackHub) -> None:
    found = there.files("me/pears")
    found.pop(".gitattributes")
    assert found == here(folder)


def test_a_push_arrives_byte_for_byte_and_a_second_one_sends_nothing(sound: Path, there: LoopbackHub) -> None:
    first = push(sound, there)
    pushed_whole(sound, there)
    repository = there.repositories["me/pears"]
    assert repository.private and first.created
    assert first.commit == repository.branches["main"]
    assert (there.count("put"), there.count("commit")) == (15, 1)
    assert first.difference.kinds() == {"add": tuple(sorted(here(sound))), "change": (), "same": (), "delete": ()}

    there.log.clear()
    second = push(sound, there)
    assert (second.commit, second.created) == ("", False)
    assert second.difference.kinds()["same"] == tuple(sorted(here(sound)))
    assert there.count("put", "commit", "create", "preupload", "batch") == 0


@pytest.mark.parametrize(
    ("kind", "number", "status"),
    [
        *[("put", number, status) for number in (1, 8, 15) for status in (503, 0)],
        *[(kind, 1, status) for kind in ("create", "preupload", "batch", "verify", "commit") for status in (500, 0)],
        *[(kind, 2, 502) for kind in ("info", "verify", "batch")],
        ("tree", 1, 502),
    ],
)
def test_it_goes_on_after_a_failure(sound: Path, there: LoopbackHub, kind: str, number: int, status: int) -> None:
    there.fail(kind, number, status)
    told = Told()
    told.push(sound, there)
    pushed_whole(sound, there)
    assert told.slept == [1]
    assert there.repositories["me/pears"].messages == ["initial commit", "A dataset made with hexapla"]
    waiting = [line for line in told.lines if "try 2 of 7 in 1 s" in line]
    assert len(waiting) == 1
    assert ("the connection was dropped" if not status else f"({status})") in waiting[0]


def test_what_has_arrived_is_not_sent_again(sound: Path, there: LoopbackHub) -> None:
    there.fail("put", 15, 503, times=len(WAITS) + 1)
    with pytest.raises(InputError, match=r"\(503\), 7 times in a row \(call again later: it goes on where"):
        push(sound, there)
    assert there.count("put") == 15 + len(WAITS)
    assert len(there.objects) == 14
    there.log.clear()
    push(sound, there)
    pushed_whole(sound, there)
    assert there.count("put") == 1


def test_tries_are_counted_from_the_last_thing_that_arrived(sound: Path, there: LoopbackHub) -> None:
    for number in range(1, 6):
        there.fail("preupload", number, 503)
    there.fail("commit", 1, 503, times=4)
    told = Told()
    told.push(sound, there)
    assert told.slept == [1, 2, 4, 8, 16, 1, 2, 4, 8]


def test_in_several_parts(sound: Path) -> None:
    with LoopbackHub(page=5, part=4000) as there:
        there.fail("put", 3, 503)
        there.fail("complete", 1)
        push(sound, there)
        pushed_whole(sound, there)
        assert there.count("complete") > 5


def test_an_answer_that_got_lost(sound: Path, there: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit is made, and the connection breaks before anybody hears of it."""
    from loopback_hub import _Handler

    commit = _Handler._commit

    def lost(self: _Handler) -> None:
        monkeypatch.setattr(_Handler, "_commit", commit)
        monkeypatch.setattr(self, "_answer", lambda *_: self.connection.close())
        self.close_connection = True
        commit(self)

    monkeypatch.setattr(_Handler, "_commit", lost)
    pushed = push(sound, there)
    pushed_whole(sound, there)
    assert there.count("commit") == 1
    assert pushed.commit == there.repositories["me/pears"].branches["main"]


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({"Retry_After": "20"}, [20]),
        ({"Retry_After": "0"}, [1]),
        ({"Retry_After": "soon"}, [1]),
        ({"RateLimit": '"api";r=0;t=55', "RateLimit_Policy": '"fixed window";"api";q=500;w=300'}, [55]),
        ({"RateLimit": '"api";r=3;t=55'}, [1]),
    ],
)
def test_too_many_requests(sound: Path, there: LoopbackHub, headers: dict[str, str], slept: list[float]) -> None:
    there.fail("put", 4, 429, **headers)
    told = Told()
    told.push(sound, there)
    assert told.slept == slept
    assert any("has had too many requests and asks to wait (429)" in line for line in told.lines)


def test_a_date_to_wait_for(sound: Path, there: LoopbackHub) -> None:
    there.fail("commit", 1, 503, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    told = Told()
    told.push(sound, there)
    assert 50 < told.slept[0] <= 60


def test_nobody_waits_for_an_hour(sound: Path, there: LoopbackHub) -> None:
    there.fail("put", 4, 429, Retry_After="3600")
    with pytest.raises(InputError, match=r"\(429\) for 3600 seconds, which is long \(call again then"):
        push(sound, there)


@pytest.mark.parametrize("status", [409, 412])
def test_another_commit_came_first(sound: Path, there: LoopbackHub, status: int) -> None:
    there.fail("commit", 1, status)
    told = Told()
    told.push(sound, there)
    pushed_whole(sound, there)
    assert any(f"another commit came in between ({status})" in line for line in told.lines)


def test_an_earlier_dataset_goes_in_the_same_commit(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    there.put("me/pears", picture__png=b"\x89PNG", notes__parquet=b"somebody's own")
    shutil.rmtree(folder)
    write_dataset(folder, replace(PEARS, sizes=dict.fromkeys(SPLITS, 9), shards=2, judged=0))
    pushed = push(folder, there)
    found = there.files("me/pears")
    for name in (".gitattributes", "picture.png", "notes.parquet"):
        found.pop(name)
    assert found == here(folder)
    old = tuple(sorted(shard_path(name, split, 0, 1) for name in CONFIGS for split in SPLITS))
    assert pushed.difference.stale == (*old, "judgements.parquet")
    assert there.count("commit") == 2


def test_only_what_changed_is_sent(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    there.log.clear()
    path = shard_path("en-es", "test", 0, 1)
    rows = [{**row, "probability": 0.5} for row in published_rows(folder / path)]
    write_shard(folder / path, rows, ("en", "es"))
    write_export(folder)
    pushed = push(folder, there, Choices(message="Again"))
    assert pushed.difference.kinds()["change"] == (path, "export.json")
    assert (there.count("put"), there.count("commit")) == (1, 1)
    assert there.repositories["me/pears"].messages[-1] == "Again"
    pushed_whole(folder, there)


def published_rows(path: Path) -> list[dict[str, object]]:
    import pyarrow.parquet as pq

    found: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return found


def test_a_card_that_was_edited_on_the_hub_is_kept(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    edited = there.files("me/pears")["README.md"].replace(b"# Pears", b"# Pears \x1b[31mfrom Tarnholm")
    there.put("me/pears", README__md=edited)
    pushed = push(folder, there)
    assert (pushed.commit, there.files("me/pears")["README.md"]) == ("", edited)
    assert "-# Pears  [31mfrom Tarnholm" in pushed.difference.card
    assert "+# Pears" in pushed.difference.card

    assert push(folder, there, Choices(replace_card=True)).commit
    pushed_whole(folder, there)


def test_a_card_that_was_edited_here_is_sent_once(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    card = folder / "README.md"
    card.write_text(card.read_text("utf-8").replace("# Pears", "# My pears"), "utf-8")
    assert not is_generated(card.read_text("utf-8"))
    assert push(folder, there).difference.kinds()["change"] == ("README.md",)
    pushed_whole(folder, there)
    assert push(folder, there).difference.nothing


def test_words_that_were_edited_here_are_sent_once(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    words = ("CITATION.cff", "LICENSE")
    for name in words:
        (folder / name).write_bytes((folder / name).read_bytes() + b"# More.\n")
        shutil.copy(folder / name, folder / NEW_WORDS[name])
    assert push(folder, there).difference.kinds()["change"] == words
    found = there.files("me/pears")
    assert [found[name] for name in words] == [(folder / name).read_bytes() for name in words]
    assert not {*NEW_WORDS.values()} & {*found}
    assert push(folder, there).difference.nothing


def test_a_card_that_is_edited_during_a_push_is_kept(folder: Path, there: LoopbackHub) -> None:
    push(folder, there)
    write_dataset(folder, replace(PEARS, sizes=dict.fromkeys(SPLITS, 9)))
    there.fail("commit", 1, 412)

    def edit(seconds: float) -> None:
        there.put("me/pears", README__md=b"Mine.")

    with pytest.raises(InputError, match="somebody has edited it on the Hub meanwhile"):
        Told(edit).push(folder, there)
    assert there.files("me/pears")["README.md"] == b"Mine."


def test_a_repository_that_is_there_keeps_its_visibility(sound: Path, there: LoopbackHub) -> None:
    there.create("me/pears", private=False)
    assert not push(sound, there).created
    assert not there.repositories["me/pears"].private
    assert there.count("create") == 0


def test_public(sound: Path, there: LoopbackHub) -> None:
    push(sound, there, Choices(private=False))
    assert not there.repositories["me/pears"].private


def test_a_branch(sound: Path, there: LoopbackHub) -> None:
    there.create("me/pears")
    repository = there.repositories["me/pears"]
    repository.branches["v2"] = repository.branches["main"]
    push(sound, there, target=Target("me/pears", "v2"))
    assert set(there.files("me/pears")) == {".gitattributes"}
    assert set(here(sound)) < set(there.files("me/pears", "v2"))


def test_what_the_hub_leaves_out_is_told(sound: Path) -> None:
    with (
        LoopbackHub(ignored=("LICENSE",)) as there,
        pytest.raises(InputError, match=r"its .gitignore leaves out 1 files, the first is LICENSE \("),
    ):
        push(sound, there)


@pytest.mark.parametrize(
    ("target", "token", "message"),
    [
        (AT, "hf_nobodynobodynobody", r"the Hub does not accept the token \(401\) \(log in with hf auth login"),
        (AT, READER, r"403: You don't have the rights to create .* \(use a token that may write there"),
        (Target("others/pears"), WRITER, r"403: You don't have the rights to create a dataset under \"others\""),
        (Target("taken/pears"), WRITER, "the repository is there, but this token may not see it"),
        (Target("me/pears", "v9"), WRITER, r"there is no such branch \(create it on the Hub, or name another"),
    ],
)
def test_refusals(sound: Path, there: LoopbackHub, target: Target, token: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        push(sound, there, target=target, token=token)
    assert token not in str(raised.value)
    assert there.count("put", "commit") == 0


@pytest.mark.parametrize(
    ("kind", "status", "text", "message"),
    [
        ("put", 403, "expired", "the Hub answers 403: expired"),
        ("commit", 413, "too large", r"413: too large \(export the dataset with smaller shards\)"),
        ("commit", 403, f"not with\nyour {WRITER}", r"403: not with your \[token\] \(use a token that may write"),
        ("create", 402, "no more private storage", "402: no more private storage"),
        ("commit", 400, "x" * 1000, "x…"),
        ("batch", 404, "gone", "404: gone"),
    ],
)
def test_what_the_hub_says_is_one_line_without_the_token(
    sound: Path, there: LoopbackHub, kind: str, status: int, text: str, message: str
) -> None:
    there.fail(kind, 1, status, text=text)
    with pytest.raises(InputError, match=message) as raised:
        push(sound, there)
    line = str(raised.value)
    assert WRITER not in line and "\n" not in line and len(line) < 350


def test_a_card_that_the_hub_refuses(folder: Path, there: LoopbackHub) -> None:
    card = folder / "README.md"
    card.write_text(card.read_text("utf-8").replace("license: cc-by-4.0", "license: nonsense"), "utf-8")
    with pytest.raises(InputError, match='400: "license" must be one of'):
        push(folder, there)


def test_nobody_is_there(sound: Path, there: LoopbackHub) -> None:
    there.__exit__()
    told = Told()
    try:
        with pytest.raises(InputError, match=r"there is no connection: .*refused \(is there a network\?\)"):
            told.push(sound, there)
    finally:
        there.__enter__()
    assert told.slept == []


def test_a_server_that_never_answers(sound: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with hub(endpoint, None, answer=0.05) as api, pytest.raises(InputError, match="no answer within 0 seconds"):
            api.dataset_info("me/pears")


def test_the_protocol_of_the_hub_fails(sound: Path, there: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """hf_xet raises what it likes, after a minute of retries of its own."""

    def fails(*args: object, **kwargs: object) -> None:
        raise ConnectionError(f"Network error: {WRITER}")

    monkeypatch.setattr(HfApi, "preupload_lfs_files", fails)
    with pytest.raises(InputError, match=r"the upload failed: Network error: \[token\] \(call again: it goes on where"):
        push(sound, there)


def test_a_server_that_is_no_hub(sound: Path, there: LoopbackHub) -> None:
    there.fail("info", 1, 200, text="welcome")
    with pytest.raises(HexaplaError):
        push(sound, there)


def test_a_glimpse(sound: Path, there: LoopbackHub) -> None:
    dataset = read_dataset_folder(sound)
    assert glimpse(there.endpoint, None, AT) is None
    assert compare(dataset, None).new == dataset.files
    push(sound, there)
    assert glimpse(there.endpoint, None, AT) is None  # it is private
    remote = glimpse(there.endpoint, READER, AT)
    assert remote is not None and remote.private
    assert compare(dataset, remote).nothing
    there.fail("info", 1, 503)
    with pytest.raises(InputError, match=r"the server is out of order \(503\)"):
        glimpse(there.endpoint, WRITER, AT)


def test_a_glimpse_ends_when_nothing_answers(there: LoopbackHub, monkeypatch: pytest.MonkeyPatch, sound: Path) -> None:
    from threading import Event

    waiting = Event()
    monkeypatch.setattr("corpus.publishing.hub_remote._GLIMPSE", 0.1)
    monkeypatch.setattr("corpus.publishing.hub_remote.look", lambda *_: waiting.wait(10))
    with pytest.raises(InputError, match="no answer within 0 seconds"):
        glimpse(there.endpoint, WRITER, AT)
    waiting.set()


def test_offline(there: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match="HF_HUB_OFFLINE is set"):
        glimpse(there.endpoint, None, AT)
    assert there.log == []


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        ("http://hub.example.org", "the token would be sent without encryption"),
        ("hub.example.org", "this is no address of a Hub"),
        ("ftp://hub.example.org", "this is no address of a Hub"),
    ],
)
def test_endpoints(endpoint: str, message: str) -> None:
    with pytest.raises(UsageError, match=message), hub(endpoint, WRITER):
        pass


def test_another_hub_is_spoken_to_in_plain_http(sound: Path, there: LoopbackHub) -> None:
    """Though hf_xet is installed, as huggingface_hub wants it."""
    assert is_xet_available()
    push(sound, there)
    pushed_whole(sound, there)
    assert is_xet_available()


@pytest.mark.parametrize(
    ("endpoint", "said", "xet"),
    [
        ("https://huggingface.co", None, True),
        ("https://huggingface.co/", None, True),
        ("", None, True),
        ("https://hub.example.org", None, False),
        ("https://huggingface.co.example.org", None, False),
        ("https://hub.example.org", "0", True),
        ("https://huggingface.co", "1", False),
    ],
)
def test_who_speaks_xet(endpoint: str, said: str | None, xet: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "https://huggingface.co")
    if said:
        monkeypatch.setenv("HF_HUB_DISABLE_XET", said)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", said == "1")
    with pytest.raises(KeyboardInterrupt), hub(endpoint, WRITER):
        assert is_xet_available() is xet
        raise KeyboardInterrupt
    assert is_xet_available() is (said != "1")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("me/pears", ""),
        ("me/Pears_2.0-x", ""),
        ("pears", "it needs its owner"),
        ("datasets/me/pears", "Repo id must be in the form"),
        ("me/pe--ars", "Cannot have -- or .."),
        ("me/.pears", "alphanumeric"),
        ("me/pears.git", "cannot end by '.git'"),
        ("me/" + "p" * 97, "96"),
        ("me/peras de agua", "alphanumeric"),
        ("https://huggingface.co/me/pears", "form"),
        ("", ""),
    ],
)
def test_names_that_the_hub_refuses(name: str, fault: str) -> None:
    if name and not fault:
        check_repository(name)
        return
    with pytest.raises(UsageError, match="the Hub refuses this name") as raised:
        check_repository(name)
    assert fault in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "token"), [(WRITER, WRITER), (f" {WRITER}\n", WRITER), ("", None), ("hf_se\x01cret", "refused"),
                         ("hf_sécret", "refused"), ("hf_a hf_b", "refused")],
)  # fmt: skip
def test_tokens(value: str, token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", value)
    if token != "refused":
        assert hub_token() == token
        return
    with pytest.raises(UsageError, match="the token: it holds characters that no token has") as raised:
        hub_token()
    assert "cret" not in str(raised.value) and "hf_b" not in str(raised.value)
