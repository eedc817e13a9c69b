"""A certificate as JSON: what was calculated from, the steps, the amount, and the digest of all of it."""

from collections.abc import Mapping
from typing import Any

from clas_core.certificates.certificate import FORMAT, Certified, CertifiedGroup, GroupFacts
from clas_core.certificates.steps import chain_of
from clas_core.departments.amendment_text import amendment_json
from clas_core.estimates import Estimator, aid_json
from clas_core.money import amount_text
from clas_core.reading import digest_of


def certificate_json(certified: Certified, estimator: Estimator) -> dict[str, Any]:
    """Return the certificate of an amount, calculated by the rules of `estimator`. Raises `MissingFigure`."""
    steps = chain_of(certified, estimator)
    name, siret = certified.porteur
    corrections = [each.named for each in estimator.referential.corrections]
    said: dict[str, Any] = {
        "format": FORMAT,
        "kind": certified.kind,
        "receipt": certified.receipt,
        "porteur": {"name": name, "siret": siret},
        "department": certified.department,
        "school_year": str(certified.call.year),
        "call": str(certified.call),
        "at": certified.at,
        "rules": {
            "referential": estimator.referential.digest,
            "campaign": estimator.campaign.digest if estimator.campaign else None,
            "amendments": [
                {"digest": digest_of(said), "content": said} for said in map(amendment_json, certified.amendments)
            ],
            **({"corrections": corrections} if corrections else {}),
        },
        "provisional": _rests_on_expected(certified, estimator),
        "groups": [_group(each) for each in certified.groups],
        "programmes": [
            {
                "id": each.id,
                "label": each.label,
                "funder": each.funder,
                "payer": each.payer,
                "amount": amount_text(each.amount),
                **({} if each.spent is None else {"spent": amount_text(each.spent)}),
            }
            for each in certified.programmes
        ],
        "paid": [
            {"funder": each.funder, "payer": each.payer, "amount": amount_text(each.amount)} for each in certified.paid
        ],
        "steps": [each.as_json() for each in steps],
        "amount": next(amount_text(each.result) for each in steps if each.id == "total"),
    }
    return {**said, "digest": digest_of(said)}


def _rests_on_expected(certified: Certified, estimator: Estimator) -> bool:
    return estimator.is_provisional({bonus for each in certified.groups for bonus in each.told.group.bonuses})


def _group(group: CertifiedGroup) -> dict[str, Any]:
    said = {"position": group.position, "label": group.label, "told": _facts(group.told)}
    if group.actual is None:
        return said
    moved = {name: amount_text(cents) for name, cents in group.moved.items()}
    return {**said, "actual": _facts(group.actual), "moved": moved}


def _facts(facts: GroupFacts) -> Mapping[str, Any]:
    group = facts.group
    return {
        "children": group.children,
        "adults": group.adults,
        "levels": None if group.levels is None else list(group.levels),
        "outside_school_time": group.outside_school_time,
        "own_costs": amount_text(group.running_costs - group.common),
        "common_costs": amount_text(group.common),
        "bonuses": list(group.bonuses),
        "aids": list(map(aid_json, facts.aids)),
        "refusals": list(facts.refusals),
    }
