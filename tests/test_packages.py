"""Zip packages: limits, entities, and what is no package."""

from __future__ import annotations

import io
import zipfile

import pytest
from extracts import package

from corpus.errors import InputError
from corpus.readers import packages
from corpus.readers.packages import open_package, parse_xml

BILLION = '<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def encrypted() -> bytes:
    """A package whose only member says that it is encrypted."""
    data = bytearray(package({"a.xml": "<a/>"}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.odt: not a text: File is not a zip file (save it again)"),
        (b"plain text", "a.odt: not a text: File is not a zip file (save it again)"),
        (package({"a.xml": "<a/>"})[:40], "a.odt: not a text: File is not a zip file (save it again)"),
        (
            packages._OLD_OFFICE + 600 * b"\0",
            "a.odt: not a text: it has a password, or is in the binary format of old programs (save it anew without)",
        ),
        (encrypted(), "a.odt: it is encrypted (save it without a password)"),
        (package({"a.xml": 20_000_000 * b" "}), "a.odt: it would unpack to 20 MB from "),
    ],
)
def test_what_is_no_package_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        open_package(data, "a.odt", "a text")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(package({"a.xml": 5_000 * b"<a/>"}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputError, match=r"a.odt: a.xml is larger than the package says \(save it again\)"):
        open_package(bytes(data), "a.odt", "a text").part("a.xml")


def test_parts() -> None:
    found = open_package(package({"a.xml": "<a>é</a>"}), "a.odt", "a text")
    assert found.names == {"a.xml"}
    assert found.xml("a.xml").text == "é"
    with pytest.raises(InputError, match="not a text: it has no b"):
        found.part("b.xml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BILLION, "a.xml declares entities"),
        (OUTSIDE, "a.xml declares entities"),
        (BILLION.encode("utf-16"), "a.xml declares entities"),
        ("<a>", "a.xml is not XML: "),
        ("", "a.xml is not XML: "),
        (300 * "<a>" + 300 * "</a>", "a.xml is not XML: "),
    ],
)
def test_xml_that_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"^a.odt: {message}"):
        parse_xml(text.encode() if isinstance(text, str) else text, "a.odt", "a.xml")


def test_xml_with_too_many_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "XML_TAGS", 10)
    with pytest.raises(InputError, match=r"a.xml has 22 tags, and 10 are the most that is read \(split it\)"):
        parse_xml(b"<a>" + 20 * b"<b/>" + b"</a>", "a.odt", "a.xml")


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("word/a.xml", OUTSIDE, True),
        ("word/a.xml", OUTSIDE.encode("utf-16"), True),
        ("word/a.xml", "\ufeff\n<!-- x --><!DOCTYPE a><a/>", True),
        ("word/a.bin", OUTSIDE, True),
        ("word/a.xml", f"<a>{(1 << 20) * ' '}</a><!DOCTYPE a>", True),
        ("word/a.xml", "<a>no type</a>", False),
        ("word/a.xml", "text about <!DOCTYPE html>", False),
        ("media/a.svg", "<!DOCTYPE svg><svg/>", False),
    ],
)
def test_document_types_are_refused_where_a_library_would_read_them(
    name: str, text: str | bytes, refused: bool
) -> None:
    found = open_package(package({name: text}), "a.docx", "a Word document")
    if not refused:
        found.check()
        return
    with pytest.raises(InputError, match=f"a.docx: {name} declares a document type"):
        found.check()


def test_tags_are_counted_over_all_parts() -> None:
    found = open_package(
        package({"a.xml": "<a><b/></a>", "b.xml": f"<a>{(1 << 20) * ' '}</a>", "c.png": "\x89<<<"}), "a.docx", "x"
    )
    found.check(most_tags=5)
    with pytest.raises(InputError, match=r"a.docx: it has more than 4 tags \(split it\)"):
        found.check(most_tags=4)


def test_members_with_one_name_are_harmless() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.xml", "<b/>")
    assert open_package(data.getvalue(), "a.odt", "a text").xml("a.xml").tag == "b"
