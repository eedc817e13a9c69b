"""What each other programme than the Clas comes to in a year: asked, granted, due. None of it is in other figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.money import amount_text, parse_amount

Told = Sequence[Mapping[str, Any]]
"""What a deposit, a decision or a settlement says of programmes, as JSON."""


@dataclass(slots=True, kw_only=True)
class ProgrammeLine:
    """A programme in a year, all its calls together, in cents: `dossiers` ask for it, `approved` of them get some of
    it. `payer` is empty for the Caf; of calls that call it otherwise, the label is the first in the alphabet."""

    programme: str
    label: str = ""
    payer: str = ""
    dossiers: int = 0
    approved: int = 0
    asked: int = 0
    granted: int = 0
    due: int = 0


def count_by_programme(
    asked: Iterable[Told], granted: Iterable[Told], settled: Iterable[Told]
) -> Sequence[ProgrammeLine]:
    """Count what deposits have `asked` for each programme, what decisions have `granted`, what is due of what is
    `settled`; in the order of their labels. What another payer pays in another call is a line of its own."""
    found: dict[tuple[str, str], ProgrammeLine] = {}

    def line(name: str, said: Mapping[str, Any]) -> ProgrammeLine:
        payer = said.get("payer", "")
        each = found.setdefault((name, payer), ProgrammeLine(programme=name, payer=payer, label=said["label"]))
        each.label = min(each.label, said["label"])
        return each

    for said in (said for told in asked for said in told):
        each = line(said["id"], said)
        each.dossiers += 1
        each.asked += parse_amount(said["amount"])
    for said in (said for told in granted for said in told):
        each = line(said["id"], said)
        amount = parse_amount(said["amount"])
        each.approved += amount > 0
        each.granted += amount
    for said in (said for told in settled for said in told):
        line(said["id"].removeprefix("programme."), said).due += parse_amount(said["due"])
    return sorted(found.values(), key=lambda each: (each.label, each.programme, each.payer))


def programme_line_json(line: ProgrammeLine) -> dict[str, Any]:
    """Return a line as JSON values; a programme that the Caf pays has no payer."""
    return {
        "programme": line.programme,
        "label": line.label,
        "payer": line.payer or None,
        "dossiers": line.dossiers,
        "asked": amount_text(line.asked),
        "approved": line.approved,
        "granted": amount_text(line.granted),
        "due": amount_text(line.due),
    }
