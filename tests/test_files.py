"""Encodings, atomic writes and the walk through a folder."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Rejected
from corpus.errors import InputError, UsageError
from corpus.files import decode, is_output, read_bytes, sha256, walk, write_atomically

SPANISH = (
    "La niña comió una manzana en el jardín. Después habló con su tío, que vivía más allá del río. ¿Qué le contó? "
    "Nadie lo sabe, pero al día siguiente llegó a la estación con un baúl pequeño y una sonrisa. El señor Núñez, "
    "que vendía periódicos, la saludó: «¡Buenos días! ¿Adónde vas tan temprano?». Ella señaló el último tren."
)
RUSSIAN = (
    "Завтра мы поедем в город, чтобы купить хлеб и молоко. Потом вернёмся домой и будем ужинать. Вечером придут гости, "
    "и бабушка расскажет старую сказку о рыбаке и его жене, которая всегда хотела большего."
)
CZECH = (
    "Děti běžely přes louku, zatímco na střechu ťukal déšť. Šedý kůň stál u plotu a žvýkal seno. Když přestalo pršet, "
    "vyšlo slunce a nad řekou se objevila duha. Babička řekla, že takové štěstí přichází jen zřídka, a Šimon jí věřil. "
    "Žádný člověk v dědině ještě nikdy neviděl tak široký oblouk."
)
POLISH = (
    "Dzieci śpiewały wesołą piosenkę, a źrebię stało pod świerkiem. Później przyszła mżawka i wszyscy uciekli do domu. "
    "Ślady butów zostały na błocie aż do wiosny. Babcia ugotowała żurek, a dziadek opowiedział, skąd się wzięła "
    "nazwa ich wsi. Książę, który tędy jechał, zgubił tu podobno pierścień."
)
FRENCH = (
    "Ma sœur a cueilli des œufs frais près du vieux château. L'été, le bœuf dort à l'ombre des chênes. Où sont passés "
    "les élèves ? Ils ont traversé la forêt, guidés par un garçon très gai, et leur cœur battait fort. Le maître les "
    "attendait déjà, inquiet, à côté de la fenêtre."
)
JAPANESE = (
    "昨日、私は友達と一緒に公園へ行きました。桜の花がとてもきれいでした。お弁当を食べてから、池のまわりを歩きました。"
)
GREEK = (
    "Αύριο θα πάμε στην αγορά για ψωμί. Άλλη μέρα θα μείνουμε στο σπίτι. Ο παππούς διηγείται ιστορίες για τη θάλασσα "
    "και τα καράβια που χάθηκαν. Έξω βρέχει, μα κανείς δεν το προσέχει."
)


@pytest.mark.parametrize(
    ("data", "encoding", "certain"),
    [
        ("añb".encode(), "utf-8", True),
        ("añb".encode("utf-8-sig"), "utf-8", True),
        ("añb".encode("utf-16"), "utf-16", True),
        ("añb".encode("utf-32"), "utf-32", True),
        (b"\xfe\xff" + "añb".encode("utf-16-be"), "utf-16", True),
        (SPANISH.encode("cp1252"), "cp1252", False),
        (RUSSIAN.encode("cp1251"), "cp1251", False),
        (RUSSIAN.encode("koi8-r"), "koi8-r", False),
        (CZECH.encode("cp1250"), "cp1250", False),
        (CZECH.encode("iso8859-2"), "iso8859-2", False),
        (POLISH.encode("iso8859-2"), "iso8859-2", False),
        (FRENCH.encode("iso8859-15"), "iso8859-15", False),
        (FRENCH.encode("cp1252"), "cp1252", False),
        (JAPANESE.encode("cp932"), "cp932", False),
        (SPANISH.encode("utf-16-le"), "utf-16-le", False),
        (RUSSIAN.encode("utf-16-be"), "utf-16-be", False),
        (JAPANESE.encode("iso2022_jp"), "iso2022_jp", False),
        (CZECH.encode("utf-16-le"), "utf-16-le", False),
    ],
)
def test_encodings(data: bytes, encoding: str, certain: bool) -> None:
    decoded = decode(data)
    assert (decoded.encoding, decoded.certain) == (encoding, certain)
    assert decoded.flags == (() if certain else (f"encoding:{encoding}",))


@pytest.mark.parametrize("encoding", ["cp1253", "iso8859-7"])
def test_greek_is_read_right_under_either_name(encoding: str) -> None:
    assert decode(GREEK.encode(encoding)).text == GREEK


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL bytes"),
        ("plain".encode("utf-16-le"), "NUL bytes"),  # too short to be sure
        (JAPANESE.encode("utf-16-le") + b"\n\0", "control characters|NUL bytes"),
        (b"A text in ASCII that is forty bytes long\0, and a stray NUL", "NUL bytes"),
        (bytes(range(256)) * 4, "NUL bytes"),
        (b"\1\0\2\0\3\0" * 20, "NUL bytes"),
        (b"\xef\xbb\xbfa\xff", "begins as UTF-8"),
        ("Ça et là, où l'été".encode() + b"\xff more", "it is UTF-8, but byte 23 is not valid"),
        (b"\xe9\x01\x02\x03\xfc", "control characters"),
        (b"\xc9l", "cannot be told"),
    ],
)
def test_what_cannot_be_decoded_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        decode(data, "a.txt")


def test_damage_that_a_text_already_carries_is_flagged() -> None:
    assert decode("caf\ufffd".encode()).flags == ("encoding:replacement-characters",)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_utf8_survives(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


def test_empty_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b" \n\t\n")
    with pytest.raises(InputError, match=r"empty\.txt: the file is empty"):
        read_bytes(tmp_path / "empty.txt")
    with pytest.raises(InputError, match="there is no such file"):
        read_bytes(tmp_path / "missing.txt")


def test_sha256_is_that_of_the_bytes() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_atomic_write(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.txt"
    with write_atomically(target) as temporary:
        temporary.write_text("one")
        assert not target.exists()
    assert target.read_text() == "one"
    assert target.stat().st_mode & 0o444 == 0o444
    with pytest.raises(RuntimeError), write_atomically(target) as temporary:
        temporary.write_text("two")
        raise RuntimeError
    assert target.read_text() == "one"
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_walk(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    folder = tmp_path / "in"
    for name in ("b/z.txt", "b.txt", "a/a.txt", "a/.hidden.txt", ".git/config.txt", ".DS_Store", "out/tsv/en-es.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (folder / "out/manifest.json").write_text(json.dumps({"hexapla": "0.1.0"}))
    (folder / "inside.txt").symlink_to(folder / "b.txt")
    (folder / "leads-out.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    found = walk(folder, frozenset({".txt"}))
    assert found.paths == ("a/a.txt", "b.txt", "b/z.txt", "inside.txt")
    assert found.rejected == (
        Rejected("a/.hidden.txt", "a hidden file is not read"),
        Rejected("leads-out.txt", "a link that leads out of the folder is not followed"),
        Rejected("loop", "a link to a folder is not followed"),
        Rejected("out", "an output of hexapla is not an input"),
    )


@pytest.mark.parametrize(
    ("content", "expected"), [('{"hexapla": 1}', True), ("[]", False), ("{", False), ("{}", False)]
)
def test_what_is_an_output_of_ours(tmp_path: Path, content: str, expected: bool) -> None:
    for name in ("manifest.json", "export.json"):
        (tmp_path / name).write_text(content)
        assert is_output(tmp_path) is is_output(tmp_path, [name]) is expected
        (tmp_path / name).unlink()


def test_a_folder_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder"):
        walk(tmp_path / "missing", frozenset())
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(UsageError, match="this is a file"):
        walk(tmp_path / "a.txt", frozenset())
    (tmp_path / "manifest.json").write_text('{"hexapla": "0.1.0"}')
    with pytest.raises(UsageError, match="this is an output of hexapla"):
        walk(tmp_path, frozenset())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    assert walk(tmp_path, frozenset()).rejected == (Rejected("caf?.txt", "its name is not valid UTF-8"),)
