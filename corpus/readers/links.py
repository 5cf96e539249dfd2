"""Links between the files of a package."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


def is_inside(href: str) -> bool:
    """Whether a link leads to a file of the same package."""
    return bool(href) and not _OUTSIDE.match(href)


def resolve(page: str, href: str) -> tuple[str, str]:
    """The path that a link on a page leads to, and the name of the place there; ``page`` is a path, too."""
    path, _, place = href.partition("#")
    path = unquote(path.partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page, unquote(place)
