"""The JSON form of an estimate: one shape for the service, the command line, and whoever keeps it on paper."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from clas_core.departments import LocalAid
from clas_core.eligibility import Finding, fact_json
from clas_core.estimates.estimate import Estimate, Estimator, GroupEstimate
from clas_core.estimates.explanation import advice_for, origins_in, steps_json
from clas_core.money import amount_text, cents_of

FORMAT = 1
"""The version of the form: a number that changes when the meaning of a field does."""


def answer(estimate: Estimate, *, explain: bool = True, chain: bool = False) -> dict[str, Any]:
    """Return `estimate` as JSON values, each amount a string of euros. Steps and advice come only when `explain`; where
    the operands of each step come from, only when the `chain` is asked for as well."""
    rule = estimate.rule
    groups = [group_json(each) for each in estimate.groups]
    if explain:
        for place, (shown, each) in enumerate(zip(groups, estimate.groups, strict=True)):
            shown["steps"] = steps_json(each, rule)
            if chain:
                for step, origins in zip(shown["steps"], origins_in(shown["steps"], place), strict=True):
                    step["from"] = list(origins)
            shown["advice"] = list(advice_for(each, rule))
    return envelope(estimate, groups, estimate.total, estimate.provisional, estimate.remarks)


def envelope(
    made_by: Estimate | Estimator,
    groups: list[dict[str, Any]],
    total: int,
    provisional: bool,
    remarks: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what stands around the groups of an answer; without any remark, it has none, and no `call` where that is
    the main one of its year."""
    referential, department, campaign = made_by.referential, made_by.department, made_by.campaign
    call = {"call": str(campaign.name)} if campaign and campaign.call else {}
    said = {"remarks": list(remarks)} if remarks else {}
    return {
        "format": FORMAT,
        "department": department.slug if department else None,
        "school_year": str(referential.school_year),
        **call,
        "provisional": provisional,
        "total": amount_text(total),
        **said,
        "groups": groups,
        "referential": referential.named,
    }


def group_json(estimate: GroupEstimate) -> dict[str, Any]:
    """Return what one group would be paid, without the explanation."""
    ps, total = estimate.ps, estimate.total
    ps_text = f"{ps // 100}.{ps % 100:02d}"
    return {
        "label": estimate.group.label,
        "eligible": estimate.verdict != "not_met",
        "ps": ps_text,
        "total": ps_text if total == ps else amount_text(total),
        "bonuses": [{"id": each.id, "amount": amount_text(each.amount)} for each in estimate.bonuses]
        if estimate.bonuses
        else [],
        "supplements": [aid_json(each) for each in estimate.supplements] if estimate.supplements else [],
        "reasons": [] if estimate.verdict != "not_met" else [reason(each) for each in estimate.findings if each.blocks],
    }


_SAID = ("funder", "payer", "how", "reason")


def aid_json(aid: LocalAid) -> dict[str, str]:
    """Return local aid to a group as JSON values: who pays it, unless it is the Caf, and what the committee changed."""
    written = {"id": aid.id, "label": aid.label, "amount": amount_text(cents_of(aid.amount)), "source": aid.source}
    written |= {name: getattr(aid, name) for name in _SAID if getattr(aid, name)}
    if aid.ruled is not None:
        written["ruled"] = amount_text(cents_of(aid.ruled))
    return written


def kept_aid(data: Mapping[str, str]) -> LocalAid:
    """Return local aid as `aid_json` wrote it."""
    said = {name: data[name] for name in ("id", "label", "source", *_SAID) if name in data}
    ruled = Decimal(data["ruled"]) if "ruled" in data else None
    return LocalAid(**said, amount=Decimal(data["amount"]), ruled=ruled)


def reason(finding: Finding) -> dict[str, Any]:
    """Return why a criterion is not met, as JSON values."""
    return {
        "criterion": finding.criterion.id,
        "expected": finding.criterion.expected,
        "given": fact_json(finding.given),
        "given_text": finding.given_text,
        "message": finding.criterion.message,
        "source": finding.criterion.source.citation,
    }
