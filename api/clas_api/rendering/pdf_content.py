"""What Typst is told of a document: its texts as data, each as it can be drawn."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from textwrap import shorten
from typing import Any

from clas_api.rendering.charts import LETTERS, WIDTH, draw_apart
from clas_api.rendering.qr import qr_file
from clas_api.rendering.signs import Signs, letters, number_of
from clas_core.departments.logo import Logo
from clas_core.documents.chart import Chart
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.documents.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Link,
    Notice,
    PageBreak,
    Paragraph,
    QrCode,
    Section,
    Signatures,
    Steps,
    Table,
    Text,
)
from clas_core.plain_text import line_of, lines_of
from clas_core.prose import Prose, markdown_parser

_WIDE = 8
"""Columns of a table from which on pages lie on their side."""

_INLINE_MARKS = {"strong_open": "strong", "em_open": "emphasis"}


def asked_of(document: Document, signs: Signs) -> bytes:
    """Return what a process is asked to typeset: whether rare signs are among it, and the document."""
    return _line(_told(document, signs), rare=signs.rare)


def all_asked(documents: Sequence[Document], title: str, *, ordinary: bool = False) -> bytes:
    signs = [Signs(ordinary=ordinary) for _ in documents]
    told = [_told(document, each) for document, each in zip(documents, signs, strict=True)]
    whole = {"title": Signs(ordinary=True).drawn(line_of(title)), "documents": told}
    return _line(whole, rare=any(each.rare for each in signs))


def _told(document: Document, signs: Signs) -> dict[str, Any]:
    content: dict[str, Any] = _drawn(_document(document, pictures=not signs.ordinary), signs)
    told = {**content, "replaced": [number_of(sign) for sign in signs.replaced]}
    # As it is: a machine reads it, whatever can be drawn.
    return told if document.attached is None else {**told, "attached": asdict(document.attached)}


def _line(content: dict[str, Any], *, rare: bool) -> bytes:
    return (b"rare " if rare else b"text ") + json.dumps(content, ensure_ascii=False).encode()


_NO_TEXT = frozenset({"kind", "link", "format"})
_DRAWINGS = frozenset({"content", "picture"})


def _drawn(value: Any, signs: Signs, name: str = "") -> Any:
    """Return what is told of a document with each of its texts as it can be drawn, and its long words parted."""
    match value:
        case str() if name in _DRAWINGS:
            return signs.drawn(value)
        case str() if name not in _NO_TEXT:
            return _parted(signs.drawn(value))
        case list() if name not in _DRAWINGS:
            return [_drawn(each, signs) for each in value]
        case dict():
            return {name: _drawn(each, signs, name) for name, each in value.items()}
    return value


_LONG_WORD = re.compile(r"\S{21,}")
_LONG_PART = re.compile(r"[^\u200b]{17,}")
_END_OF_PART = re.compile(r"(?<=[/@.?&=_:;,+-])(?=[^/@.?&=_:;,+-])")


def _parted(text: str) -> str:
    """Return a text with a sign of no width (U+200B) where a long word, or a long address, may go on on a new line."""
    return _LONG_WORD.sub(lambda word: _LONG_PART.sub(_cut, _END_OF_PART.sub("\u200b", word[0])), text)


def _cut(part: re.Match[str]) -> str:
    return "\u200b".join(letters(part[0], at_least=8))


def _document(document: Document, *, pictures: bool = True) -> dict[str, Any]:
    return {
        "title": line_of(document.title),
        "subtitle": line_of(document.subtitle),
        "sender": None if document.sender is None else _sender(document.sender, pictures=pictures),
        "letterhead": None if document.letterhead is None else _letterhead(document.letterhead),
        "running": shorten(line_of(document.title), 110, placeholder="…"),
        "wide": any(len(each.header) >= _WIDE for each in _tables(document.sections)),
        "digests": list(document.digests),
        "sections": [_section(each, pictures=pictures) for each in document.sections],
    }


def _tables(sections: Iterable[Section]) -> Iterator[Table]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
        yield from _tables(section.sections)


def _sender(sender: Sender, *, pictures: bool) -> dict[str, Any]:
    return {
        "name": line_of(sender.name),
        "address": _lines(sender.address),
        "contacts": _lines(sender.contacts),
        "logo": _picture(sender.logo) if pictures else None,
    }


def _letterhead(letterhead: Letterhead) -> dict[str, Any]:
    return {
        "addressee": _lines(letterhead.addressee),
        "place": line_of(letterhead.place_and_date),
        "reference": line_of(letterhead.reference),
    }


def _signature(signature: Signature, *, pictures: bool) -> dict[str, Any]:
    return {
        "name": line_of(signature.name),
        "quality": line_of(signature.quality),
        "place": line_of(signature.place_and_date),
        "picture": _picture(signature.picture) if pictures else None,
    }


def _picture(picture: Logo | None) -> dict[str, Any] | None:
    """Return a picture as Typst takes it: a drawing as text, points as numbers."""
    if picture is None:
        return None
    if picture.media_type == "image/svg+xml":
        return {"format": "svg", "content": picture.content.decode("utf-8-sig")}
    return {"format": "png", "content": list(picture.content)}


def _lines(texts: Sequence[str]) -> list[str]:
    return [line for each in texts if (line := line_of(each))]


def _section(section: Section, *, pictures: bool) -> dict[str, Any]:
    return {
        "title": line_of(section.title),
        "blocks": [
            _block(each, pictures=pictures)
            for each in section.blocks
            if not (isinstance(each, Chart) and each.is_empty)
        ],
        "sections": [_section(each, pictures=pictures) for each in section.sections],
    }


def _block(block: Block, *, pictures: bool) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    match block:
        case Table():
            return {
                "kind": kind,
                "caption": block.caption,
                "header": list(block.header),
                "rows": [[_text(cell) for cell in row] for row in block.rows],
                "amounts": sorted(block.amounts),
                "by_hand": sorted(block.by_hand),
            }
        case Facts():
            return {"kind": kind, "items": [[name, _text(value)] for name, value in block.items]}
        case Chart():
            return {"kind": kind, "title": line_of(block.title), "said": block.description, **_chart(block)}
        case QrCode():
            return {"kind": kind, "link": block.address, "said": block.said, "picture": qr_file(block.address)}
        case Bullets() | Steps():
            return {"kind": kind, "items": [_text(item) for item in block.items]}
        case Signatures():
            return {"kind": kind, "items": [_signature(each, pictures=pictures) for each in block.items]}
        case PageBreak():
            return {"kind": kind}
        case Paragraph() | Notice():
            return {"kind": kind, "text": _text(block.text)}


def _chart(chart: Chart) -> dict[str, Any]:
    """Return the shapes of a chart, and its texts apart: accents in a picture cost a document its PDF/UA."""
    shapes, written = draw_apart(chart)
    texts = [{"text": each.text, "x": each.x, "y": each.y, "ends": each.ends} for each in written]
    return {"picture": shapes, "wide": WIDTH, "letters": LETTERS, "texts": texts}


def _text(text: Text) -> list[dict[str, Any]]:
    """Return a text as spans: ``{"text", "link"?, "strong"?, "emphasis"?}``."""
    if isinstance(text, Link):
        return [{"text": line_of(text.text), "link": text.url}]
    if isinstance(text, Prose):
        return _prose(text)
    return [{"text": lines_of(text)}]  # what was kept before it was cleaned is drawn all the same


def _prose(prose: Prose) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    for token in markdown_parser().parse(prose.markdown):
        if token.type == "list_item_open":
            spans.append({"text": "\n• "})
        elif token.type in ("fence", "code_block"):
            spans.append({"text": token.content})
        elif token.type == "inline":
            spans += _inline(token.children or [])
        elif token.type == "paragraph_close" and not token.hidden:
            spans.append({"text": "\n"})
    while spans and not spans[-1]["text"].strip():
        spans.pop()
    return spans


def _inline(tokens: Sequence[Any]) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    marks: dict[str, Any] = {}
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            spans.append({"text": token.content, **marks})
        elif token.type in ("softbreak", "hardbreak"):
            spans.append({"text": " "})
        elif token.type == "link_open":
            marks["link"] = str(token.attrs["href"])
        elif token.type == "link_close":
            marks.pop("link", None)
        elif token.type in _INLINE_MARKS:
            marks[_INLINE_MARKS[token.type]] = True
        elif token.type in ("strong_close", "em_close"):
            marks.pop(_INLINE_MARKS[token.type.replace("close", "open")], None)
    return spans
