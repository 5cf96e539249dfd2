"""E-mail addresses and telephone numbers: what is one, what is none, and that versions agree."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from bilingual import part, unit
from hypothesis import given
from hypothesis import strategies as st

from corpus.publishing.masking import MASKS, count_masks, emails_in, mask_units
from corpus.publishing.telephones import regions_of
from corpus.units import Unit

# The languages of a build: many countries, so that many numbers may be one.
LANGUAGES = (
    "ar", "de", "en", "en-GB", "es", "fa", "fr", "hi", "hu", "id", "it", "ja", "ko", "pl", "pt-BR", "ru", "th", "tr",
    "uk", "vi", "zh",
)  # fmt: skip


def masked(text: str, languages: tuple[str, ...] = LANGUAGES) -> str:
    (found,) = mask_units([unit(text, "x")], languages)
    return found.parts[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana@example.org", "<EMAIL>"),
        ("Write to john.o'brien+x@mail.example.co.uk.", "Write to <EMAIL>."),
        ("<ana@example.org>, (bob@example.org)", "<<EMAIL>>, (<EMAIL>)"),
        ("mailto:ana@example.org?subject=x", "mailto:<EMAIL>?subject=x"),
        ("https://example.org/?to=ana@example.org&n=1", "https://example.org/?to=<EMAIL>&n=1"),
        ("12345678@example.com", "<EMAIL>"),
        ("ana@163.com/x", "<EMAIL>/x"),
        # other scripts, and letters that stand against the address
        ("müller@bücher.de,", "<EMAIL>,"),
        ("почта иван@пример.рф.", "почта <EMAIL>."),
        ("उदाहरण@उदाहरण.भारत।", "<EMAIL>।"),
        ("用户@例子.广告", "<EMAIL>"),
        ("ana@xn--bcher-kva.xn--p1ai", "<EMAIL>"),
        ("联系邮箱ana@example.com请", "联系邮箱<EMAIL>请"),
        ("ana@example.com으로", "<EMAIL>으로"),
        ("אל־ana@example.com", "אל־<EMAIL>"),
        ("ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "<EMAIL>"),
        # disguises
        ("name (at) example (dot) org", "<EMAIL>"),
        ("name [at] example.org", "<EMAIL>"),
        ("name{AT}example{.}org", "<EMAIL>"),
        ("name AT example DOT org", "<EMAIL>"),
        ("nombre (arroba) ejemplo (punto) es", "<EMAIL>"),
        ("имя [собака] пример [точка] рф", "<EMAIL>"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "@handle",
        "Ask @ana.b on the net",
        "user@host",
        "ana@example.c",
        "react@18.2.0",
        "lodash@^4.17",
        "5 @ 3.50 USD",
        "lunch @ noon.today",
        "meet at example dot com",
        "the shop (at) the corner",
        "a@@example.org",
        "@example.org",
        "git@example.com:org/repo.git",
        "icon@2x.png",
        "getty@tty1.service",
        "look at example.org",
        "f(at)",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # international
        ("+1 202 555 0143", "<PHONE>"),
        ("(+44 (0)20 7946 0958)", "(<PHONE>)"),
        ("+7 495 123-45-67.", "<PHONE>."),
        ("＋81 3 1234 5678", "<PHONE>"),
        # as they are written at home
        ("Call 202-555-0143 today.", "Call <PHONE> today."),
        ("(202) 555-0143 ext. 12", "<PHONE>"),
        ("Dial (202) 555-0143, now", "Dial <PHONE>, now"),
        ("Ring 020 7946 0958.", "Ring <PHONE>."),
        ("Tel.: 030 23125-123", "Tel.: <PHONE>"),
        ("Appelez le 01 99 00 12 34.", "Appelez le <PHONE>."),
        ("01.99.00.12.34", "<PHONE>"),
        ("Llame al 612 345 678.", "Llame al <PHONE>."),
        ("Ana Ruiz, 612 345 678", "Ana Ruiz, <PHONE>"),
        ("Móvil: 612345678", "Móvil: <PHONE>"),
        ("Позвоните 8 (495) 123-45-67.", "Позвоните <PHONE>."),
        ("тел. 84951234567", "тел. <PHONE>"),
        ("chiama 06 698 12345", "chiama <PHONE>"),
        ("Ligue (11) 91234-5678", "Ligue <PHONE>"),
        ("telefon: 22 123 45 67", "telefon: <PHONE>"),
        ("Telefon: 06 1 234 5678", "Telefon: <PHONE>"),
        ("0532 123 45 67", "<PHONE>"),
        ("Hubungi 0812-3456-7890", "Hubungi <PHONE>"),
        ("Điện thoại 0912 345 678", "Điện thoại <PHONE>"),
        ("โทร 02 123 4567", "โทร <PHONE>"),
        ("电话：13800138000", "电话：<PHONE>"),
        ("電話03-1234-5678まで", "電話<PHONE>まで"),
        ("전화 02-312-3456", "전화 <PHONE>"),
        ("फोन: 98765 43210", "फोन: <PHONE>"),
        # digits of other scripts, and wide ones
        ("هاتف: ٠٢ ٢٣٤٥ ٦٧٨٩", "هاتف: <PHONE>"),
        ("تلفن ۰۲۱۱۲۳۴۵۶۷۸", "تلفن <PHONE>"),
        ("फ़ोन ९८७६५ ४३२१०", "फ़ोन <PHONE>"),
        ("電話０３－１２３４－５６７８まで", "電話<PHONE>まで"),
        # two, and one in an address
        ("020 7946 0958 / 020 7946 0959", "<PHONE> / <PHONE>"),
        ("+12025550143@example.org", "<EMAIL>"),
    ],
)
def test_telephone_numbers(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # dates and years
        "It was 2024-05-12 10:30.",
        "12.05.2024",
        "01-02-2023",
        "01/02/2023 – 05/02/2023",
        "1939–1945 and 1950-1955",
        "2020 2021 2022 2023",
        "order 20240512",
        "10:30:45 1234567",
        "２０２４年０５月１２日",
        "٢٠٢٤/٠٥/١٢",
        # numbers of books and journals, of things, of computers, of places
        "ISBN 978-3-16-148410-0",
        "978-3-16-148410-0",
        "ISBN 0-306-40615-2",
        "0-306-40615-2",
        "ISSN 0378-5955",
        "DOI 10.1000/182123456",
        "GB29 NWBK 6016 1331 9268 19",
        "4111 1111 1111 1111",
        "id 1234567890123",
        "5551234567",
        "600123456",
        "№ 01234567",
        "192.168.100.200",
        "v1.2.3.4567",
        "40.712776, -74.005974",
        "52.520008",
        "0.12345678",
        "Version 0.10.0-13.1",
        "text/shared/01/03091509.xhp",
        r"tools\0800555111\bin",
        "https://example.org/0800555111",
        "Boston, MA 02110-1301",
        "〒100-0001",
        "CVE-2022-0778 and ISO 646-1973",
        "O=Example S.p.A./03358520967",
        "0 1 0 1 1 0 0 1 1 0 1",
        "40 -74 -99 32 64 -6 43 -53 -43 43 96",
        "0.882 / 0.990 | 0.975",
        "[`0443909848`]",
        "1000 - 256 - 256 - 256",
        "-346.08091112966679 and 100000000.0",
        "7fffffff (2147483647)",
        "(3.0) - 99.730)",
        # prices and quantities
        "1.234.567,89 €",
        "€ 12 345 678",
        "USD 1,234,567.00",
        "Rs 300 000.00",
        "2 000 000 000",
        "200 000 000",
        "La población es de 612 345 678 habitantes",
        "1 234 567 890 euros",
        "१२३४५६७ रुपये",
        "60 65 70 75 80",
        "35000 30000",
        "7 8 9 10 11 12 13 14",
        "112 and 999",
    ],
)
def test_what_is_no_telephone_number(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["en", "es"], ("ES", "US")),
        (["pt-BR", "pt-PT", "en-GB"], ("BR", "GB", "PT")),
        (["es-419", "zh-Hant"], ("ES", "TW")),
        (["eo"], ()),
    ],
)
def test_countries_of_languages(languages: list[str], expected: tuple[str, ...]) -> None:
    assert regions_of(languages) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        # in international form here, in national form there
        ("From Spain 912 34 56 78", "Desde fuera +34 912345678.", ("From Spain <PHONE>", "Desde fuera <PHONE>.")),
        ("+7 495 123-45-67", "8(495)1234567", ("<PHONE>", "<PHONE>")),
        # a word for it stands in one only
        ("Call 600123456 now", "600123456 ya", ("Call <PHONE> now", "<PHONE> ya")),
        ("Call ٦٠٠١٢٣٤٥٦", "600 12 34 56 ya", ("Call <PHONE>", "<PHONE> ya")),
        # the wrong way round, as in texts from right to left
        ("Call 0800 555 111", "الرقم 111 555 0800", ("Call <PHONE>", "الرقم <PHONE>")),
        # another number stays
        ("Call 600123456", "600123457 y 1600123456", ("Call <PHONE>", "600123457 y 1600123456")),
        ("ana@example.org", "ana (arroba) example (punto) org", ("<EMAIL>", "<EMAIL>")),
    ],
)
def test_versions_agree(source: str, target: str, expected: tuple[str, str]) -> None:
    (found,) = mask_units([unit(source, target)], ["en", "es", "fr"])
    assert tuple(part.text for part in found.parts) == expected
    assert found.flags == ("full", "masked")


def test_nothing_else_changes() -> None:
    plain = unit("The ferry left at 10:30.", "El ferry salió a las 10:30.", number=1)
    three = replace(
        unit("Write to ana@example.org.", "Escribe.", number=2),
        parts=(part("en", "ana@example.org"), part("es", "Escribe."), part("fr", "ana@example.org")),
    )
    found = mask_units([plain, three], ["en", "es", "fr"])
    assert found[0] is plain
    assert [each.text for each in found[1].parts] == ["<EMAIL>", "Escribe.", "<EMAIL>"]
    assert [replace(each, text="") for each in found[1].parts] == [replace(each, text="") for each in three.parts]
    assert replace(found[1], parts=(), flags=()) == replace(three, parts=(), flags=())


def test_counts() -> None:
    assert count_masks([]) == {"email": 0, "phone": 0}
    assert count_masks(["<EMAIL> or <EMAIL>", "x", "<PHONE>"]) == {"email": 2, "phone": 1}


PIECES = ["ana@example.org", "020", "7946", "0958", "+34", "912", ".,(at)", "tel", "é", "电"]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_is_masked_stays_so(words: list[str]) -> None:
    once = mask_units([unit(" ".join(words), "; ".join(words))], ["en", "es"])
    again = mask_units(once, ["en", "es"])
    assert [each.text for each in again[0].parts] == [each.text for each in once[0].parts]
    assert not [*emails_in(once[0].parts[0].text)]


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000 + "@",
        "@" * 20_000,
        "a@" + "b." * 20_000,
        "1 " * 20_000,
        "0123456789" * 3_000,
        " (at) " * 5_000,
        "((((" * 5_000 + "1234567",
        "+1-" * 8_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = perf_counter()
    mask_units([unit(text, "x")], ["en", "es", "de"])
    assert perf_counter() - start < 5


def test_masks_are_no_addresses() -> None:
    assert all(masked(mask) == mask for mask in MASKS.values())
    assert isinstance(mask_units([unit("a", "b")], [])[0], Unit)
