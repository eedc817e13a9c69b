"""The worked examples of DOMAIN.md, section 2, to the cent."""

import pytest

from clas_core.calculation import PsRule
from clas_core.money import amount_text, parse_amount
from clas_core.national import ReferentialLibrary


def _ps(library: ReferentialLibrary, year: str, costs: str) -> str:
    return amount_text(PsRule.of(library.parse(year).ps).ps(parse_amount(costs)))


@pytest.mark.parametrize("year", ["2024-2025", "2025-2026"])
@pytest.mark.parametrize(
    ("costs", "ps"),
    [
        ("8486.97", "2800.70"),  # 33 % is 2 800,7001 €
        ("8487.00", "2800.70"),  # 33 % is 2 800,71 €: the published maximum caps it
        ("9000.00", "2800.70"),
        ("8000.00", "2640.00"),
        ("5000.00", "1650.00"),
        ("8486.96", "2800.70"),  # 33 % is 2 800,6968 €
        ("8486.95", "2800.69"),  # 33 % is 2 800,6935 €
        ("0.00", "0.00"),
        ("0.01", "0.00"),
        ("0.02", "0.01"),
        ("1000000.00", "2800.70"),
    ],
)
def test_the_ps_is_a_third_of_the_costs_up_to_the_published_maximum(
    library: ReferentialLibrary, year: str, costs: str, ps: str
) -> None:
    """[51], part 3: 33 % of the running costs, 2 800,70 € at most."""
    assert _ps(library, year, costs) == ps


@pytest.mark.parametrize(
    ("costs", "ps"),
    [("5598.99", "1679.70"), ("5599", "1679.70"), ("5600", "1680.00"), ("6000", "1680.00"), ("5599.98", "1679.99")],
)
def test_in_2004_the_ceiling_alone_does_not_reach_the_maximum(library: ReferentialLibrary, costs: str, ps: str) -> None:
    """Circulaire 2004-198: 30 % × 5 599 € = 1 679,70 €, and the maximum was published in whole euros, 1 680 €."""
    assert _ps(library, "2004-2005", costs) == ps


@pytest.mark.parametrize(
    ("year", "reaching"), [("2004-2005", "5599.99"), ("2024-2025", "8486.96"), ("2025-2026", "8486.96")]
)
def test_the_costs_that_reach_the_maximum(library: ReferentialLibrary, year: str, reaching: str) -> None:
    """They are below the price ceiling: rounding half-up brings the last half-cent."""
    assert amount_text(PsRule.of(library.parse(year).ps).costs_reaching_maximum) == reaching


def test_the_price_ceiling_takes_no_part(library: ReferentialLibrary) -> None:
    """33 % of 8 487 € would pay one cent more than what is published."""
    ceiling = library.parse("2025-2026").ps.price_ceiling.value
    assert _ps(library, "2025-2026", str(ceiling)) == "2800.70"
