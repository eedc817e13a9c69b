"""What ``clas simulate`` says on a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from clas_api.cli.lines import figures_aligned
from clas_core.documents.simulation_report import (
    KINDS,
    TITLES,
    certainty_said,
    difference_said,
    groups_said,
    key_name,
    refused_example,
    total_said,
    unreplayed_said,
)
from clas_core.money import parse_amount, write_euros

_MOST = 20
"""Lines of a breakdown that a terminal shows: the report and the csv have all of them."""


def lines_of(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that tell an impact."""
    rules, against, total = told["rules"], told["against"], told["total"]
    yield f"Règles simulées : {rules['school_year']}, {rules['digest']}"
    yield f"Comparées à : {against['school_year']}, {against['digest']}"
    yield f"Groupes calculés : {told['groups']} sur {told['rows']} lignes"
    yield f"Total : {_euros(total['before'])} avant, {total_said(told)} après"
    yield f"Différence : {certainty_said(told)}"
    for each in told["uncertainty"]["because"]:
        yield f"  ~ {each}"
    for word, said in (("winners", "Gagnent"), ("losers", "Perdent")):
        yield f"{said} : {groups_said(told[word]['groups'])}, {_euros(told[word]['amount'])}"
    for word, said in (("becomes_ineligible", "Ne seraient plus éligibles"), ("becomes_eligible", "Le deviendraient")):
        yield f"{said} : {groups_said(told[word]['groups'])}"
        for each in told[word]["because"]:
            yield f"  ✗ {each['message']} {groups_said(each['groups'])}"
    if told["not_replayed"]:
        yield f"Tenus pour remplis, car ils se jugent sur le dossier : {unreplayed_said(told)}"
    for by, lines in told["by"].items():
        yield ""
        yield f"{TITLES[by][0]} :"
        rows = [
            (key_name(by, each[by]), groups_said(each["groups"]), difference_said(each["difference"]))
            for each in lines[:_MOST]
        ]
        yield from (f"  {each}" for each in figures_aligned(rows))
        if len(lines) > _MOST:
            yield f"… et {len(lines) - _MOST} autres : demandez -o rapport.pdf, ou -o lignes.csv."
    for each in told["envelopes"]:
        name = f"{key_name('department', each['department'])}, {KINDS[each['kind']]}"
        yield f"Enveloppe dépassée : {name}, de {_euros(each['exceeded_by'])}"
    for each in told["refused"]:
        yield f"Non calculé, {each['rows']} ligne(s) : {each['message']}"
        for example in each["examples"]:
            yield f"  {refused_example(example)}"
    for each in told["remarks"]:
        yield f"À noter : {each}"


def _euros(text: str) -> str:
    return write_euros(parse_amount(text))
