"""The parts of a document that are the department's own: calendar, deposit, bodies, orientations, contacts."""

from collections.abc import Sequence
from datetime import date

from clas_core.committees.committee import ROLES
from clas_core.departments import Campaign, Department
from clas_core.departments.campaign import ApprovedFigures, AskedDocument, Committee, Statement
from clas_core.departments.contacts import Contact
from clas_core.departments.orientations import Orientation
from clas_core.departments.zones import SCHOOL_ZONES, write_there
from clas_core.documents.aid_parts import dated_advances
from clas_core.documents.model import Block, Bullets, Facts, Link, Notice, Paragraph, Section, Steps, Table, Text
from clas_core.national import Referential
from clas_core.national.holidays import school_calendar
from clas_core.porteurs import NATURES
from clas_core.years import Dated, exact_day, first_day_of, last_day_of, write_day, write_when

ANNOUNCED = "L'appel est annoncé : il ne se dépose pas encore."


def local_closing(department: Department, campaign: Campaign) -> str:
    """Say the end of the call by the clocks of an overseas department, to go on a sentence; nothing elsewhere."""
    deadline = campaign.calendar.deadline
    there = "" if deadline is None else write_there(deadline, department.code)
    return f", {there}" if there else ""


def calendar_section(department: Department, campaign: Campaign) -> Section:
    """Every date of the call in order, no more precise than the department gives it."""
    calendar = campaign.calendar
    dated: list[tuple[date | None, Sequence[Text]]] = []
    if (day := calendar.closing_day) is not None:
        until = f"{write_day(day)}, 23 h 59 (heure de Paris){local_closing(department, campaign)}"
        dated.append((day, (until, "Clôture des dépôts", "")))
    elif calendar.closes is not None:
        closing = (write_when(calendar.closes), "Clôture des dépôts", f"Le jour n'est pas encore fixé. {ANNOUNCED}")
        dated.append((last_day_of(calendar.closes), closing))
    if calendar.opens is not None:
        opening = (write_when(calendar.opens), "Ouverture de l'appel à projets", "")
        dated.append((first_day_of(calendar.opens), opening))
    for event in calendar.events:
        dated.append((first_day_of(event.when), (write_when(event.when), event.title, event.description or "")))
    for when, title, text in dated_advances(campaign):
        dated.append((first_day_of(when), (write_when(when), title, text)))
    if (due := campaign.bilan_due) is not None:
        filed = (write_when(due), f"Bilan {campaign.title} à déposer", "")
        dated.append((last_day_of(due), filed))
    # What is known in words alone comes last: no place among the days is made up for it.
    rows = [row for _, row in sorted(dated, key=lambda each: each[0] or date.max)]
    if calendar.closes is None:
        rows.append(("pas encore connu", "Clôture des dépôts", ANNOUNCED))
    blocks: list[Block] = [Table("Dates de la campagne", ("Quand", "Quoi", "Précisions"), rows)]
    return Section("calendrier", "Calendrier", [*blocks, *_holidays(department, campaign)])


def _holidays(department: Department, campaign: Campaign) -> Sequence[Block]:
    """When there is no school, where the department's academy has a zone and the year's holidays are known."""
    zone, year = SCHOOL_ZONES.get(department.code), school_calendar(campaign.school_year)
    if zone is None or year is None:
        return ()
    told = " ; ".join(f"{each.label}, {write_when(each.window)}" for each in year.of_zone(zone))
    return (Paragraph(f"Vacances scolaires, zone {zone} (de la fin des cours au jour de la reprise) : {told}."),)


