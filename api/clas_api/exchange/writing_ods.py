"""Sheets as a document of LibreOffice, written as they are read: the format is a few XML files in a zip."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from clas_api.exchange.leaves import Leaf, Leaves, Told
from clas_api.exchange.ods_parts import (
    CONTENT_BEGIN,
    CONTENT_END,
    MANIFEST,
    MEDIA_TYPE,
    column_style,
    meta_of,
    settings_of,
    styles_of,
)
from clas_api.exchange.writing_texts import fitting, storable, words_of, written
from clas_core.money import amount_text
from clas_core.questions.written import write_tenths
from clas_core.sheets import Column, Sheet

_LEVEL = 4
"""How hard a file is compressed: more takes twice the time for a tenth less."""
_PIECE = 1 << 16
"""Characters that are written at once."""
_SPACES = re.compile(r"^ +| {2,}|\t")


def write_ods(stream: BinaryIO, sheets: Sequence[Sheet], told: Told) -> Leaves:
    """Write sheets, then the dictionary of their columns; return how it was laid out."""
    leaves = Leaves(told)
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        archive.writestr(_entry("mimetype", told, ZIP_STORED), MEDIA_TYPE)
        # A reader finds the other files by their names, wherever they stand.
        with archive.open(_entry("content.xml", told), "w", force_zip64=True) as content:
            _write_content(content, sheets, leaves)
        for name, text in (
            ("styles.xml", styles_of(told)),
            ("settings.xml", settings_of(leaves.names)),
            ("meta.xml", meta_of(told)),
            ("META-INF/manifest.xml", MANIFEST),
        ):
            archive.writestr(_entry(name, told), text)
    return leaves


def _entry(name: str, told: Told, how: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, told.made_at.timetuple()[:6])
    entry.compress_type = how
    return entry


def _write_content(content: IO[bytes], sheets: Sequence[Sheet], leaves: Leaves) -> None:
    widths = {each.width for sheet in (*sheets, leaves.dictionary()) for each in sheet.columns}
    filters: list[str] = []
    pieces: list[str] = [CONTENT_BEGIN.format(columns="".join(map(column_style, sorted(widths))))]
    size = 0
    for piece in _tables(sheets, leaves, filters):
        pieces.append(piece)
        size += len(piece)
        if size > _PIECE:
            content.write("".join(pieces).encode())
            pieces.clear()
            size = 0
    pieces.append(f"<table:database-ranges>{''.join(filters)}</table:database-ranges>{CONTENT_END}")
    content.write("".join(pieces).encode())


def _tables(sheets: Sequence[Sheet], leaves: Leaves, filters: list[str]) -> Iterator[str]:
    def every() -> Iterator[Sheet]:
        yield from sheets
        yield leaves.dictionary()  # made last: it tells of the others

    for sheet in every():
        cells = [_cell(column, leaves) for column in sheet.columns]
        for leaf in leaves.of(sheet):
            yield from _table(sheet, leaf, cells, leaves.told, filters)


def _table(
    sheet: Sheet, leaf: Leaf, cells: Sequence[Callable[[Any], str]], told: Told, filters: list[str]
) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(leaf.name)} table:style-name="ta">'
    for column in sheet.columns:
        yield f'<table:table-column table:style-name="co{column.width}" table:default-cell-style-name="Default"/>'
    yield "<table:table-header-rows><table:table-row>"
    for column in sheet.columns:
        yield _text(storable(column.name if told.machine else column.label), "heading")
    yield "</table:table-row></table:table-header-rows>"
    count = 1
    for row in leaf.rows:
        count += 1
        made = ["<table:table-cell/>" if value is None else cell(value) for cell, value in zip(cells, row, strict=True)]
        yield f"<table:table-row>{''.join(made)}</table:table-row>"
    yield "</table:table>"
    area = f"'{leaf.name.replace(chr(39), chr(39) * 2)}'.A1:.{_letters(len(sheet.columns))}{count}"
    filters.append(
        f'<table:database-range table:name="filtre{len(filters) + 1}" table:display-filter-buttons="true"'
        f" table:target-range-address={quoteattr(area)}/>"
    )


def _cell(column: Column, leaves: Leaves) -> Callable[[Any], str]:
    """Return what writes the values of a column."""
    machine = leaves.told.machine

    shown = written(column, machine=machine)

    def typed(kind: str, said: Callable[[Any], str]) -> Callable[[Any], str]:
        begin = f'<table:table-cell table:style-name="{column.kind}" office:value-type={kind}="'
        return lambda value: f'{begin}{said(value)}"><text:p>{escape(shown(value))}</text:p></table:table-cell>'

    match column.kind:
        case "whole":
            return typed('"float" office:value', str)
        case "tenths":
            return typed('"float" office:value', lambda value: write_tenths(value).replace(",", "."))
        case "amount":
            return typed('"currency" office:currency="EUR" office:value', amount_text)
        case "day":
            return typed('"date" office:date-value', lambda value: str(value.isoformat()))
        case "moment":
            return typed('"date" office:date-value', lambda value: f"{value:%Y-%m-%dT%H:%M:%S}")
        case "yes_no" if machine:
            return typed('"boolean" office:boolean-value', lambda value: str(value).lower())

    words = words_of(column, machine=machine)

    def text(value: Any) -> str:
        return _text(leaves.cut(storable(words(value)), fitting), "text")

    return text


def _text(text: str, style: str) -> str:
    """Write a text as a cell: it says that it is one, so that nothing in it is taken for a formula."""
    if not text:
        return "<table:table-cell/>"
    said = escape(text)
    if _SPACES.search(said):
        said = _SPACES.sub(_blanks, said)
    lines = said.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "</text:p><text:p>")
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{lines}</text:p></table:table-cell>"
    )


def _blanks(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


_ALPHABET = 26


def _letters(number: int) -> str:
    """Return how a spreadsheet names its column of that number, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters
