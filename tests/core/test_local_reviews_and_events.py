"""What a department's code may say of a dossier and be told of events; each hook is documented in the same words."""

import inspect
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from clas_core.departments import (
    Department,
    DepartmentEvent,
    DepartmentPlugin,
    DepartmentRegistry,
    hookimpl,
    hookspecs,
    read_department_directory,
)
from clas_core.departments.plugin import HOOKS
from clas_core.eligibility import Fact
from clas_core.errors import DepartmentUnavailable
from clas_core.groups import Group
from clas_core.years import SchoolYear

Install = Callable[..., EntryPoint]

YEAR = SchoolYear(2025)
DOSSIER: Mapping[str, Fact] = {"axes": ("children",), "complete": True}

REVIEW = """
from clas_core.eligibility import judge
from clas_core.years import SchoolYear

@hookimpl
def clas_review(school_year, dossier):
    criterion = clas_department().campaign(SchoolYear(2025)).rules.criteria[0][1]
    finding = judge(criterion, dossier, origin="{origin}")
    return {answer}
"""


def _reviewing(install: Install, answer: str, origin: str = "essai") -> DepartmentPlugin:
    point = install(hooks=REVIEW.format(origin=origin, answer=answer))
    return DepartmentRegistry.load(installed=[point]).get("essai")


def test_a_review_adds_findings_of_its_department(install: Install) -> None:
    plugin = _reviewing(install, "[finding]")
    (finding,) = plugin.review(YEAR, DOSSIER)
    assert (finding.origin, finding.criterion.id, finding.verdict) == ("essai", "essai.deadline", "unknown")


def test_without_a_review_there_is_nothing_to_add(essai: DepartmentPlugin) -> None:
    assert essai.review(YEAR, DOSSIER) == ()


def test_a_review_does_not_change_what_the_porteur_declared(install: Install) -> None:
    """Else a department could give a dossier the axes that it lacks, and loosen the national rules."""
    hook = """
@hookimpl
def clas_review(school_year, dossier):
    dossier["axes"] = ("children", "parents", "school", "territory")
"""
    declared: dict[str, Fact] = {"axes": ("children",)}
    plugin = DepartmentRegistry.load(installed=[install(hooks=hook)]).get("essai")
    with pytest.raises(DepartmentUnavailable, match="« essai »"):
        plugin.review(YEAR, declared)
    assert declared == {"axes": ("children",)}


@pytest.mark.parametrize("origin", ["national", "marne", "", "Essai"])
def test_a_review_does_not_speak_for_anybody_else(install: Install, origin: str) -> None:
    plugin = _reviewing(install, "[finding]", origin)
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.review(YEAR, DOSSIER)
    assert "clas_review : l'origine d'une remarque locale est « essai »" in refusal.value.reason


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("finding", "clas_review : un Finding est attendu"),
        ("['remarque']", "clas_review : un Finding est attendu ; reçu 'remarque'."),
        ("{'a': 1}", "clas_review a répondu dict ; une liste est attendue."),
    ],
)
def test_a_review_of_the_wrong_shape_is_refused(install: Install, answer: str, said: str) -> None:
    plugin = _reviewing(install, answer)
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.review(YEAR, DOSSIER)
    assert refusal.value.reason.startswith(said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("verdict='peut-être'", "clas_review : un verdict est l'un de : met, not_met, unknown ; reçu Finding("),
        ("criterion=None", "clas_review : une remarque porte le critère qu'elle applique ; reçu Finding("),
    ],
)
def test_a_finding_is_checked_whole(install: Install, wrong: str, said: str) -> None:
    plugin = _reviewing(install, f"[finding._replace({wrong})]")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.review(YEAR, DOSSIER)
    assert refusal.value.reason.startswith(said)


class _Told:
    """A department that remembers what it is told, and fails on what it does not like."""

    def __init__(self) -> None:
        self.events: list[DepartmentEvent] = []

    @hookimpl
    def clas_department(self) -> Department:
        return read_department_directory(Path(__file__).parent / "essai")

    @hookimpl
    def clas_event(self, event: DepartmentEvent) -> None:
        if event.kind == "settlement":
            raise RuntimeError("pas de règlement")
        self.events.append(event)


def _event(kind: str) -> DepartmentEvent:
    return DepartmentEvent(kind=kind, school_year=YEAR, subject="dossier-1", details={"total": "3129.70"})


def test_a_department_is_told_of_what_has_happened() -> None:
    told = _Told()
    DepartmentPlugin(told, name="essai").notify(_event("deposit"))
    assert told.events == [_event("deposit")]


def test_a_department_that_fails_when_told_is_reported() -> None:
    with pytest.raises(DepartmentUnavailable) as refusal:
        DepartmentPlugin(_Told(), name="essai").notify(_event("settlement"))
    assert refusal.value.reason == "clas_event a échoué : RuntimeError: pas de règlement"


def test_a_department_without_that_hook_may_be_told_too(essai: DepartmentPlugin) -> None:
    essai.notify(_event("settlement"))


def test_the_answers_of_one_department_never_reach_another(install: Install) -> None:
    aid = """
from decimal import Decimal
from clas_core.departments import LocalAid

@hookimpl
def clas_supplements(school_year, group, ps):
    return [LocalAid(id="{slug}", label="{slug}", amount=Decimal(1), source="{slug}")]

@hookimpl(tryfirst=True)
def clas_review(school_year, dossier):
    return []

@hookimpl
def clas_event(event):
    raise RuntimeError("{slug}")
"""
    points = [install(slug, code, hooks=aid.format(slug=slug)) for slug, code in (("ain", "01"), ("aube", "10"))]
    registry = DepartmentRegistry.load(installed=[*points, install("aude", "11")])
    answers = {
        plugin.slug: {each.id for each in plugin.supplements(YEAR, Group("g", 10, 0, adults=3), 0)}
        for plugin in registry
    }
    assert answers == {"ain": {"ain"}, "aube": {"aube"}, "aude": set()}
    registry.get("aude").notify(_event("deposit"))
    with pytest.raises(DepartmentUnavailable, match="« aube »"):
        registry.get("aube").notify(_event("deposit"))


def test_there_are_four_hooks() -> None:
    assert HOOKS == ("clas_department", "clas_review", "clas_supplements", "clas_event")


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_is_documented_in_the_same_words(hook: str) -> None:
    """When it is called, each parameter, what it returns, and what `None` means."""
    function = getattr(hookspecs, hook)
    words = inspect.getdoc(function) or ""
    assert "\nWhen: " in words
    assert "\nReturns: " in words
    assert "\n``None``: " in words
    assert [name for name in inspect.signature(function).parameters if f"`{name}`" not in words] == []
