"""One thing that differs between the rules of two years: what it was, what it is, who says so, and why it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ChangeKind = Literal["added", "removed", "changed"]

Effect = Literal["rule", "confirmed", "described", "said"]
"""What applies otherwise; the same, of another standing; what the other year says nothing of; other words, or another
document, for what applies as before."""

_MATTERS: Mapping[str, str] = MappingProxyType(
    {
        "figures": "Les montants de chaque groupe en dépendent.",
        "bonuses": "Un groupe peut demander ce bonus, ou ne le peut plus.",
        "axes": "Un dossier est éligible s'il mène des actions sur tous les axes.",
        "base_actions": "Le socle est ce que la Ps paie déjà : un bonus récompense ce qui va au-delà.",
        "criteria": "Un même dossier peut être éligible une année et non l'autre.",
        "assumptions": "Le calcul s'en sert tant qu'aucun texte n'y répond.",
        "retention": "Ce qui est gardé est effacé plus tôt, ou plus tard.",
        "dossier_parts": "C'est ce qu'un porteur doit décrire.",
        "questions": "C'est ce qu'un porteur remplit pour déposer.",
        "bilan_questions": "C'est ce qu'un porteur remplit à la fin de l'année.",
    }
)
_WHATEVER: Mapping[Effect, str] = MappingProxyType(
    {
        "confirmed": "Rien n'y change pour un dossier ; ce qui en dépend cesse d'être provisoire, ou le redevient.",
        "described": "L'une des deux années n'en dit rien : cela ne veut pas dire que cela a changé.",
        "said": "Rien ne s'applique autrement : seul change ce qui est écrit, ou cité.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs; `before` and `after` are its two states as text, `None` where there is none.

    `sentence` says it whole, `name` what it is about in a few words, among others of the same `effect`. `source` is the
    document cited for it, where the rules cite one.
    """

    kind: ChangeKind
    effect: Effect = "rule"
    family: str = ""
    subject: str
    name: str = ""
    sentence: str
    before: str | None = None
    after: str | None = None
    source: str | None = None

    @property
    def matters(self) -> str:
        """Why it matters, to whoever applies the rules."""
        return _WHATEVER.get(self.effect) or _MATTERS.get(self.family, "")
