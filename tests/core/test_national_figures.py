"""The figures of the three known years, as DOMAIN.md, section 2, gives them: published figures, kept apart.

[51] is the framing note of the Marne, 2025-2026; the years before rest on the circulaire 2004-198 and on the freeze of
the Ps Clas in 2025.
"""

from datetime import date
from decimal import Decimal

import pytest

from clas_core.errors import MissingFigure
from clas_core.national import Figure, Referential, ReferentialLibrary
from clas_core.national.remarks import remarks_on

FIGURES = [
    ("2004-2005", "0.30", "5599", "1680", "published"),
    ("2024-2025", "0.33", "8487", "2800.70", "expected"),
    ("2025-2026", "0.33", "8487", "2800.70", "published"),
]


@pytest.mark.parametrize(("year", "rate", "ceiling", "maximum", "standing"), FIGURES)
def test_the_three_figures_of_the_ps_are_the_published_ones(
    library: ReferentialLibrary, year: str, rate: str, ceiling: str, maximum: str, standing: str
) -> None:
    ps = library.parse(year).ps
    figures = (ps.rate, ps.price_ceiling, ps.maximum)
    assert [figure.value for figure in figures] == [Decimal(rate), Decimal(ceiling), Decimal(maximum)]
    assert {figure.standing for figure in figures} == {standing}
    assert [figure.unit for figure in figures] == [
        "share_of_running_costs",
        "euro_per_group_and_year",
        "euro_per_group_and_year",
    ]


@pytest.mark.parametrize(("year", "provisional"), [("2004-2005", False), ("2024-2025", True), ("2025-2026", False)])
def test_a_year_whose_figures_are_expected_is_provisional(
    library: ReferentialLibrary, year: str, provisional: bool
) -> None:
    assert library.parse(year).provisional is provisional


@pytest.mark.parametrize(
    ("year", "status", "cited"),
    [
        ("2004-2005", "closed", "Circulaire n° 2004-198"),
        ("2024-2025", "closed", "Gel de la Ps Clas en 2025 (déduction)"),
        ("2025-2026", "in_force", "Note de cadrage Clas de la Marne, 2025-2026, partie 3"),
    ],
)
def test_each_year_says_where_its_figures_come_from(
    library: ReferentialLibrary, year: str, status: str, cited: str
) -> None:
    referential = library.parse(year)
    assert referential.status == status
    assert {figure.source.citation.startswith(cited) for figure in (referential.ps.rate, referential.ps.maximum)} == {
        True
    }


def test_each_bonus_of_2025_is_worth_329_euros_a_group(referential_2025: Referential) -> None:
    """[51], part 3: 329 € par collectif d'enfants, for each of the two."""
    assert [bonus.id for bonus in referential_2025.bonuses] == ["children", "parents"]
    assert [bonus.label for bonus in referential_2025.bonuses] == ["Bonus enfants", "Bonus parents"]
    assert [referential_2025.bonus_amount(each).value for each in ("children", "parents")] == [329, 329]
    assert {bonus.amount.standing for bonus in referential_2025.bonuses if bonus.amount} == {"published"}


def test_2004_had_no_bonus(referential_2004: Referential) -> None:
    assert referential_2004.bonuses == ()
    with pytest.raises(KeyError, match="children"):
        referential_2004.bonus("children")


@pytest.mark.parametrize(("bonus", "label"), [("children", "Bonus enfants"), ("parents", "Bonus parents")])
def test_no_amount_of_a_bonus_is_known_in_2024_and_none_is_made_up(
    referential_2024: Referential, bonus: str, label: str
) -> None:
    assert referential_2024.bonus(bonus).amount is None
    with pytest.raises(MissingFigure, match=f"^{label} : aucun montant n'est publié pour 2024-2025"):
        referential_2024.bonus_amount(bonus)


