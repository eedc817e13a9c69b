"""A committee at work: who sits, who is recused, what each thinks, what the votes come to.

A vote of somebody who is recused, or absent, never counts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Choice = Literal["for", "against", "abstain"]
CHOICES: Mapping[Choice, str] = MappingProxyType({"for": "pour", "against": "contre", "abstain": "abstention"})

Scale = Literal["favourable", "reserved", "unfavourable"]
SCALES: Mapping[Scale, str] = MappingProxyType(
    {"favourable": "favorable", "reserved": "réservé", "unfavourable": "défavorable"}
)

TieRule = Literal["president", "refused", "deferred"]
TIE_RULES: Mapping[TieRule, str] = MappingProxyType(
    {
        "president": "la voix de qui préside l'emporte",
        "refused": "le dossier est refusé",
        "deferred": "le dossier est ajourné",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat of a session: an institution's, and who holds it. `siren` is that of an organisation they are tied to."""

    id: str
    institution: str
    holder: str | None = None
    present: bool = False
    presides: bool = False
    sirens: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes that count, and what they come to; `outcome` is `None` while nobody has voted."""

    counted: Mapping[Choice, int]
    ignored: Sequence[str]
    tied: bool
    result: Literal["for", "against", "refused", "deferred"] | None


def has_quorum(seats: Iterable[Seat], quorum: int) -> bool:
    """Tell whether enough institutions are present."""
    return len({seat.institution for seat in seats if seat.present}) >= quorum


def detected_recusals(seats: Iterable[Seat], siren: str, people: AbstractSet[str]) -> Mapping[str, str]:
    """Return the seats that a tie with the porteur recuses, each with why: the same SIREN, or the same person."""
    found = {}
    for seat in seats:
        if siren in seat.sirens:
            found[seat.id] = "Cette personne est liée au même organisme (SIREN) que le porteur."
        elif seat.holder is not None and seat.holder in people:
            found[seat.id] = "Cette personne est l'une de celles du porteur."
    return found


def tally(seats: Sequence[Seat], votes: Mapping[str, Choice], recused: AbstractSet[str], tie: TieRule) -> Tally:
    """Count the votes of who is present and not recused; a majority of for over against decides, else the tie rule."""
    able = {seat.id: seat for seat in seats if seat.present and seat.id not in recused}
    counted = Counter(choice for seat, choice in votes.items() if seat in able)
    ignored = tuple(sorted(seat for seat in votes if seat not in able))
    tied = counted["for"] == counted["against"]
    result: Literal["for", "against", "refused", "deferred"] | None
    if not counted:
        result = None
    elif not tied:
        result = "for" if counted["for"] > counted["against"] else "against"
    elif tie == "president":
        casting = next((votes[seat.id] for seat in able.values() if seat.presides and seat.id in votes), None)
        result = casting if casting in ("for", "against") else "deferred"
    else:
        result = tie
    shown: dict[Choice, int] = {choice: counted[choice] for choice in CHOICES}
    return Tally(counted=shown, ignored=ignored, tied=tied and bool(counted), result=result)
