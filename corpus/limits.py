"""How much of an input is read. What is larger is no text that people wrote, or is made to exhaust the machine.

Together the limits keep the reading of one file, whatever it holds, below 2 GB of memory (tests/test_hostile.py).
"""

from __future__ import annotations

from corpus.errors import InputError

MB = 1_000_000
FILE_BYTES = 256 * MB  # a file, or a member of an archive, that is read whole
TEXT_BYTES = 64 * MB  # what is decoded as the text of one document: the Bible has 4 MB
MARKUP_BYTES = 32 * MB  # a page whose elements are all in memory; one record of a file of records
TAGS = 3_000_000  # of a page, an attribute counted as two: a tag and its text take 240 bytes, however short they are
PARSED_BYTES = 3 * MB  # Markdown and subtitles, which become Python objects: two bytes a thousand
PARAGRAPH = 1_000_000  # characters: a novel on a single line
BLOCKS = 1_000_000  # paragraphs of a document: each takes half a kilobyte besides its text
PACKAGE_BYTES = 500 * MB  # the parts of an office file or a book together
PART_BYTES = 128 * MB  # one of them that is read whole
XML_TAGS = 5_000_000  # of a part, or of all that a library parses: each takes 100 to 200 bytes
SHEET_TAGS = 10_000_000  # of all sheets of a file: a cell with words has six, and takes some 200 bytes
SHEET_CELLS = 20_000_000  # empty ones before the last of a row count: a file of 100 kB can name a billion
# What a stream of a PDF that is no picture unpacks to: every byte takes some 40 in memory. Real pages have less than
# 10 MB, and unpack to less than 50 times their size.
DRAWING_BYTES, FREE_DRAWING_BYTES = 32 * MB, 1 * MB
PAGE_CHARACTERS = 500_000  # of a page of a PDF; a page of a large newspaper has 60,000
NAME = 4096  # characters of a path, a member's name or a URL: every unit of its document repeats it

MEMBERS = 100_000  # of an archive
DIRECTORY_BYTES = 16 * MB  # of the list of a zip's members; 100,000 with paths take 12
ARCHIVE_BYTES = 16_000 * MB  # all that comes out of one archive, of the archives in it too
# Texts and pages shrink to a third or a tenth, logs and sheets to a fortieth; a bomb to a thousandth.
EXPANSION = 200
FREE_BYTES = 4 * MB  # may come out of an archive or a package however small it is


def check_size(size: int, limit: int, where: str, what: str = "it", remedy: str = "split it") -> None:
    """Raise InputError where ``what``, such as "the page", has more bytes than ``limit``."""
    if size > limit:
        raise InputError(where, f"{what} has more than {limit / MB:,.0f} MB", remedy)
