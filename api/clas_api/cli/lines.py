"""What a command tells somebody at a terminal: no word is cut at its edge, and a document is a few lines."""

import re
import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from clas_core.documents.model import Block, Document

_BEGINNING = re.compile(r"\s*(?:[-~✗] )?")
LEAST = 20
"""Letters of a line, at least: less room than that is none."""


def say(text: str) -> None:
    """Write a sentence. On a terminal it goes on under its own beginning; in a file or a pipe it stays on one line."""
    click.echo("\n".join(in_lines(text, _room())))


def in_lines(text: str, room: int | None, beginning: int | None = None) -> Sequence[str]:
    """Return `text` as lines of `room` letters, cut between words; whole without any. Lines after the first one begin
    after `beginning` letters: by default under the first word."""
    if room is None or len(text) <= room:
        return [text]
    found = _BEGINNING.match(text)
    first = beginning if beginning is not None else len(found[0]) if found else 0
    return wrap(
        text, max(room, first + LEAST), subsequent_indent=" " * first, break_long_words=False, break_on_hyphens=False
    )


def tell_rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows in aligned columns; the last one takes the room that is left, in several lines where it must."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)][:-1]
    for *cells, last in (header, *rows):
        before = "".join(f"{cell.ljust(width)}  " for cell, width in zip(cells, widths, strict=True))
        click.echo("\n".join(each.rstrip() for each in in_lines(before + last, _room(), len(before))))


def show_figures(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows of figures under their header."""
    click.echo("\n".join(figures_aligned([header, *rows])))


def figures_aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows whose first cell is a name, and whose others are figures that end one under another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *figures in rows:
        ended = (each.rjust(width) for each, width in zip(figures, widths[1:], strict=True))
        yield "  ".join((name.ljust(widths[0]), *ended))


def tell_document(document: "Document") -> None:
    """Write a document for somebody who reads it here."""
    from clas_core.documents.model import Table

    say(document.title)
    for section in document.sections:
        click.echo(f"\n{section.title} :")
        for block in section.blocks:
            if isinstance(block, Table):
                tell_rows([each.upper() for each in block.header], [[str(cell) for cell in row] for row in block.rows])
            for line in block_lines(block):
                say(f"  {line}")


def block_lines(block: "Block") -> Iterator[str]:
    """Give what a paragraph or a list says, a line each."""
    from clas_core.documents.model import Bullets, Paragraph

    if isinstance(block, Bullets):
        yield from (f"- {each}" for each in block.items)
    elif isinstance(block, Paragraph):
        yield str(block.text)


def _room() -> int | None:
    return get_terminal_size().columns if sys.stdout.isatty() else None
