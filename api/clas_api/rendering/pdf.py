"""A document as an accessible PDF (PDF/UA-1), typeset by Typst from the same object as the page."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

from clas_api.rendering.charts import draw
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
    Section,
    Signatures,
    Steps,
    Table,
    Text,
)
from clas_core.plain_text import line_of, lines_of
from clas_core.prose import Prose, markdown_parser

_LONGEST = 60
"""In seconds: what one document may take."""

_LONGEST_OF_MANY = 600
"""In seconds: what a file of hundreds may take, on a machine that has much else to do."""

_INLINE_MARKS = {"strong_open": "strong", "em_open": "emphasis"}


def to_pdf(document: Document) -> bytes:
    """Return `document` as PDF."""
    return next(to_pdfs([document]))


def to_pdfs(documents: Iterable[Document]) -> Iterator[bytes]:
    """Yield each of `documents` as PDF, all typeset by one process; the first is there before the next is asked for.

    Their texts reach Typst as data, so no character of theirs is read as markup.
    """
    with _typesetter() as typesetter:
        for document in documents:
            yield _typeset(typesetter, _document(document))


def to_one_pdf(documents: Iterable[Document], title: str) -> bytes:
    """Return documents as one PDF, each on pages of its own that are counted from its first."""
    whole = {"title": line_of(title), "documents": [_document(each) for each in documents]}
    with _typesetter() as typesetter:
        return _typeset(typesetter, whole, longest=_LONGEST_OF_MANY)


@contextmanager
def _typesetter() -> Iterator["subprocess.Popen[bytes]"]:
    here = Path(__file__).parent
    command = [sys.executable, str(here / "typeset.py"), str(here / "document.typ")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def _typeset(typesetter: "subprocess.Popen[bytes]", document: dict[str, Any], longest: int = _LONGEST) -> bytes:
    """Return what a process makes of a document. Raises `RuntimeError` where it cannot, or takes too long."""
    asked, answers = typesetter.stdin, typesetter.stdout
    assert asked is not None
    assert answers is not None
    watch = Timer(longest, typesetter.kill)
    watch.start()
    try:
        asked.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
        asked.flush()
        length = int(answers.readline() or 0)
        answer = answers.read(abs(length))
    except BrokenPipeError:
        length, answer = 0, b""
    finally:
        watch.cancel()
    if length <= 0 or len(answer) < length:
        raise RuntimeError(f"A document could not be typeset: {answer.decode() or 'the process ended.'}")
    return answer


def _document(document: Document) -> dict[str, Any]:
    return {
        "title": line_of(document.title),
        "subtitle": line_of(document.subtitle),
        "sender": None if document.sender is None else _sender(document.sender),
        "letterhead": None if document.letterhead is None else _letterhead(document.letterhead),
        "digests": list(document.digests),
        "sections": [_section(each) for each in document.sections],
    }


def _sender(sender: Sender) -> dict[str, Any]:
    return {
        "name": line_of(sender.name),
        "address": _lines(sender.address),
        "contacts": _lines(sender.contacts),
        "logo": _picture(sender.logo),
    }


def _letterhead(letterhead: Letterhead) -> dict[str, Any]:
    return {
        "addressee": _lines(letterhead.addressee),
        "place": line_of(letterhead.place_and_date),
        "reference": line_of(letterhead.reference),
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "name": line_of(signature.name),
        "quality": line_of(signature.quality),
        "place": line_of(signature.place_and_date),
        "picture": _picture(signature.picture),
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


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": line_of(section.title),
        "blocks": [_block(each) for each in section.blocks if not (isinstance(each, Chart) and each.is_empty)],
        "sections": [_section(each) for each in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    match block:
        case Table():
            return {
                "kind": kind,
                "caption": block.caption,
                "header": list(block.header),
                "rows": [[_text(cell) for cell in row] for row in block.rows],
                "amounts": sorted(block.amounts),
            }
        case Facts():
            return {"kind": kind, "items": [[name, _text(value)] for name, value in block.items]}
        case Chart():
            picture = str(draw(block, font="DejaVu Sans"))
            return {"kind": kind, "title": line_of(block.title), "said": block.description, "picture": picture}
        case Bullets() | Steps():
            return {"kind": kind, "items": [_text(item) for item in block.items]}
        case Signatures():
            return {"kind": kind, "items": [_signature(each) for each in block.items]}
        case PageBreak():
            return {"kind": kind}
        case Paragraph() | Notice():
            return {"kind": kind, "text": _text(block.text)}


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