def test_a_convention_and_open_data_are_needed_above_23_000_euros(referential_2025: Referential) -> None:
    convention, public = referential_2025.thresholds
    assert (convention.id, convention.source.id) == ("thresholds.convention", "decret-2001-495")
    assert (public.id, public.source.id) == ("thresholds.open-data", "decret-2017-779")
    assert convention.value == public.value == 23000


def test_figures_are_written_in_french(referential_2025: Referential) -> None:
    ps = referential_2025.ps
    assert (ps.rate.text, ps.price_ceiling.text, ps.maximum.text) == (
        "33\u00a0%",
        "8\u202f487,00\u00a0€",
        "2\u202f800,70\u00a0€",
    )


def test_every_figure_of_every_year_is_listed_once(library: ReferentialLibrary) -> None:
    listed = {str(each.school_year): [figure.id for figure in each.figures()] for each in library}
    three = ["ps.rate", "ps.price_ceiling", "ps.maximum"]
    assert listed == {
        "2004-2005": three,
        "2024-2025": [*three, "thresholds.convention", "thresholds.open-data"],
        "2025-2026": [*three, "bonuses.children", "bonuses.parents", "thresholds.convention", "thresholds.open-data"],
    }


@pytest.mark.parametrize(
    ("today", "days"), [(date(2026, 11, 21), 0), (date(2026, 11, 22), 1), (date(2027, 11, 21), 365)]
)
def test_how_stale_a_figure_is_can_be_asked(referential_2025: Referential, today: date, days: int) -> None:
    figure: Figure = referential_2025.ps.maximum
    assert figure.checked_on == date(2026, 11, 21)
    assert figure.days_since_checked(today) == days


def test_the_gap_of_one_cent_is_said_and_is_no_error(referential_2025: Referential) -> None:
    """33 % × 8 487 € is 2 800,71 € and the published maximum 2 800,70 €."""
    assert remarks_on(referential_2025)[0] == (
        "33\u00a0% × 8\u202f487,00\u00a0€ = 2\u202f800,71\u00a0€, et le montant maximum publié est "
        "2\u202f800,70\u00a0€ : un écart de 0,01\u00a0€. Ce n'est pas une erreur : les trois chiffres sont publiés "
        "chacun pour soi, et le montant maximum publié l'emporte."
    )


def test_the_gap_of_thirty_cents_of_2004_is_said_too(referential_2004: Referential) -> None:
    """The circulaire 2004-198 published the maximum in whole euros."""
    assert "= 1\u202f679,70\u00a0€" in remarks_on(referential_2004)[0]
    assert "un écart de 0,30\u00a0€" in remarks_on(referential_2004)[0]


def test_expected_figures_missing_amounts_and_gaps_are_remarked(referential_2024: Referential) -> None:
    remarks = remarks_on(referential_2024)
    assert "Taux de la Ps : 33\u00a0%, chiffre attendu et non publié ; tout résultat est provisoire." in remarks
    assert sum("chiffre attendu et non publié" in remark for remark in remarks) == 3
    assert "Bonus enfants : aucun montant publié ; un calcul qui le demande est refusé." in remarks
    assert [gap.text for gap in referential_2024.gaps if gap.text not in remarks] == []


def test_a_year_whose_figures_follow_from_one_another_is_not_remarked_upon(essai_national: Referential) -> None:
    """40 % × 9 000 € is 3 600 €."""
    assert remarks_on(essai_national) == (
        "Année en projet : tout résultat est provisoire, et rien ne se dépose sous ces règles.",
        "« deux axes » : d'un axe qui n'est pas parmi ceux de l'année ([[axes]]).",
        "Bonus enfants : 400,00\u00a0€, chiffre attendu et non publié ; tout résultat est provisoire.",
        (
            "Durée de conservation, brouillons jamais déposés : 24 mois depuis la dernière modification, puis effacé "
            "(à confirmer) ; « clas retention apply » la laisse en attente."
        ),
        "La durée de conservation n'est pas connue.",
    )
