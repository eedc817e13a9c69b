"""Additionality: what a bonus is claimed for, sentence by sentence, beside what the socle already covers on its axis.

It shows what is alike, in whose words, and what is found nowhere in the socle. It is to be judged by people: a sentence
that repeats the socle may go further than its words, and one that shares none may still be the socle. Nothing here
grants or refuses.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from clas_core.dossiers.content import BonusClaim, DossierContent
from clas_core.dossiers.near_words import Concepts, concepts_of, is_negated, is_weak, sentences_of
from clas_core.errors import Path
from clas_core.national import Bonus, Referential
from clas_core.national.referential import BaseAction

SHARE_TO_WARN = 0.4
"""From this share of what a base action speaks of on, a sentence is said to repeat it …"""
LEAST_WORDS = 2
"""… provided that so many words of it are alike, or all that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A `sentence` of a claim that repeats a base action: `words` are those that are alike, as the claim and as the
    base action write them."""

    sentence: str
    words: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One base action of the socle, which of its words a claim repeats, as the base action writes them, and the
    sentences that repeat it."""

    action: BaseAction
    repeated: Sequence[str]
    alike: Sequence[Alike]

    @property
    def repeats(self) -> bool:
        """Whether a sentence of the claim repeats it."""
        return bool(self.alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One bonus claimed for one group. `position` counts the groups of the dossier from 1; `bonus` is `None` when the
    year has none of that name; `new` are the sentences that repeat no base action; `warnings` are sentences for whoever
    studies the dossier."""

    position: int
    path: Path
    label: str
    claim: BonusClaim
    bonus: Bonus | None
    socle: Sequence[Covered]
    new: Sequence[str]
    warnings: Sequence[str]


def additionality(content: DossierContent, referential: Referential) -> Sequence[ClaimView]:
    """Return each bonus that `content` claims, in the order of its groups, beside the socle of the bonus's axis."""
    bonuses = {bonus.id: bonus for bonus in referential.bonuses}
    spoken = {each.id: concepts_of(each.label) for each in referential.base_actions}
    views = []
    position = 0
    for number, action in enumerate(content.actions):
        for place, group in enumerate(action.groups):
            position += 1
            for index, claim in enumerate(group.bonuses):
                bonus = bonuses.get(claim.id)
                socle = _covered(claim, referential.base_actions_of(bonus.axis), spoken) if bonus else ()
                repeating = {alike.sentence for each in socle for alike in each.alike}
                views.append(
                    ClaimView(
                        position=position,
                        path=("actions", number, "groups", place, "bonuses", index),
                        label=group.label or f"Groupe {position}",
                        claim=claim,
                        bonus=bonus,
                        socle=socle,
                        new=tuple(each for each in sentences_of(claim.beyond or "") if each not in repeating),
                        warnings=_warnings(claim, bonus, socle),
                    )
                )
    return tuple(views)


def _covered(claim: BonusClaim, actions: Sequence[BaseAction], spoken: Mapping[str, Concepts]) -> Sequence[Covered]:
    whole = concepts_of(claim.beyond or "")
    sentences = [(each, concepts_of(each)) for each in sentences_of(claim.beyond or "") if not is_negated(each)]
    found = []
    for action in actions:
        theirs = spoken[action.id]
        elsewhere = {concept for each in actions if each is not action for concept in spoken[each.id]}
        alike = [
            Alike(sentence=sentence, words=words)
            for sentence, said in sentences
            if (words := words_alike(said, theirs, elsewhere))
        ]
        repeated = tuple(dict.fromkeys(word for concept, word in theirs.items() if concept in whole))
        found.append(Covered(action=action, repeated=repeated, alike=tuple(alike)))
    return tuple(found)


def words_alike(said: Concepts, theirs: Concepts, elsewhere: AbstractSet[str]) -> Sequence[tuple[str, str]]:
    """Return the words of a sentence that are alike to those of a base action, where there are enough for the sentence
    to repeat it; nothing else. Words that are `elsewhere` in the socle too tell half as much, and nothing alone."""
    weights = {each: 1 if each in elsewhere else 2 for each in theirs if not is_weak(each)}
    shared = [each for each in weights if each in said]
    enough = len(shared) >= min(LEAST_WORDS, len(weights)) and any(each not in elsewhere for each in shared)
    if not enough or sum(weights[each] for each in shared) < SHARE_TO_WARN * sum(weights.values()):
        return ()
    return tuple((said[each], theirs[each]) for each in theirs if each in said)


def _warnings(claim: BonusClaim, bonus: Bonus | None, socle: Sequence[Covered]) -> Sequence[str]:
    if bonus is None:
        return (f"« {claim.id} » n'est pas un bonus de cette année.",)
    if not (claim.beyond or "").strip():
        return ("Rien n'est écrit de ce qui dépasse le socle.",)
    return tuple(
        f"Le texte reprend des mots du socle ({', '.join(each.repeated)}) : « {each.action.label} » "
        "La Ps paie déjà cette action ; à apprécier."
        for each in socle
        if each.repeats
    )
