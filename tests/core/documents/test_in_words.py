"""Amounts in words, by the rules of spelling before 1990, which administrations write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.documents.in_words import amount_in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (280, "deux cent quatre-vingts"),
        (1000, "mille"),
        (1001, "mille un"),
        (2800, "deux mille huit cents"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (1_000_000, "un million"),
        (200_000_080, "deux cents millions quatre-vingts"),
        (3_000_001_000, "trois milliards mille"),
    ],
)
def test_a_number_in_words(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "zéro euro"),
        (1, "un centime"),
        (100, "un euro"),
        (280_070, "deux mille huit cents euros et soixante-dix centimes"),
        (200_000_000, "deux millions d'euros"),
        (200_010_001, "deux millions cent euros et un centime"),
    ],
)
def test_an_amount_in_words(cents: int, words: str) -> None:
    assert amount_in_words(cents) == words


@pytest.mark.parametrize("cents", [-1, 10**17])
def test_what_nobody_pays_is_not_written(cents: int) -> None:
    with pytest.raises(ValueError, match="not written"):
        amount_in_words(cents)


@given(st.lists(st.integers(0, 10**17 - 1), min_size=2, max_size=2, unique=True))
def test_two_amounts_never_have_the_same_words(amounts: list[int]) -> None:
    one, other = amounts
    assert amount_in_words(one) != amount_in_words(other)
