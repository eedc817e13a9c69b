"""SIRET, SIREN and RNA: check digits, La Poste's exception, Corsica, and how people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.identifiers import parse_rna, parse_siren, parse_siret, siren_of, write_siret


@pytest.mark.parametrize(
    "typed", ["73282932000074", "732 829 320 00074", "732\u00a0829\u202f320 000.74", " 732-829-320-00074 "]
)
def test_a_siret_is_read_however_it_is_spaced(typed: str) -> None:
    assert parse_siret(typed) == "73282932000074"


def test_a_wrong_digit_is_found_by_the_key() -> None:
    # Luhn on 73282932000074: 7 doubled is 14, so 5; 3; 4; 8; 4; 9; 6; 2; 0; 0; 0; 0; 14, so 5; 4. That is 50.
    with pytest.raises(ValueError, match="sa clé de contrôle est fausse"):
        parse_siret("73282932000075")


@given(place=st.integers(0, 13), digit=st.integers(1, 9))
def test_no_single_wrong_digit_goes_unseen(place: int, digit: int) -> None:
    right = "73282932000074"
    wrong = right[:place] + str((int(right[place]) + digit) % 10) + right[place + 1 :]
    with pytest.raises(ValueError, match="clé de contrôle"):
        parse_siret(wrong)


@pytest.mark.parametrize("typed", ["", "7328293200007", "732829320000740", "7328293200007A", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"])
def test_what_has_not_fourteen_digits_is_no_siret(typed: str) -> None:
    with pytest.raises(ValueError, match="compte 14 chiffres"):
        parse_siret(typed)


def test_establishments_of_la_poste_follow_a_rule_of_their_own() -> None:
    """Those of SIREN 356 000 000 have digits whose sum is a multiple of five; its head office follows Luhn."""
    assert parse_siret("35600000000048") == "35600000000048"  # the head office
    # 3 + 5 + 6 = 14; 1 + 2 + 3 = 6; 14 + 6 = 20, a multiple of 5, which Luhn would refuse.
    assert parse_siret("35600000000123") == "35600000000123"
    with pytest.raises(ValueError, match="clé de contrôle"):
        parse_siret("35600000000124")


def test_a_siren_is_the_beginning_of_a_siret() -> None:
    assert siren_of("73282932000074") == parse_siren("732 829 320") == "732829320"
    with pytest.raises(ValueError, match="clé de contrôle"):
        parse_siren("732829321")
    with pytest.raises(ValueError, match="9 chiffres"):
        parse_siren("73282932")


@pytest.mark.parametrize("typed", ["W511234567", "w511234567", "W51 1234567", "W2A1000001", "W2B1000001", "W9R1000001"])
def test_an_rna_is_read_in_corsica_and_overseas_too(typed: str) -> None:
    assert parse_rna(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize(
    "typed", ["", "511234567", "W51123456", "W5112345678", "WAA1234567", "W51123456A", "W51١234567"]
)
def test_what_is_no_rna_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="par exemple W511234567"):
        parse_rna(typed)


def test_a_siret_is_written_as_one_reads_it() -> None:
    assert write_siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
