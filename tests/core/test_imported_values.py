"""Cells of real files are read as what they mean; what could mean two things is asked, and nothing is guessed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.imports.cells import (
    Cell,
    number_of,
    read_amount,
    read_count,
    read_day,
    read_siret,
    read_year,
    text_of,
)
from clas_core.money import amount_text, write_euros

LOST = "05580000400020"


@pytest.mark.parametrize(
    "cell", ["35338402700036.0", "35338402700036,00", "353 384 027 00036", number_of(35338402700036.0)]
)
def test_a_siret_is_read_however_a_spreadsheet_has_written_it(cell: Cell) -> None:
    assert read_siret(cell) == "35338402700036"


def test_a_rounded_siret_is_refused_and_its_spreadsheet_named() -> None:
    with pytest.raises(ValueError, match="tableur"):
        read_siret("3,53384E+13")


def _with_a_lost_zero() -> str:
    from stdnum import luhn

    siren = "0558000040"[:8]
    siren += luhn.calc_check_digit(siren)
    number = siren + "0002"
    return number + luhn.calc_check_digit(number)


def test_a_lost_zero_is_offered_back_where_the_key_then_holds() -> None:
    whole = _with_a_lost_zero()
    with pytest.raises(ValueError, match=f"serait {whole}"):
        read_siret(whole[1:])
    assert read_siret(whole[1:], lost_zeros=True) == whole


def test_no_zero_is_offered_where_the_key_would_be_false() -> None:
    whole = _with_a_lost_zero()
    false = whole[1:-1] + str((int(whole[-1]) + 1) % 10)
    with pytest.raises(ValueError, match="clé de contrôle serait fausse"):
        read_siret(false, lost_zeros=True)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("31 000,00", "31000.00"),
        ("31\u202f000,00\u00a0€", "31000.00"),
        ("31000.5", "31000.50"),
        ("1.234,56", "1234.56"),
        ("12,5 EUR", "12.50"),
        (Decimal("31000.1"), "31000.10"),
        (number_of(0.1 + 0.2), "0.30"),
        ("(0,00)", "0.00"),
    ],
)
def test_an_amount_is_read_to_the_cent(cell: Cell, amount: str) -> None:
    assert read_amount(cell) == amount


@pytest.mark.parametrize("cell", ["31,000", "31.000", "31,000.00"])
def test_an_amount_that_reads_two_ways_is_asked_about(cell: str) -> None:
    with pytest.raises(ValueError, match="deux façons"):
        read_amount(cell)


def test_the_sign_of_decimals_once_said_settles_it() -> None:
    assert read_amount("31,000.00", decimal=".") == "31000.00"
    assert read_amount("31,000", decimal=",") == "31.00"
    with pytest.raises(ValueError, match="n'est pas un montant"):
        read_amount("31,000.00", decimal=",")


@pytest.mark.parametrize("cell", ["(1 200,50)", "-3", "3-", Decimal(-3), "−3 €"])
def test_a_negative_amount_is_refused_however_it_is_written(cell: Cell) -> None:
    with pytest.raises(ValueError, match="négatif"):
        read_amount(cell)


@given(st.integers(min_value=0, max_value=10**11))
def test_every_amount_that_we_write_is_read_back(cents: int) -> None:
    assert read_amount(write_euros(cents)) == amount_text(cents)
    assert read_amount(Decimal(cents).scaleb(-2)) == amount_text(cents)


@given(st.text(max_size=30))
def test_no_text_makes_the_readers_fail_but_by_a_sentence(text: str) -> None:
    readers: tuple[Any, ...] = (read_amount, read_count, read_day, read_siret, read_year)
    told: list[str] = []
    for read in readers:
        try:
            read(text)
        except ValueError as error:
            told.append(str(error))
    assert all(each.endswith((".", "?")) for each in told)  # French sentences, never those of a library


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("20/06/2024", date(2024, 6, 20), date(2024, 6, 20)),
        ("20/06/2024_2024-10-30", date(2024, 6, 20), date(2024, 10, 30)),
        ("2024-06-20/2024-10-30", date(2024, 6, 20), date(2024, 10, 30)),
        ("du 20/06/2024 au 30/10/2024", date(2024, 6, 20), date(2024, 10, 30)),
        ("1er août 2024", date(2024, 8, 1), date(2024, 8, 1)),
        ("20.06.24", date(2024, 6, 20), date(2024, 6, 20)),
        (Decimal(45463), date(2024, 6, 20), date(2024, 6, 20)),
        ("2024-06-20T10:30:00+02:00", date(2024, 6, 20), date(2024, 6, 20)),
    ],
)
def test_a_day_or_a_period_is_read(cell: Cell, first: date, last: date) -> None:
    assert (read_day(cell), read_day(cell, last=True)) == (first, last)


def test_days_are_counted_from_1904_where_the_file_says_so() -> None:
    assert read_day(Decimal(44001), first_year=1904) == date(2024, 6, 20)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_back_from_how_it_is_shown_and_counted(day: date) -> None:
    assert read_day(text_of(day)) == read_day(day.isoformat()) == day
    assert read_day(Decimal((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@pytest.mark.parametrize("cell", ["06/20/2024", "31/02/2024", "bientôt", "30/10/2024 - 20/06/2024"])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"n'est pas une date|finit avant"):
        read_day(cell)


@pytest.mark.parametrize("cell", ["2024-2025", "2024/2025", "2024-25", "Année scolaire 2024 - 2025"])
def test_a_school_year_is_read_however_it_is_written(cell: str) -> None:
    assert read_year(cell) == "2024-2025"


def test_one_year_alone_is_of_two_school_years() -> None:
    with pytest.raises(ValueError, match="2023-2024 ou 2024-2025"):
        read_year("2024")


@pytest.mark.parametrize(("cell", "reason"), [("-3", "négatif"), ("2,5", "entier"), ("douze", "entier")])
def test_what_is_no_count_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_count(cell)
