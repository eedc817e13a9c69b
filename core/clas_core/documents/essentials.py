"""What opens and what ends every document: the essentials on half a page, and the sources."""

from clas_core.departments import Campaign, Department
from clas_core.documents.local_parts import local_closing
from clas_core.documents.model import Block, Bullets, Facts, Link, Notice, Paragraph, Section, Text
from clas_core.documents.national_parts import maximum_of_a_group, provisional_notice
from clas_core.money import write_euros
from clas_core.national import Referential
from clas_core.sources import Source
from clas_core.years import write_day, write_when

UNKNOWN = "jour pas encore connu ; l'appel est annoncé, et ne se dépose pas encore"


def essentials_section(department: Department, campaign: Campaign, referential: Referential | None) -> Section:
    """The dates, the amount and the contact that most readers come for."""
    calendar = campaign.calendar
    facts: list[tuple[str, Text]] = []
    if calendar.opens:
        facts.append(("Ouverture", write_when(calendar.opens)))
    if (day := calendar.closing_day) is not None:
        closing = f"{write_day(day)}, jusqu'à 23 h 59 (heure de Paris){local_closing(department, campaign)}"
    else:
        closing = f"{write_when(calendar.closes)} ; {UNKNOWN}" if calendar.closes else UNKNOWN
    facts.append(("Clôture", closing))
    if (territory := campaign.own_territory) is not None:
        facts.append(("Territoire", f"{territory.name} : cet appel ne paie pas une action menée ailleurs"))
    facts.extend((f"{event.title}", write_when(event.when)) for event in calendar.events if event.kind == "committee")
    if referential:
        amount = f"{referential.ps.maximum.text} au plus par groupe en {referential.school_year}"
        if any(bonus.amount for bonus in referential.bonuses):
            amount += f", {write_euros(maximum_of_a_group(referential))} avec tous les bonus"
        facts.append(("Ps Clas", amount))
    facts.append(("Organisme", department.caf.name))
    blocks: list[Block] = [Facts(facts)]
    if referential and referential.provisional:
        blocks.append(provisional_notice(referential))
    return Section("essentiel", "L'essentiel", blocks)


def unknown_rules_section(campaign: Campaign) -> Section:
    """What stands for the national rules while none are known for the year."""
    text = (
        f"Les règles nationales et les montants de {campaign.school_year} ne sont pas encore connus ici : aucun "
        "montant n'est donné, et aucun n'est repris d'une autre année."
    )
    return Section("regles", "Les règles nationales", [Notice(text)])


def sources_section(campaign: Campaign, referential: Referential | None) -> Section:
    """Every source that the document rests on, and when it was last compared with it."""
    seen: dict[str, Source] = {}
    national = referential.sources.values() if referential else ()
    for source in (*national, *campaign.sources.values()):
        seen.setdefault(source.citation, source)
    items: list[Text] = [Link(citation, each.url) if each.url else citation for citation, each in seen.items()]
    checked = Paragraph(
        f"Données du département comparées avec ses documents le {write_day(campaign.checked_on)}. "
        "Les textes nationaux et les montants viennent du référentiel de l'année, les mêmes pour tous les départements."
    )
    return Section("sources", "Sources", [Bullets(items), checked])
