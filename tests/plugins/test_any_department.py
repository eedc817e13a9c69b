"""What holds of any department: a new plugin is tested by being installed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Any

import pytest

from clas_core.departments import Campaign, Department, DepartmentPlugin, DepartmentRegistry, read_department
from clas_core.prose import Prose, prose_faults
from clas_core.sources import Source

INSTALLED = sorted(entry_points(group="clas.departments"), key=lambda point: point.name)


@pytest.fixture(params=INSTALLED, ids=[point.name for point in INSTALLED])
def point(request: pytest.FixtureRequest) -> EntryPoint:
    found: EntryPoint = request.param
    return found


@pytest.fixture
def plugin(point: EntryPoint, registry: DepartmentRegistry) -> DepartmentPlugin:
    return registry.get(point.name)


@pytest.fixture
def department(plugin: DepartmentPlugin) -> Department:
    return plugin.department


@pytest.fixture
def campaigns(department: Department) -> list[Campaign]:
    return list(department.campaigns.values())


def test_departments_are_installed() -> None:
    """Else the tests below would run over nothing."""
    assert INSTALLED


def test_slug_distribution_and_package_are_one_word(point: EntryPoint, plugin: DepartmentPlugin) -> None:
    """DESIGN.md, section 3: `clas-<slug with ->`, `clas_<slug>`."""
    assert plugin.slug == point.name
    assert point.value == f"clas_{point.name}"
    assert plugin.distribution == f"clas-{point.name.replace('_', '-')}"
    assert plugin.version


def test_its_files_are_read_without_its_code(point: EntryPoint, department: Department) -> None:
    assert read_department(point.value) == department


def test_its_files_are_those_of_its_package(point: EntryPoint, campaigns: list[Campaign]) -> None:
    """A file that nobody reads would be an instruction that nothing runs."""
    named = sorted(file.name for file in files(point.value).iterdir() if file.name.endswith(".toml"))
    assert named == [*(f"{each.name}.toml" for each in campaigns), "department.toml"]


def test_its_package_is_typed(point: EntryPoint) -> None:
    assert (files(point.value) / "py.typed").is_file()


def test_each_call_is_under_its_own_name(department: Department) -> None:
    assert all(campaign.name == name for name, campaign in department.campaigns.items())
    assert department.latest is not None


def test_the_closing_day_is_told_once(department: Department, campaigns: list[Campaign]) -> None:
    for campaign in campaigns:
        days = [criterion.day for _, criterion in campaign.rules.criteria if criterion.about == "deposited_on"]
        assert days == [campaign.calendar.closes]
        assert f"{department.slug}.deadline" in {criterion.id for _, criterion in campaign.rules.criteria}


def test_its_criteria_are_its_own_and_each_has_one_name(department: Department, campaigns: list[Campaign]) -> None:
    for campaign in campaigns:
        named = [criterion.id for _, criterion in campaign.rules.criteria]
        assert {origin for origin, _ in campaign.rules.criteria} == {department.slug}
        assert [each for each in named if not each.startswith(f"{department.slug}.")] == []
        assert len(set(named)) == len(named)


def test_it_does_not_restate_a_national_figure(campaigns: list[Campaign]) -> None:
    """DOMAIN.md, section 7: local notes that restate national figures drift from them."""
    for campaign in campaigns:
        texts = " ".join(text.replace("\u202f", "").replace(" ", "") for text in _texts(campaign))
        assert [figure for figure in ("8487", "2800,70", "329€", "33%") if figure in texts] == []


def test_its_prose_is_sound(campaigns: list[Campaign]) -> None:
    prose = [each for campaign in campaigns for each in _all(campaign, Prose)]
    assert prose
    assert [faults for each in prose if (faults := prose_faults(each.markdown))] == []


def test_everything_it_says_cites_a_source_of_its_file(campaigns: list[Campaign]) -> None:
    for campaign in campaigns:
        cited = _all(campaign, Source)
        assert cited
        assert [each.id for each in cited if campaign.sources.get(each.id) != each] == []


def test_whoever_it_names_is_an_institution_of_its_file(campaigns: list[Campaign]) -> None:
    for campaign in campaigns:
        named = [contact.institution for contact in campaign.contacts]
        for committee in campaign.committees:
            named += [*committee.members, *filter(None, (committee.presided_by, committee.secretariat))]
        assert [each for each in named if not campaign.institution_name(each)] == []


def test_its_digest_names_its_content(department: Department, campaigns: list[Campaign]) -> None:
    digests = [department.digest, *(campaign.digest for campaign in campaigns)]
    assert len(set(digests)) == len(digests)
    assert all(digest.startswith("sha256:") for digest in digests)


def test_no_other_department_has_its_code(department: Department, registry: DepartmentRegistry) -> None:
    assert [other.slug for other in registry if other.department.code == department.code] == [department.slug]


def _all(value: Any, kind: type[Any]) -> list[Any]:
    """Return everything of `kind` within a campaign."""
    return [each for each in _walk(value) if isinstance(each, kind)]


def _texts(value: Any) -> list[str]:
    return [each for each in _walk(value) if isinstance(each, str)]


def _walk(value: Any) -> Iterator[Any]:
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _walk(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _walk(each)
    elif hasattr(value, "values"):
        for each in value.values():
            yield from _walk(each)
