"""The rules of CONTRIBUTING.md that code can check."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("align", "corpus")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST = 300  # lines of a module
HEAVY = [
    *("torch", "transformers", "sentence_transformers", "faiss", "pandas", "scipy", "sklearn", "matplotlib"),
    *("trafilatura", "lxml.html", "docx", "openpyxl", "polib", "pptx", "choppa", "py3langid", "pypdfium2"),
    *("jinja2", "phonenumbers", "xlsxwriter", "datasets", "huggingface_hub"),
]

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@each_module
def test_corpus_imports_align_and_never_the_reverse(path: Path) -> None:
    if path.is_relative_to(ROOT / "align"):
        roots = {name.partition(".")[0] for name in imported(ast.parse(path.read_bytes()))}
        assert "corpus" not in roots


@each_module
def test_only_the_command_knows_of_publishing(path: Path) -> None:
    if not path.is_relative_to(ROOT / "corpus/publishing") and path != ROOT / "corpus/commands/export.py":
        assert not any(name.startswith("corpus.publishing") for name in imported(ast.parse(path.read_bytes())))


@each_module
def test_modules_are_short_and_have_a_subject(path: Path) -> None:
    assert path.stem != "utils"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_module
def test_public_things_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    bare = [node.name for node in public if not ast.get_docstring(node)]
    assert ast.get_docstring(tree), "the module"
    assert bare == [] or path.name == "errors.py"  # there the tree of the errors stands at the top of the module


def test_importing_the_packages_loads_nothing_heavy() -> None:
    code = f"import sys, align, corpus; print(*[name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.split() == []


def test_what_runs_is_what_is_installed() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in MODULES}
    assert {folder.as_posix().replace("/", ".") for folder in folders} == set(tool["packages"])
    data = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.*")
        if not path.name.endswith((".py", ".pyc"))
    ]
    globs = [
        Path(*package.split("."), glob).as_posix() for package, found in tool["package-data"].items() for glob in found
    ]
    names = [path.relative_to(ROOT).as_posix() for path in data]
    assert [name for name in names if not any(fnmatch(name, glob) for glob in globs)] == []


def test_tests_are_flat() -> None:
    """A folder tests/align would shadow the package."""
    assert [path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name in PACKAGES] == []


def test_pins_cover_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert pins == sorted(pins, key=str.lower)
    pinned = {canonical(pin.partition("==")[0]) for pin in pins}
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    assert {canonical(requirement) for requirement in wanted} - pinned == set()


def canonical(requirement: str) -> str:
    name = requirement.partition(";")[0].partition(">")[0].partition("=")[0].partition("[")[0]
    return name.strip().lower().replace("_", "-")
