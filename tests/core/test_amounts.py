"""Euros are exact: whole cents inside, a string in JSON, French text on a page, never a float."""

import subprocess
import sys
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from clas_core.money import LARGEST_COST, amount_text, cents_of, euros_of, parse_amount, write_euros

CENTS = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("2800.70", 280070),
        ("2800.7", 280070),
        ("2800", 280000),
        ("0.05", 5),
        ("0", 0),
        ("-12.30", -1230),
        ("000009000.00", 900000),
        ("999999999999.99", 99999999999999),
    ],
)
def test_an_amount_is_read_to_the_cent(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NaN",
        "Infinity",
        "1e3",
        "2800.705",
        "2800.",
        ".70",
        "2 800.70",
        "2800,70",
        " 2800.70",
        "2800.70 ",
        "2800.70\n",
        "+2800.70",
        "--1",
        "- 1",
        "1_000",
        "0x10",
        "２８００.７０",
        "2800.70 €",
        "1000000000000",
    ],
)
def test_what_is_not_an_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant : écrivez des euros avec un point") as refusal:
        parse_amount(text)
    assert "« 2800.70 »" in str(refusal.value)


def test_a_refused_amount_is_quoted_shortly() -> None:
    with pytest.raises(ValueError, match="n'est pas un montant") as refusal:
        parse_amount("9" * 10_000)
    assert len(str(refusal.value)) < 200


@given(st.integers(-99_999_999_999_999, 99_999_999_999_999))
def test_every_amount_is_read_back_from_its_text(cents: int) -> None:
    assert parse_amount(amount_text(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "text"),
    [(280070, "2800.70"), (5, "0.05"), (0, "0.00"), (100, "1.00"), (-5, "-0.05"), (-280070, "-2800.70")],
)
def test_an_amount_always_has_two_decimals(cents: int, text: str) -> None:
    assert amount_text(cents) == text


@given(CENTS)
def test_euros_and_cents_turn_into_one_another(cents: int) -> None:
    euros = euros_of(cents)
    assert cents_of(euros) == cents
    assert -euros.as_tuple().exponent == 2  # type: ignore[operator]  # finite: its exponent is a number


@pytest.mark.parametrize(
    ("euros", "cents"), [(Decimal("2800.7"), 280070), (Decimal("2.8007E+3"), 280070), (8487, 848700), (Decimal(0), 0)]
)
def test_euros_of_a_file_are_exact_however_they_are_written(euros: Decimal | int, cents: int) -> None:
    assert cents_of(euros) == cents


@pytest.mark.parametrize(
    "euros", ["2800.705", "0.001", "NaN", "sNaN", "Infinity", "-Infinity", "2800.70000000000000000000000000001"]
)
def test_a_fraction_of_a_cent_is_refused_and_never_rounded(euros: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un montant au centime près"):
        cents_of(Decimal(euros))


def test_a_fraction_of_endless_decimals_is_refused_at_once() -> None:
    """In a process of its own, which would otherwise count zeros until the memory is full."""
    code = "from decimal import Decimal\nfrom clas_core.money import cents_of\ncents_of(Decimal('1e-999999999999'))\n"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr.strip().endswith("ValueError: 1E-999999999999 n'est pas un montant au centime près.")


def test_the_largest_cost_is_a_million_euros() -> None:
    assert write_euros(LARGEST_COST) == "1\u202f000\u202f000,00\u00a0€"


def test_an_amount_is_written_with_no_break_spaces() -> None:
    assert write_euros(280070) == "2\u202f800,70\u00a0€"


def _as_babel_does(cents: int) -> str:
    return str(format_currency(Decimal(cents).scaleb(-2), "EUR", locale="fr_FR"))


@given(CENTS)
def test_an_amount_is_written_as_babel_writes_it(cents: int) -> None:
    assert write_euros(cents) == _as_babel_does(cents)


def test_amounts_around_each_power_of_ten_are_written_as_babel_writes_them() -> None:
    around = {power + shift for exponent in range(12) for power in [10**exponent] for shift in (-1, 0, 1, 99)}
    assert [write_euros(cents) for cents in around] == [_as_babel_does(cents) for cents in around]


def test_amounts_up_to_twenty_thousand_euros_are_written_as_babel_writes_them() -> None:
    some = range(0, 2_000_001, 997)
    assert [write_euros(cents) for cents in some] == [_as_babel_does(cents) for cents in some]
