"""A plugin that clashes with another, does not load, or raises: it is refused by name and harms no other.

The rest of the table of EXAMPLES.md on pluggy; mistakes in how hooks are written are in ``test_plugin_mistakes.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from clas_core.departments import DepartmentPlugin, DepartmentRegistry, PluginFault, hookimpl, read_department_directory
from clas_core.errors import DepartmentUnavailable, UnknownDepartment
from clas_core.groups import Group
from clas_core.years import SchoolYear

Install = Callable[..., EntryPoint]

YEAR = SchoolYear(2025)
GROUP = Group("CE2", 10, 900_000, adults=3)


def _reason(*installed: EntryPoint, slug: str = "essai") -> str:
    """Load what is installed and return why `slug` cannot be used."""
    with pytest.raises(DepartmentUnavailable) as refusal:
        DepartmentRegistry.load(installed=installed).get(slug)
    return refusal.value.reason


def test_one_slug_in_two_distributions_refuses_both_and_names_them(install: Install) -> None:
    first, second = install(distribution="clas-essai"), install(distribution="clas-essai-bis")
    reason = _reason(first, second)
    assert (
        reason
        == "Plusieurs distributions décrivent « essai » : clas-essai, clas-essai-bis. Désinstallez toutes sauf une."
    )
    assert DepartmentRegistry.load(installed=[second, first]).faults["essai"].reason == reason


def test_two_plugins_of_one_slug_are_refused_wherever_they_come_from(essai: DepartmentPlugin) -> None:
    again = DepartmentPlugin(_Essai(1), name="essai", distribution="clas-essai-bis")
    registry = DepartmentRegistry([essai, again])
    assert len(registry) == 0
    assert "clas-essai, clas-essai-bis. Gardez-en un seul." in registry.faults["essai"].reason


def test_one_code_in_two_departments_refuses_both_and_names_them(install: Install) -> None:
    registry = DepartmentRegistry.load(installed=[install("essai"), install("ardennes"), install("autre", "09")])
    expected = "Plusieurs greffons ont le code « 08 » : clas-ardennes, clas-essai. Gardez-en un seul."
    assert {slug: fault.reason for slug, fault in registry.faults.items()} == {"essai": expected, "ardennes": expected}
    assert [plugin.slug for plugin in registry] == ["autre"]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def clas_department(:\n", "SyntaxError: "),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise RuntimeError('boum')", "RuntimeError: boum"),
        ("raise RecursionError", "RecursionError: "),
    ],
)
def test_a_broken_import_is_a_fault_of_its_plugin_alone(install: Install, module: str, said: str) -> None:
    registry = DepartmentRegistry.load(installed=[install("ardennes", "09", module=module), install()])
    assert registry.faults["ardennes"].reason.startswith(f"Le greffon ne se charge pas : {said}")
    assert registry.faults["ardennes"].distribution == "clas-ardennes"
    assert [plugin.slug for plugin in registry] == ["essai"]


@pytest.mark.parametrize("raised", ["ValueError('boum')", "RuntimeError('boum')", "SystemExit('boum')"])
def test_a_department_that_raises_when_asked_who_it_is_is_a_fault_of_its_own(install: Install, raised: str) -> None:
    module = f"from clas_core.departments import hookimpl\n@hookimpl\ndef clas_department(): raise {raised}\n"
    registry = DepartmentRegistry.load(installed=[install("ardennes", "09", module=module), install()])
    kind = raised.split("(")[0]
    assert registry.faults["ardennes"].reason == f"clas_department a échoué : {kind}: boum"
    assert [plugin.slug for plugin in registry] == ["essai"]


def test_files_with_mistakes_are_a_fault_that_gives_their_lines(install: Install) -> None:
    broken = install("ardennes", "09", changes={"closes = 2025-06-30": "closes = 2025-05-04"})
    registry = DepartmentRegistry.load(installed=[broken, install()])
    assert registry.faults["ardennes"].reason == (
        "clas_ardennes/2025-2026.toml:22: calendar.closes: L'appel se clôt le 4 mai 2025, "
        "avant son ouverture le 5 mai 2025."
    )
    assert [plugin.slug for plugin in registry] == ["essai"]


def test_the_entry_point_has_the_name_of_the_department(install: Install) -> None:
    reason = _reason(install("ardennes", name="essai"))
    assert reason == ("Le point d'entrée s'appelle « essai » et le département « ardennes » : donnez-leur le même nom.")


@pytest.mark.parametrize("raised", ["ValueError('boum')", "SystemExit('boum')", "AssertionError('boum')"])
def test_a_hook_that_raises_makes_its_department_unavailable_and_no_other(install: Install, raised: str) -> None:
    raising = f"@hookimpl\ndef clas_supplements(school_year, group, ps): raise {raised}\n"
    registry = DepartmentRegistry.load(installed=[install("ardennes", "09", hooks=raising), install()])
    with pytest.raises(DepartmentUnavailable) as refusal:
        registry.get("ardennes").supplements(YEAR, GROUP, 280_070)
    assert refusal.value.slug == "ardennes"
    assert refusal.value.reason == f"clas_supplements a échoué : {raised.split('(')[0]}: boum"
    assert [aid.id for aid in registry.get("essai").supplements(YEAR, GROUP, 280_070)] == []


@dataclass
class _Essai:
    """Two of these with the same number are equal: pluggy refuses to hold both in one manager."""

    number: int

    @hookimpl
    def clas_department(self) -> object:
        return read_department_directory(Path(__file__).parent / "essai")


def test_two_equal_plugins_do_not_meet_since_each_has_its_own_manager() -> None:
    first, second = _Essai(1), _Essai(1)
    assert first == second
    plugins = [DepartmentPlugin(each, name="essai") for each in (first, second)]
    assert [plugin.department.slug for plugin in plugins] == ["essai", "essai"]


@pytest.mark.parametrize("thing", [None, 3, "clas_essai", object(), type("Empty", (), {})])
def test_an_entry_point_that_leads_to_something_else_is_refused(thing: object) -> None:
    with pytest.raises(PluginFault, match="clas_department n'a rien répondu"):
        DepartmentPlugin(thing, name="essai")


def test_a_fault_is_no_unknown_department(install: Install) -> None:
    registry = DepartmentRegistry.load(installed=[install(module="1 / 0")])
    with pytest.raises(UnknownDepartment):
        registry.get("ardennes")