def deposit_section(campaign: Campaign, referential: Referential | None) -> Section:
    """How to deposit, and what the national rules ask a dossier to describe."""
    deposit = campaign.deposit
    blocks: list[Block] = []
    if deposit.online_only:
        blocks.append(Notice("Le dossier se dépose en ligne uniquement."))
    if deposit.rules:
        blocks.append(Bullets(list(deposit.rules)))
    if deposit.service:
        blocks.append(Paragraph(_said_of_the_service(campaign)))
    if deposit.attachments:
        blocks.append(Paragraph("Des documents sont à joindre :"))
        blocks.append(Bullets([asked_document(each) for each in deposit.attachments]))
    if deposit.several_dossiers:
        blocks.append(Paragraph("Un porteur peut déposer plusieurs dossiers pour la même année."))
    if referential and referential.dossier_parts:
        blocks.append(Paragraph("Le dossier décrit :"))
        blocks.append(Bullets([part.label for part in referential.dossier_parts]))
    admission = [c.message for _, c in campaign.rules.criteria if c.decides == "admissibility"]
    if admission:
        blocks.append(Paragraph("Un dossier est recevable à ces conditions :"))
        blocks.append(Bullets(admission))
    return Section("depot", "Déposer son dossier", blocks)


def _said_of_the_service(campaign: Campaign) -> str:
    """Quote the service that the department's document names. It was written before this one, where dossiers go now:
    no address leads to the other."""
    deposit = campaign.deposit
    dated = f" du {write_day(deposit.source.published_on)}" if deposit.source.published_on else ""
    return (
        "Le dossier se dépose sur la plateforme qui publie cet appel. Pour mémoire, le document du département"
        f"{dated} ({deposit.source.citation}) indique : « {deposit.service} »."
    )


def asked_document(document: AskedDocument) -> str:
    """Name a document to join, and of whom it is asked where that is not everybody."""
    return f"{document.label} ({natures_in_words(document.natures)})" if document.natures else document.label


def natures_in_words(natures: Sequence[str]) -> str:
    """Write legal natures one after the other."""
    return ", ".join(NATURES[nature] for nature in natures)


def bilan_section(campaign: Campaign) -> Section | None:
    """The report on the year before, and when that of this year is due; `None` when the department says nothing."""
    bilan, due = campaign.bilan, campaign.bilan_due
    expected = [] if due is None else [(f"Bilan {campaign.title}", f"attendu : {_until(due)}")]
    if bilan is None:
        return Section("bilan", "Le bilan", [Facts(expected)]) if expected else None
    where: Text = Link(bilan.service, bilan.url) if bilan.url else bilan.service
    facts: list[tuple[str, Text]] = [
        ("Année du bilan", str(bilan.about)),
        ("Le document du département indique", where),
    ]
    if bilan.since:
        facts.append(("Depuis", write_when(bilan.since)))
    blocks: list[Block] = [Facts([*facts, *expected])]
    if bilan.text:
        blocks.append(Paragraph(bilan.text))
    if bilan.steps:
        blocks.append(Steps(list(bilan.steps)))
    return Section("bilan", "Le bilan", blocks)


def _until(due: Dated) -> str:
    return write_when(due) if exact_day(due) is None else f"jusqu'au {write_when(due)}"


def organisation_section(campaign: Campaign) -> Section | None:
    """The bodies of the department; `None` when none is known."""
    if not campaign.committees:
        return None
    parts = [_committee_part(campaign, committee) for committee in campaign.committees]
    return Section("organisation", "L'organisation départementale", [], parts)


def _committee_part(campaign: Campaign, committee: Committee) -> Section:
    members = ", ".join(
        f"{each.name} ({each.full_name})" if each.full_name else each.name
        for each in map(campaign.institutions.__getitem__, committee.members)
    )
    facts: list[tuple[str, Text]] = [("Membres", members)]
    if committee.territory:
        facts.append(("Territoire", campaign.territory_named(committee.territory).name))
    if committee.attached_to:
        facts.append(("Rattachement", committee.attached_to))
    if committee.decides is not None:
        facts.append(("Rôle", ROLES[committee.decides]))
    if committee.presided_by:
        facts.append(("Présidence", campaign.institution_name(committee.presided_by)))
    if committee.secretariat:
        facts.append(("Secrétariat", campaign.institution_name(committee.secretariat)))
    blocks: list[Block] = [Facts(facts)]
    if committee.remark:
        blocks.append(Paragraph(committee.remark))
    if committee.missions:
        blocks.append(Paragraph("Ses missions :"))
        blocks.append(Bullets(list(committee.missions)))
    return Section(f"comite-{committee.id}", committee.label, blocks)


