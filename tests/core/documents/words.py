"""What a document says, as lines of text: for tests that read one without any format."""

from collections.abc import Iterator

from clas_core.documents.chart import Chart
from clas_core.documents.model import (
    Bullets,
    Document,
    Facts,
    Link,
    Notice,
    Paragraph,
    QrCode,
    Section,
    Steps,
    Table,
    Text,
)


def words_of(document: Document) -> list[str]:
    """Return all that a document says, in order, a line each; the cells of a row are joined by `` | ``."""
    return [document.title, document.subtitle, *(line for each in document.sections for line in lines_of(each))]


def lines_of(section: Section) -> Iterator[str]:
    """Yield all that a section says, in order."""
    yield section.title
    for block in section.blocks:
        match block:
            case Paragraph(text) | Notice(text):
                yield _text(text)
            case Bullets(items) | Steps(items):
                yield from map(_text, items)
            case Facts(facts):
                yield from (f"{name} : {_text(value)}" for name, value in facts)
            case Table():
                yield block.caption
                yield from (" | ".join(map(_text, row)) for row in (block.header, *block.rows))
            case Chart():
                yield block.description
            case QrCode():
                yield f"{block.said} <{block.address}>"
    for below in section.sections:
        yield from lines_of(below)


def _text(text: Text) -> str:
    return f"{text.text} <{text.url}>" if isinstance(text, Link) else str(text)
