"""What a careful reader notices in a referential and which is no error: figures that do not follow from one another."""

from collections.abc import Iterator

from clas_core.money import Rate, cents_of, write_euros
from clas_core.national.life import STEP_WORDS
from clas_core.national.odd_rules import odd_rules
from clas_core.national.referential import Referential


def remarks_on(referential: Referential) -> tuple[str, ...]:
    """Return remarks in French on what is unusual in `referential`, though it may well be right."""
    return tuple(_remarks(referential))


def _remarks(referential: Referential) -> Iterator[str]:
    ps = referential.ps
    if referential.is_project:
        step = STEP_WORDS[referential.status]
        yield f"Année {step} : tout résultat est provisoire, et rien ne se dépose sous ces règles."
    for each in referential.corrections:
        yield f"{each.text[0].upper()}{each.text[1:]}"
    product = Rate.of(ps.rate.value).share_of(cents_of(ps.price_ceiling.value))
    gap = product - cents_of(ps.maximum.value)
    if gap:
        yield (
            f"{ps.rate.text} × {ps.price_ceiling.text} = {write_euros(product)}, et le montant maximum publié est "
            f"{ps.maximum.text} : un écart de {write_euros(abs(gap))}. Ce n'est pas une erreur : les trois chiffres "
            "sont publiés chacun pour soi, et le montant maximum publié l'emporte."
        )
    yield from odd_rules(referential)
    for figure in referential.figures():
        if figure.standing == "expected":
            yield f"{figure.label} : {figure.text}, chiffre attendu et non publié ; tout résultat est provisoire."
    for bonus in referential.bonuses:
        if bonus.amount is None:
            yield f"{bonus.label} : aucun montant publié ; un calcul qui le demande est refusé."
    for kept in referential.retention:
        if kept.standing == "expected":
            yield f"Durée de conservation, {kept.label} : {kept.text} ; « clas retention apply » la laisse en attente."
    for gap_known in referential.gaps:
        yield gap_known.text
