"""Figures and criteria of a year that contradict one another: what cannot be is refused, what may be meant is told."""

import pytest

from clas_core.errors import InvalidInput
from clas_core.national import Referential, ReferentialLibrary, referential_of_text
from clas_core.national.files import referential_of_texts
from clas_core.national.remarks import remarks_on
from tests.core.test_life_of_a_year import DRAFT, QUESTIONS


def criterion(name: str, kind: str, *bounds: str, severity: str = "blocking", about: str = 'field = "children"') -> str:
    """Return a criterion more on a group."""
    lines = (
        f'id = "group.{name}"',
        'subject = "group"',
        f'kind = "{kind}"',
        about,
        *bounds,
        f'severity = "{severity}"',
    )
    words = (f'label = "{name}"', 'message = "Non."', 'source = "caf-fr"', 'standing = "published"')
    return "\n".join(("", "[[criteria]]", *lines, *words, "checked_on = 2026-11-21", ""))


def read(rules: str, questions: str = QUESTIONS) -> Referential:
    return referential_of_texts(rules, questions, name="2026-2027.toml", asking="q")


def said_of(rules: str, questions: str = QUESTIONS) -> list[str]:
    try:
        read(rules, questions)
    except InvalidInput as error:
        return [f"{each.dotted}: {each.message}" for each in error.problems]
    return []


def edited(text: str, written: str, instead: str) -> str:
    assert written in text
    return text.replace(written, instead, 1)


LEVELS = 'field = "levels"'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (criterion("grand", "at_least", "min = 13"), "à la fois « 8 à 12 enfants » et « grand »"),
        (criterion("petit", "at_most", "max = 7"), "à la fois « 8 à 12 enfants » et « petit »"),
        (criterion("autre", "range", "min = 1", "max = 7"), "à la fois « 8 à 12 enfants » et « autre »"),
        (criterion("seul", "at_most", "max = 1", about='field = "adults"'), "« au moins 2 adultes » et « seul »"),
        (
            criterion("cp", "one_of", 'options = ["cp"]', about=LEVELS)
            + criterion("ce", "one_of", 'options = ["ce1"]', about=LEVELS),
            "à la fois « cp » et « ce »",
        ),
        (
            criterion("cp", "one_of", 'options = ["cp"]', about=LEVELS)
            + criterion("tout", "covers", 'options = ["cp", "ce1"]', about=LEVELS),
            "à la fois « cp » et « tout »",
        ),
    ],
)
def test_criteria_that_nobody_meets_together_are_refused(more: str, said: str) -> None:
    (told,) = said_of(DRAFT + more)
    assert told.endswith(f"{said}.")


@pytest.mark.parametrize(
    "more",
    [
        criterion("grand", "at_least", "min = 12"),
        criterion("grand", "at_least", "min = 13", severity="warning"),
        criterion("cp", "one_of", 'options = ["cp"]', about=LEVELS),
        criterion("cp", "covers", 'options = ["cp"]', about=LEVELS),
    ],
)
def test_criteria_that_can_be_met_together_are_not(more: str) -> None:
    assert said_of(DRAFT + more) == []


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("most = 7", "min: La question n'admet pas plus de 7"),
        ("least = 13", "max: La question n'admet pas moins de 13"),
    ],
)
def test_a_criterion_that_no_answer_to_its_question_meets_is_refused(bound: str, said: str) -> None:
    (told,) = said_of(DRAFT, edited(QUESTIONS, 'id = "group.children"\n', f'id = "group.children"\n{bound}\n'))
    assert said in told


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("value = 8487\n", "value = 0\n", "ps.price_ceiling.value: Ni le taux, ni le prix plafond"),
        (
            'value = 329\nunit = "euro_per_group_and_year"',
            'value = 329\nunit = "euro_per_year"',
            "bonuses[0].amount.unit",
        ),
        (
            'value = 8487\nunit = "euro_per_group_and_year"',
            'value = 8487\nunit = "euro_per_year"',
            "ps.price_ceiling.unit",
        ),
        ("checked_on = 2026-11-21", "checked_on = 2025-05-25", "ps.rate.checked_on: Sa source est du 26 mai 2025"),
    ],
)
def test_figures_that_cannot_be_are_refused(written: str, instead: str, said: str) -> None:
    assert any(each.startswith(said) for each in said_of(edited(DRAFT, written, instead)))


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("value = 329\n", "value = 0\n", "Bonus enfants : 0,00 €"),
        ("value = 329\n", "value = 2900\n", "plus que le montant maximum de la Ps"),
        ("value = 329\n", "value = 8000\n", "font ensemble 11\u202f129,70\u00a0€, plus que le prix plafond"),
        ("max = 12\n", "max = 13\n", "ses mots disent 12, et ce qu'il demande est 8 à 13"),
        ("min = 2\n", "min = 13\n", "Un groupe compte 12 enfants au plus, et 13 adultes au moins."),
        ("months = 120", "months = 12", "plus longtemps que"),
        ("value = 2800.70", "value = 5000", "un écart de 2\u202f199,29\u00a0€. Ce n'est pas une erreur"),
    ],
)
def test_what_may_be_meant_is_told_and_not_refused(written: str, instead: str, said: str) -> None:
    year = read(edited(DRAFT, written, instead))
    assert any(said in each for each in remarks_on(year))


def test_an_axis_that_the_year_has_not_is_told() -> None:
    start = DRAFT.index('[[axes]]\nid = "territory"')
    year = read(DRAFT[:start] + DRAFT[DRAFT.index("[[base_actions]]") :])
    told = "« les quatre axes d'intervention, ensemble » : d'un axe qui n'est pas parmi ceux de l'année ([[axes]])."
    assert told in remarks_on(year)


def test_a_year_in_force_that_says_no_step_is_told_unless_it_came_with_the_release(library: ReferentialLibrary) -> None:
    year = read(DRAFT.replace('status = "draft"', 'status = "in_force"', 1))
    assert any("Aucune étape n'est écrite sous [[life]]" in each for each in remarks_on(year))
    for each in library:
        assert not any("[[life]]" in said or "ses mots disent" in said for said in remarks_on(each))


def test_rules_that_were_kept_are_read_whatever_is_checked_since() -> None:
    text = DRAFT.rstrip("\n") + criterion("grand", "at_least", "min = 13")
    assert referential_of_text(text, name="gardé").school_year.start == 2026
