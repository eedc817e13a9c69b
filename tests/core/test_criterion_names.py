"""The names of local criteria, and what is told of a criterion or a fact, built while the test runs."""

from datetime import date

from clas_core.departments.admission import DERIVED
from clas_core.eligibility import FIELDS, Criterion
from clas_core.eligibility.checks import check_criteria, prefixed, reserved
from clas_core.eligibility.facts import read_facts
from clas_core.eligibility.vocabulary import write_fact
from clas_core.errors import Problem
from clas_core.sources import Source

TABLES = {"criteria": [{"id": "essai.three"}, {"id": 3}, {"id": "group.children"}, {"id": "essai.online"}]}


def test_a_local_criterion_without_its_department_is_told_the_name_to_write() -> None:
    message = "Un critère local commence par « essai. » : écrivez « essai.group.children »."
    assert list(prefixed("essai")(TABLES)) == [Problem(("criteria", 2, "id"), message)]


def test_a_local_criterion_with_the_name_of_one_that_is_made_is_told_to_change_it() -> None:
    message = "« essai.online » est déjà fait à partir d'une autre partie du fichier : renommez-le."
    assert list(reserved("essai", DERIVED)(TABLES)) == [Problem(("criteria", 3, "id"), message)]
    assert not list(reserved("autre", DERIVED)(TABLES))


def test_a_criterion_that_cannot_be_judged_does_not_hide_the_next_one() -> None:
    wrong = {"subject": "group", "kind": "range", "field": "children", "min": 9, "max": 8}
    found = list(check_criteria({"criteria": [{"subject": "planet", "kind": "range"}, wrong]}))
    assert found == [Problem(("criteria", 1, "max"), "Le maximum (8) est sous le minimum (9).")]


def test_a_criterion_on_choices_names_them() -> None:
    criterion = Criterion(
        id="group.levels",
        subject="group",
        about="levels",
        kind="one_of",
        options=("cp", "premiere"),
        severity="blocking",
        label="niveaux",
        message="Non.",
        source=Source(id="note", title="Note"),
        standing="published",
        checked_on=date(2026, 1, 1),
    )
    assert criterion.expected == "uniquement CP, première"


def test_a_choice_that_has_no_name_is_shown_as_it_is() -> None:
    assert write_fact(FIELDS["group"]["levels"], ("cp", "inconnu")) == "CP, inconnu"


def test_an_unknown_or_empty_fact_does_not_hide_the_next_ones() -> None:
    problems: list[Problem] = []
    table = {"label": "A", "enfants": 9, "adults": None, "children": 10}
    assert read_facts("group", table, (), problems, beside=("label",)) == {"children": 10}
    assert [problem.path for problem in problems] == [("enfants",)]


def test_every_choice_may_be_given_at_once() -> None:
    problems: list[Problem] = []
    axes = list(FIELDS["dossier"]["axes"].choices or {})
    assert read_facts("dossier", {"axes": axes}, (), problems) == {"axes": tuple(axes)}
    assert not problems


def test_a_wrong_choice_is_cut_at_forty_characters_and_told_the_others() -> None:
    problems: list[Problem] = []
    read_facts("dossier", {"axes": ["z" * 60]}, (), problems)
    choices = "children, parents, school, territory"
    assert problems == [Problem(("axes",), f"« {'z' * 40} » n'est pas admis. Choix possibles : {choices}.")]