def orientations_section(campaign: Campaign, approved: Sequence[ApprovedFigures]) -> Section | None:
    """The orientations of the year, what was `approved` before it, the schemes to fit with; `None` without any."""
    blocks: list[Block] = [Paragraph(campaign.presentation)] if campaign.presentation else []
    for figures in approved:
        sentence = f"En {figures.school_year} : {figures.porteurs} porteurs et {figures.actions} actions agréés."
        blocks.append(Paragraph(sentence))
    if campaign.orientations:
        blocks.append(Facts(_titled(campaign.orientations)))
    parts = []
    if campaign.articulations:
        parts.append(Section("articulation", "Les dispositifs voisins", [Facts(_titled(campaign.articulations))]))
    if not blocks and not parts:
        return None
    return Section("orientations", f"Les orientations {campaign.title}", blocks, parts)


def animation_section(campaign: Campaign) -> Section | None:
    """What helps porteurs: workshops, network, technical support; `None` when the department gives nothing."""
    blocks: list[Block] = []
    for animation in campaign.animations:
        blocks.append(Facts(_titled([animation])))
        if animation.url:
            blocks.append(Paragraph(Link(f"{animation.title} : voir le site", animation.url)))
    if campaign.support:
        name = campaign.institution_name(campaign.support.institution)
        blocks.append(Facts([("Soutien technique", campaign.support.text), ("Auprès de", name)]))
    return Section("animation", "Être accompagné", blocks) if blocks else None


def _titled(statements: Sequence[Statement | Orientation]) -> list[tuple[str, Text]]:
    return [(each.title, each.text) for each in statements]


def contacts_section(department: Department, campaign: Campaign) -> Section:
    """Whom to turn to."""
    caf = department.caf
    facts: list[tuple[str, Text]] = [("Organisme", caf.name)]
    if caf.address:
        facts.append(("Adresse", ", ".join(caf.address)))
    if caf.phone:
        facts.append(("Téléphone", Link(caf.phone, "tel:" + caf.phone.replace(" ", ""))))
    if caf.email:
        facts.append(("Courriel", Link(caf.email, f"mailto:{caf.email}")))
    if caf.website:
        facts.append(("Site", Link(caf.website, caf.website)))
    blocks: list[Block] = [Facts(facts)]
    if campaign.contacts:
        rows = [_contact_row(campaign, contact) for contact in campaign.contacts]
        header: Sequence[str] = ("Institution", "Rôle", "Nom", "Courriel ou téléphone")
        where = [_whereabouts(campaign, contact) for contact in campaign.contacts]
        if any(where):
            header = (*header, "Territoire, adresse, horaires")
            rows = [(*row, each or "non communiqué") for row, each in zip(rows, where, strict=True)]
        blocks.append(Table("Interlocuteurs", header, rows))
    return Section("contacts", "Vos interlocuteurs", blocks)


def _contact_row(campaign: Campaign, contact: Contact) -> Sequence[Text]:
    reach: Text = "non communiqué"
    if contact.email:
        reach = Link(contact.email, f"mailto:{contact.email}")
    elif contact.phone:
        reach = Link(contact.phone, "tel:" + contact.phone.replace(" ", ""))
    return campaign.institution_name(contact.institution), contact.role, contact.name or "non communiqué", reach


def _whereabouts(campaign: Campaign, contact: Contact) -> str:
    """Say for which territory somebody works, where and when; nothing where the department does not say."""
    territory = campaign.territory_named(contact.territory).name if contact.territory else ""
    return " ; ".join(filter(None, (territory, ", ".join(contact.address), contact.hours or "")))


def documents_section(campaign: Campaign) -> Section | None:
    """The documents that the department points at; `None` when there are none."""
    if not campaign.documents:
        return None
    items = [Link(each.title, each.url) if each.url else each.title for each in campaign.documents]
    return Section("documents", "Documents", [Bullets(items)])


def gaps_section(campaign: Campaign) -> Section | None:
    """What the department's documents do not say, told instead of made up; `None` when nothing is missing."""
    if not campaign.gaps:
        return None
    intro = Paragraph("Les documents du département ne donnent pas :")
    return Section("inconnu", "Ce qui n'est pas communiqué", [intro, Bullets(list(campaign.gaps))])
