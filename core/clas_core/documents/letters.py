"""Letters, from the text of each, the fields of a record and who sends it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clas_core.departments import Campaign, Department
from clas_core.departments.correspondence import Appeal, Correspondence
from clas_core.documents.letterhead import Letterhead, Signature, sender_of
from clas_core.documents.model import Block, Bullets, Document, Notice, Paragraph, Section, Signatures
from clas_core.letters import FIELDS, LETTERS, fill_markdown
from clas_core.money import write_euros
from clas_core.prose import Prose
from clas_core.years import write_day

Value = str | int | date | Sequence[Block]
"""What fills a field: a text, an amount in cents, a day, or the blocks of a part, by its kind."""

_PART = re.compile(r"\{(\w+)\}")
_HEADING = re.compile(r"## +(.+)")
_ITEM = re.compile(r"[-*] +")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """To whom a letter goes: the lines on the envelope, and the reference to recall in an answer."""

    lines: Sequence[str]
    reference: str


def letter(
    kind: str,
    department: Department,
    campaign: Campaign,
    addressed: Addressed,
    values: Mapping[str, Value],
    *,
    written_on: date,
    digests: Sequence[str] = (),
    corrects: bool = False,
) -> Document:
    """Return a letter of a department: the text of its `kind`, filled from `values`, which has each field of it.

    One that `corrects` begins by saying which it replaces. Raises `KeyError` for a field without a value: whoever fills
    letters forgot one.
    """
    said = campaign.letters or Correspondence()
    sections = list(_sections(said.wording(kind), values))
    if corrects:
        first = [Notice(each) for each in _prose(said.wording("corrected"), values)]
        sections[0] = Section(sections[0].id, sections[0].title, [*first, *sections[0].blocks], sections[0].sections)
    sections.append(Section("signature", "", [_signatures(kind, said, department, values)]))
    if kind == "convention":
        sections.sort(key=lambda each: each.id == "annexes")
    whose = "Convention" if kind == "convention" else LETTERS[kind].title.capitalize()
    return Document(
        kind=f"letter_{kind}",
        title=f"Clas {campaign.title}, dossier n° {values['numero']} : {LETTERS[kind].title}",
        subtitle=f"{whose} : {values['porteur']}" if kind == "convention" else "",
        school_year=str(campaign.school_year),
        department=department.slug,
        digests=digests,
        sections=sections,
        sender=sender_of(department),
        letterhead=None
        if kind == "convention"
        else Letterhead(
            addressee=addressed.lines,
            place_and_date=_place_and_date(said, written_on),
            reference=addressed.reference,
        ),
    )


def appeal_blocks(appeal: Appeal | None, caf: str) -> Sequence[Block]:
    """Return how a decision may be contested; where the department does not say it, whom to ask."""
    if appeal is None:
        words = "Pour connaître les voies et délais de recours contre cette décision"
        return [Paragraph(f"{words}, adressez-vous à la {caf}.")]
    items = []
    if appeal.amicable:
        items.append(f"par un recours gracieux, adressé à : {appeal.amicable}")
    if appeal.court:
        items.append(f"par un recours contentieux, devant : {appeal.court}")
    begins = f"Cette décision peut être contestée dans un délai de {appeal.delay} à compter de sa notification"
    if not items:
        return [Paragraph(f"{begins}.")]
    return [Paragraph(f"{begins} :"), Bullets([*(f"{each} ;" for each in items[:-1]), f"{items[-1]}."])]


def _place_and_date(said: Correspondence, day: date) -> str:
    return f"{said.place}, le {write_day(day)}" if said.place else f"Le {write_day(day)}"


def _signatures(kind: str, said: Correspondence, department: Department, values: Mapping[str, Value]) -> Signatures:
    own = Signature(name=said.signatory or "", quality=said.quality or f"Pour la {department.caf.name}")
    if kind != "convention":
        return Signatures([own])
    by_hand = "Fait à ………………, le ………………"
    other = Signature(name=str(values["representant"]), quality=f"Pour {values['porteur']}", place_and_date=by_hand)
    return Signatures([Signature(name=own.name, quality=own.quality, place_and_date=by_hand), other])


def _sections(wording: str, values: Mapping[str, Value]) -> Iterator[Section]:
    """Yield the parts of a text: one without a title, then one a heading, and one of what begins a page."""
    title, blocks, number = "", list[Block](), 0
    for paragraph in _paragraphs(wording):
        if heading := _HEADING.fullmatch(paragraph):
            if blocks or title:
                yield Section(f"partie-{number}", title, blocks)
            title, blocks, number = heading[1].strip(), [], number + 1
        elif paragraph == "{annexes}":
            yield Section(f"partie-{number}", title, blocks)
            title, blocks, number = "", [], number + 1
            yield Section("annexes", "", list(_part(values["annexes"])))
        else:
            blocks += _blocks(paragraph, values)
    if blocks or title or not number:
        yield Section(f"partie-{number}", title, blocks)


def _paragraphs(wording: str) -> Iterator[str]:
    for each in re.split(r"\n[ \t]*\n", wording):
        lines = each.strip("\n").split("\n")
        if _HEADING.fullmatch(lines[0].strip()) and len(lines) > 1:
            yield lines[0].strip()
            lines = lines[1:]
        if text := "\n".join(lines).strip():
            yield text


def _blocks(paragraph: str, values: Mapping[str, Value]) -> Iterator[Block]:
    if (alone := _PART.fullmatch(paragraph)) and FIELDS[alone[1]].kind == "part":
        yield from _part(values[alone[1]])
    elif all(_ITEM.match(line) for line in paragraph.split("\n")):
        yield Bullets([_filled(_ITEM.sub("", line, count=1), values) for line in paragraph.split("\n")])
    else:
        yield Paragraph(_filled(paragraph, values))


def _prose(wording: str, values: Mapping[str, Value]) -> Iterator[Prose]:
    for paragraph in _paragraphs(wording):
        yield _filled(paragraph, values)


def _part(value: Value) -> Sequence[Block]:
    assert not isinstance(value, str | int | date)
    return value


def _filled(text: str, values: Mapping[str, Value]) -> Prose:
    """Return Markdown whose fields are filled with words, read as nothing else. A field of the text has a value."""
    return Prose(fill_markdown(text, {name: _written(values[name]) for name in set(_PART.findall(text))}))


def _written(value: Value) -> str:
    if isinstance(value, int):
        return write_euros(value)
    if isinstance(value, date):
        return write_day(value)
    assert isinstance(value, str)
    return value
