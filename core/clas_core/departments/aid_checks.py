"""Checks of funders and their aid that their declaration cannot make: a measure and its amount, shares, names."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clas_core.eligibility.checks import check_criteria
from clas_core.errors import Path, Problem
from clas_core.money import write_percent
from clas_core.reading import EACH, Check, number_of, tables_in


def _check_measures(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report aid that does not say how much of what: an amount has what it counts, a rate is of costs."""
    for path, aid in tables_in(tables, "aids"):
        per, has_amount, has_rate = aid.get("per"), "amount" in aid, "rate" in aid
        if has_amount and has_rate:
            yield Problem((*path, "rate"), "Une aide a un montant ou un taux, pas les deux : retirez l'un.")
        elif has_rate and per != "costs":
            yield Problem((*path, "per"), 'Un taux est une part des dépenses : écrivez per = "costs".')
        elif has_amount and per == "costs":
            yield Problem(
                (*path, "amount"), "Une part des dépenses se dit par « rate », entre 0 et 1, non par un montant."
            )
        elif has_amount and per is None:
            yield Problem((*path, "per"), "Ce montant est par quoi ? Dites « per » : group, child ou dossier.")
        elif per is not None and not has_amount and not has_rate:
            key = "rate" if per == "costs" else "amount"
            message = f"Dites « {key} », ou retirez « per » si le comité fixe le montant de cette aide."
            yield Problem((*path, key), message)


def _check_names(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report aid that has the name of a supplement: both are told apart by it."""
    taken = [each.get("id") for _, each in tables_in(tables, "supplements")]
    for path, aid in tables_in(tables, "aids"):
        if isinstance(aid.get("id"), str) and aid["id"] in taken:
            yield Problem((*path, "id"), f"« {aid['id']} » est déjà un complément : donnez un autre nom à cette aide.")


def _check_advances(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report the advance that brings their shares above the whole: more would be paid than was granted."""
    yield from _shares(tables, ("advances",), "les acomptes de la campagne font", "de ce qui est accordé")
    for name, this in (("aids", "cette aide"), ("programmes", "ce programme")):
        found = tables.get(name)
        listed = found if isinstance(found, list) else []
        for index in range(len(listed)):
            of_one = {name: [each if rank == index else {} for rank, each in enumerate(listed)]}
            yield from _shares(of_one, (name, EACH, "advances"), f"les acomptes de {this} font", f"de {this}")


def _shares(tables: Mapping[str, Any], names: tuple[str, ...], told: str, of_what: str) -> Iterator[Problem]:
    total = Decimal(0)
    for path, advance in tables_in(tables, *names):
        share = number_of(advance.get("share"))
        if share is None or not 0 < share <= 1:
            continue
        before, total = total, total + share
        if before <= 1 < total:
            message = (
                f"Avec celui-ci, {told} {write_percent(total)} {of_what} : leurs parts, ensemble, ne dépassent pas 1."
            )
            yield Problem((*path, "share"), message)


def _check_conditions(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report conditions of aid whose field, kind and bounds do not go together."""
    return check_criteria(tables, "aids", EACH, "criteria")


AID_CHECKS: tuple[Check, ...] = (_check_measures, _check_names, _check_advances, _check_conditions)
"""Those of a campaign's file."""

_BOUNDS = ("most_per_group", "most_per_action", "most_per_dossier", "most_per_porteur", "envelope")


def check_bounds(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a bound that can never be reached, since a wider one is lower, and a measure above its own bound."""
    for path, aid in tables_in(tables, "aids"):
        found = [(name, value) for name in _BOUNDS if (value := number_of(aid.get(name))) is not None]
        for (name, value), (wider, most) in pairwise(found):
            if most < value:
                message = (
                    f"« {name} » n'est jamais atteint : « {wider} » est plus bas ({most}). Corrigez l'un ou l'autre."
                )
                yield Problem((*path, name), message)
        amount = number_of(aid.get("amount"))
        if amount is not None and found and amount > found[0][1]:
            message = f"Ce montant dépasse à lui seul « {found[0][0]} » ({found[0][1]}) : corrigez l'un ou l'autre."
            yield Problem((*path, "amount"), message)


def unpaid_funders(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a funder that gives nothing: it is named, and nobody knows for what."""
    given = [each.get("funder") for name in ("aids", "programmes") for _, each in tables_in(tables, name)]
    for path, funder in tables_in(tables, "funders"):
        if isinstance(funder.get("id"), str) and funder["id"] not in given:
            yield Problem((*path, "id"), f"Aucune aide n'est de « {funder['id']} » : dites-en une, ou retirez-le.")


def aid_advances(tables: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield each advance of a file, whoever pays it, with its place."""
    yield from tables_in(tables, "advances")
    yield from tables_in(tables, "aids", EACH, "advances")
    yield from tables_in(tables, "programmes", EACH, "advances")
