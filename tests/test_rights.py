"""What pages and books say of their licence, and how it comes into the tables of a build."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from extracts import extract, repacked
from test_epub import epub, page
from test_pipeline import built

from corpus.licence_names import licence_id
from corpus.readers.rights import _MOST

CC = "https://creativecommons.org/licenses"
BY, SA = f"{CC}/by/4.0/", f"{CC}/by-sa/4.0/"


def json_ld(described: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(described)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("markup", "stated", "licence"),
    [
        ("", None, None),
        (f"<a rel='license' href='{BY}'>CC</a>", BY, "CC-BY-4.0"),
        (f"<link rel=license href='{BY}'>", BY, "CC-BY-4.0"),
        (f"<a rel='noopener LICENSE nofollow' href='{BY}'>CC</a>", BY, "CC-BY-4.0"),
        (f"<a rel='cc:license' href='{BY}'>CC</a>", BY, "CC-BY-4.0"),
        ("<a rel='license' href='/rights.html'>CC</a>", "/rights.html", None),
        ("<a rel='license'>CC</a><a rel='licensed' href='x'>CC</a>", None, None),
        # several
        (f"<a rel=license href='{BY}'>1</a><a rel=license href=' {BY} '>2</a>", BY, "CC-BY-4.0"),
        (f"<a rel=license href='{BY}'>1</a><link rel=license href='{BY}deed'>", f"{BY} ; {BY}deed", "CC-BY-4.0"),
        (f"<a rel=license href='{SA}'>1</a><a rel=license href='{BY}'>2</a>", f"{SA} ; {BY}", None),
        (f"<a rel=license href='{BY}'>1</a>{meta('copyright', 'all rights reserved')}", BY, "CC-BY-4.0"),
        # of a picture alone
        (f"<figure><a rel=license href='{BY}'>photo</a></figure>", f"figure: {BY}", None),
        (f"<figure><a rel=license href='{BY}'>photo</a></figure><a rel=license href='{SA}'>1</a>", SA, "CC-BY-SA-4.0"),
        (json_ld({"@type": "ImageObject", "license": BY}), f"ImageObject: {BY}", None),
        (json_ld({"license": SA, "image": {"@type": "ImageObject", "license": BY}}), SA, "CC-BY-SA-4.0"),
        # JSON-LD
        (json_ld({"@graph": [{"@type": "WebPage", "license": {"@type": "CreativeWork", "url": BY}}]}), BY, "CC-BY-4.0"),
        (json_ld([{"license": [{"@id": BY}, {"name": "CC0"}]}]), f"{BY} ; CC0", None),
        (json_ld({"http://schema.org/license": {"name": "CC BY 4.0"}}), "CC BY 4.0", "CC-BY-4.0"),
        (json_ld({"license": 7, "about": None}), None, None),
        ('<script type="application/ld+json">{"license": "CC0"</script>', None, None),
        ('<script type="application/ld+json">' + "[" * 20_000 + "</script>", None, None),
        ('<script>{"license": "CC0"}</script>', None, None),
        # <meta>
        (meta("DCTERMS.license", BY), BY, "CC-BY-4.0"),
        (meta("dc.rights", "CC BY 4.0"), "CC BY 4.0", "CC-BY-4.0"),
        (meta("license", "MIT"), "MIT", "MIT"),
        ('<meta property="dcterms:rights" content="CC0">', "CC0", "CC0-1.0"),
        (meta("copyright", "2024 Island News ;\n all rights reserved"), "2024 Island News, all rights reserved", None),
        (meta("copyright", "MIT"), "© MIT", None),  # whose it is
        (meta("dc.rights", "W3C"), "© W3C", None),
        (meta("copyright", "Island  News") + meta("dc.rights", BY), f"Island News ; {BY}", None),
        (meta("description", "CC0") + meta("copyright", " "), None, None),
        # cut off, and no licence
        (meta("rights", "x" * 600), "© " + "x" * 498 + "…", None),
    ],
)  # fmt: skip
def test_pages(markup: str, stated: str | None, licence: str | None) -> None:
    found = extract(f"<html><head><title>T</title></head><body><p>Text.</p>{markup}</body></html>", "a.html")
    assert found.licence == stated
    assert licence_id(stated or "") == licence


def test_no_page_states_without_end() -> None:
    markup = "".join(meta("license", f"CC0{'.' * n}") for n in range(50))
    found = extract(f"<p>Text.</p>{markup}", "a.html")
    parts = (found.licence or "").split(" ; ")
    assert (len(parts), parts[-1], licence_id(found.licence or "")) == (_MOST + 1, "…", None)


@pytest.mark.parametrize(
    ("metadata", "stated"),
    [
        ("", None),
        ("<dc:rights>CC BY\n 4.0</dc:rights>", "CC BY 4.0"),
        ("<dc:rights>Island Press</dc:rights><dc:rights>CC0</dc:rights>", "Island Press ; CC0"),
        ("<dc:rights>MIT</dc:rights>", "© MIT"),
        (f'<dc:rights>Ours</dc:rights><link rel="cc:license" href="{BY}"/>', BY),
        (f'<link rel="cc:license" refines="#cover" href="{BY}"/>', None),
        (f'<link rel="cc:license" href="{SA}"/><link rel="license" href="{BY}"/>', f"{SA} ; {BY}"),
    ],
)
def test_books(metadata: str, stated: str | None) -> None:
    data = epub({"a": page("<p>One.</p>")})
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<metadata>{metadata}</metadata><manifest><item id="a" href="text/a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    assert extract(repacked(data, {"OPS/book.opf": opf}), "a.epub").licence == stated


def test_statements_come_into_the_tables_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "en"
    folder.mkdir(parents=True)
    text = "The ferry left the harbour an hour late this morning."
    (folder / "a.html").write_text(f"<p>{text}</p><p>A page.</p><a rel=license href='{BY}'>CC</a>")
    (folder / "b.md").write_text(f"---\nlicense: CC BY 4.0\n---\n{text}\n\nNotes.")
    (folder / "c.jsonl").write_text(json.dumps({"text": f"{text}\nA record.", "license": "All mine"}))
    (folder / "d.txt").write_text(f"{text}\nPlain.")
    (folder / "e.epub").write_bytes(epub({"a": page(f"<p>{text}</p><p>A book.</p>")}))
    (folder.parent / "manifest.csv").write_text("path,licence\nen/d.txt,CC0\nen/e.epub,\n")
    built(folder.parent, tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out/documents.parquet").set_index("path").licence.dropna()
    assert table.to_dict() == {
        "en/a.html": BY, "en/b.md": "CC BY 4.0", "en/c.jsonl#1": "All mine", "en/d.txt": "CC0",
    }  # fmt: skip
