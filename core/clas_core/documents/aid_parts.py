"""What a document says of local aid: who gives what, to whom, when it is paid, how much there is in all."""

from collections.abc import Iterator, Sequence

from clas_core.departments import Campaign, Department
from clas_core.departments.funders import Advance, Aid
from clas_core.documents.model import Block, Bullets, Link, Paragraph, Section, Table, Text
from clas_core.money import Rate, cents_of, write_euros
from clas_core.porteurs import NATURES
from clas_core.years import Dated, write_when

ENVELOPES = {"ps": "Ps", "bonuses": "bonus", "supplements": "aides locales de la Caf"}
"""The kinds of envelopes of the Caf, as they are written."""


def aid_section(department: Department, campaign: Campaign) -> Section | None:
    """The aid beside the Ps, its advances and its envelopes; `None` when the call says nothing of them."""
    blocks = list(_blocks(department, campaign))
    return Section("complements", "Les aides locales et les versements", blocks) if blocks else None


def dated_advances(campaign: Campaign) -> Iterator[tuple[Dated, str, str]]:
    """Yield when each advance of a call is paid, if it says; what it is, of how much, and paid by whom."""
    for label, payer, advance in _advances(campaign):
        share = Rate.of(advance.share).percent
        if advance.on is not None:
            yield advance.on, advance_title(label), f"{share} de ce qui en est accordé, versés par {payer or 'la Caf'}."


def advance_title(label: str) -> str:
    """Return how an advance is called in a calendar, by what it is a share of."""
    return f"Acompte, {label}"


def general_advance(campaign: Campaign) -> str:
    """Return what an advance of the Caf is a share of."""
    return "Ps, bonus et aides de la Caf" if campaign.local_aid else "Ps et bonus"


def _advances(campaign: Campaign) -> Iterator[tuple[str, str, Advance]]:
    """Yield each advance with what it is a share of, and who pays it where that is not the Caf."""
    yield from ((general_advance(campaign), "", each) for each in campaign.advances)
    for given in campaign.beside_the_ps:
        yield from ((given.label, campaign.payer_of(given)[1], each) for each in given.advances)


def _paid_on(advance: Advance) -> str:
    return write_when(advance.on) if advance.on else "date non communiquée"


def _blocks(department: Department, campaign: Campaign) -> Iterator[Block]:
    aids = campaign.local_aid
    if aids:
        rows = [_aid_row(department, campaign, aid) for aid in aids]
        header = ("Aide", "Payée par", "Montant", "Limites", "Pour qui", "Source")
        yield Table("Aides qui s'ajoutent à la Ps", header, rows)
    said: list[Text] = [f"{aid.label} : {each.message}" for aid in aids for each in aid.criteria]
    if said:
        yield Paragraph("Leurs conditions :")
        yield Bullets(said)
    for aid in aids:
        if aid.remark:
            yield Paragraph(aid.remark)
    if campaign.cap is not None:
        percent = Rate.of(campaign.cap.share).percent
        yield Paragraph(
            f"Toutes les aides réunies font au plus {percent} des dépenses de fonctionnement d'un dossier "
            f"({campaign.cap.source.citation}). Au-delà, l'aide locale est réduite, jamais la Ps ni les bonus."
        )
    advances = [
        (label, payer or department.caf.name, Rate.of(each.share).percent, _paid_on(each))
        for label, payer, each in _advances(campaign)
    ]
    if advances:
        yield Table("Versements avant le solde", ("Acompte", "Payé par", "Part", "Le"), advances, frozenset({2}))
    envelopes = list(_envelope_rows(department, campaign))
    if envelopes:
        yield Table("Enveloppes de l'année", ("Pour", "De", "En tout"), envelopes, frozenset({2}))
    contacts = list(_contact_rows(campaign))
    if contacts:
        yield Table("À qui s'adresser pour ces aides", ("Financeur", "Rôle", "Nom", "Courriel ou téléphone"), contacts)


def _aid_row(department: Department, campaign: Campaign, aid: Aid) -> Sequence[Text]:
    limits = [f"{write_euros(cents)} {words}" for words, cents in aid.bounds]
    natures = ", ".join(NATURES[each] for each in aid.natures)
    payer = campaign.payer_of(aid)[1] or department.caf.name
    where = f"les actions de « {campaign.territory_named(aid.territory).name} »" if aid.territory else ""
    whom = " ; ".join(filter(None, (natures, where))) or "tous"
    return aid.label, payer, aid.measure, ", ".join(limits) or "aucune", whom, aid.source.citation


def _envelope_rows(department: Department, campaign: Campaign) -> Iterator[Sequence[Text]]:
    caf = department.caf.name
    for each in campaign.envelopes:
        name = ENVELOPES[each.kind]
        yield name[0].upper() + name[1:], caf, write_euros(cents_of(each.amount))
    for given in campaign.beside_the_ps:
        if given.envelope is not None:
            yield given.label, campaign.payer_of(given)[1] or caf, write_euros(cents_of(given.envelope))


def _contact_rows(campaign: Campaign) -> Iterator[Sequence[Text]]:
    for funder in campaign.funders:
        if funder.contact is not None:
            contact = funder.contact
            shown: Text = "non communiqué"
            if contact.email:
                shown = Link(contact.email, f"mailto:{contact.email}")
            elif contact.phone:
                shown = Link(contact.phone, "tel:" + contact.phone.replace(" ", ""))
            yield funder.name, contact.role or "", contact.name or "", shown
