"""What to have at hand before one begins a dossier: who may apply, what is asked, until when. All of it follows from
the rules, the campaign and the forms that exist; nothing here is a department's own text."""

from collections.abc import Iterable, Sequence

from clas_core.departments import Campaign, Department
from clas_core.documents.local_parts import asked_document, local_closing, natures_in_words
from clas_core.documents.model import Block, Bullets, Facts, Paragraph, Section, Text
from clas_core.dossiers.attestations import ATTESTATIONS
from clas_core.dossiers.budget import SIDES, layout_of
from clas_core.dossiers.documents import DOCUMENT_KINDS
from clas_core.national import Referential
from clas_core.porteurs import NATURES
from clas_core.questions.grid import SUBJECT
from clas_core.questions.question import PAIRED, Question
from clas_core.years import write_day, write_when

UNKNOWN = "L'appel est annoncé : son jour de clôture n'est pas encore connu. Le dossier se prépare, sans se déposer."


def preparation_sections(
    department: Department, campaign: Campaign, referential: Referential | None
) -> Sequence[Section]:
    """Return what there is to know before a deposit. What is national comes from `referential` alone, where known."""
    closes, day = campaign.calendar.closes, campaign.calendar.closing_day
    until = UNKNOWN
    if day is not None:
        there = local_closing(department, campaign)
        until = f"Jusqu'au {write_day(day)} à 23 h 59 (heure de Paris){there}, le dernier jour compris."
    if closes is not None and day is None:
        until = f"Clôture annoncée : {write_when(closes)}. {until}"
    blocks: list[Block] = [
        Paragraph(f"{until} Un brouillon n'est pas un dépôt : seul compte ce qui a été déposé."),
    ]
    one = "plusieurs dossiers" if campaign.deposit.several_dossiers else "un seul dossier"
    return (
        Section("quand", "Jusqu'à quand", blocks),
        Section(
            "qui",
            "Qui peut déposer",
            [
                Paragraph(f"Un organisme qui a un SIRET. Il dépose {one} pour l'année {campaign.title}."),
                Bullets(list(NATURES.values())),
            ],
        ),
        Section(
            "a-portee-de-main", "Ce qu'il faut avoir à portée de main", [Facts(list(_at_hand(campaign, referential)))]
        ),
        to_join(campaign),
        to_state(),
    )


def _at_hand(campaign: Campaign, referential: Referential | None) -> Iterable[tuple[str, Text]]:
    yield (
        "Votre organisme",
        "SIRET, nature juridique, adresse, représentant légal ; RNA pour une association qui en a un",
    )
    if referential:
        group = [criterion.message for _, criterion in referential.rules.criteria if criterion.subject == "group"]
        yield "Chaque groupe d'enfants", " ".join(["Ses enfants, ses adultes, ses séances.", *group])
        share = f"la Ps en prend en charge {referential.ps.rate.text}, jusqu'à {referential.ps.maximum.text} par groupe"
        costs = f"Ses dépenses de fonctionnement de l'année : {share} en {referential.school_year}"
        yield "Les dépenses de chaque groupe", costs
        if referential.dossier_parts:
            yield "Le projet", " ".join(part.label for part in referential.dossier_parts)  # sentences
    for programme in campaign.programmes:
        questions = [each.label for each in campaign.questions if each.programme == programme.id and not _later(each)]
        asked = f"le montant demandé{f' ({programme.bounds})' if programme.bounds else ''}"
        yield f"Pour « {programme.label} », si vous le demandez", " ; ".join([asked, *questions])
    every = [each for each in (*(referential.questions if referential else ()), *campaign.questions) if not each.known]
    own = [each for each in every if not each.of_programme and each.subject != SUBJECT]
    if here := [each for each in own if not _later(each)]:
        yield "Les questions de l'appel", " ; ".join(each.label for each in here)
    if later := [each for each in every if _later(each)]:
        yield "Ce que demandera le bilan", " ; ".join(each.label for each in later)
    layout = layout_of(campaign.school_year)
    yield "Le budget", f"{layout.label} : {', '.join(SIDES.values())}"
    if bilan := campaign.bilan:
        needed = ", nécessaire pour que le dossier soit étudié" if bilan.needed_for_next_deposit else ""
        yield "Le bilan de l'année d'avant", f"{bilan.about}{needed} : dire s'il est déposé, à déposer ou sans objet"


def _later(question: Question) -> bool:
    """Tell whether a question is put at the bilan."""
    return question.subject in PAIRED


def to_join(campaign: Campaign) -> Section:
    """What is to be joined to a dossier."""
    asked = campaign.deposit.attachments
    if asked:
        said: list[Block] = [Paragraph("L'appel demande :"), Bullets([asked_document(each) for each in asked])]
    else:
        may = ", ".join(label for kind, label in DOCUMENT_KINDS.items() if kind != "other")
        said = [Paragraph(f"L'appel n'en demande aucun. Vous pourrez en ajouter : {may}, ou un autre document.")]
    return Section("a-joindre", "Les documents à joindre", said)


def to_state() -> Section:
    """What whoever deposits a dossier states."""
    everyone = frozenset(NATURES)
    said = [
        each.label if each.natures == everyone else f"{each.label} ({natures_in_words(sorted(each.natures))})"
        for each in ATTESTATIONS.values()
    ]
    return Section("a-attester", "Ce que vous attesterez", [Bullets(said)])
