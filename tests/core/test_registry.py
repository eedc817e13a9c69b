"""Installed is enabled, unless the configuration says which; whatever is broken is recorded and harms no other."""

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from clas_core.departments import DepartmentRegistry
from clas_core.errors import DepartmentUnavailable, UnknownDepartment

Install = Callable[..., EntryPoint]


@pytest.fixture
def three(install: Install) -> list[EntryPoint]:
    return [install("vosges", "88"), install("ain", "01"), install("corse", "2A")]


def test_installed_is_enabled_in_the_order_of_the_codes(three: list[EntryPoint]) -> None:
    registry = DepartmentRegistry.load(installed=three)
    assert [plugin.slug for plugin in registry] == ["ain", "corse", "vosges"]
    assert len(registry) == 3
    assert dict(registry.faults) == {}


def test_the_order_of_installation_changes_nothing(three: list[EntryPoint]) -> None:
    there, back = DepartmentRegistry.load(installed=three), DepartmentRegistry.load(installed=reversed(three))
    assert [plugin.slug for plugin in there] == [plugin.slug for plugin in back]


def test_only_the_enabled_departments_are_loaded(three: list[EntryPoint], install: Install) -> None:
    broken = install("ardennes", module="1 / 0")
    registry = DepartmentRegistry.load(enabled=["ain"], installed=[*three, broken])
    assert [plugin.slug for plugin in registry] == ["ain"]
    assert dict(registry.faults) == {}
    with pytest.raises(UnknownDepartment, match="Départements servis : ain"):
        registry.get("vosges")


def test_an_enabled_department_that_is_not_installed_is_a_fault(three: list[EntryPoint]) -> None:
    registry = DepartmentRegistry.load(enabled={"ain", "marnne"}, installed=three)
    assert [plugin.slug for plugin in registry] == ["ain"]
    fault = registry.faults["marnne"]
    assert (fault.slug, fault.distribution) == ("marnne", "")
    assert fault.reason == "Ce département est activé dans la configuration, mais aucun greffon installé ne le décrit."
    with pytest.raises(DepartmentUnavailable):
        registry.get("marnne")


def test_enabling_nothing_serves_nothing(three: list[EntryPoint]) -> None:
    registry = DepartmentRegistry.load(enabled=[], installed=three)
    assert (len(registry), dict(registry.faults)) == (0, {})


def test_an_unknown_department_is_refused_and_those_that_are_served_are_named(three: list[EntryPoint]) -> None:
    registry = DepartmentRegistry.load(installed=three)
    with pytest.raises(
        UnknownDepartment, match=r"« marne » n'est pas servi ici\. Départements servis : ain, corse, vosges"
    ):
        registry.get("marne")


def test_a_broken_department_is_not_named_among_those_served(three: list[EntryPoint], install: Install) -> None:
    registry = DepartmentRegistry.load(installed=[*three, install("ardennes", module="1 / 0")])
    with pytest.raises(UnknownDepartment) as refusal:
        registry.get("marne")
    assert "ardennes" not in str(refusal.value)
    with pytest.raises(DepartmentUnavailable):
        registry.get("ardennes")


def test_several_faults_are_recorded_each_with_its_reason(install: Install) -> None:
    registry = DepartmentRegistry.load(
        installed=[
            install("ardennes", "08", module="1 / 0"),
            install("aube", "10", module="raise SystemExit"),
            install("ain", "01"),
            install("aude", "11", changes={"closes = 2025-06-30": 'closes = "demain"'}),
        ]
    )
    assert [plugin.slug for plugin in registry] == ["ain"]
    assert sorted(registry.faults) == ["ardennes", "aube", "aude"]
    assert "ZeroDivisionError" in registry.faults["ardennes"].reason
    assert "SystemExit" in registry.faults["aube"].reason
    assert "calendar.closes" in registry.faults["aude"].reason


def test_two_registries_share_nothing(three: list[EntryPoint]) -> None:
    first = DepartmentRegistry.load(enabled=["ain"], installed=three)
    second = DepartmentRegistry.load(installed=three)
    assert (len(first), len(second)) == (1, 3)
    assert first.get("ain") is not second.get("ain")


def test_the_departments_of_this_repository_are_installed_and_sound(registry: DepartmentRegistry) -> None:
    assert dict(registry.faults) == {}
    assert {"marne", "seine_et_marne"} <= {plugin.slug for plugin in registry}
