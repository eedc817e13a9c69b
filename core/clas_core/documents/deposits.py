"""The receipt of a deposit, and a whole dossier, to be kept, printed or shown to a board."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clas_core.documents.letterhead import Sender
from clas_core.documents.model import Block, Bullets, Document, Facts, Notice, Paragraph, Section, Table, Text
from clas_core.dossiers.attestations import ATTESTATIONS
from clas_core.dossiers.budget import Layout
from clas_core.identifiers import write_siret
from clas_core.money import parse_amount, write_euros
from clas_core.porteurs import NATURES
from clas_core.questions import Questionnaire, write_answer
from clas_core.questions.pages import DOSSIER_PAGES
from clas_core.years import write_moment

NOT_SAID = "pas encore renseigné"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDossier:
    """A dossier to be written out: a deposit as it was, or what is being written, without `receipt`.

    `corrections` are those of the national rules by which a deposit was calculated, in words.
    `content` and `porteur` are their JSON; `kinds` and `bonuses` say how those are called; `documents` are the kind and
    the name of each; `asked` is what it asks for, in cents; `unpaid` says what of it would not be paid, in words.
    """

    title: str
    caf: str
    department: str
    school_year: str
    receipt: str | None
    number: int
    deposited_at: datetime | None
    porteur: Mapping[str, Any]
    content: Mapping[str, Any]
    questionnaire: Questionnaire
    layout: Layout
    bonuses: Mapping[str, str]
    kinds: Mapping[str, str]
    documents: Sequence[tuple[str, str]]
    asked: int
    unpaid: str
    digests: Sequence[str]
    corrections: Sequence[str] = ()
    sender: Sender | None = None


def receipt_document(told: ToldDossier) -> Document:
    """Return the receipt of a deposit."""
    return _document(told, "receipt", f"Récépissé de dépôt n° {told.receipt}", (_deposit(told),))


def dossier_document(told: ToldDossier) -> Document:
    """Return a whole dossier."""
    title = f"Dossier Clas {told.title}"
    return _document(told, "dossier", title, (_deposit(told), _porteur(told), *_pages(told), _documents(told)))


def _document(told: ToldDossier, kind: str, title: str, sections: Sequence[Section]) -> Document:
    return Document(
        kind=kind,
        title=title,
        subtitle=f"{told.porteur['name']}, {told.caf}",
        school_year=told.school_year,
        department=told.department,
        digests=tuple(told.digests),
        sections=sections,
        sender=told.sender,
    )


def _deposit(told: ToldDossier) -> Section:
    facts: list[tuple[str, Text]] = [
        ("Porteur", f"{told.porteur['name']}, SIRET {write_siret(told.porteur['siret'])}"),
        ("Auprès de", f"{told.caf}, appel à projets {told.title}"),
    ]
    blocks: list[Block] = []
    if told.receipt is None or told.deposited_at is None:
        blocks.append(Notice("C'est un brouillon : il n'est pas déposé, et la Caf ne l'étudie pas."))
    else:
        facts = [
            ("Récépissé", told.receipt),
            ("Déposé le", f"{write_moment(told.deposited_at)} (heure de Paris), dépôt n° {told.number}"),
            *facts,
        ]
    facts.append(("Montant demandé", f"{write_euros(told.asked)} : c'est une estimation, et non une décision."))
    if told.corrections:
        facts.append(("Règles corrigées", " ; ".join(told.corrections)))
    if told.documents:
        facts.append(("Pièces jointes", ", ".join(name for _, name in told.documents)))
    blocks.append(Facts(facts))
    if told.unpaid:
        blocks.append(Notice(f"Tel qu'il est écrit, {told.unpaid}."))
    return Section("depot", "Le dépôt" if told.receipt else "Le brouillon", blocks)


def _porteur(told: ToldDossier) -> Section:
    porteur = told.porteur
    address, head = porteur.get("address"), porteur.get("representative")
    facts: list[tuple[str, Text]] = [
        ("Nom", porteur["name"]),
        ("SIRET", write_siret(porteur["siret"])),
        ("Nature", NATURES.get(porteur["nature"], porteur["nature"])),
        *([("RNA", porteur["rna"])] if porteur.get("rna") else []),
        ("Adresse", _address(address) if address else NOT_SAID),
        ("Représentant légal", f"{head['name']}, {head['role']}" if head else NOT_SAID),
        *([("Courriel", porteur["email"])] if porteur.get("email") else []),
        *([("Téléphone", porteur["phone"])] if porteur.get("phone") else []),
    ]
    return Section("porteur", "Le porteur", (Facts(facts),))


def _address(address: Mapping[str, Any]) -> str:
    return ", ".join([*address["lines"], f"{address['postal_code']} {address['city']}"])


def _pages(told: ToldDossier) -> Iterator[Section]:
    for page, name in DOSSIER_PAGES.items():
        facts = list(_answers(told, "dossier", told.content, page))
        blocks: list[Block] = [Facts(facts)] if facts else []
        parts: Sequence[Section] = ()
        match page:
            case "actions":
                parts = tuple(_actions(told))
            case "budget":
                blocks = [*_budget(told), *blocks]
            case "programmes":
                blocks = [*_programmes(told), *blocks]
            case "attestations":
                blocks = [*_signed(told), *blocks]
        if blocks or parts:
            yield Section(page, name, blocks, parts)


def _answers(told: ToldDossier, subject: str, said: Any, page: str | None = None) -> Iterator[tuple[str, Text]]:
    """Yield the questions of a page that are answered, or must be, each with its answer."""
    for question, value in told.questionnaire.asked(subject, said, told.porteur["nature"]):
        if page is None or question.stands_on == page:
            words = write_answer(question, value)
            if words or question.required:
                yield question.name[:1].upper() + question.name[1:], words or NOT_SAID


def _actions(told: ToldDossier) -> Iterator[Section]:
    for rank, action in enumerate(told.content.get("actions") or (), 1):
        groups = [_group(told, rank, place, group) for place, group in enumerate(action.get("groups") or (), 1)]
        facts = Facts(list(_answers(told, "action", action)))
        yield Section(f"action-{rank}", f"Action {rank} : {action.get('title') or 'sans intitulé'}", (facts,), groups)


def _group(told: ToldDossier, rank: int, place: int, group: Mapping[str, Any]) -> Section:
    facts = list(_answers(told, "group", group))
    for claim in group.get("bonuses") or ():
        called = told.bonuses.get(claim["id"], "Bonus")
        facts.append((f"{called}, au-delà du socle", claim.get("beyond") or NOT_SAID))
    return Section(f"action-{rank}-groupe-{place}", f"Groupe {place} : {group.get('label') or ''}", (Facts(facts),))


def _budget(told: ToldDossier) -> Iterator[Block]:
    lines = told.content.get("budget") or ()
    if not lines:
        yield Paragraph(NOT_SAID)
        return
    rows = [
        (
            f"{line['account']} {told.layout.accounts.get(line['account'], '')}".strip(),
            ", ".join(filter(None, (told.layout.funders.get(line.get("funder") or "", ""), line.get("label")))),
            _amount(line.get("amount")),
        )
        for line in lines
    ]
    yield Table("Le budget, ligne par ligne", ("Compte", "Précision", "Montant"), rows, frozenset({2}))


def _amount(text: str | None) -> str:
    return NOT_SAID if text is None else write_euros(parse_amount(text))


def _programmes(told: ToldDossier) -> Iterator[Block]:
    asked = told.content.get("programmes") or ()
    if asked:
        named = told.questionnaire.programmes
        yield Facts([(named.get(each["id"], "Programme"), _amount(each.get("amount"))) for each in asked])


def _signed(told: ToldDossier) -> Iterator[Block]:
    signed = [name for name, said in (told.content.get("attestations") or {}).items() if said]
    if signed:
        yield Bullets([ATTESTATIONS[name].label for name in signed if name in ATTESTATIONS])
    else:
        yield Paragraph("Aucune attestation n'est signée.")


def _documents(told: ToldDossier) -> Section:
    listed = [f"{told.kinds.get(kind, 'autre document')} : {name}" for kind, name in told.documents]
    blocks: Sequence[Block] = (Bullets(listed),) if listed else (Paragraph("Aucune pièce n'est jointe."),)
    return Section("pieces-jointes", "Pièces jointes", blocks)
