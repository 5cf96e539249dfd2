"""Expressions of SPDX: their one form, the licences in them, and what they leave to choose.

``AND`` binds more than ``OR``, and ``WITH`` adds an exception to one licence: spdx.github.io/spdx-spec, annex D.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OWN = "LicenseRef-"  # what such a name permits, SPDX does not know
_TOKEN = re.compile(r"[()]|[^\s()]+(?: WITH [^\s()]+)?")
_BINDING = {"(": 0, "OR": 1, "AND": 2}
_MOST = 1_000  # choices; of an expression with more all licences hold at once


@dataclass(frozen=True, slots=True)
class _Joined:
    operator: str
    parts: tuple[_Tree, ...]


_Tree = str | _Joined


def normal_form(expression: str) -> str:
    """Of a valid ``expression``: brackets around what another operator joins and nowhere else, nothing twice."""
    tree = _parsed(expression)
    return tree if isinstance(tree, str) else _joined_text(tree)


def licence_names(expression: str) -> tuple[str, ...]:
    """The licences of an expression, each once, without exceptions: of ``MIT OR Apache-2.0`` both."""
    return tuple(dict.fromkeys(each.partition(" WITH ")[0] for each in _licences(expression)))


def exception_names(expression: str) -> tuple[str, ...]:
    """The exceptions of an expression, each once: of ``MIT WITH LLVM-exception`` the second."""
    found = (each.partition(" WITH ")[2] for each in _licences(expression))
    return tuple(dict.fromkeys(filter(None, found)))


def choices(expressions: Iterable[str]) -> frozenset[frozenset[str]]:
    """Where all ``expressions`` hold: which licences one may choose to be under, with their exceptions."""
    found = frozenset({frozenset[str]()})
    for each in expressions:
        found = _both(found, _choices(_parsed(each)))
    return found


def _licences(expression: str) -> list[str]:
    return [token for token in _TOKEN.findall(expression) if token not in (*_BINDING, ")")]


def _parsed(expression: str) -> _Tree:
    """By Dijkstra's shunting yard: whatever the brackets, no deeper than they are in the end."""
    values, operators = list[_Tree](), list[str]()

    def join(binding: int) -> None:
        """What stands before an operator, as far as it binds as much."""
        while operators and _BINDING[operators[-1]] >= binding:
            right, left = values.pop(), values.pop()
            values.append(_joined(operators.pop(), left, right))

    for token in _TOKEN.findall(expression):
        if token == ")":
            join(1)
            operators.pop()
        elif token in _BINDING:
            if token != "(":
                join(_BINDING[token])
            operators.append(token)
        else:
            values.append(token)
    join(1)
    return values.pop()


def _joined(operator: str, *sides: _Tree) -> _Tree:
    parts = dict[_Tree, None]()
    for side in sides:
        same = isinstance(side, _Joined) and side.operator == operator
        parts |= dict.fromkeys(side.parts if isinstance(side, _Joined) and same else (side,))
    return _Joined(operator, tuple(parts)) if len(parts) > 1 else next(iter(parts))


def _joined_text(tree: _Joined) -> str:
    shown = (part if isinstance(part, str) else f"({_joined_text(part)})" for part in tree.parts)
    return f" {tree.operator} ".join(shown)


def _choices(tree: _Tree) -> frozenset[frozenset[str]]:
    if isinstance(tree, str):
        return frozenset({frozenset({tree})})
    found = frozenset({frozenset[str]()}) if tree.operator == "AND" else frozenset[frozenset[str]]()
    for part in map(_choices, tree.parts):
        found = _both(found, part) if tree.operator == "AND" else found | part
    return found


def _both(left: frozenset[frozenset[str]], right: frozenset[frozenset[str]]) -> frozenset[frozenset[str]]:
    if len(left) * len(right) > _MOST:
        return frozenset({frozenset[str]().union(*left, *right)})
    return frozenset(one | other for one in left for other in right)
