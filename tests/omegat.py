"""OmegaT, run headless: what does a real translation tool make of a TMX?"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from corpus.tmx import read_tmx

JAR = Path("/usr/share/omegat/OmegaT.jar")  # Debian's package omegat
MISSING = "" if JAR.exists() and shutil.which("java") else "OmegaT is not installed: apt-get install omegat"

_FOLDERS = ("source", "target", "tm", "glossary", "dictionary")
_PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0">
{folders}
<glossary_file>__DEFAULT__</glossary_file>
<source_lang>{source}</source_lang><target_lang>{target}</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
_FAILURES = ("TF_TM_LOAD_ERROR", "SOURCE_NOT_FOUND", "SEVERE", "Exception")  # in the log: the exit code is always 0


@cache
def dtd() -> etree.DTD:
    """The DTD of TMX 1.4 that OmegaT carries."""
    with zipfile.ZipFile(JAR) as jar:
        return etree.DTD(io.BytesIO(jar.read("schemas/tmx14.dtd")))


@dataclass(frozen=True, slots=True)
class Translated:
    """A source text of a memory: its target there, and what OmegaT writes for it."""

    memory: int
    expected: str
    got: str


def translated(memories: Sequence[Path], source: str, target: str) -> list[Translated]:
    """What OmegaT makes of every source text of the TMX files.

    A throw-away project gets the source texts as its one document, a paragraph each, and the TMX files as memories
    whose exact matches are inserted on their own. Texts of the second memory end in ``#2`` there, on both sides, and
    so on, so that one run tells what became of each. A failure in OmegaT's log is an ``AssertionError``.
    """
    pairs: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        for name in (*_FOLDERS, "tm/auto", "omegat"):
            (project / name).mkdir(parents=True, exist_ok=True)
        for number, memory in enumerate(memories):
            mark = f" #{number + 1}" if number else ""
            content = memory.read_text(encoding="utf-8").replace("</seg>", f"{mark}</seg>")
            copied = project / f"tm/auto/{number + 1}.tmx"
            copied.write_text(content, encoding="utf-8")
            for unit in read_tmx(copied):
                texts = dict(unit.segments)
                if source in texts and target in texts:
                    pairs[texts[source]] = number, texts[target]  # of a source's several targets OmegaT keeps the last
        folders = "\n".join(f"<{name}_dir>__DEFAULT__</{name}_dir>" for name in _FOLDERS)
        settings = _PROJECT.format(folders=folders, source=source, target=target)
        (project / "omegat.project").write_text(settings, encoding="utf-8")
        (project / "source/text.txt").write_text("\n\n".join(pairs) + "\n", encoding="utf-8")
        command = ["java", "-Djava.awt.headless=true", f"-Duser.home={folder}", "-jar", str(JAR), str(project)]
        command += ["--mode=console-translate", f"--config-dir={folder}/settings"]
        run = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
        )
        failures = [line for line in run.stdout.splitlines() if any(word in line for word in _FAILURES)]
        assert not failures, "\n".join(failures)
        written = (project / "target/text.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
    return [Translated(*each, got) for each, got in zip(pairs.values(), written, strict=True)]
