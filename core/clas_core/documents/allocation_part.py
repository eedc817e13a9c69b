"""What a call says beforehand of who gets the bonuses, where their envelope is too small for all of them."""

from clas_core.committees.allocation_words import rule_in_words
from clas_core.departments import Campaign
from clas_core.documents.model import Bullets, Paragraph, Section
from clas_core.national import Referential


def allocation_section(campaign: Campaign, referential: Referential | None) -> Section | None:
    """The rules by which bonuses are allocated, each with its source; `None` where the call publishes none."""
    if not campaign.allocations:
        return None
    labels = {} if referential is None else {each.id: each.label for each in referential.bonuses}
    parts = [
        Section(
            f"repartition-{rule.id}",
            rule.label,
            [Bullets(list(rule_in_words(rule, campaign, labels))), Paragraph(f"Source : {rule.source.citation}.")],
        )
        for rule in campaign.allocations
    ]
    said = (
        "Si l'enveloppe des bonus ne suffit pas à tous ceux que la Caf propose, elle les compare par "
        f"{'cette règle' if len(parts) == 1 else 'ces règles'} avant la séance. Le comité décide."
    )
    return Section("repartition", "Si les bonus dépassent leur enveloppe", [Paragraph(said)], parts)
