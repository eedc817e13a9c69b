"""What a document says, before any format: sections of paragraphs, lists, facts and tables.

A text is a `str` (shown as it is, never read as markup), a `Prose` (checked Markdown) or a `Link`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clas_core.documents.attached import AttachedFile
from clas_core.documents.chart import Chart
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.prose import Prose


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    text: str
    url: str


Text = str | Prose | Link


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A paragraph that must not be missed: a provisional amount, a rule that refuses."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Steps:
    """An ordered list."""

    items: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and their values: dates, addresses, contacts."""

    items: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; the first cell of a row names it. `amounts` are the columns to align as figures, `by_hand`
    those that people fill in, or sign, on paper."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Text]]
    amounts: frozenset[int] = frozenset()
    by_hand: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class QrCode:
    """An address that a telephone reads from paper, and in words what is there."""

    address: str
    said: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs what stands above, side by side: one for a letter, two for an agreement."""

    items: Sequence[Signature]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page, where there are pages: an annex."""


# A chart stands beside a table of its figures: who reads words alone, a terminal or a machine, has the table.
Block = Paragraph | Notice | Bullets | Steps | Facts | Table | Chart | QrCode | Signatures | PageBreak


def figures_of(chart: Chart) -> Table:
    """Return the figures of a chart as a table."""
    rows = [
        (category, *(chart.written(each.values[place]) for each in chart.series))
        for place, category in enumerate(chart.categories)
    ]
    header = (chart.first, *(each.name for each in chart.series))
    return Table(chart.title, header, rows, frozenset(range(1, len(header))))


@dataclass(frozen=True, slots=True)
class Section:
    """A part, with its title, or without one as in a letter. `id` is its anchor, unique in the document."""

    id: str
    title: str
    blocks: Sequence[Block]
    sections: Sequence["Section"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of a department for a school year, and the digests of the rules that it was made from.

    With a `sender`, each page says whose it is; with a `letterhead` too, it is a letter, and `title` its object. What
    is `attached` is carried by its PDF alone.
    """

    kind: str
    title: str
    subtitle: str
    school_year: str
    department: str
    digests: Sequence[str]
    sections: Sequence[Section]
    sender: Sender | None = None
    letterhead: Letterhead | None = None
    attached: AttachedFile | None = None
    lang: str = field(default="fr")


def of_a_rehearsal(document: Document) -> Document:
    """Return a document that says in its title, which each page repeats, that its call is an « appel d'essai »."""
    return replace(document, title=title_of_a_rehearsal(document.title), subtitle=f"{REHEARSED} {document.subtitle}")


def title_of_a_rehearsal(title: str) -> str:
    """Return the title of what belongs to an « appel d'essai »."""
    return f"ESSAI · {title}"


REHEARSED = "Appel d'essai : ce document n'engage personne."
