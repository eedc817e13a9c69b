"""Departments and referentials as JSON values: objects of the core, field by field, with amounts as text."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clas_core.departments import Campaign, DepartmentPlugin, DepartmentRegistry
from clas_core.departments.amendment_text import amendment_json
from clas_core.departments.indicators import Indicator
from clas_core.eligibility import Criterion, Rules
from clas_core.estimates.compared_cases import national_compared
from clas_core.money import amount_text, cents_of
from clas_core.national import Figure, Referential
from clas_core.national.difference import differences
from clas_core.prose import Prose
from clas_core.sources import Source
from clas_core.years import AsPublished, Month, SchoolYear, Window, exact_day, write_when


def differences_json(older: Referential, newer: Referential) -> dict[str, Any]:
    """Return what changes from a year to another, and what the worked cases of both come to by the rules of each."""
    return {
        "older": older.named,
        "newer": newer.named,
        "changes": [{**plain(change), "matters": change.matters} for change in differences(older, newer)],
        "cases": [
            {
                "title": each.title,
                "document": each.document,
                "before": _amount(each.before),
                "after": _amount(each.after),
                "difference": _amount(each.cents),
                "refusals": list(each.refusals),
            }
            for each in national_compared(older, newer)
        ],
    }


def _amount(cents: int | None) -> str | None:
    return None if cents is None else amount_text(cents)


def plain(value: Any) -> Any:
    """Return `value` as JSON values."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        # A share may be finer than a cent: it is then no amount.
        return amount_text(cents_of(value)) if value == round(value, 2) else f"{value.normalize():f}"
    if isinstance(value, SchoolYear | Month | Prose):
        return str(value)
    if isinstance(value, Window):
        return {"from": plain(value.first), "to": plain(value.last)}
    if isinstance(value, AsPublished):
        return {"text": value.text}
    if isinstance(value, Source):
        return value.citation
    if isinstance(value, Figure):
        return figure_json(value)
    if isinstance(value, Criterion):
        return criterion_json(value)
    if isinstance(value, Rules):
        return [criterion_json(criterion) for _, criterion in value.criteria]
    if isinstance(value, Indicator):
        return {**_by_field(value), "value": value.number}
    if is_dataclass(value):
        return _by_field(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value]


def _by_field(value: Any) -> dict[str, Any]:
    return {each.name: plain(getattr(value, each.name)) for each in fields(value)}


def figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": f"{figure.value.normalize():f}" if figure.unit == "share_of_running_costs" else plain(figure.value),
        "text": figure.text,
        "unit": figure.unit,
        "source": figure.source.citation,
        "standing": figure.standing,
        "checked_on": figure.checked_on.isoformat(),
        **({"to_confirm": True} if figure.to_confirm else {}),
    }


def criterion_json(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "subject": criterion.subject,
        "field": None if criterion.question else criterion.about,
        "question": criterion.question,
        "kind": criterion.kind,
        "territory": criterion.territory,
        "expected": criterion.expected,
        "severity": criterion.severity,
        "decides": criterion.decides,
        "label": criterion.label,
        "message": criterion.message,
        "source": criterion.source.citation,
        "standing": criterion.standing,
        "checked_on": criterion.checked_on.isoformat(),
    }


def referential_json(referential: Referential) -> dict[str, Any]:
    """Return a referential whole."""
    parts = ("bonuses", "axes", "base_actions", "dossier_parts", "scheme", "assumptions", "thresholds", "gaps")
    return {
        **referential.named,
        "provisional": referential.provisional,
        "ps": plain(referential.ps),
        "criteria": plain(referential.rules),
        **{name: plain(getattr(referential, name)) for name in (*parts, "questions", "retention", "life")},
        "sources": {
            key: {each.name: plain(getattr(source, each.name)) for each in fields(source)}
            for key, source in referential.sources.items()
        },
    }


def department_json(plugin: DepartmentPlugin, today: date) -> dict[str, Any]:
    """Return a department and its calls, in short."""
    department = plugin.department
    return {
        "slug": department.slug,
        "code": department.code,
        "name": department.name,
        "status": "available",
        "version": plugin.version,
        "digest": department.digest,
        "caf": plain(department.caf),
        "campaigns": [campaign_name(campaign, today) for campaign in department.campaigns.values()],
    }


def departments_json(registry: DepartmentRegistry, today: date) -> list[dict[str, Any]]:
    """Return the departments in short, then those that are installed and cannot be used, with the reason."""
    listed = [department_json(plugin, today) for plugin in registry]
    unavailable = [
        {"slug": fault.slug, "status": "unavailable", "reason": fault.reason} for fault in registry.faults.values()
    ]
    return listed + unavailable


def campaign_name(campaign: Campaign, today: date) -> dict[str, Any]:
    calendar = campaign.calendar
    left = calendar.days_left(today)
    return {
        "school_year": str(campaign.school_year),
        "call": str(campaign.name),
        "call_name": campaign.call_name,
        "state": calendar.state_on(today),
        "opens": plain(exact_day(calendar.opens)),
        "opens_text": write_when(calendar.opens) if calendar.opens else None,
        "closes": plain(calendar.closing_day),
        "closes_text": write_when(calendar.closes) if calendar.closes else None,
        "days_left": None if left is None else max(left, 0),
    }


def campaign_json(plugin: DepartmentPlugin, campaign: Campaign, today: date) -> dict[str, Any]:
    """Return a call whole."""
    shown = {**plain(campaign), "call": str(campaign.name)}
    del shown["bilan_stated"], shown["departmental_decides"]  # said with their amendments
    shown["amendments"] = [amendment_json(each) for each in campaign.amendments]
    del shown["text"]  # the file itself is kept for old deposits, not shown beside what it says
    shown["criteria"] = shown.pop("rules")
    shown["sources"] = {key: source.citation for key, source in campaign.sources.items()}
    shown["calendar"] = {
        **shown["calendar"],
        "deadline": plain(campaign.calendar.deadline),
        "state": campaign.calendar.state_on(today),
    }
    return {"department": plugin.slug, **shown}
