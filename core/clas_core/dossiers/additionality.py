"""Additionality: what a bonus is claimed for, beside what the socle already covers on the same axis.

It shows, and warns where a claim repeats the words of the socle. The committee decides; nothing here grants or refuses.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from clas_core.dossiers.content import BonusClaim, DossierContent
from clas_core.errors import Path
from clas_core.national import Bonus, Referential
from clas_core.national.referential import BaseAction

SHARE_TO_WARN = 0.5
"""From half of the words of a base action on, a claim is said to repeat it …"""
LEAST_WORDS = 2
"""… provided that it repeats at least so many."""

_SHORTEST = 4
"""Shorter words are articles and the like."""
_SAY_NOTHING = """
ainsi afin aussi autres avec avoir cette chacun chaque comme dans dont elle entre etre exemple leur notre nous plus pour
sans sein selon sont sous tous tout toute vers votre vous
"""
_EMPTY = frozenset(_SAY_NOTHING.split())
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One base action of the socle, and which of its words a claim repeats, as the base action writes them."""

    action: BaseAction
    repeated: Sequence[str]
    repeats: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One bonus claimed for one group. `position` counts the groups of the dossier from 1; `bonus` is `None` when the
    year has none of that name; `warnings` are sentences for whoever studies the dossier."""

    position: int
    path: Path
    label: str
    claim: BonusClaim
    bonus: Bonus | None
    socle: Sequence[Covered]
    warnings: Sequence[str]


def additionality(content: DossierContent, referential: Referential) -> Sequence[ClaimView]:
    """Return each bonus that `content` claims, in the order of its groups, beside the socle of the bonus's axis."""
    bonuses = {bonus.id: bonus for bonus in referential.bonuses}
    views = []
    position = 0
    for number, action in enumerate(content.actions):
        for place, group in enumerate(action.groups):
            position += 1
            for index, claim in enumerate(group.bonuses):
                bonus = bonuses.get(claim.id)
                socle = _covered(claim, referential.base_actions_of(bonus.axis)) if bonus else ()
                views.append(
                    ClaimView(
                        position=position,
                        path=("actions", number, "groups", place, "bonuses", index),
                        label=group.label or f"Groupe {position}",
                        claim=claim,
                        bonus=bonus,
                        socle=socle,
                        warnings=_warnings(claim, bonus, socle),
                    )
                )
    return tuple(views)


def _covered(claim: BonusClaim, actions: Sequence[BaseAction]) -> Sequence[Covered]:
    said = set(_words(claim.beyond or ""))
    found = []
    for action in actions:
        words = _words(action.label)
        repeated = [written for stem, written in words.items() if stem in said]
        repeats = len(repeated) >= max(LEAST_WORDS, SHARE_TO_WARN * len(words))
        found.append(Covered(action=action, repeated=tuple(repeated), repeats=repeats))
    return tuple(found)


def _warnings(claim: BonusClaim, bonus: Bonus | None, socle: Sequence[Covered]) -> Sequence[str]:
    if bonus is None:
        return (f"« {claim.id} » n'est pas un bonus de cette année.",)
    if not (claim.beyond or "").strip():
        return ("Rien n'est écrit de ce qui dépasse le socle.",)
    return tuple(
        f"Le texte reprend des mots du socle ({', '.join(each.repeated)}) : « {each.action.label} » "
        "La Ps paie déjà cette action ; à vérifier."
        for each in socle
        if each.repeats
    )


def _words(text: str) -> dict[str, str]:
    """Return the words of a text that say something: without accents or plural, each with how it is written."""
    words: dict[str, str] = {}
    for written in re.findall(r"[^\W_]+", text):
        plain = unicodedata.normalize("NFKD", written.casefold()).encode("ascii", "ignore").decode()
        if len(plain) >= _SHORTEST and plain not in _EMPTY and _WORD.fullmatch(plain):
            words.setdefault(_singular(plain), written)
    return words


def _singular(word: str) -> str:
    return word.removesuffix("aux") + "al" if word.endswith("aux") else word.rstrip("sx")
