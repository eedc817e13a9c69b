"""The letters of a Caf: what each is for, the fields that it may have, and the parts that none of them goes without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from clas_core.letters.fields import OF_EVERY_LETTER


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """A kind of letter: its name in files, its object, its own fields, and those that its text must have.

    What must be there is what the law or the porteur counts on: a department says it otherwise, and leaves nothing out.
    """

    name: str
    title: str
    own: Sequence[str]
    must: Sequence[str]

    @property
    def fields(self) -> Sequence[str]:
        """The names of all the fields that its text may have."""
        return (*OF_EVERY_LETTER, *self.own)


LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    {
        each.name: each
        for each in (
            LetterKind(
                name="approved",
                title="notification d'agrément",
                own=("decision", "montant", "montants", "versements", "motif", "convention", "recours"),
                must=("numero", "montant", "montants", "versements", "motif", "convention", "recours"),
            ),
            LetterKind(
                name="refused",
                title="notification de refus",
                own=("decision", "motif", "recours"),
                must=("numero", "motif", "recours"),
            ),
            LetterKind(
                name="deferred",
                title="ajournement de la décision",
                own=("decision", "motif", "suite"),
                must=("numero", "motif", "suite"),
            ),
            LetterKind(
                name="reserve",
                title="inscription en liste d'attente",
                own=("decision", "motif", "suite"),
                must=("numero", "motif", "suite"),
            ),
            LetterKind(name="corrected", title="décision corrigée", own=("avant", "decision"), must=("avant",)),
            LetterKind(
                name="complements",
                title="demande de compléments",
                own=("echeance", "demande"),
                must=("numero", "echeance", "demande"),
            ),
            LetterKind(
                name="convention",
                title="convention",
                own=("decision", "montant", "montants", "versements", "annexes"),
                must=("porteur", "siret", "numero", "annee", "montant", "montants", "versements", "annexes"),
            ),
            LetterKind(
                name="settlement",
                title="solde de l'année",
                own=("accorde", "du", "verse", "comparaison", "solde", "recours"),
                must=("numero", "accorde", "du", "verse", "comparaison", "solde", "recours"),
            ),
            LetterKind(
                name="overpayment",
                title="trop-perçu à rendre",
                own=("accorde", "du", "verse", "trop_percu", "solde", "recours"),
                must=("numero", "trop_percu", "solde", "recours"),
            ),
        )
    }
)
"""Each by its name. ``corrected`` is no letter of its own: it is what a corrected decision's letter begins with."""
