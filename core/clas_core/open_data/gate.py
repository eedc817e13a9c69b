"""The gate before a publication: what goes public, and why the rest is withheld.

Only organisations that are surely legal persons, only decisions that their porteurs were told, and only what they are
granted in the year above the threshold of decree 2017-779, or the lower one that the department has chosen.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from clas_core.money import write_euros
from clas_core.open_data.award import Award
from clas_core.plain_text import search_key
from clas_core.porteurs import NATURES

THRESHOLD = "open-data"
"""The name of the threshold in the national rules."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "untold": "La décision n'est pas encore notifiée au porteur.",
        "natural_person": "Ce porteur est peut-être une personne physique : son nom ne se publie pas.",
        "ps_alone": "Seule la prestation de service lui est accordée, et l'appel ne dit pas de la publier.",
        "nothing": "La décision n'accorde rien qui soit payé par la Caf.",
        "small": "Ce que la Caf lui accorde dans l'année ne dépasse pas {threshold}.",
        "no_threshold": "Le seuil de publication de cette année scolaire n'est pas connu.",
        "no_giver": "Le SIRET de la Caf n'est pas connu.",
    }
)
"""Why a decision is withheld, in words, in the order in which they are told."""

_TITLES = re.compile(r"(m|mr|mme|mlle|monsieur|madame|mademoiselle|maitre|docteur|dr)\b")
_ALONE = re.compile(
    r"\b(ei|eirl|e i|auto ?entrepreneu(r|se)|micro ?entreprises?|micro ?entrepreneu(r|se)|entreprise individuelle|"
    r"entrepreneu(r|se) individuel(le)?|profession liberale)\b"
)
_SEPARATED = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A decision that grants something, before the gate. `award` says all but its amount; `ps` is what the prestation
    de service and its bonuses come to, `own` what the Caf grants besides, in cents."""

    award: Award
    nature: str
    representative: str
    told: bool
    ps: int
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A decision at the gate: it goes public unless there are `reasons`, by their names."""

    award: Award
    reasons: tuple[str, ...]
    threshold: int | None

    @property
    def words(self) -> Sequence[str]:
        """Why it is withheld, in sentences."""
        threshold = "" if self.threshold is None else write_euros(self.threshold)
        return [REASONS[each].format(threshold=threshold) for each in self.reasons]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """How a department publishes: whether the Ps is among it, and above which yearly amount to one organisation, in
    cents; `None` where no threshold is known, and then nothing is published."""

    ps: bool
    threshold: int | None

    def weigh(self, candidates: Iterable[Candidate], *, giver: bool) -> Sequence[Weighed]:
        """Return each of `candidates` with what is published of it; `giver` tells whether its SIRET is known.

        The threshold is one of what a legal person, all its establishments together, is granted in the year.
        """
        kept = list(candidates)
        amounts = [each.own + (each.ps if self.ps else 0) for each in kept]
        totals: Counter[str] = Counter()
        for each, cents in zip(kept, amounts, strict=True):
            totals[_person(each)] += cents
        return [
            Weighed(
                award=replace(each.award, cents=cents),
                reasons=tuple(self._reasons(each, cents, totals[_person(each)], giver)),
                threshold=self.threshold,
            )
            for each, cents in zip(kept, amounts, strict=True)
        ]

    def _reasons(self, each: Candidate, cents: int, total: int, giver: bool) -> Iterator[str]:
        if not each.told:
            yield "untold"
        if may_be_natural(each.award.name, each.nature, each.representative):
            yield "natural_person"
        if cents == 0:
            yield "ps_alone" if each.ps else "nothing"
        elif self.threshold is None:
            yield "no_threshold"
        elif total <= self.threshold:
            yield "small"
        if not giver:
            yield "no_giver"


def may_be_natural(name: str, nature: str, representative: str = "") -> bool:
    """Tell whether an organisation may be a person: of no known legal nature, called as one is, or by the very name of
    whoever represents it. In doubt nothing is published."""
    words = _plain(name)
    same = bool(representative) and set(words.split()) == set(_plain(representative).split())
    return nature not in NATURES or same or _TITLES.match(words) is not None or _ALONE.search(words) is not None


def _plain(text: str) -> str:
    return _SEPARATED.sub(" ", search_key(text)).strip()


def _person(each: Candidate) -> str:
    return each.award.siret[:9]
