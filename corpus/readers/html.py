"""Web pages: blocks in reading order, with what the markup shows to be page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.documents import DOUBT, Extract
from corpus.errors import InputError
from corpus.files import named_encoding
from corpus.limits import MARKUP_BYTES, TAGS, check_size
from corpus.readers.blocks import BlockWriter
from corpus.readers.charset import decode_declared
from corpus.readers.rights import licence_of_page


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS = _set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup option p pre search section "
    "summary table tbody td tfoot th thead tr ul"
)
_SILENT = _set(
    "applet audio base canvas del embed head iframe img link map math meta noembed noframes noscript object param rp "
    "rt script source style svg template title track video wbr"
)
_FURNITURE_TAGS = _set("aside button datalist dialog footer form header menu nav search select textarea")
_FURNITURE_ROLES = _set(
    "alert banner complementary contentinfo dialog doc-toc menu menubar navigation search status tablist toolbar "
    "tooltip"
)
# Names of classes and ids, as content systems and templates give them, in lower case without the marks between words.
_FURNITURE_NAMES = _set(
    "ad ads advert advertisement banner breadcrumb breadcrumbs byline comment commentform commentlist comments cookie "
    "cookiebanner cookiebar cookieconsent cookienotice copyright disqusthread footer globalnav header infosidebar "
    "langs langswitch languages leftsidebar localnav mainmenu mainnav masthead menu mobilemenu modal nav navbar navbox "
    "navfooter navheader navigation navlinks newsletter pagefooter pageheader pager pagination paging popup postmeta "
    "postnav prevnext related relatedarticles relatednews relatedposts rightsidebar share sharebar sharing sidebar "
    "sidenav sitefooter siteheader sitemap sitenav skip skiplink skiplinks skiptocontent social sociallinks "
    "socialmedia socialshare subscribe tagcloud taglist tags toc tocbox toolbar topbar topnav usermenu widget"
)
_CONTENTS = _set("toc tocbox")  # of a page that is nothing else, as well
_LINKED = 0.8  # of the letters of a table of contents stand in links
_NAMED_TAGS = _set("a div section ul ol dl table p span td nav aside header footer details")
# What names of blocks that may be furniture hold; titles, too, stand in a "post-header".
_HINTS = re.compile("banner|breadcrumb|byline|footer|header|menu|meta|nav|promo|related|share|sidebar|social|widget")
_NOTE = re.compile(r"note|tip|warning|caution|important|footnote|admonition|pullquote|callout", re.I)
_NOTE_NUMBER = re.compile(r"(?:(?:nb|note|n\.)?\s?\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3})", re.I)
_ARROW = re.compile("[\u2190-\u21ff\u2934\u2935^]\ufe0e?")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Hidden by style sheets that everybody uses, and the marks that wikis and manuals put beside a heading.
_HIDDEN_NAMES = _set("hidden sronly screenreadertext visuallyhidden dnone headerlink anchorlink mweditsection")
# A block of at least so many links and no other word, each no longer than this on average, is a menu.
_FEWEST_MENU_ITEMS, _LONGEST_MENU_ITEM = 3, 30
_MID_SENTENCE = re.compile(r"[\w,;-]")
_WHITE = re.compile(r"[ \t\n\r\f]+")
# The parser takes quadratic time in the attributes of one tag: a minute for 50,000.
_CROWDED = re.compile(rb"<[A-Za-z](?>(?>[^<>=]*=){2000}|(?>[^<>\s]{0,40}\s+){5000})")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_MARKUP = re.compile(rb"^[\x00-\x7f]+$|<[^<>]*>", re.M)  # tags, and lines that are the same in all encodings
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""", re.I)


def read_html(data: bytes, where: str) -> list[Extract]:
    """One document; navigation and the like is marked as furniture, what a page hides is left out.

    An ``InputError`` where there is no element, or where the page is too deep or too large to be read to its end.
    """
    decoded = decode_declared(data, declared_encoding(data), where, _MARKUP)
    root = parse_html(decoded.text, where)
    writer = BlockWriter()
    write_blocks(root, writer)
    return [
        writer.extract(
            title=_title(root),
            language=_language(root),
            licence=licence_of_page(root),
            url=next((href for href in root.xpath("//link[@rel='canonical']/@href")), None),
            flags=decoded.flags,
        )
    ]


