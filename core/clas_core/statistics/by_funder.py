"""What each funder gives in a year: the Caf, which pays the Ps and the bonuses, and those that pay aid of their own."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.money import amount_text, parse_amount

CAF = ""
"""The funder of what has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunderLine:
    """What a funder gives, in cents: granted, really due once settled, paid so far less what was given back. `dossiers`
    are those that it gives something to. `name` is empty for the Caf."""

    funder: str
    name: str
    dossiers: int
    approved: int
    settled: int
    paid: int


def count_by_funder(
    granted: Iterable[tuple[Hashable, int, Sequence[Mapping[str, str]]]],
    settled: Iterable[tuple[int, Sequence[Mapping[str, str]]]],
    paid: Iterable[tuple[str, str, int]],
) -> Sequence[FunderLine]:
    """Count what was `granted` to each group (its dossier, its total in cents, its local aid), what is due of each
    dossier that is `settled` (in all, and by payer where there are several), and what was `paid` by each funder.

    The Caf comes first, then the funders by their names.
    """
    names: dict[str, str] = {CAF: ""}
    dossiers: dict[str, set[Hashable]] = {}
    approved: Counter[str] = Counter()
    due: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for dossier, total, aids in granted:
        rest = total
        for aid in aids:
            if funder := aid.get("funder", CAF):
                cents = parse_amount(aid["amount"])
                rest -= cents
                names.setdefault(funder, aid["payer"])
                approved[funder] += cents
                if cents:
                    dossiers.setdefault(funder, set()).add(dossier)
        approved[CAF] += rest
        if rest:
            dossiers.setdefault(CAF, set()).add(dossier)
    for total, payers in settled:
        others = {each["funder"]: parse_amount(each["due"]) for each in payers if each["funder"]}
        names |= {each["funder"]: each["payer"] for each in payers if each["funder"] not in names}
        due.update(others)
        due[CAF] += total - sum(others.values())
    for funder, name, cents in paid:
        names.setdefault(funder, name)
        given[funder] += cents
    return tuple(
        FunderLine(
            funder=funder,
            name=names[funder],
            dossiers=len(dossiers.get(funder, ())),
            approved=approved[funder],
            settled=due[funder],
            paid=given[funder],
        )
        for funder in sorted(names, key=lambda each: (each != CAF, names[each], each))
    )


def funder_line_json(line: FunderLine) -> dict[str, Any]:
    """Return a line as JSON values; the Caf has no name of a funder."""
    amounts = {name: amount_text(getattr(line, name)) for name in ("approved", "settled", "paid")}
    return {"funder": line.funder or None, "payer": line.name or None, "dossiers": line.dossiers, **amounts}
