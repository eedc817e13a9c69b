"""The acts that are taken on many dossiers at once, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActWords:
    """An act as a list offers it, as its page asks and as its button says; `effects` are what is read before, `done`
    what is said of each dossier after. `danger` colours what loses something."""

    choice: str
    title: str
    button: str
    effects: Sequence[str]
    done: str
    danger: bool = False


ACTS_ON_MANY: Mapping[str, ActWords] = {
    "assign": ActWords(
        "Affecter à un agent", "Affecter ces dossiers ?", "Affecter", ["Qui étudie ces dossiers change."], "affecté"
    ),
    "label": ActWords(
        "Donner une étiquette",
        "Donner une étiquette à ces dossiers ?",
        "Donner l'étiquette",
        ["La Caf seule voit les étiquettes."],
        "étiqueté",
    ),
    "unlabel": ActWords(
        "Retirer une étiquette",
        "Retirer une étiquette de ces dossiers ?",
        "Retirer l'étiquette",
        ["La Caf seule voit les étiquettes."],
        "étiquette retirée",
    ),
    "complements": ActWords(
        "Demander des compléments",
        "Demander des compléments à ces porteurs ?",
        "Demander",
        ["Un courriel part à chaque porteur, avec ce texte.", "Chacun peut répondre, et déposer de nouveau."],
        "compléments demandés",
    ),
    "admit": ActWords(
        "Déclarer recevables",
        "Déclarer ces dossiers recevables ?",
        "Déclarer recevables",
        ["Seuls le sont ceux que les règles disent recevables ; les autres se décident un par un."],
        "recevable",
    ),
    "study": ActWords(
        "Étudier : proposer ce que donne la règle",
        "Proposer au comité ce que donne la règle ?",
        "Enregistrer ces études",
        [
            "Chaque groupe que les règles admettent est proposé comme il est demandé, sans bonus.",
            "Ce que les règles écartent est dit dans leurs mots.",
            "Une étude se reprend tant que le comité n'a pas décidé.",
        ],
        "étudié",
    ),
    "notify": ActWords(
        "Notifier la décision",
        "Notifier ces décisions ?",
        "Notifier",
        [
            "Un courriel part à chaque porteur, avec la décision, son motif et les montants.",
            "Un courriel envoyé ne se reprend pas ; seule une correction motivée revient sur une décision.",
        ],
        "notifié",
    ),
    "begin": ActWords(
        "Commencer l'année",
        "Commencer l'année de ces dossiers ?",
        "Commencer l'année",
        [
            "Les acomptes que l'appel prévoit sont à payer, et chaque porteur peut écrire son bilan.",
            "Une même date de convention vaut pour tous ceux qui en demandent une.",
            "Un agrément ne s'abandonne plus ensuite : le dossier va jusqu'à son solde.",
        ],
        "année commencée",
    ),
    "settle": ActWords(
        "Solder",
        "Solder ces dossiers ?",
        "Solder",
        [
            "Ce qui est dû est calculé sur chaque bilan déposé.",
            "Un courriel dit à chaque porteur ce qui reste à verser ou à rendre.",
            "Un solde est définitif : ni le bilan ni la décision ne se corrigent plus.",
        ],
        "soldé",
    ),
    "pay": ActWords(
        "Noter les paiements",
        "Noter ces paiements comme faits ?",
        "Noter les paiements",
        [
            "Tout ce que la Caf doit verser à ce jour pour ces dossiers est noté payé, sous une même référence.",
            "Un paiement noté ne s'efface pas.",
        ],
        "paiement noté",
    ),
    "pay_funder": ActWords(
        "Noter ce qu'un autre financeur a payé",
        "Noter ce qu'un autre financeur a payé ?",
        "Noter les paiements",
        [
            "Tout ce que ce financeur doit verser à ce jour pour ces dossiers est noté payé, sous une même référence.",
            "Un dossier pour lequel il ne doit rien reste tel quel.",
            "Un paiement noté ne s'efface pas.",
        ],
        "paiement noté",
    ),
    "close": ActWords(
        "Clore",
        "Clore ces dossiers ?",
        "Clore",
        [
            "Un dossier clos ne change plus et ne se rouvre pas.",
            "Un courriel le dit à chaque porteur, avec le motif, sauf à ceux qui sont déjà prévenus de leur solde.",
        ],
        "clos",
        danger=True,
    ),
}
"""Each by its name, in the order of a year."""


def why(problem: str) -> str:
    """Say why an act was not taken on one dossier, where its page has named the act already."""
    said = problem.rpartition(" impossible : ")[2]
    return said[:1].upper() + said[1:]
