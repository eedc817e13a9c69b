"""A school is answered by its name and its number, of which the letter is checked."""

import pytest

from clas_core.questions.schools import EXAMPLE, parse_school


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        "École des Tilleuls (0999999F)",
        "0999999f École des Tilleuls",
        "École des  Tilleuls : 0999999 F",
        "École des Tilleuls - 0999999F",
    ],
)
def test_a_school_is_kept_in_one_form_however_it_is_typed(text: str) -> None:
    assert parse_school(text) == "École des Tilleuls (0999999F)"
    assert parse_school(parse_school(text)) == parse_school(text)


# Known numbers of Paris: 750654 and 750655, less 23 × 32 637 (750 651), leave 3 and 4: the letters D and E.
@pytest.mark.parametrize("number", ["0750654D", "0750655E"])
def test_the_letter_is_what_is_left_of_the_digits_divided_by_23(number: str) -> None:
    assert parse_school(f"Lycée {number}") == f"Lycée ({number})"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("École des Tilleuls", "Le numéro UAI manque"),
        ("0999999F", "Le nom de l'établissement manque"),
        ("École 0999999G", "0999999G n'est pas un numéro UAI"),
        ("École 0999999I", "0999999I n'est pas un numéro UAI"),
        ("École 0999999F, 0750655E", "Un seul numéro UAI est attendu"),
        ("École 09999990F", "Le numéro UAI manque"),
        ("École ٠٩٩٩٩٩٩F", "Le numéro UAI manque"),
    ],
)
def test_what_is_no_school_says_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_school(text)
