"""The fields of letters, declared once: what each says, and of which kind it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FieldKind = Literal["text", "amount", "day", "part"]

KIND_WORDS: Mapping[FieldKind, str] = MappingProxyType(
    {"text": "texte", "amount": "montant", "day": "jour", "part": "partie, seule sur sa ligne"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterField:
    """A field: its name, what it says, and its kind. A ``part`` is a table, a list or paragraphs: it stands alone on
    its line, between empty lines."""

    name: str
    words: str
    kind: FieldKind = "text"


def _part(name: str, words: str) -> LetterField:
    return LetterField(name=name, words=words, kind="part")


FIELDS: Mapping[str, LetterField] = MappingProxyType(
    {
        each.name: each
        for each in (
            LetterField(name="porteur", words="le nom du porteur"),
            LetterField(name="siret", words="le SIRET du porteur"),
            LetterField(name="representant", words="le nom de qui représente le porteur, tel qu'il l'a donné"),
            LetterField(name="numero", words="le numéro du récépissé"),
            LetterField(name="appel", words="le nom de l'appel"),
            LetterField(name="annee", words="l'année scolaire"),
            LetterField(name="departement", words="le nom du département"),
            LetterField(name="caf", words="le nom de la Caf"),
            LetterField(name="date", words="le jour du courrier", kind="day"),
            LetterField(name="decision", words="le jour de la décision", kind="day"),
            LetterField(name="montant", words="le montant accordé, au plus", kind="amount"),
            LetterField(name="avant", words="le jour de la notification que celle-ci remplace", kind="day"),
            LetterField(name="echeance", words="le dernier jour pour répondre", kind="day"),
            LetterField(name="accorde", words="le montant qui avait été accordé", kind="amount"),
            LetterField(name="du", words="le montant dû d'après le bilan", kind="amount"),
            LetterField(name="verse", words="le montant déjà versé", kind="amount"),
            LetterField(name="trop_percu", words="le montant à rendre", kind="amount"),
            _part("montants", "les montants accordés, par groupe, par part et par financeur"),
            _part("versements", "ce qui est versé, par qui et quand"),
            _part("motif", "le motif de la décision, et ce que disent les règles"),
            _part("convention", "s'il faut une convention, ce qu'il en est"),
            _part("suite", "ce qui vient ensuite"),
            _part("recours", "les voies et délais de recours"),
            _part("demande", "ce que la Caf demande de compléter"),
            _part("comparaison", "ce qui était prévu et ce qui a été réalisé, groupe par groupe"),
            _part("solde", "ce qui reste à verser ou à rendre, par financeur"),
            _part("annexes", "les annexes : les groupes agréés et leur budget prévisionnel"),
        )
    }
)
"""Each by its name, in the order in which they are told."""

OF_EVERY_LETTER = ("porteur", "siret", "representant", "numero", "appel", "annee", "departement", "caf", "date")
