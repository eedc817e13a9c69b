"""A committee at work: who sits, who is recused, what each thinks, what the votes come to.

A vote of somebody who is recused, or absent, never counts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clas_core.dossiers.lifecycle import OUTCOMES, Outcome

Choice = Literal["for", "against", "abstain"]
CHOICES: Mapping[Choice, str] = MappingProxyType({"for": "pour", "against": "contre", "abstain": "abstention"})

Absence = Literal["excused", "proxy"]
ABSENCES: Mapping[Absence, str] = MappingProxyType({"excused": "excusé", "proxy": "a donné pouvoir"})
"""What is known of a seat that is not present. A power is noted in the minutes; it counts neither for the quorum nor in
the votes, since no national text says that it does."""

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


Result = Literal["for", "against", "refused", "deferred", "no_quorum"]
"""What votes come to: a majority for or against, or, of equal votes, what the tie rule says. Whatever they are, they
come to nothing where recusals leave fewer institutions than the quorum."""

RESULTS: Mapping[Result, str] = MappingProxyType(
    {
        "for": "majorité pour",
        "against": "majorité contre",
        "refused": "égalité : le dossier est refusé",
        "deferred": "égalité : le dossier est ajourné",
        "no_quorum": "quorum perdu sur ce dossier, par déport : il ne peut qu'être ajourné",
    }
)

ADVICE: Mapping[Result, str] = MappingProxyType(
    {
        "for": "avis favorable",
        "against": "avis défavorable",
        "refused": "avis partagé, à égalité des voix",
        "deferred": "avis partagé, à égalité des voix",
        "no_quorum": "pas d'avis : quorum perdu sur ce dossier, par déport",
    }
)
"""The same votes, of a body that gives advice and does not decide."""

ROLES: Mapping[bool, str] = MappingProxyType({True: "décide", False: "donne un avis, sans décider"})
"""What a body does, by whether it decides."""

_ALLOWED: Mapping[Result | None, tuple[Outcome, ...]] = MappingProxyType(
    {
        None: OUTCOMES,
        "for": ("approved", "reserve", "deferred"),
        "against": ("reserve", "deferred", "refused"),
        "refused": ("refused",),
        "deferred": ("deferred",),
        "no_quorum": ("deferred",),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat of a session: an institution's, and who holds it. `sirens` are of organisations that they are tied to."""

    id: str
    institution: str
    holder: str | None = None
    name: str = ""
    present: bool = False
    presides: bool = False
    sirens: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes that count, and what they come to; `result` is `None` while nobody has voted."""

    counted: Mapping[Choice, int]
    ignored: Sequence[str]
    tied: bool
    result: Result | None

    @property
    def voted(self) -> bool:
        """Whether any vote counts."""
        return any(self.counted.values())


def outcomes_allowed(result: Result | None) -> Sequence[Outcome]:
    """Return the outcomes that do not go against the votes: all of them while nobody has voted."""
    return _ALLOWED[result]


def attendance_of(*, present: bool, absence: str | None, proxy: str | None) -> str:
    """Say whether a seat is there, in words."""
    if present:
        return "présent"
    if absence == "proxy":
        return f"absent, pouvoir donné à {proxy}"
    return "excusé" if absence == "excused" else "absent"


def contested_by(outcome: Outcome, counted: Tally, given: Iterable[Scale]) -> str:
    """Say who contests what is proposed of a dossier, by the votes and by the opinions `given`; nothing when nobody
    does. An abstention contests nothing."""
    if counted.result is not None and outcome not in outcomes_allowed(counted.result):
        return f"le vote dit autre chose : {RESULTS[counted.result]}"
    if outcome == "approved" and (against := counted.counted["against"]):
        return f"{against} voix contre"
    if outcome == "approved" and (unsure := [SCALES[each] for each in given if each != "favourable"]):
        return f"avis {', '.join(sorted(set(unsure)))}"
    return ""


def has_quorum(seats: Iterable[Seat], quorum: int) -> bool:
    """Tell whether enough institutions are present."""
    return len({seat.institution for seat in seats if seat.present}) >= quorum


def detected_recusals(
    seats: Iterable[Seat], siren: str, people: AbstractSet[str], names: Iterable[str] = ()
) -> Mapping[str, str]:
    """Return the seats that a tie with the porteur recuses, each with why: the same SIREN, or the same person.

    `people` are the porteur's people as `Seat.holder` names them; `names` are those of its people and representatives,
    since whoever sits may have another account, or none. Somebody else of the same name is recused as well.
    """
    written = {words for name in names if (words := _words_of(name))}
    found = {}
    for seat in seats:
        if siren in seat.sirens:
            found[seat.id] = "Cette personne est liée au même organisme (SIREN) que le porteur."
        elif seat.holder is not None and seat.holder in people:
            found[seat.id] = "Cette personne est l'une de celles du porteur."
        elif _words_of(seat.name) in written:
            found[seat.id] = "Cette personne porte le nom de l'une de celles du porteur."
    return found


def _words_of(name: str) -> frozenset[str]:
    """Return the words of a name whatever their order, case and accents; nothing for one word, which names nobody."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    words = frozenset(re.findall(r"\w+", plain))
    return words if len(words) > 1 else frozenset()


def tally(
    seats: Sequence[Seat], votes: Mapping[str, Choice], recused: AbstractSet[str], tie: TieRule, quorum: int = 1
) -> Tally:
    """Count the votes of who is present and not recused; a majority of for over against decides, else the tie rule.

    A session that has its `quorum` loses it on a dossier from which too many are recused.
    """
    able = {seat.id: seat for seat in seats if seat.present and seat.id not in recused}
    counted = Counter(choice for seat, choice in votes.items() if seat in able)
    ignored = tuple(sorted(seat for seat in votes if seat not in able))
    tied = counted["for"] == counted["against"]
    result: Result | None
    if has_quorum(seats, quorum) and not has_quorum(able.values(), quorum):
        result = "no_quorum"
    elif not counted:
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
