"""What of the rules of a year is odd beside another of its rules, and may be meant: told, and never refused."""

import re
from collections.abc import Iterator

from clas_core.eligibility import Criterion
from clas_core.money import cents_of, write_euros
from clas_core.national.referential import Referential
from clas_core.national.shipped import SHIPPED

_BOUNDED = {"range": ("min", "max"), "at_least": ("min",), "at_most": ("max",)}


def odd_rules(year: Referential) -> Iterator[str]:
    """Yield a sentence for each."""
    criteria = [each for _, each in year.rules.criteria]
    yield from _of_the_life(year)
    yield from _of_amounts(year)
    for each in criteria:
        yield from _of_words(each)
    yield from _of_groups(criteria)
    yield from _of_axes(year, criteria)
    yield from _of_retention(year)


def _of_the_life(year: Referential) -> Iterator[str]:
    if not year.is_project and not year.life and str(year.school_year) not in SHIPPED:
        yield (
            "Aucune étape n'est écrite sous [[life]] : rien ne dit depuis quand ni par quel texte ces règles valent, "
            "ni ne montre qu'elles n'ont pas changé depuis. Écrivez un projet, puis « clas referentials enact »."
        )


def _of_amounts(year: Referential) -> Iterator[str]:
    maximum, ceiling = (cents_of(each.value) for each in (year.ps.maximum, year.ps.price_ceiling))
    amounts = [(each.label, cents_of(each.amount.value)) for each in year.bonuses if each.amount is not None]
    for label, amount in amounts:
        if not amount:
            yield f"{label} : 0,00 €, un bonus qui ne donne rien."
        elif amount > maximum:
            yield f"{label} : {write_euros(amount)}, plus que le montant maximum de la Ps ({write_euros(maximum)})."
    whole = maximum + sum(amount for _, amount in amounts)
    if amounts and whole > ceiling:
        yield (
            f"Le montant maximum et tous les bonus font ensemble {write_euros(whole)}, plus que le prix plafond d'un "
            f"groupe ({write_euros(ceiling)})."
        )


def _of_words(criterion: Criterion) -> Iterator[str]:
    """Tell of a number that the words of a criterion say, and that is none of its bounds."""
    bounds = [getattr(criterion, key) for key in _BOUNDED.get(criterion.kind, ())]
    if not bounds:
        return
    for said in dict.fromkeys(re.findall(r"\d+", f"{criterion.label} {criterion.message}")):
        if int(said) not in bounds:
            expected = criterion.expected
            yield f"Critère « {criterion.label} » : ses mots disent {said}, et ce qu'il demande est {expected}."


def _of_groups(criteria: list[Criterion]) -> Iterator[str]:
    most = [each.max for each in criteria if each.about == "children" and each.kind in ("range", "at_most")]
    least = [each.min for each in criteria if each.about == "adults" and each.kind in ("range", "at_least")]
    if most and not min(most):
        yield "Un groupe compte 0 enfant au plus : aucun groupe n'est possible."
    if most and least and max(least) > min(most):
        yield f"Un groupe compte {min(most)} enfants au plus, et {max(least)} adultes au moins."


def _of_axes(year: Referential, criteria: list[Criterion]) -> Iterator[str]:
    axes = {each.id for each in year.axes}
    if not axes:
        return
    lacking = [each.label for each in year.bonuses if each.axis not in axes]
    lacking += [each.label for each in year.base_actions if each.axis not in axes]
    lacking += [each.label for each in criteria if each.about == "axes" and not set(each.options) <= axes]
    for label in dict.fromkeys(lacking):
        yield f"« {label} » : d'un axe qui n'est pas parmi ceux de l'année ([[axes]])."


def _of_retention(year: Referential) -> Iterator[str]:
    months = {each.id: each.months for each in year.retention}
    for shorter, longer in (("unfunded_documents", "unfunded"), ("unfunded", "funded")):
        one, other = months.get(shorter), months.get(longer)
        if one is not None and other is not None and one > other:
            labels = [next(each.label for each in year.retention if each.id == name) for name in (shorter, longer)]
            yield f"Durées de conservation : {labels[0]}, {one} mois, plus longtemps que {labels[1]}, {other} mois."
