"""A document as Markdown: for a terminal, a wiki, a comparison between two years."""

import re
from collections.abc import Iterable, Iterator, Sequence

from clas_core.documents.chart import Chart
from clas_core.documents.letterhead import Signature
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
from clas_core.plain_text import line_of
from clas_core.prose import Prose

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_BREAK = re.compile(r"\s*\n\s*")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def to_markdown(document: Document) -> str:
    """Return `document` as Markdown."""
    title = [f"# {_plain(document.title)}", ""]
    if document.subtitle:
        title += [_plain(document.subtitle), ""]
    # A letter begins with who writes it; anything else with what it is.
    lines = [*_head(document), *title] if document.letterhead is not None else [*title, *_head(document)]
    for section in document.sections:
        lines += _section(section, 2)
    if document.digests:
        lines += ["---", "", "Empreinte des règles : " + ", ".join(f"`{each}`" for each in document.digests)]
    return "\n".join(lines) + "\n"


def _head(document: Document) -> Iterator[str]:
    """Write who gives a document and, of a letter, to whom, from where and when it is sent."""
    sender, letter = document.sender, document.letterhead
    if sender is not None:
        yield from _broken([f"**{_line(sender.name)}**", *map(_line, (*sender.address, *sender.contacts))])
    if letter is not None:
        yield from _broken(map(_line, letter.addressee))
        if letter.reference:
            yield from _broken([f"Référence : {_line(letter.reference)}"])
        yield from _broken([_line(letter.place_and_date)])


def _broken(lines: Iterable[str]) -> Iterator[str]:
    """Write lines as a paragraph that keeps each on its own."""
    kept = [each for each in lines if each]
    yield "\\\n".join(kept)
    yield ""


def _signature(signature: Signature) -> Iterator[str]:
    signed = "*(signé)*" if signature.picture else "Signature :"
    return _broken([*map(_line, (signature.place_and_date, signature.quality, signature.name)), signed])


def _line(text: str) -> str:
    return _plain(line_of(text))


def _section(section: Section, level: int) -> Iterator[str]:
    if section.title:
        yield f"{'#' * level} {_plain(section.title)}"
        yield ""
    for block in section.blocks:
        yield from _block(block)
        yield ""
    for below in section.sections:
        yield from _section(below, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _text(text)
        case Notice(text):
            yield f"> **À noter.** {_text(text)}"
        case Bullets(items):
            yield from (f"- {_item(item)}" for item in items)
        case Steps(items):
            yield from (f"{number}. {_item(item)}" for number, item in enumerate(items, 1))
        case Facts(items):
            yield from (f"- **{_plain(name)}** : {_fact(value)}" for name, value in items)
        case Table():
            yield from _table(block)
        case QrCode():
            yield f"{_plain(block.said)} : <{block.address}>"
        case Signatures(items):
            for each in items:
                yield from _signature(each)
        case PageBreak():
            yield "---"
        case Chart():
            pass  # a table of its figures stands beside it


def _table(table: Table) -> Iterator[str]:
    yield f"**{_plain(table.caption)}**"
    yield ""
    yield _row(table.header)
    yield _row(["---:" if column in table.amounts else "---" for column in range(len(table.header))], escape=False)
    for row in table.rows:
        yield _row(row)


def _row(cells: Sequence[Text], *, escape: bool = True) -> str:
    texts = (_cell(cell) if escape else str(cell) for cell in cells)
    return f"| {' | '.join(texts)} |"


def _cell(text: Text) -> str:
    """Write a text in one cell: on one line, with no bar of its own."""
    words = re.sub(r"(?<!\\)\|", r"\\|", text.markdown) if isinstance(text, Prose) else _text(text)
    return words.replace("\n", " ")


def _item(text: Text) -> str:
    """Write a text in a list: what follows its first line belongs to the item."""
    return _text(text).replace("\n", "\n  ")


def _fact(text: Text) -> str:
    """Write a value after its name: a list or several paragraphs begin below it."""
    words = _item(text)
    return f"\n\n  {words}" if "\n" in words else words


def _text(text: Text) -> str:
    if isinstance(text, Prose):
        return text.markdown
    if isinstance(text, Link):
        return f"[{_plain(text.text)}]({text.url})"
    return _plain(text)


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return _LINE_START.sub(_escape_start, _SPECIAL.sub(r"\\\1", _BREAK.sub("\n", text.strip())))


def _escape_start(match: re.Match[str]) -> str:
    """Escape what would begin a list, a rule or an underline; a number is escaped after its digits."""
    blank, mark = match.groups()
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"