def parse_html(text: str, where: str) -> etree._Element:
    """The root of a page; an ``InputError`` where there is none, or where it cannot be read to its end."""
    data = text.encode("utf-8", "replace")
    check_size(len(data), MARKUP_BYTES, where, "the page")
    if data.count(b"<") + 2 * data.count(b"=") > TAGS:
        raise InputError(where, f"the page has more than {TAGS:,} tags and attributes", "split it")
    if _CROWDED.search(data):
        raise InputError(where, "a tag of the page has thousands of attributes")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise InputError(where, f"not HTML: {error}") from None
    if root is None:
        raise InputError(where, "not HTML: there is no element in it")
    if cut := next((entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"), None):
        # a page nested 256 deep or a text node of 10 MB: the parser stops there, and the rest would be lost in silence
        raise InputError(where, f"the page is cut off at line {cut.line}: {cut.message.split(',')[0].strip()}")
    return root


def declared_encoding(data: bytes) -> str | None:
    """Python's name for the encoding other than UTF that a page declares at its beginning, or None."""
    declared = _XML_CHARSET.search(data[:200]) or _CHARSET.search(data[:4096])
    return named_encoding(declared[1].decode("ascii", "replace")) if declared else None


def _title(root: etree._Element) -> str:
    return _only(root, "//h1") or _only(root, "/html/head/title")


def _only(root: etree._Element, path: str) -> str:
    """The text of the only element at ``path``, else an empty string."""
    found = root.xpath(path)
    return " ".join("".join(found[0].itertext()).split()) if len(found) == 1 else ""


def _site_names(root: etree._Element) -> frozenset[str]:
    """What the title of a page says beside the page's own heading: "The bakery - Island News"."""
    parts = re.split(r"\s+[-–—|·:»]\s+", _only(root, "/html/head/title"))
    heading = _only(root, "//h1")
    return frozenset(parts) - {heading} if heading in parts else frozenset()


def _language(root: etree._Element) -> str | None:
    return next((str(value) for name in ("lang", "xml:lang") if (value := root.get(name))), None)


@dataclass(slots=True)
class _Block:
    """The inline text of the block being read, and what of it is links."""

    writer: BlockWriter
    site_names: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    links: int = 0
    words_outside: bool = False  # of links

    def add(self, text: str, in_link: int) -> None:
        self.pieces.append(text)
        self.words_outside |= not in_link and any(map(str.isalnum, text))

    def flush(self, reason: str) -> None:
        text = "".join(self.pieces)
        if self.links >= _FEWEST_MENU_ITEMS and not self.words_outside and len(text) <= _LONGEST_MENU_ITEM * self.links:
            reason = _definite(reason) or "structure:links"
        for line in _lines(text):
            site_name = "structure:site-name" if line in self.site_names else ""
            self.writer.add(line, _definite(reason) or site_name or reason)
        self.pieces.clear()
        self.links, self.words_outside = 0, False


def _lines(text: str) -> Iterator[str]:
    """The lines between ``<br>`` (here ``\\v``), each a block; a sentence that runs on in lower case takes the next."""
    line: list[str] = []
    for piece in map(str.strip, text.split("\v")):
        if line and not (piece[:1].islower() and _MID_SENTENCE.match(line[-1][-1])):
            yield " ".join(line)
            line = []
        if piece:
            line.append(piece)
    yield " ".join(line)


def write_blocks(root: etree._Element, writer: BlockWriter, reason: str = "") -> None:
    """Adds the blocks below ``root`` to ``writer``, all of them as furniture where there is a ``reason``."""
    total = sum(len(text) for text in root.itertext()) or 1
    heading_elsewhere = bool(root.xpath("//h1[not(ancestor::header)]"))
    block, reasons, preformatted, in_link = _Block(writer, _site_names(root)), [reason], 0, 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        silent = tag in _SILENT or _hidden(element) or _refers(element, tag)
        if event == "start" and silent:
            walk.skip_subtree()
            reasons.append(reasons[-1])
        elif event == "start":
            reason = _definite(reasons[-1]) or _furniture(element, tag, total) or reasons[-1] or _hint(element, tag)
            if tag == "h1" and not heading_elsewhere and reason == "structure:header":
                reason = ""
            if tag in _BLOCKS or reason != reasons[-1]:
                block.flush(reasons[-1])
            reasons.append(reason)
            preformatted += tag == "pre"
            in_link += tag == "a"
            block.links += tag == "a"
            if tag == "br":
                block.add("\n" if preformatted else "\v", 0)
            block.add(_inline(element.text, preformatted), in_link)
        else:
            reason = reasons.pop()
            if not silent:
                if tag in _BLOCKS or reason != reasons[-1]:
                    block.flush(reason)
                preformatted -= tag == "pre"
                in_link -= tag == "a"
            if element is not root:
                block.add(_inline(element.tail, preformatted), in_link)
    block.flush(reasons[-1])


def _inline(text: str | None, preformatted: int) -> str:
    return (text or "") if preformatted else _WHITE.sub(" ", text or "")


def _names(element: etree._Element) -> set[str]:
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    return {re.sub(r"[-_]", "", name) for name in names}


def _hidden(element: etree._Element) -> bool:
    if element.get("hidden", "until-found") != "until-found" or element.get("aria-hidden") == "true":
        return True  # what is hidden until it is found is unfolded by a search for its words
    return bool(_HIDDEN_STYLE.search(element.get("style", "")) or _HIDDEN_NAMES & _names(element))


def _refers(element: etree._Element, tag: str) -> bool:
    """Whether it is the raised number that leads to a note, or the arrow that leads back: neither is said.

    A number in brackets is no part of the word before it, and stays.
    """
    if tag not in ("a", "sup"):
        return False
    links = [element] if tag == "a" else element.findall(".//a")
    if not links or not all("#" in link.get("href", "") for link in links):
        return False
    text = "".join(element.itertext()).strip()
    raised = tag == "sup" or "".join(element.xpath("string(sup)")).strip() == text
    return bool((raised and _NOTE_NUMBER.fullmatch(text)) or _ARROW.fullmatch(text))


def _furniture(element: etree._Element, tag: str, total: int) -> str:
    """The reason why an element is page furniture, or an empty string."""
    if tag in ("html", "body", "main", "article"):
        return ""
    role = element.get("role", "").lower()
    if role in _FURNITURE_ROLES:
        return f"structure:{role}"
    if tag in _FURNITURE_TAGS:
        inside = {ancestor.tag for ancestor in element.iterancestors()}
        noted = _NOTE.search(f"{element.get('class', '')} {role}")
        kept = (
            (tag == "header" and inside & {"article", "main", "section"})
            or (tag == "footer" and inside & {"blockquote", "figure"})
            or (tag == "aside" and noted)
            or (tag == "form" and _share(element, total) > 0.5)  # old pages are one form
        )
        return "" if kept else f"structure:{tag}"
    named = sorted(_names(element) & _FURNITURE_NAMES) if tag in _NAMED_TAGS else []
    if named and (_share(element, total) <= 0.5 or (_CONTENTS & set(named) and _is_of_links(element))):
        return "" if tag == "p" and named == ["related"] else f"structure:{named[0]}"
    return ""


def _is_of_links(element: etree._Element) -> bool:
    """Whether nearly all of its text leads elsewhere."""
    linked = sum(_letters(link) for link in element.iter("a"))
    return linked >= _LINKED * _letters(element)


def _letters(element: etree._Element) -> int:
    return len("".join("".join(element.itertext()).split()))


def _definite(reason: str) -> str:
    return "" if reason.startswith(DOUBT) else reason


def _hint(element: etree._Element, tag: str) -> str:
    """A doubt, where the names of a block hold those of furniture."""
    found = [hint[0] for name in sorted(_names(element)) if (hint := _HINTS.search(name))] if tag in _BLOCKS else []
    return f"{DOUBT}structure:{found[0]}" if found else ""


def _share(element: etree._Element, total: int) -> float:
    return sum(len(text) for text in element.itertext()) / total
