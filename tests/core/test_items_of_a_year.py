"""What a year says, item by item: each has a place of its own, with what the year before said beside it."""

import pytest

from clas_core.national import ReferentialLibrary
from clas_core.national.items import GROUPS, LONGEST_PLACE, WHOLE, item_at, items_of


@pytest.fixture(scope="module")
def library() -> ReferentialLibrary:
    return ReferentialLibrary.load()


def test_every_figure_criterion_and_question_of_each_year_is_one_item_at_one_place(library: ReferentialLibrary) -> None:
    for year in library:
        places = [each.place for each in items_of(year)]
        assert len(places) == len(set(places))
        assert max(map(len, places)) <= LONGEST_PLACE
        said = {f"questions.{each.id}" for each in year.questions}
        said |= {f"criteria.{each.id}" for _, each in year.rules.criteria}
        said |= {each.id for each in year.figures()}
        assert said <= set(places)


def test_items_stand_by_group_in_the_order_that_one_reads(library: ReferentialLibrary) -> None:
    groups = [each.group for each in items_of(library.latest())]
    assert groups[0] == WHOLE
    assert groups == sorted(groups, key=list(GROUPS).index)


def test_an_item_says_what_the_year_before_said(library: ReferentialLibrary) -> None:
    items = items_of(library.parse("2025-2026"), library.parse("2024-2025"))
    bonus, ceiling = item_at(items, "bonuses.children"), item_at(items, "thresholds.convention")
    assert bonus is not None
    assert (bonus.now, bonus.before) == ("329,00\u00a0€ (publié)", "montant pas encore publié")
    assert bonus.changes
    assert ceiling is not None
    assert not ceiling.changes


def test_what_a_year_says_no_more_can_still_be_commented_on(library: ReferentialLibrary) -> None:
    older = items_of(library.parse("2004-2005"), library.parse("2025-2026"))
    gone = item_at(older, "bonuses.children")
    assert gone is not None
    assert (gone.now, gone.before) == (None, "329,00\u00a0€ (publié)")
    assert item_at(older, "bonuses.nobody") is None
