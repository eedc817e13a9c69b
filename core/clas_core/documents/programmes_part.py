"""What a document says of the other programmes of a call than the Clas: what each supports, and what may be asked."""

from collections.abc import Iterator

from clas_core.departments import Campaign, Department
from clas_core.documents.model import Block, Bullets, Paragraph, Section, Table, Text


def programmes_section(department: Department, campaign: Campaign) -> Section | None:
    """The other programmes that one may apply to by the same dossier; `None` where the call has the Clas alone."""
    if not campaign.programmes:
        return None
    return Section("programmes", "Les autres programmes de cet appel", list(_blocks(department, campaign)))


def _blocks(department: Department, campaign: Campaign) -> Iterator[Block]:
    yield Paragraph(
        "Le même dossier peut demander, avec le Clas ou sans lui, un montant pour ces programmes. Ils n'ont ni groupe "
        "ni Ps : le comité fixe ce qu'il accorde à chacun, au plus ce qui est demandé."
    )
    rows = [
        (
            each.label,
            campaign.payer_of(each)[1] or department.caf.name,
            each.bounds or "sans limite annoncée",
            each.source.citation,
        )
        for each in campaign.programmes
    ]
    yield Table("Programmes", ("Programme", "Payé par", "Montant demandé", "Source"), rows)
    for each in campaign.programmes:
        if each.presentation:
            yield Paragraph(f"{each.label} :")
            yield Paragraph(each.presentation)
    owners = campaign.question_owners
    labels = {each.id: each.label for each in campaign.programmes}
    conditions: list[Text] = [
        f"{labels[owner]} : {each.message}"
        for _, each in campaign.rules.criteria
        if (owner := owners.get(each.question or "")) in labels
    ]
    if conditions:
        yield Paragraph("Leurs conditions :")
        yield Bullets(conditions)
