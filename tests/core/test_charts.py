"""What a chart shows is said in words and in figures, whoever draws it."""

import pytest

from clas_core.documents.chart import MOST_BARS, Chart, Series, chart_of
from clas_core.documents.model import figures_of


def test_a_chart_says_all_that_it_draws() -> None:
    chart = chart_of(
        "niveau", "Accordé", "Niveau", [("CP", (280070, None)), ("CE1", (0, 5))], "Après", "Avant", unit="€"
    )
    assert "CP : 2\u202f800,70\u00a0€ (Après), non connu (Avant)" in chart.description
    assert figures_of(chart).rows[1] == ("CE1", "0,00\u00a0€", "0,05\u00a0€")
    assert figures_of(chart).header == ("Niveau", "Après", "Avant")
    assert not chart.is_empty
    assert chart_of("vide", "Rien", "Niveau", [("CP", (0,)), ("CE1", (None,))], "Après").is_empty


def test_of_many_categories_the_largest_are_drawn_in_their_order_and_the_rest_is_said() -> None:
    many = [(f"Commune {place}", (place,)) for place in range(MOST_BARS + 4)]
    chart = chart_of("commune", "Groupes", "Commune", many, "Groupes")
    assert list(chart.drawn) == list(range(4, MOST_BARS + 4))
    assert "Les 4 autres, plus petits, sont dans le tableau." in chart.description
    assert len(figures_of(chart).rows) == MOST_BARS + 4


@pytest.mark.parametrize("values", [(), (1, 2), (-1,)], ids=["too few", "too many", "negative"])
def test_a_chart_has_a_value_that_can_be_drawn_for_each_category(values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Un graphique"):
        Chart(id="a", title="A", first="B", categories=("C",), series=(Series(name="D", values=values),))
