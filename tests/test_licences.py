"""What is said of licences, and what it comes to."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses._spdx import LICENSES
from toy import document

from corpus.documents import Document
from corpus.errors import UsageError
from corpus.licence_expressions import licence_names
from corpus.licence_names import licence_id, licence_table
from corpus.licence_terms import contradictory, is_known, restrictions
from corpus.licences import HUB_LICENCES, Granted, hub_licence, licence_url, licence_urls, licences_of

CC = "creativecommons.org/licenses"
BY = ("attribution",)
GNU = "https://www.gnu.org/licenses"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # identifiers
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc-by-sa-4.0", "CC-BY-SA-4.0"),
        (" mit or apache-2.0 ", "MIT OR Apache-2.0"),
        ("(MIT AND cc0-1.0) OR ISC", "(MIT AND CC0-1.0) OR ISC"),
        ("MIT AND cc0-1.0 OR ISC", "(MIT AND CC0-1.0) OR ISC"),
        ("MIT AND (cc0-1.0 OR (ISC))", "MIT AND (CC0-1.0 OR ISC)"),
        ("ISC AND (MIT AND ISC)", "ISC AND MIT"),
        ("MIT OR (mit)", "MIT"),
        ("(CC-BY-4.0)", "CC-BY-4.0"),
        ("((gpl-2.0+ WITH classpath-exception-2.0))", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        (f"{'(' * 150}MIT{')' * 150}", "MIT"),
        ("gpl-2.0-only with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("GPL-3.0+", "GPL-3.0-or-later"),
        ("GFDL-1.2 OR CC-BY-SA-3.0", "GFDL-1.2-only OR CC-BY-SA-3.0"),
        ("LicenseRef-By-Letter", "LicenseRef-By-Letter"),
        ("OLDAP-2.0.1", "OLDAP-2.0.1"),
        # names
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc by 4", "CC-BY-4.0"),
        ("CC-BY-SA 3.0 IGO", "CC-BY-SA-3.0-IGO"),
        ("CC BY-SA-NC 4.0", "CC-BY-NC-SA-4.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution-NonCommercial-NoDerivs 3.0 Unported License", "CC-BY-NC-ND-3.0"),
        ("Creative Commons Attribution 4.0 International Public License", "CC-BY-4.0"),
        ("Creative Commons Attribution 3.0 Germany", "CC-BY-3.0-DE"),
        ("Attribution 4.0 International (CC BY 4.0)", "CC-BY-4.0"),
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.", "CC-BY-4.0"),
        ("Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 4.0 International", "CC-BY-SA-4.0"),
        ("Licencia Creative Commons Atribución-NoComercial 4.0 Internacional", "CC-BY-NC-4.0"),
        ("Attribution - Pas d’Utilisation Commerciale - Pas de Modification 4.0 International", "CC-BY-NC-ND-4.0"),
        ("CC0", "CC0-1.0"),
        ("CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", "CC0-1.0"),
        ("Public Domain Mark 1.0", "CC-PDM-1.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("GNU FDL 1.3", "GFDL-1.3-only"),
        ("GNU Free Documentation License, Version 1.2 or any later version", "GFDL-1.2-or-later"),
        ("GNU Free Documentation License, Version 1.2 or later", "GFDL-1.2-or-later"),
        ("GPLv3+", "GPL-3.0-or-later"),
        ("LGPL v2.1", "LGPL-2.1-only"),
        ("MIT License", "MIT"),
        ("The MIT Licence", "MIT"),
        ("Licence: MIT", "MIT"),
        ("Open Government Licence v3.0", "OGL-UK-3.0"),
        ("Open Government Licence - Canada 2.0", "OGL-Canada-2.0"),
        ("ODbL", "ODbL-1.0"),
        ("Open Database License (ODbL) v1.0", "ODbL-1.0"),
        ("Licence Ouverte / Open Licence version 2.0", "etalab-2.0"),
        ("Datenlizenz Deutschland – Namensnennung – Version 2.0", "DL-DE-BY-2.0"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("W3C License", "W3C"),
        # addresses
        (f"https://{CC}/by/4.0/", "CC-BY-4.0"),
        (f"HTTP://WWW.{CC}/BY-SA/4.0", "CC-BY-SA-4.0"),
        (f"//{CC}/by/4.0/deed.fr", "CC-BY-4.0"),
        (f"{CC}/by-nc/4.0/legalcode.zh-hant?x=1#s3", "CC-BY-NC-4.0"),
        (f"http://{CC}/by/3.0/de/", "CC-BY-3.0-DE"),
        (f"http://{CC}/by/3.0/de/deed.en", "CC-BY-3.0-DE"),
        (f"https://{CC}/by-sa/3.0/igo/", "CC-BY-SA-3.0-IGO"),
        (f"https://{CC}/by-nc-sa/2.0/uk/", "CC-BY-NC-SA-2.0-UK"),
        (f"http://{CC}/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.de", "CC0-1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "CC-PDM-1.0"),
        (f"[CC BY 4.0](https://{CC}/by/4.0/)", "CC-BY-4.0"),
        (f"CC BY 4.0, https://{CC}/by/4.0/.", "CC-BY-4.0"),
        ("https://opensource.org/licenses/MIT", "MIT"),
        ("https://opensource.org/licenses/mit-license.php", "MIT"),
        ("https://opensource.org/license/apache-2-0", "Apache-2.0"),
        ("https://spdx.org/licenses/CC-BY-4.0.html#licenseText", "CC-BY-4.0"),
        (f"{GNU}/fdl-1.3.html", "GFDL-1.3-only"),
        (f"{GNU}/old-licenses/gpl-2.0.en.html", "GPL-2.0-only"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0"),
        ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL-UK-3.0"),
        # several that say the same
        ("MIT ; The MIT License ; https://opensource.org/licenses/MIT", "MIT"),
    ],
)
def test_licences(stated: str, expected: str) -> None:
    assert licence_id(stated) == expected


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "  ",
        "CC BY",
        "CC",
        "Creative Commons",
        "Creative Commons 4.0",
        "BY 4.0",
        "CC BY 9.0",
        "CC BY-ND-SA 4.0",
        "GPL",
        "BSD",
        "free",
        "licence",
        "(c) 2024",
        "© W3C",
        "© MIT",
        "all rights reserved",
        "public domain",
        "NONE",
        "NOASSERTION",
        "MIT AND",
        "MIT/Apache-2.0",
        "not CC BY 4.0",
        "CC BY 4.0 except the photos",
        "CC-BY-4.0?",
        "CC BY 4.0 (?)",
        "CC-BY-4.0？",
        "¿MIT?",
        "CC?BY-4.0",
        f"https://{CC}/by/4.0/?",
        "!MIT",
        "CC BY 4.0*",
        "CC BY 4.0 …",
        "~MIT",
        "Except where noted, this work is licensed under CC BY 4.0",
        "This work is not licensed under CC BY 4.0",
        "MIT ; CC-BY-4.0",
        "CC-BY-4.0 ; all rights reserved",
        f"CC BY-NC 4.0 (https://{CC}/by/4.0/)",
        f"figure: https://{CC}/by/4.0/",
        f"https://{CC}/by/",
        f"https://{CC}/by/3.0/scotland/",  # not in the list of SPDX, and not the general one
        f"https://{CC}/by/4.0/de/",
        f"https://example.org/{CC}/by/4.0/",
        "https://creativecommons.org/",
        f"{GNU}/gpl.html",
        "https://opensource.org/licenses/",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/",
        "https://example.com/licence",
        "license.html",
        "#rights",
        "MIT " * 200,
        "(" * 400,
    ],
)
def test_what_is_no_licence_or_not_certainly_one(stated: str) -> None:
    assert licence_id(stated) is None


def test_every_identifier_is_its_own_licence() -> None:
    for each in LICENSES.values():
        found = licence_id(each["id"])
        assert found == each["id"] or (each["deprecated"] and found in {known["id"] for known in LICENSES.values()})
        assert found is not None and licence_id(found) == found


def test_the_table_names_licences_that_there_are() -> None:
    known = {each["id"] for each in LICENSES.values()}
    assert {*licence_table("names"), *licence_table("pages").values()} <= known
    assert set(licence_table("hub")) <= HUB_LICENCES
    assert all(licence_id(name) == one for one, names in licence_table("names").items() for name in names)
    assert all(licence_id(f"https://{page}/") == one for page, one in licence_table("pages").items())


@given(st.text(max_size=80))
def test_any_text_is_a_licence_or_none(stated: str) -> None:
    found = licence_id(stated)
    assert found is None or licence_id(found) == found


@pytest.mark.parametrize(
    ("licence", "hub", "url", "asks"),
    [
        ("CC-BY-4.0", "cc-by-4.0", f"https://{CC}/by/4.0/", BY),
        ("CC0-1.0", "cc0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", ()),
        ("CC-PDM-1.0", "other", "https://creativecommons.org/publicdomain/mark/1.0/", ()),
        ("CC-BY-3.0-DE", "other", f"https://{CC}/by/3.0/de/", BY),
        ("CC-BY-NC-SA-4.0", "cc-by-nc-sa-4.0", f"https://{CC}/by-nc-sa/4.0/", (*BY, "non-commercial", "share-alike")),
        (
            "CC-BY-NC-ND-3.0",
            "cc-by-nc-nd-3.0",
            f"https://{CC}/by-nc-nd/3.0/",
            (*BY, "no-derivatives", "non-commercial"),
        ),
        ("CC-BY-ND-2.0", "other", f"https://{CC}/by-nd/2.0/", (*BY, "no-derivatives")),
        ("GPL-3.0-only", "gpl-3.0", "https://spdx.org/licenses/GPL-3.0-only.html", (*BY, "share-alike")),
        ("GPL-3.0-or-later", "gpl-3.0", "https://spdx.org/licenses/GPL-3.0-or-later.html", (*BY, "share-alike")),
        ("GFDL-1.3-only", "gfdl", "https://spdx.org/licenses/GFDL-1.3-only.html", (*BY, "share-alike")),
        ("ODbL-1.0", "odbl", "https://spdx.org/licenses/ODbL-1.0.html", (*BY, "share-alike")),
        ("PDDL-1.0", "pddl", "https://spdx.org/licenses/PDDL-1.0.html", ()),
        ("etalab-2.0", "etalab-2.0", "https://spdx.org/licenses/etalab-2.0.html", BY),
        ("OGL-UK-3.0", "other", "https://spdx.org/licenses/OGL-UK-3.0.html", BY),
        ("MIT", "mit", "https://spdx.org/licenses/MIT.html", BY),
        ("MIT-0", "other", "https://spdx.org/licenses/MIT-0.html", ()),
        ("BSD-3-Clause", "bsd-3-clause", "https://spdx.org/licenses/BSD-3-Clause.html", BY),
        ("Apache-2.0", "apache-2.0", "https://spdx.org/licenses/Apache-2.0.html", BY),
        ("LicenseRef-By-Letter", "other", "", ()),
    ],
)
def test_what_a_licence_is_called_where_it_stands_and_what_it_asks(
    licence: str, hub: str, url: str, asks: tuple[str, ...]
) -> None:
    assert (hub_licence(licence), licence_url(licence), restrictions(licence)) == (hub, url, asks)
    assert licence_names(licence) == (licence,)


def test_expressions_of_several_licences() -> None:
    expression = "(CC-BY-SA-4.0 OR GPL-2.0-only WITH Classpath-exception-2.0) AND CC-BY-SA-4.0 AND MIT"
    assert licence_names(expression) == ("CC-BY-SA-4.0", "GPL-2.0-only", "MIT")
    assert restrictions(expression) == ("attribution", "share-alike")
    assert hub_licence(expression) == "other"


def test_what_a_card_calls_a_choice_or_an_exception_is_not_one_of_its_licences() -> None:
    assert hub_licence("GPL-2.0-only OR MIT") == "other"
    assert hub_licence("GPL-2.0-only WITH Classpath-exception-2.0") == "other"


def test_addresses_of_all_that_is_in_an_expression() -> None:
    at = "https://spdx.org/licenses"
    assert licence_urls("MIT WITH LLVM-exception") == [f"{at}/MIT.html", f"{at}/LLVM-exception.html"]
    assert licence_urls("(ISC AND LicenseRef-mine) OR CC0-1.0") == [f"{at}/ISC.html", licence_url("CC0-1.0")]


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        # one alone, and those that ask for nothing
        ("CC-BY-NC-ND-4.0", False),
        ("CC-BY-SA-4.0 CC0-1.0", False),
        ("CC-BY-SA-4.0 CC-BY-4.0 MIT", False),
        ("CC-BY-NC-4.0 CC-BY-4.0", False),
        ("CC-BY-NC-SA-4.0 CC-BY-4.0", False),
        ("LicenseRef-letter CC-BY-SA-4.0", False),
        # no derivatives
        ("CC-BY-ND-4.0 CC-BY-4.0", True),
        ("CC-BY-ND-4.0 CC-BY-ND-3.0", True),
        ("CC-BY-NC-ND-4.0 CC-BY-SA-4.0", True),
        ("CC-BY-ND-4.0 CC0-1.0", True),
        # share-alike and not for trade
        ("CC-BY-SA-4.0 CC-BY-NC-4.0", True),
        ("CC-BY-SA-4.0 CC-BY-NC-SA-4.0", True),
        ("CC-BY-NC-SA-4.0 CC-BY-NC-4.0", False),
        ("GPL-3.0-only CC-BY-NC-4.0", True),
        ("MPL-2.0 CC-BY-NC-4.0", False),
        ("GPL-2.0-only·WITH·Classpath-exception-2.0 CC-BY-NC-4.0", False),
        # two share-alike
        ("CC-BY-SA-4.0 CC-BY-SA-3.0 CC-BY-SA-3.0-DE", False),
        ("CC-BY-SA-4.0 CC-BY-SA-1.0", True),
        ("CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0", False),
        ("CC-BY-SA-4.0 GPL-3.0-or-later", False),
        ("CC-BY-SA-4.0 GPL-2.0-only", True),
        ("GPL-2.0-only GPL-3.0-only", True),
        ("GPL-2.0-or-later GPL-3.0-only", False),
        ("GPL-2.0-or-later GPL-2.0-only", False),
        ("GFDL-1.2-only GFDL-1.3-only", True),
        ("GFDL-1.2-or-later GFDL-1.3-only", False),
        ("GFDL-1.3-only CC-BY-SA-4.0", True),
        ("ODbL-1.0 CC-BY-SA-4.0", True),
        # of three, two
        ("CC0-1.0 CC-BY-NC-4.0 CC-BY-SA-4.0", True),
        # what may be chosen
        ("GFDL-1.2-only·OR·CC-BY-SA-3.0 CC-BY-SA-4.0", False),
        ("GFDL-1.2-only·OR·CC-BY-SA-3.0 CC-BY-SA-4.0 GFDL-1.3-only", True),
        ("CC-BY-SA-4.0·AND·MIT CC-BY-NC-4.0·OR·MIT", False),
        ("MIT·AND·CC-BY-SA-4.0 CC-BY-NC-4.0·OR·CC-BY-ND-4.0", True),
        ("CC-BY-SA-4.0·AND·CC-BY-NC-4.0", True),
    ],
)
def test_licences_that_contradict_one_another(licences: str, expected: bool) -> None:
    expressions = [each.replace("·", " ") for each in licences.split()]
    assert [licence_id(each) for each in expressions] == expressions
    assert contradictory(expressions) is expected
    assert contradictory(reversed(expressions)) is expected


def test_many_choices_end() -> None:
    named = [each for each in sorted(LICENSES) if each.startswith(("bsd-", "mit-", "oldap-"))][:40]
    asked = " AND ".join(f"({a} OR {b})" for a, b in zip(named[::2], named[1::2], strict=True))
    assert not contradictory([asked, "CC-BY-SA-4.0"])


@pytest.mark.parametrize("table", ["restrictions", "dedications", "lenient", "together", "hub"])
def test_every_pattern_is_of_a_licence_that_there_is(table: str) -> None:
    known = [each["id"] for each in LICENSES.values()] + ["MIT WITH LLVM-exception"]
    patterns = [pattern for row in licence_table(table).values() for pattern in row]
    assert [pattern for pattern in patterns if not any(fnmatchcase(each, pattern) for each in known)] == []


def test_what_asks_for_nothing_asks_for_nothing() -> None:
    assert not restrictions("CC0-1.0 OR MIT-0")
    assert is_known("CC0-1.0 OR MIT")
    assert not is_known("LicenseRef-letter OR MIT")


def stating(path: str, licence: str | None) -> Document:
    return replace(document(path, "en", [[f"Text of {path}."]]), licence=licence)


DOCUMENTS = [
    stating("en/a.txt", "CC BY 4.0"),
    stating("en/b.txt", "all rights reserved"),
    stating("en/c.txt", None),
    stating("es/deep/d.txt", " "),
    stating("es/e.jsonl#7", "CC0"),
]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ["CC-BY-4.0 document", "None ", "None ", "None ", "CC0-1.0 document"]),
        (["mit"], ["CC-BY-4.0 document", "None ", "MIT publisher", "MIT publisher", "CC0-1.0 document"]),
        (["en/b.txt=CC BY 3.0"], ["CC-BY-4.0 document", "CC-BY-3.0 publisher", "None ", "None ", "CC0-1.0 document"]),
        (
            ["es/*=MIT", "ISC", "*/?.txt=LicenseRef-Mine", "en/a.txt=MIT"],
            ["MIT publisher", *["LicenseRef-Mine publisher"] * 3, "MIT publisher"],
        ),
        (
            ["es/e.jsonl=MIT", "MIT", "MIT License"],
            ["CC-BY-4.0 document", "None ", "MIT publisher", "MIT publisher", "MIT publisher"],
        ),
    ],
)
def test_the_publisher_knows_more(given: list[str], expected: list[str]) -> None:
    found = licences_of(DOCUMENTS, given)
    assert [f"{found[each.id].licence} {found[each.id].granted_by}" for each in DOCUMENTS] == expected
    assert [found[each.id].stated for each in DOCUMENTS] == ["CC BY 4.0", "all rights reserved", "", "", "CC0"]


def test_what_is_granted() -> None:
    assert licences_of(DOCUMENTS[:1], [])[DOCUMENTS[0].id] == Granted("CC-BY-4.0", "CC BY 4.0", "document")


@pytest.mark.parametrize(
    "stated", ["LicenseRef-Proprietary", "licenseref-all-rights-reserved", "MIT OR LicenseRef-x", "(LicenseRef-x)"]
)
def test_a_permission_of_ones_own_only_the_publisher_grants(stated: str) -> None:
    own = stating("en/a.txt", stated)
    assert licences_of([own], ["CC0-1.0"])[own.id] == Granted(None, stated, "")
    assert licences_of([own], [f"en/*={stated}"])[own.id] == Granted(licence_id(stated), stated, "publisher")


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (["CC-BY"], "--licence CC-BY: 'CC-BY' is no licence (did you mean CC-BY-4.0?)"),
        (["CC-BY-4.1"], "'CC-BY-4.1' is no licence (did you mean CC-BY-4.0?)"),
        (["en/*=Apache"], "--licence en/*=Apache: 'Apache' is no licence (did you mean Apache-2.0?)"),
        (["gpl"], "(did you mean GPL-3.0-only?)"),
        (["MTI"], "(did you mean MIT?)"),
        (
            ["proprietary"],
            "(give an SPDX identifier such as CC-BY-4.0, or LicenseRef-NAME for a permission of your own)",
        ),
        (["en/*="], "'' is no licence"),
        (["fr/*=MIT"], "--licence fr/*=MIT: no document has a path like 'fr/*' (there is "),
        (["=MIT"], "no document has a path like ''"),
        (["MIT", "ISC"], "--licence ISC: the documents that state nothing have MIT already"),
    ],
)
def test_what_the_publisher_gets_wrong(given: list[str], line: str) -> None:
    with pytest.raises(UsageError) as error:
        licences_of(DOCUMENTS, given)
    assert line in str(error.value)
