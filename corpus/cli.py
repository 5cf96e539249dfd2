"""The command line as a whole."""

from __future__ import annotations

import click

from corpus import __version__
from corpus.commands.align import align
from corpus.commands.build import build, group
from corpus.commands.check import check
from corpus.commands.evaluate import evaluate
from corpus.commands.export import export
from corpus.commands.info import info
from corpus.commands.review import review
from corpus.program import Program


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hexapla")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Build a parallel corpus from a folder of documents in several languages.

    \b
      hexapla build FOLDER -o OUT        documents in, TMX, TSV and Parquet out
      hexapla group FOLDER -o OUT        only: which documents are versions of one another
      hexapla align a.en.txt a.es.txt    two or more given versions of one text
      hexapla evaluate GOLD HYPOTHESIS   how good an alignment is
      hexapla export OUT --to tmx -o …   a finished build in other formats, filtered
      hexapla check FILE.tmx             what CAT tools would choke on
      hexapla review export OUT          its units for a person to look through; review apply takes them back
      hexapla info                       encoder, languages, versions, cache

    Languages come from manifest.csv, from the path (en/a.txt, a.en.txt, a_en.txt), or from the text.
    Exit codes: 0 well, 1 a problem with the data, 2 a wrong call, 130 interrupted.
    """


for command in (build, group, align, evaluate, export, review, check, info):
    main.add_command(command)
