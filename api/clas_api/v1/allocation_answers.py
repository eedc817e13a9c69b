"""What is answered of the bonuses of a session, as each rule of its call serves them."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from clas_api.answers import Answer, Beside, Count, Flag, Key, Many, Money, Words
from clas_api.services.committees.allocating import Comparison
from clas_core.committees.allocation import Allocation
from clas_core.committees.allocation_words import reason_in_words, rule_in_words, standing_in_words
from clas_core.fields import Line
from clas_core.strict import StrictSchema


class ServedBonusSchema(Answer):
    rank = Count(about="in the order of the rule")
    receipt = Words(of="claim.receipt")
    porteur = Words(of="claim.porteur")
    group = Count(of="claim.position", about="its place in the deposit, from 1")
    bonus = Words(of="claim.bonus")
    amount = Money(of="claim.amount")
    granted = Flag()
    standing = Words(about="what put it at its rank, in French")
    reason = Words(about="why it is served, or is not, in French")


class AllocationSchema(Answer):
    id = Words(of="rule.id")
    label = Words(of="rule.label")
    rule = Many(fields.String(), of="sentences", about="what the rule says, in French")
    source = Words(of="rule.source.citation")
    granted = Money(about="never above what is available")
    left = Money()
    bonuses = Count(about="how many are served")
    dossiers = Count(about="how many dossiers get one at least")
    rows = Many(ServedBonusSchema)
    seen = Words(about="what says which allocation was read, to prepare decisions by it")


class AsideSchema(Answer):
    dossier = Key()
    receipt = Words()
    reason = Words(about="in French")


class ComparedAllocationsSchema(Answer):
    envelope = Money(allow_none=True, about="of bonuses, as the call or its Caf says; nothing is served without one")
    before = Money(about="granted already by other sessions")
    available = Money(allow_none=True)
    claimed = Money(about="what all the bonuses that the Caf proposes come to")
    allocations = Many(AllocationSchema, about="one for each rule that the call publishes")
    aside = Many(AsideSchema, of="dossiers_aside", about="dossiers of which no bonus is proposed, and why")


class SeenAllocationSchema(StrictSchema):
    seen = Line(required=True, longest=100, metadata={"description": "of the allocation that was read"})


class FilledDossierSchema(Answer):
    receipt = Words()
    prepared = Flag(about="whether its decision is prepared as the rule has it")
    reason = Words(about="why it is not, in French; empty where it is")


class FilledSchema(Answer):
    dossiers = Many(FilledDossierSchema)


def filled(told: Mapping[str, str]) -> dict[str, Any]:
    """Return what became of each dossier as it is answered."""
    return {"dossiers": [{"receipt": each, "prepared": not why, "reason": why} for each, why in told.items()]}


def told(found: Comparison) -> Beside:
    """Return a comparison as it is answered."""
    dossiers = found.whole.dossiers
    aside = [
        {"dossier": item.dossier_id, "receipt": dossiers[item.dossier_id].receipt or "", "reason": why}
        for item, why in found.aside
    ]
    return Beside(found, allocations=[_told(each, found) for each in found.allocations], dossiers_aside=aside)


def _told(allocation: Allocation, found: Comparison) -> Beside:
    sentences = rule_in_words(allocation.rule, found.campaign, found.labels)
    rows = list(_rows(allocation))
    return Beside(allocation, sentences=list(sentences), rows=rows, seen=found.seen_of(allocation))


def _rows(allocation: Allocation) -> Iterator[Any]:
    for each in allocation.served:
        words = {"standing": standing_in_words(each, allocation.rule), "reason": reason_in_words(each, allocation)}
        yield Beside(each, **words)
