"""Every error is a French sentence that says what is wrong, where, and what to do."""

import pytest

from clas_core import errors
from clas_core.errors import (
    ClasError,
    DepartmentUnavailable,
    InvalidFile,
    InvalidFiles,
    InvalidInput,
    MissingFigure,
    Path,
    Problem,
    UnknownCampaign,
    UnknownDepartment,
    UnknownSchoolYear,
)
from clas_core.years import SchoolYear


@pytest.mark.parametrize(
    ("path", "dotted", "pointer"),
    [
        ((), "", ""),
        (("groups",), "groups", "/groups"),
        (("groups", 0, "children"), "groups[0].children", "/groups/0/children"),
        (("scheme", "framework", 12, "text"), "scheme.framework[12].text", "/scheme/framework/12/text"),
        (("a/b", "c~d", 3), "a/b.c~d[3]", "/a~1b/c~0d/3"),
        (("~1",), "~1", "/~01"),
        ((0, 1), "[0][1]", "/0/1"),
    ],
)
def test_a_place_is_written_for_readers_and_as_a_json_pointer(path: Path, dotted: str, pointer: str) -> None:
    problem = Problem(path, "faux")
    assert (problem.dotted, problem.pointer) == (dotted, pointer)


def test_an_input_shows_all_its_problems_in_their_order() -> None:
    error = InvalidInput([Problem(("b",), "Deux."), Problem(("a", 1), "Un.")])
    assert str(error) == "La demande comporte des erreurs.\nb: Deux.\na[1]: Un."
    assert error.message == "La demande comporte des erreurs."


def test_each_problem_of_a_file_is_a_line_that_an_editor_follows() -> None:
    problems = [Problem(("calendar", "closes"), "Trop tôt.", 12), Problem((), "Illisible."), Problem(("a",), "Faux.")]
    error = InvalidFile("marne/2025-2026.toml", problems)
    assert error.lines == (
        "marne/2025-2026.toml:12: calendar.closes: Trop tôt.",
        "marne/2025-2026.toml:1: Illisible.",
        "marne/2025-2026.toml:1: a: Faux.",
    )
    assert str(error) == "\n".join(error.lines)
    assert error.message == "Le fichier marne/2025-2026.toml est à corriger."


def test_several_files_show_the_problems_of_each() -> None:
    first = InvalidFile("a.toml", [Problem(("x",), "Un.", 3)])
    second = InvalidFile("b.toml", [Problem(("y",), "Deux.", 1), Problem(("z",), "Trois.", 2)])
    error = InvalidFiles([first, second])
    assert str(error) == "a.toml:3: x: Un.\nb.toml:1: y: Deux.\nb.toml:2: z: Trois."
    assert [problem.message for problem in error.problems] == ["Un.", "Deux.", "Trois."]


def test_an_unknown_school_year_names_those_that_exist() -> None:
    error = UnknownSchoolYear(SchoolYear(2005), [SchoolYear(2004), SchoolYear(2024)])
    assert str(error) == ("Aucun référentiel national n'existe pour 2005-2006. Années connues : 2004-2005, 2024-2025.")
    assert "Années connues : aucune." in str(UnknownSchoolYear("2005-2006", []))


def test_an_unknown_department_names_those_that_are_served() -> None:
    error = UnknownDepartment("mrane", ["marne", "seine_et_marne"])
    assert str(error) == ("Le département « mrane » n'est pas servi ici. Départements servis : marne, seine_et_marne.")
    assert "Départements servis : aucun." in str(UnknownDepartment("marne", []))


def test_an_endless_slug_is_not_repeated_whole() -> None:
    assert len(str(UnknownDepartment("x" * 100_000, []))) < 200


def test_an_unknown_campaign_names_those_that_exist() -> None:
    error = UnknownCampaign("Marne", SchoolYear(2024), [SchoolYear(2025)])
    assert str(error) == "Marne n'a pas d'appel à projets pour 2024-2025. Appels connus : 2025-2026."
    assert "Appels connus : aucun." in str(UnknownCampaign("Marne", SchoolYear(2024), []))


def test_a_missing_figure_is_named_with_its_year_and_what_to_do() -> None:
    assert str(MissingFigure("Bonus enfants", SchoolYear(2024))) == (
        "Bonus enfants : aucun montant n'est publié pour 2024-2025, le calcul est donc refusé. "
        "Retirez cette demande, ou attendez la publication du montant."
    )


def test_the_reason_of_an_unavailable_department_is_kept_for_who_mends_it_and_not_shown() -> None:
    error = DepartmentUnavailable("marne", "clas_review a échoué : ValueError: secret")
    assert "« marne »" in str(error)
    assert "les autres ne sont pas touchés" in str(error)
    assert "secret" not in str(error)
    assert error.reason == "clas_review a échoué : ValueError: secret"


@pytest.mark.parametrize(
    ("kind", "also"),
    [
        (InvalidInput, ValueError),
        (InvalidFile, InvalidInput),
        (InvalidFiles, InvalidInput),
        (UnknownSchoolYear, LookupError),
        (UnknownDepartment, LookupError),
        (UnknownCampaign, LookupError),
        (MissingFigure, LookupError),
        (DepartmentUnavailable, ClasError),
    ],
)
def test_an_error_is_also_the_built_in_that_one_expects(kind: type[Exception], also: type[Exception]) -> None:
    assert issubclass(kind, ClasError)
    assert issubclass(kind, also)


def test_the_tree_of_the_docstring_is_the_tree_of_the_code() -> None:
    defined = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, ClasError)}
    assert {name for name in defined if name not in (errors.__doc__ or "")} == set()
