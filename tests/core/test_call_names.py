"""A department has several calls in a year, each its file and its name; the main one has that of the year."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.conformance.folder import check_folder_shape, files_of
from clas_core.conformance.names import check_names
from clas_core.conformance.reviewed import Reviewed
from clas_core.departments import CallName, Department, campaign_of_text, read_department_directory
from clas_core.departments.call_name import LONGEST_CALL_NAME, LONGEST_PART
from clas_core.departments.next_year import next_year_of
from clas_core.documents.call_page import call_page
from clas_core.dossiers.asked_twice import AskedGroup, asked_twice
from clas_core.errors import InvalidFiles, UnknownCampaign
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear

Write = Callable[..., Path]
JANUARY = CallName(SchoolYear(2025), "janvier")
NAMED = 'call = "janvier"\ncall_name = "Seconde session"\n'
PARTS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)


@given(st.integers(1900, 2200), st.just("") | PARTS)
def test_every_name_is_read_back_from_its_text(start: int, part: str) -> None:
    name = CallName(SchoolYear(start), part)
    assert CallName.parse(str(name)) == name
    assert len(str(name)) <= LONGEST_CALL_NAME


@pytest.mark.parametrize(
    "text",
    [
        "",
        "janvier",
        "2025-2026-",
        "2025-2026-2027",
        "2025-2026_janvier",
        "2025-2026-Janvier",
        "2025-2026-jan vier",
        "2025-2026-jan--vier",
        "2025-2026-janvier-",
        "2025-2026-été",
        "2025-2027-janvier",
        "2025-2026-janvier\n",
        "2025-2026-" + "a" * (LONGEST_PART + 1),
        "2025-2026janvier",
        "2025-2026-../x",
    ],
)
def test_what_names_no_call_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2025-2026-janvier"):
        CallName.parse(text)


def test_names_are_in_the_order_of_years_and_the_main_call_is_the_first_of_its_year() -> None:
    names = ["2026-2027", "2025-2026-janvier", "2025-2026", "2025-2026-avril", "2024-2025-mai"]
    ordered = ["2024-2025-mai", "2025-2026", "2025-2026-avril", "2025-2026-janvier", "2026-2027"]
    assert [str(each) for each in sorted(map(CallName.parse, names))] == ordered


def _second(directory: Path, more: str = NAMED, **changes: str) -> Path:
    """Write a second call beside the main one of a department."""
    text = (directory / "2025-2026.toml").read_text(encoding="utf-8")
    text = text.replace('school_year = "2025-2026"\n', f'school_year = "2025-2026"\n{more}', 1)
    for before, after in changes.items():
        text = text.replace(before, after)
    (directory / "2025-2026-janvier.toml").write_text(text, encoding="utf-8")
    return directory


@pytest.fixture
def both(write_essai: Write) -> Department:
    return read_department_directory(_second(write_essai()))


def test_each_call_is_its_file_and_a_year_names_its_main_one(both: Department) -> None:
    assert [str(name) for name in both.campaigns] == ["2025-2026", "2025-2026-janvier"]
    main, second = both.campaign(SchoolYear(2025)), both.campaign(JANUARY)
    assert (main.title, second.title) == ("2025-2026", "2025-2026, Seconde session")
    assert (main.name, second.name) == (CallName(SchoolYear(2025)), JANUARY)
    assert main.digest != second.digest
    assert both.campaigns[SchoolYear(2025)] is main
    assert both.campaigns[JANUARY] is second
    assert both.calls_of(SchoolYear(2025)) == (main, second)
    assert both.calls_of(SchoolYear(2024)) == ()
    assert both.latest is main
    with pytest.raises(UnknownCampaign, match=r"2025-2026-mars\. Appels connus : 2025-2026, 2025-2026-janvier"):
        both.campaign(CallName(SchoolYear(2025), "mars"))


def test_a_year_may_have_no_main_call(write_essai: Write) -> None:
    directory = _second(write_essai())
    (directory / "2025-2026.toml").unlink()
    department = read_department_directory(directory)
    assert department.latest is department.campaign(JANUARY)
    with pytest.raises(UnknownCampaign):
        department.campaign(SchoolYear(2025))


def test_the_calls_that_are_offered_are_those_that_are_open_or_to_be(both: Department) -> None:
    def on(day: date) -> list[str]:
        return [str(each.name) for each in both.offered_on(day)]

    calendar = both.campaign(JANUARY).calendar
    assert calendar.closing_day is not None
    assert on(calendar.closing_day) == ["2025-2026", "2025-2026-janvier"]
    assert on(date(2030, 1, 1)) == ["2025-2026"], "the latest, once all are closed"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('call = "janvier"\n', "call: Un appel qui dit « call » dit aussi « call_name »"),
        ('call_name = "Seconde session"\n', "call_name: L'appel principal de l'année n'a pas d'autre nom qu'elle"),
        ('call = "Janvier"\ncall_name = "x"\n', "call: "),
        ('call = "2026"\ncall_name = "x"\n', "call: 30 caractères au plus sont attendus, une lettre d'abord"),
        ('call = "mars"\ncall_name = "x"\n', "call: Ce fichier décrit l'appel 2025-2026-mars : nommez-le"),
        (f'call = "janvier"\ncall_name = "{"x" * 81}"\n', "call_name: "),
    ],
)
def test_a_call_that_is_badly_named_is_refused_with_its_mend(write_essai: Write, more: str, said: str) -> None:
    with pytest.raises(InvalidFiles) as refused:
        read_department_directory(_second(write_essai(), more))
    (line,) = refused.value.lines
    assert line.startswith("essai/2025-2026-janvier.toml:")
    assert said in line


def test_the_call_that_is_named_says_its_own_aid_and_criteria(write_essai: Write) -> None:
    directory = _second(write_essai(), **{"amount = 150.50": "amount = 10"})
    plugin = _plugin(read_department_directory(directory))
    referential = ReferentialLibrary.load().get(SchoolYear(2025))
    amounts = [
        estimator.campaign and estimator.campaign.supplements[0].amount
        for estimator in (Estimator(referential, plugin), Estimator(referential, plugin, JANUARY))
    ]
    assert [str(each) for each in amounts] == ["150.50", "10"]


def _plugin(department: Department) -> Any:
    from clas_core.departments import DepartmentPlugin, hookimpl

    class Data:
        @hookimpl
        def clas_department(self) -> Department:
            return department

    return DepartmentPlugin(Data(), name=department.slug)


def test_documents_name_the_call(both: Department) -> None:
    titles = [call_page(both, each, None).title for each in both.in_order]
    assert titles == [
        "Clas : appel à projets, Essai, 2025-2026",
        "Clas : appel à projets, Essai, 2025-2026, Seconde session",
    ]


def test_a_check_says_how_a_file_is_named(write_essai: Write, library: ReferentialLibrary) -> None:
    directory = _second(write_essai())
    (directory / "2025-2026-janvier.toml").rename(directory / "2025-2026-mars.toml")
    calls = [each for each in files_of(directory) if each.call is not None]
    found = [each for _, each in check_names(Reviewed("essai", None, calls, library)) if each.check == "file.name"]
    assert [(each.path, each.mend) for each in found] == [(("call",), "Nommez-le 2025-2026-janvier.toml.")]


def test_a_check_tells_two_calls_of_a_year_that_people_read_under_one_name(
    write_essai: Write, library: ReferentialLibrary
) -> None:
    directory = _second(write_essai())
    text = (directory / "2025-2026-janvier.toml").read_text(encoding="utf-8")
    name = tomllib.loads(text)["call_name"]
    third = text.replace('call = "janvier"', 'call = "mars"').replace(f'"{name}"', f'"  {name.upper()}"')
    (directory / "2025-2026-mars.toml").write_text(third, encoding="utf-8")

    def told() -> list[tuple[str, str, str]]:
        calls = [each for each in files_of(directory) if each.call is not None]
        found = check_names(Reviewed("essai", None, calls, library))
        return [(file.name, each.level, each.reason) for file, each in found if each.check == "names.call"]

    ((file, level, reason),) = told()
    assert file.endswith("2025-2026-mars.toml")
    assert level == "error"
    assert "2025-2026-janvier.toml" in reason
    (directory / "2025-2026-mars.toml").write_text(third.replace(name.upper(), "Troisième session"), encoding="utf-8")
    assert told() == []


def test_a_file_of_a_call_is_no_spare_of_the_folder(write_essai: Write) -> None:
    assert [each.text for each in check_folder_shape(_second(write_essai()))] == []


def test_another_call_is_begun_from_the_main_one_and_its_next_year_from_it(write_essai: Write) -> None:
    text = (write_essai() / "2025-2026.toml").read_text(encoding="utf-8")
    made = next_year_of(text, JANUARY, date(2026, 11, 29))
    begun = campaign_of_text(made.text, "essai", name="2025-2026-janvier.toml")
    assert (begun.name, begun.call_name) == (JANUARY, "Appel janvier")
    renamed = made.text.replace('"Appel janvier"', '"Seconde session"')
    after = next_year_of(renamed, CallName(SchoolYear(2026), "janvier"), date(2026, 11, 29))
    assert {key: tomllib.loads(after.text)[key] for key in ("school_year", "call", "call_name")} == {
        "school_year": "2026-2027", "call": "janvier", "call_name": "Seconde session",
    }  # fmt: skip
    main = next_year_of(renamed, SchoolYear(2026), date(2026, 11, 29))
    assert not {"call", "call_name"} & tomllib.loads(main.text).keys()


def test_a_group_is_asked_for_twice_where_its_label_and_its_commune_are_the_same() -> None:
    asked = [AskedGroup("CE2-CM1", "Reims"), AskedGroup("6e", "Reims"), AskedGroup("CP", "Épernay")]
    others = [AskedGroup("ce2 - cm1 ", "REIMS"), AskedGroup("6e", "Châlons"), AskedGroup("CP", "Epernay")]
    assert [each.label for each in asked_twice(asked, others)] == ["CE2-CM1", "CP"]
