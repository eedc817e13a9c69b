"""What a session is held with: the letter that convenes it, its agenda, and the sheet that its members sign."""

from collections.abc import Sequence
from datetime import date

from clas_core.committees.committee import ROLES
from clas_core.committees.session import SessionRecord
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.documents.model import (
    Block,
    Document,
    Facts,
    PageBreak,
    Paragraph,
    Section,
    Signatures,
    Steps,
    Table,
    Text,
)
from clas_core.money import write_euros
from clas_core.years import write_day

_OF_OTHERS = ("Nom", "Qualité", "Signature")
_MORE_SIGN = 4
"""How many lines a sheet has for whoever comes and has no seat."""


def convening_letter(record: SessionRecord, sender: Sender, written_on: date) -> Document:
    """Return the letter that convenes a session, with its agenda as an annex; `written_on` is its date."""
    count = len(record.items)
    dossiers = "un dossier est" if count == 1 else f"{count} dossiers sont"
    purpose = "Elle décide des demandes." if record.decides else "Elle rend un avis sur les demandes, sans en décider."
    reached = " ou ".join(sender.contacts) or sender.name
    blocks: list[Block] = [
        Paragraph("Mesdames, Messieurs,"),
        Paragraph(f"Vous êtes convoqués à la séance de l'instance suivante : {record.body}."),
        Facts([("Date", record.words), ("Lieu", record.place), ("Quorum", _quorum(record))]),
        Paragraph(f"{purpose} L'ordre du jour est joint : {dossiers} à examiner." if count else purpose),
        Paragraph(
            "Si vous avez un intérêt dans un dossier, comme membre, salarié ou proche de l'organisme qui le porte, "
            "déclarez-le avant son examen : vous n'y prendrez pas part."
        ),
        Paragraph(f"En cas d'empêchement, prévenez le secrétariat de la séance ({reached})."),
        Paragraph("Nous vous prions d'agréer, Mesdames, Messieurs, l'expression de notre considération distinguée."),
        Signatures([Signature(quality=f"Pour la {sender.name}" if sender.name.startswith("Caf ") else sender.name)]),
    ]
    sections = [Section("lettre", "", blocks)]
    if count:
        sections.append(Section("annexe", "", [PageBreak()]))
        sections += _agenda(record, "Annexe : l'ordre du jour")[1:]  # the letter says when and where
    return Document(
        kind="convening_letter",
        title=f"Convocation à la séance du {write_day(record.held_on)}",
        subtitle="",
        school_year=record.school_year,
        department=record.slug,
        digests=(),
        sections=sections,
        sender=sender,
        letterhead=Letterhead(
            addressee=("Aux membres de l'instance", record.body), place_and_date=f"Le {write_day(written_on)}"
        ),
    )


def agenda(record: SessionRecord, sender: Sender) -> Document:
    """Return the agenda (*ordre du jour*) of a session."""
    return _document(record, sender, "agenda", "ordre du jour", _agenda(record, "Les points à l'ordre du jour"))


def attendance_sheet(record: SessionRecord, sender: Sender) -> Document:
    """Return the sheet (*feuille d'émargement*) that the members of a session sign, and whoever else comes."""
    members: list[Sequence[Text]] = [(seat.institution, seat.name, "", "") for seat in record.seats]
    others: list[Sequence[Text]] = [(str(number), "", "", "") for number in range(1, _MORE_SIGN + 1)]
    blocks: list[Block] = [
        Facts(_facts(record)),
        Table(
            "Membres de la séance",
            ("Institution", "Membre", "Pouvoir donné à", "Signature"),
            members,
            by_hand=frozenset({2, 3}),
        ),
        Table(
            "Autres personnes présentes", ("N°", "Nom", "Qualité", "Signature"), others, by_hand=frozenset({1, 2, 3})
        ),
        Signatures([Signature(quality="Certifié exact, qui préside la séance")]),
    ]
    return _document(
        record, sender, "attendance_sheet", "feuille d'émargement", [Section("presences", "Les présences", blocks)]
    )


def _document(record: SessionRecord, sender: Sender, kind: str, name: str, sections: Sequence[Section]) -> Document:
    return Document(
        kind=kind,
        title=f"Clas : {name} de la séance du {write_day(record.held_on)}",
        subtitle=f"{record.body}, {record.department}, {record.call_title or record.school_year}",
        school_year=record.school_year,
        department=record.slug,
        digests=(),
        sections=sections,
        sender=sender,
    )


def _facts(record: SessionRecord) -> list[tuple[str, Text]]:
    return [
        ("Instance", record.body),
        ("Date", record.words),
        ("Lieu", record.place),
        ("Secrétariat", record.caf),
        ("Rôle", ROLES[record.decides]),
        ("Quorum", _quorum(record)),
    ]


def _quorum(record: SessionRecord) -> str:
    return f"{record.quorum} institution{'s' if record.quorum > 1 else ''}"


def _agenda(record: SessionRecord, title: str) -> list[Section]:
    decided = "votes et décision" if record.decides else "votes et avis"
    points: list[Text] = [
        "Présences, pouvoirs et quorum.",
        "Déports : qui a un intérêt dans un dossier n'y prend pas part.",
        f"Examen des dossiers, dans l'ordre du tableau : {decided} sur chacun.",
        *(["Enveloppes : ce qui est accordé, ce qui reste."] if record.decides else []),
    ]
    rows: list[Sequence[Text]] = [
        (str(item.rank), item.receipt, item.porteur, item.asked_for, write_euros(item.asked)) for item in record.items
    ]
    total = sum(item.asked for item in record.items)
    header = ("Rang", "Dépôt", "Porteur", "Demande", "Montant demandé")
    dossiers: list[Block] = [
        Table("Dossiers à examiner", header, rows, frozenset({4})),
        Paragraph(f"Montant demandé en tout : {write_euros(total)}."),
    ]
    return [
        Section("seance", "La séance", [Facts(_facts(record))]),
        Section("points", title, [Steps(points)]),
        Section(
            "dossiers", "Les dossiers", dossiers if rows else [Paragraph("Aucun dossier n'est à l'ordre du jour.")]
        ),
    ]
