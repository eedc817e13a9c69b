"""In French: what a rule of allocation says, and why a bonus is served by it or is not."""

from collections.abc import Iterator, Mapping, Sequence

from clas_core.committees.allocation import Allocation, Served
from clas_core.departments import Campaign
from clas_core.departments.allocations import AllocationRule
from clas_core.money import Rate, write_euros
from clas_core.years import write_day

LOT = "tirage au sort, que chacun peut refaire : l'empreinte de l'appel, de la règle et du numéro du dossier"


def rule_in_words(rule: AllocationRule, campaign: Campaign, bonuses: Mapping[str, str]) -> Sequence[str]:
    """Return the sentences of a rule; `bonuses` are the labels of those of the year, by identifier."""
    return tuple(_said(rule, campaign, bonuses))


def _said(rule: AllocationRule, campaign: Campaign, bonuses: Mapping[str, str]) -> Iterator[str]:
    words = {
        "territory": "les dossiers qui ont une action dans le territoire «\u00a0"
        + (campaign.territory_named(rule.territory).name if rule.territory else "")
        + "\u00a0»",
        "bonus": f"le {named_bonus(rule.bonus or '', bonuses)}",
        "turn": "un premier bonus à chaque dossier, avant tout deuxième",
        "score": "la meilleure note de la grille d'étude",
        "deposit": "le jour du dépôt, du plus ancien au plus récent",
    }
    order = " ; puis ".join(words[each] for each in rule.order)
    yield f"Les bonus que la Caf propose passent dans cet ordre : {order}."
    yield f"À égalité : {LOT}." if rule.tie == "lot" else "À égalité : tous, ou aucun s'ils ne tiennent pas ensemble."
    for part in rule.reserved:
        percent = Rate.of(part.share).percent
        first = named_bonus(part.bonus, bonuses)
        yield f"{percent} de l'enveloppe servent d'abord au {first} ; ce qui en reste sert à tous."
    if rule.most_per_dossier is not None:
        yield f"Au plus {rule.most_per_dossier} bonus par dossier."
    yield "Chaque bonus est servi entier ; le premier qui ne tient pas arrête la répartition, et aucun ne le dépasse."


def named_bonus(bonus: str, bonuses: Mapping[str, str]) -> str:
    """Return the label of a bonus, within a sentence."""
    label = bonuses.get(bonus, bonus)
    return label[:1].lower() + label[1:]


def standing_in_words(served: Served, rule: AllocationRule) -> str:
    """Say what put a bonus at its rank."""
    claim = served.claim
    territory = {True: "dans le territoire", False: "hors du territoire", None: "territoire inconnu"}
    parts = {
        "territory": territory[claim.in_territory.get(rule.id)],
        "bonus": "bonus qui passe d'abord" if claim.bonus == rule.bonus else "autre bonus",
        "turn": "1er bonus du dossier" if served.turn == 1 else f"{served.turn}e bonus du dossier",
        "score": "pas de note" if claim.score is None else f"note {f'{claim.score.normalize():f}'.replace('.', ',')}",
        "deposit": f"déposé le {write_day(claim.deposited)}",
    }
    lot = (f"tirage {served.lot[:6]}",) if served.lot else ()
    return ", ".join((*(parts[each] for each in rule.order), *lot))


def reason_in_words(served: Served, allocation: Allocation) -> str:
    """Say why a bonus is served, or is not."""
    if served.granted:
        return "servi sur la part réservée à ce bonus" if served.reserved else "servi"
    if served.over:
        return f"ce dossier en a déjà {allocation.rule.most_per_dossier}, le plus que la règle en donne"
    if served.equals > 1:
        return (
            f"{served.equals} à égalité demandent {write_euros(served.needed)} ensemble, et il reste "
            f"{write_euros(served.left)}"
        )
    if served.left >= served.needed:
        return "la répartition s'est arrêtée avant lui"
    return f"il reste {write_euros(served.left)}, et il en faut {write_euros(served.needed)}"
