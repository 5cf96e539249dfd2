"""Sentences: tables by language, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.segments import sentences


def cut(text: str, language: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)), language)]


# Text with "|" at each boundary.
CASES = [
    ("en", "Dr. Lee met Ms. Ito at 3 p.m. in the U.S. Senate. |She smiled."),
    ("en", "See vol. 2, fig. 3 and pp. 5-7. |It cost $3.5 million... or more. |J. R. Hill wrote it."),
    ("en", "“Stop!” she said. |“I will go. |You will stay.” |He nodded."),
    ("en", 'He asked: "Why? |Where to?" |Nobody knew. |(It was late. |Nobody cared.) |Plan B. |Then sleep.'),
    ("en", "It removes barriers...; it links markets. |It goes on..., slowly."),
    ("en", "1. Mix the flour. |2. Add water. |Visit example.com today. |No space.|Then one."),
    ("es", "La 32.ª reunión del 13.º ciclo acabó. |¿Vino el Sr. Gil? |¡Claro! |Vive en la Avda. Mayor, núm. 5."),
    ("es", "Llegó a las 5 p. m. |¿Qué hizo? |Esperar... y esperar."),
    ("fr", "M. Roy et Mme. Petit sont venus le 5 janv. 2020. |« Oui ! » dit-il. |« Entrez. |Asseyez-vous. » |Merci."),
    ("fr", "Né vers 50 av. J.-C. à Lyon, cf. fig. 3. |Qui ? |Moi !"),
    ("fr", "La table mesure 2 m. |Elle est à M. Roy. |À 15 h. 30, R. Petit et G. Roy sont partis."),
    ("en", "He sat between us. |Then he sang. |Maj. Lund of the U.S. Army left."),
    ("ru", "Он родился в 1999 г. в Твери. |Дом стоит на просп. Мира."),
    ("de", "Am 3. Oktober kam z. B. Frau Dr. Kern. |Das 19. Jahrhundert, d. h. Ludwig XIV. und andere. |„Ja.“ |Gut."),
    ("it", "Il Sig. Neri legge a pag. 5 l'art. 3. |«Ciao.» |Poi esce."),
    ("pt", "O Sr. Lima e a Dra. Reis leram o art. 5.º da lei. |A 3.ª edição saiu. |Av. Central, n. 5."),
    ("nl", "Dhr. Smit en mevr. De Wit wonen op nr. 5. |Zie blz. 7."),
    ("id", "Dr. Budi tinggal di Jl. Melati No. 5. |Ia lahir tgl. 5 Mei. |Ir. Joko dan Drs. Moh. Amin datang."),
    ("id", "PT. Maju rugi Rp. 5.000 pada tahun ke-2. |Benarkah? |Ya!"),
    ("ms", "En. Ali dan Pn. Siti tinggal di Jln. Ampang No. 5. |Mereka gembira."),
    ("vi", "PGS.TS. Lê Văn An và Th.S. Mai ở TP. Hồ Chí Minh. |Xem tr. 5. |GS. Hoàng nói vậy."),
    ("ru", "В г. Твери на ул. Мира, д. 5 живёт А. С. Белов. |См. рис. 3, с. 7. |«Да.» — сказал он."),
    ("uk", "У м. Києві на вул. Садовій, буд. 5. |Див. рис. 3. |Так!"),
    ("pl", "Kościół św. Anny przy ul. Długiej ma ok. 300 lat. |Np. tak. |Koniec."),
    ("cs", "Dne 5. ledna přišel p. Novák, tj. soused. |Viz str. 5."),
    ("tr", "Prof. Ak 5. katta oturuyor. |Bkz. s. 7. |Neden?"),
    ("el", "Ο κ. Νίκου ήρθε. |Βλ. σελ. 5. |Τίποτα!"),
    ("hu", "Dr. Kis kb. 5 napja itt van. |Az 5. nap volt."),
    ("ar", "قال د. سمير إنه بخير. |هل هذا صحيح؟ |نعم!"),
    ("fa", "او خوب است. |آیا درست است؟ |بله."),
    ("he", "הוא בא. |מה קרה? |כלום!"),
    ("hi", "डॉ. शर्मा आए। |प्रो. वर्मा भी थे। |क्या हुआ? |कुछ नहीं!"),
    ("bn", "ড. রহমান এলেন। |কী হয়েছে? |কিছু না!"),
    ("ta", "டாக்டர் வந்தார். |என்ன? |ஒன்றுமில்லை!"),
    ("zh", "价格是3.5元。|真的吗？|他说：“走吧。|别回头。”|她笑了。"),
    ("ja", "「はい。|どうぞ。」と言った。|本当ですか？|三十円です。"),
    ("ko", "안녕하세요. |정말요? |3.5원입니다."),
    ("my", "မင်္ဂလာပါ။ |နေကောင်းလား။"),
    ("am", "ሰላም። |እንዴት ነህ?"),
    ("hy", "Բարեւ։ |Ինչպե՞ս եք։"),
    ("th", "เมื่อวานนี้ผมกับเพื่อนไปเดินเล่นที่สวนสาธารณะใกล้บ้าน |ดอกไม้สวยมากจนเราไม่อยากกลับ"),
    ("xx", "Hello there. |World."),
]


@pytest.mark.parametrize(("language", "marked"), CASES)
def test_sentences(language: str, marked: str) -> None:
    assert cut(marked.replace("|", ""), language) == [piece.strip() for piece in marked.split("|")]


def test_at_least_fifteen_languages() -> None:
    assert len({language for language, _ in CASES}) >= 15


def test_a_line_end_ends_a_sentence() -> None:
    assert cut("make bread\n\n  make rolls", "en") == ["make bread", "make rolls"]


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "Not this. One. Two. Nor this."
    assert sentences(text, Span(10, 19), "en") == (Span(10, 14), Span(15, 19))


def test_nothing_in_nothing() -> None:
    assert sentences(" \n ", Span(0, 3), "en") == ()


PIECES = st.sampled_from([*"aBé5.…!?。？।؟ \n\xa0\"'“”«»„()「」¿¡-—漢字กдДა\u200d🙂", "..", "  ", "Dr", "vol", "etc"])


@given(
    st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200),
    st.sampled_from(["en", "es", "de", "fr", "zh", "ja", "th", "hi", "ar", "ru", "vi", "xx", "zh-Hant"]),
    st.data(),
)
def test_spans_and_gaps_rebuild_the_text(text: str, language: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    at, rebuilt = start, ""
    for span in sentences(text, Span(start, stop), language):
        gap, piece = text[at : span.start], span.of(text)
        assert not gap.strip() and piece == piece.strip() != ""
        rebuilt += gap + piece
        at = span.stop
    assert not text[at:stop].strip()
    assert rebuilt + text[at:stop] == text[start:stop]
