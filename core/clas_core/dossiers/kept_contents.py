"""The content of a dossier taken up again from what was kept of it, however long ago."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from clas_core.dossiers.budget import BudgetLine
from clas_core.dossiers.content import (
    Articulation,
    BonusClaim,
    DossierAction,
    DossierContact,
    DossierContent,
    DossierGroup,
    Place,
    ProgrammeAsked,
)
from clas_core.eligibility import AXES
from clas_core.money import parse_amount

Made = TypeVar("Made")


def kept_content(data: Mapping[str, Any]) -> DossierContent:
    """Return a content as `content_json` wrote it of one that was read: it was judged then, and is only taken up again.

    Rules of spelling may have become stricter since; what was deposited is shown all the same.
    """
    contact = data.get("contact")
    made = {
        "contact": _taken_up(DossierContact, contact) if contact else None,
        "actions": tuple(map(_kept_action, data.get("actions") or ())),
        "axes": {axis: (data.get("axes") or {}).get(axis) for axis in AXES},
        "articulations": tuple(_taken_up(Articulation, each) for each in data.get("articulations") or ()),
        "common_costs": _kept_amount(data.get("common_costs")),
        "budget": tuple(
            _taken_up(BudgetLine, {**line, "amount": _kept_amount(line.get("amount"))})
            for line in data.get("budget") or ()
        ),
        "attestations": data.get("attestations") or {},
        "programmes": tuple(
            ProgrammeAsked(id=each["id"], amount=_kept_amount(each["amount"])) for each in data.get("programmes") or ()
        ),
    }
    return _taken_up(DossierContent, {**data, **made})


def _taken_up(kind: Callable[..., Made], data: Mapping[str, Any]) -> Made:
    """Make a part of a content of what was kept of it: a field that there was not yet is left out, or empty."""
    names = {each.name: each.default is MISSING and each.default_factory is MISSING for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: data.get(name) for name, needed in names.items() if needed or name in data})


def _kept_action(data: Mapping[str, Any]) -> DossierAction:
    place = data.get("place")
    made = {
        "place": _taken_up(Place, place) if place else None,
        "schools": tuple(data.get("schools") or ()),
        "groups": tuple(map(_kept_group, data.get("groups") or ())),
    }
    return _taken_up(DossierAction, {**data, **made})


def _kept_group(data: Mapping[str, Any]) -> DossierGroup:
    levels = data.get("levels")
    made = {
        "levels": None if levels is None else tuple(levels),
        "running_costs": _kept_amount(data.get("running_costs")),
        "bonuses": tuple(_taken_up(BonusClaim, each) for each in data.get("bonuses") or ()),
    }
    return _taken_up(DossierGroup, {**data, **made})


def _kept_amount(text: str | None) -> int | None:
    return None if text is None else parse_amount(text)
