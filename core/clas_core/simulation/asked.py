"""Reading what a simulation is asked: figures in place of those of a year, each as text, with every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from clas_core.errors import InvalidInput, Problem
from clas_core.money import parse_amount
from clas_core.simulation.best_reply import LARGEST_ENVELOPE
from clas_core.simulation.levers import BONUS
from clas_core.simulation.scenario import RATE_STEPS, Scenario

AMOUNTS = {"price_ceiling": "ceiling", "maximum": "own_maximum"}
SIZES = ("least", "most")
FOLLOWS = "maximum_follows_ceiling"
NOT_EUROS = "Un montant en euros est attendu, avec deux décimales au plus : « 40000000.00 »."
_LONGEST = 30


def read_scenario(start: Scenario, texts: Mapping[str, str]) -> Scenario:
    """Return `start` with the figures of `texts` in the place of its own: ``rate`` as a share, ``price_ceiling``,
    ``maximum`` and ``bonus:<id>`` in euros, ``least`` and ``most`` children, ``maximum_follows_ceiling``.

    Raises `InvalidInput` with every problem.
    """
    problems: list[Problem] = []
    read: dict[str, int] = {}
    for name, text in texts.items():
        try:
            read[name] = _value_of(name, text, start)
        except ValueError as error:
            problems.append(Problem((name,), str(error)))
    scenario = replace(
        start,
        rate=read.get("rate", start.rate),
        **{of: read.get(name, getattr(start, of)) for name, of in AMOUNTS.items()},
        follows=bool(read.get(FOLLOWS, start.follows)),
        bonuses={each: read.get(BONUS + each, cents) for each, cents in start.bonuses.items()},
        sizes=None if start.sizes is None else (read.get("least", start.sizes[0]), read.get("most", start.sizes[1])),
    )
    told = {each.path for each in problems}
    problems += (each for each in _meant(scenario) if each.path not in told)
    if problems:
        raise InvalidInput(problems)
    return scenario


def _meant(scenario: Scenario) -> Iterator[Problem]:
    try:
        scenario.checked()
    except InvalidInput as error:
        yield from error.problems


def _value_of(name: str, text: str, start: Scenario) -> int:
    """Return what one text says. Raises `ValueError` with a sentence."""
    if len(text) > _LONGEST:
        raise ValueError(f"{_LONGEST} caractères au plus.")
    if name == "rate":
        return rate_steps(text)
    if name in AMOUNTS or (name.startswith(BONUS) and name.removeprefix(BONUS) in start.bonuses):
        return _cents(text)
    if name in SIZES:
        if start.sizes is None:
            raise ValueError(f"Les règles de {start.referential.school_year} ne bornent pas la taille d'un groupe.")
        if not (text.isascii() and text.isdigit() and len(text) <= 3):
            raise ValueError("Un nombre d'enfants en chiffres est attendu, par exemple 8.")
        return int(text)
    if name == FOLLOWS and text in ("true", "false"):
        return text == "true"
    if name == FOLLOWS:
        raise ValueError("« true » ou « false » est attendu.")
    known = ", ".join(("rate", *AMOUNTS, *SIZES, FOLLOWS, *(BONUS + each for each in start.bonuses)))
    raise ValueError(f"« {name[:40]} » ne se déplace pas ; ce qui se déplace : {known}.")


def rate_steps(text: str) -> int:
    """Return a share like ``0.33`` in ten-thousandths. Raises `ValueError` with a sentence."""
    whole, _, decimals = text.partition(".")
    digits = whole + decimals
    if not (digits.isascii() and digits.isdigit() and whole and len(digits) <= 9):
        raise ValueError("Un taux est attendu, par exemple 33 %, soit 0.33 dans le service JSON.")
    steps = Decimal(text) * RATE_STEPS
    if steps != int(steps):
        raise ValueError("Un taux se déplace de 0,01 % en 0,01 % : deux décimales de pour cent au plus.")
    return int(steps)


def read_envelope(text: str) -> int:
    """Return an envelope in cents. Raises `InvalidInput`."""
    try:
        cents = parse_amount(text) if len(text) <= _LONGEST else LARGEST_ENVELOPE + 1
    except ValueError:
        raise InvalidInput([Problem(("envelope",), NOT_EUROS)]) from None
    if not 0 <= cents <= LARGEST_ENVELOPE:
        raise InvalidInput([Problem(("envelope",), "Une enveloppe va de 0 à 1 000 000 000 000 €.")])
    return cents


def _cents(text: str) -> int:
    try:
        return parse_amount(text)
    except ValueError:
        raise ValueError(NOT_EUROS) from None
