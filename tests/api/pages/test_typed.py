"""What people type is read the French way, and nothing is guessed."""

import pytest

from clas_api.pages.typed import day, euros, is_amount, is_day, lines, number, words, write_amount


@pytest.mark.parametrize(
    ("typed", "read"),
    [("10", 10), (" 1 200 ", 1200), ("1\u202f200", 1200), ("dix", "dix"), ("-3", "-3"), ("1,5", "1,5"), ("٣", "٣")],
)
def test_a_whole_number_is_read_and_anything_else_stays_as_typed(typed: str, read: int | str) -> None:
    assert number(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9 000,50", "9000.50"), ("9\u202f000,50\u00a0€", "9000.50"), ("12", "12"), ("9000.5", "9000.5"), ("x", "x")],
)
def test_an_amount_is_read_the_french_way(typed: str, read: str) -> None:
    assert euros(typed) == read


@pytest.mark.parametrize("typed", ["1,234", "neuf", "1.000,00", "€", "1e3"])
def test_what_is_no_amount_is_told_apart(typed: str) -> None:
    assert not is_amount(typed)
    assert is_amount("9 000,50 €")


def test_an_amount_is_written_as_one_types_it() -> None:
    assert write_amount("9000.50") == "9\u202f000,50"
    assert euros(write_amount("1234567.08")) == "1234567.08"


def test_a_text_keeps_its_lines_and_a_word_loses_the_blanks_around_it() -> None:
    assert words(" un\r\ndeux\rtrois \n") == "un\ndeux\ntrois"
    assert lines(" un\r\ndeux\n") == " un\ndeux\n"
    assert words(" \r\n ") is lines("\r\n ") is None


@pytest.mark.parametrize(
    ("typed", "read"), [("30/09/2025", "2025-09-30"), (" 1.9.2025", "2025-09-01"), ("2025-09-30", "2025-09-30")]
)
def test_a_day_is_read_the_french_way(typed: str, read: str) -> None:
    assert day(typed) == read
    assert is_day(typed)


@pytest.mark.parametrize("typed", ["hier", "31/02/2025", "09/2025", ""])
def test_what_is_no_day_is_told_apart(typed: str) -> None:
    assert not is_day(typed)
