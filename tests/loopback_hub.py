"""A Hub on this machine, for tests: repositories with commits, tokens, the routes of an upload, and faults on request.

with LoopbackHub() as hub:
    hub.fail("put", 2, 503)               # the second PUT from here on
    HfApi(endpoint=hub.endpoint, token=WRITER).create_commit(...)
    hub.files("me/pears"), hub.count("put")
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

WRITER, READER = "hf_writerwriterwriterwriter", "hf_readerreaderreaderreader"  # of the user "me"
ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


@dataclass(frozen=True)
class Stored:
    """One file of a commit; ``large``: git has a pointer to it only."""

    data: bytes
    large: bool = False

    def entry(self, path: str) -> dict[str, Any]:
        """As the tree of the Hub has it."""
        oid = hashlib.sha256(self.data).hexdigest()
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(self.data)}\n".encode()
        found = {"type": "file", "path": path, "size": len(self.data)}
        if not self.large:
            return {**found, "oid": blob_id(self.data)}
        lfs = {"oid": oid, "size": len(self.data), "pointerSize": len(pointer)}
        return {**found, "oid": blob_id(pointer), "lfs": lfs}


def blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass
class Repository:
    private: bool
    branches: dict[str, str] = field(default_factory=dict)  # to the ids of commits
    commits: dict[str, dict[str, Stored]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def commit(self, files: dict[str, Stored], message: str, branch: str = "main") -> str:
        oid = hashlib.sha1(f"{len(self.commits)} {message}".encode()).hexdigest()
        self.commits[oid], self.branches[branch] = files, oid
        self.messages.append(message)
        return oid

    def at(self, revision: str) -> str | None:
        return self.branches.get(revision) or (revision if revision in self.commits else None)


@dataclass(frozen=True)
class Fault:
    status: int  # 0: the connection is dropped half-way through the body
    headers: Mapping[str, str]
    text: str


class RefusedError(Exception):
    """Ends a request with a status."""

    def __init__(self, status: int, text: str, code: str = "") -> None:
        super().__init__(status, text, code)
        self.status, self.text, self.code = status, text, code


class LoopbackHub:
    """``page``: entries of a page of the tree. ``part``: bytes of a part of what is sent in several, 0 for never.
    ``ignored``: paths that its .gitignore would leave out."""

    def __init__(self, page: int = 1000, part: int = 0, ignored: tuple[str, ...] = ()) -> None:
        self.page, self.part, self.ignored = page, part, ignored
        self.repositories: dict[str, Repository] = {}
        self.objects: dict[str, bytes] = {}  # by sha256: what has arrived by PUT
        self.log: list[tuple[str, str]] = []  # kind and path of each request, also of those that failed
        self.sent: Counter[str] = Counter()  # bytes by kind
        self._parts: dict[str, dict[int, bytes]] = {}
        self._faults: dict[tuple[str, int], Fault] = {}
        self._lock = Lock()

    def __enter__(self) -> LoopbackHub:
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self._server = _Server(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(
        self, kind: str, number: int = 1, status: int = 0, times: int = 1, text: str = "not now", **headers: str
    ) -> None:
        """The ``number``-th request of a ``kind`` from here on, and with ``times`` those behind it."""
        first = self.count(kind) + number
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for k in range(first, first + times):
            self._faults[kind, k] = Fault(status, named, text)

    def count(self, *kinds: str) -> int:
        return sum(kind in kinds for kind, _ in self.log)

    def files(self, repository: str, branch: str = "main") -> dict[str, bytes]:
        found = self.repositories[repository]
        return {path: each.data for path, each in found.commits[found.branches[branch]].items()}

    def put(self, repository: str, branch: str = "main", **changed: bytes | None) -> None:
        """As if somebody edited files on the Hub; None deletes one. A dot is written as ``__``."""
        found = self.repositories[repository]
        files = dict(found.commits[found.branches[branch]])
        for name, data in changed.items():
            path = name.replace("__", ".")
            files.pop(path, None)
            if data is not None:
                files[path] = Stored(data)
        found.commit(files, "by hand", branch)

    def create(self, repository: str, private: bool = True) -> None:
        made = self.repositories[repository] = Repository(private)
        made.commit({".gitattributes": Stored(ATTRIBUTES)}, "initial commit")

    def seen(self, kind: str, path: str, size: int) -> Fault | None:
        with self._lock:
            self.log.append((kind, path))
            self.sent[kind] += size
            return self._faults.pop((kind, self.count(kind)), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client may hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 40 ms each time
    hub: LoopbackHub

    def log_message(self, format: str, *values: object) -> None:
        pass

    def _route(self) -> None:
        split = urlsplit(self.path)
        self.where, self.query = unquote(split.path), parse_qs(split.query)
        kind = self._kind()
        length = int(self.headers.get("Content-Length") or 0)
        fault = self.hub.seen(kind, self.where, length)
        if fault and not fault.status:
            self.rfile.read(length // 2)
            self.close_connection = True
            self.connection.close()
            return
        self.body = self._read(length)
        if fault:
            self._answer({"error": fault.text}, fault.status, fault.headers)
            return
        try:
            getattr(self, f"_{kind}")()
        except RefusedError as refused:
            headers = {"X-Error-Code": refused.code, "X-Error-Message": refused.text} if refused.code else {}
            self._answer({"error": refused.text}, refused.status, headers)

    do_GET = do_POST = do_PUT = do_HEAD = _route  # noqa: N815  # names that http.server looks for

    def _kind(self) -> str:
        where, parts = self.where, self.where.split("/")
        fixed = {"/api/repos/create": "create", "/api/validate-yaml": "validate", "/verify": "verify"}
        if where in fixed:
            return fixed[where]
        if where.endswith(".git/info/lfs/objects/batch"):
            return "batch"
        if where.startswith("/objects/"):
            return "put" if self.command == "PUT" else "complete"
        if parts[1:3] == ["api", "datasets"]:
            return parts[5] if parts[5:] and parts[5] in ("tree", "preupload", "commit") else "info"
        return "resolve" if parts[4:] and parts[4] == "resolve" else "unknown"

    def _read(self, length: int) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(length)
        parts = b""
        while size := int(self.rfile.readline(), 16):
            parts += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return parts

    def _answer(self, value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        kind = "application/octet-stream" if isinstance(value, bytes) else "application/json"
        for name, text in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    # who asks

    def _token(self) -> str:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and token not in (WRITER, READER):
            raise RefusedError(401, "Invalid credentials in Authorization header", "Unauthorized")
        return token

    def _repository(self, writes: bool = False) -> Repository:
        parts = self.where.removeprefix("/api").split("/")
        name, token = f"{parts[2]}/{parts[3].removesuffix('.git')}", self._token()
        found = self.hub.repositories.get(name)
        own = token and name.startswith("me/")
        if found is None or (found.private and not own):
            raise RefusedError(404 if token else 401, "Repository not found", "RepoNotFound")
        if writes and (token != WRITER or not own):
            raise RefusedError(403, f"You don't have the rights to write to {name}; your token is {token}", "Forbidden")
        return found

    def _revision(self, repository: Repository, number: int) -> str:
        name = self.where.split("/")[number]
        found = repository.at(unquote(name))
        if found is None:
            raise RefusedError(404, f"Invalid rev id: {name}", "RevisionNotFound")
        return found

    # routes

    def _unknown(self) -> None:
        raise RefusedError(404, "Sorry, we can't find the page you are looking for.")

    def _create(self) -> None:
        wanted, token = json.loads(self.body), self._token()
        name = f"{wanted['organization']}/{wanted['name']}"
        url = {"url": f"{self.hub.endpoint}/datasets/{name}", "name": name}
        if not token:
            raise RefusedError(401, "Invalid username or password.")
        if token != WRITER or wanted["organization"] not in ("me", "taken"):
            raise RefusedError(403, f'You don\'t have the rights to create a dataset under "{wanted["organization"]}"')
        if name in self.hub.repositories or wanted["organization"] == "taken":
            self._answer({**url, "error": "You already created this dataset repo"}, 409)
            return
        assert wanted["type"] == "dataset"
        self.hub.create(name, wanted["visibility"] == "private")
        self._answer(url)

    def _validate(self) -> None:
        self._token()
        wanted = json.loads(self.body)
        assert wanted["repoType"] == "dataset"
        if "license: nonsense" in wanted["content"]:
            errors = [{"message": '"license" must be one of [apache-2.0, mit]'}]
            self._answer({"errors": errors, "warnings": []}, 400)
            return
        self._answer({"errors": [], "warnings": [{"message": "a warning that nobody has to act on"}]})

    def _info(self) -> None:
        repository = self._repository()
        oid = self._revision(repository, 6) if "/revision/" in self.where else repository.branches["main"]
        names = [{"rfilename": path} for path in repository.commits[oid]]
        name = "/".join(self.where.split("/")[3:5])
        self._answer({"id": name, "sha": oid, "private": repository.private, "tags": [], "siblings": names})

    def _tree(self) -> None:
        repository = self._repository()
        files = repository.commits[self._revision(repository, 6)]
        start = int(self.query.get("cursor", ["0"])[0])
        page = [files[path].entry(path) for path in sorted(files)[start : start + self.hub.page]]
        folders = sorted({path.rpartition("/")[0] for path in files if "/" in path})
        page += [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders if not start]
        following = f"{self.hub.endpoint}{self.where}?recursive=true&cursor={start + self.hub.page}"
        more = start + self.hub.page < len(files)
        self._answer(page, headers={"Link": f'<{following}>; rel="next"'} if more else {})

    def _resolve(self) -> None:
        parts = self.where.split("/")
        repository = self._repository()
        path = "/".join(parts[6:])
        files = repository.commits[self._revision(repository, 5)]
        if path not in files:
            raise RefusedError(404, "Entry not found", "EntryNotFound")
        self._answer(files[path].data)

    def _preupload(self) -> None:
        repository = self._repository(writes=True)
        files = repository.commits[self._revision(repository, 6)]

        def mode(path: str) -> dict[str, object]:
            large = path.endswith(".parquet")
            there = files.get(path)
            oid = None if there is None else hashlib.sha256(there.data).hexdigest() if large else blob_id(there.data)
            kind = "lfs" if large else "regular"
            return {"path": path, "uploadMode": kind, "shouldIgnore": path in self.hub.ignored, "oid": oid}

        self._answer({"files": [mode(each["path"]) for each in json.loads(self.body)["files"]]})

    def _batch(self) -> None:
        self._repository(writes=True)
        self._answer(
            {"transfer": "basic", "objects": [self._action(each) for each in json.loads(self.body)["objects"]]}
        )

    def _action(self, wanted: Mapping[str, Any]) -> dict[str, object]:
        if wanted["oid"] in self.hub.objects:
            return dict(wanted)
        address, part = f"{self.hub.endpoint}/objects/{wanted['oid']}", self.hub.part
        upload: dict[str, Any] = {"href": address}
        if part and wanted["size"] > part:
            count = -(-wanted["size"] // part)
            upload["header"] = {f"{k + 1:05d}": f"{address}/{k + 1}" for k in range(count)} | {"chunk_size": str(part)}
        return {**wanted, "actions": {"upload": upload, "verify": {"href": f"{self.hub.endpoint}/verify"}}}

    def _put(self) -> None:
        assert "Authorization" not in self.headers  # the address is signed; it may be another company's
        oid, _, part = self.where.removeprefix("/objects/").partition("/")
        if part:
            self.hub._parts.setdefault(oid, {})[int(part)] = self.body
            self._answer({}, headers={"ETag": f'"{part}"'})
            return
        self._keep(oid, self.body)

    def _complete(self) -> None:
        wanted, parts = json.loads(self.body), self.hub._parts.pop(self.where.removeprefix("/objects/"))
        assert [each["etag"] for each in wanted["parts"]] == [f'"{number}"' for number in sorted(parts)]
        self._keep(wanted["oid"], b"".join(parts[number] for number in sorted(parts)))

    def _keep(self, oid: str, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != oid:
            raise RefusedError(400, "the content is not what its name says")
        self.hub.objects[oid] = data
        self._answer({})

    def _verify(self) -> None:
        self._token()
        wanted = json.loads(self.body)
        if len(self.hub.objects.get(wanted["oid"], b"")) != wanted["size"]:
            raise RefusedError(404, "there is no such object")
        self._answer({})

    def _commit(self) -> None:
        repository, branch = self._repository(writes=True), self.where.split("/")[6]
        head = self._revision(repository, 6)
        (_, header), *operations = ((each["key"], each["value"]) for each in map(json.loads, self.body.splitlines()))
        if header.get("parentCommit", head) != head:
            raise RefusedError(412, "A commit has happened since. Please refresh and try again.")
        files = dict(repository.commits[head])
        for key, value in operations:
            if key == "file":
                files[value["path"]] = Stored(base64.b64decode(value["content"]))
            elif key == "lfsFile":
                if value["oid"] not in self.hub.objects:
                    raise RefusedError(400, f"an LFS pointer has no object: {value['path']}")
                files[value["path"]] = Stored(self.hub.objects[value["oid"]], large=True)
            elif key == "deletedFile":
                if files.pop(value["path"], None) is None:
                    raise RefusedError(404, "A file with this name doesn't exist", "EntryNotFound")
            else:
                raise RefusedError(400, f"an operation that nobody knows: {key}")
        oid = repository.commit(files, header["summary"], branch)
        address = f"{self.hub.endpoint}/datasets/{'/'.join(self.where.split('/')[3:5])}/commit/{oid}"
        self._answer({"success": True, "commitOid": oid, "commitUrl": address})
