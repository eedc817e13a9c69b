"""Each mistake that a plugin can make, and what is said of it: the table of EXAMPLES.md on pluggy, row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, requires
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
    registry = DepartmentRegistry.load(installed=installed)
    with pytest.raises(DepartmentUnavailable) as refusal:
        registry.get(slug)
    assert registry.faults[slug].reason == refusal.value.reason
    assert [plugin.slug for plugin in registry if plugin.slug == slug] == []
    return refusal.value.reason


def test_a_plugin_of_data_alone_has_no_mistake(install: Install) -> None:
    registry = DepartmentRegistry.load(installed=[install()])
    assert dict(registry.faults) == {}
    assert (registry.get("essai").distribution, registry.get("essai").version) == ("clas-essai", "1.0")


def test_an_unknown_argument_is_refused_with_the_signature(install: Install) -> None:
    reason = _reason(install(hooks="@hookimpl\ndef clas_supplements(school_year, groupe): return None\n"))
    assert reason.startswith("Point d'extension mal employé : ")
    assert "groupe" in reason
    assert "clas_supplements" in reason


def test_a_misspelt_hook_is_refused(install: Install) -> None:
    reason = _reason(install(hooks="@hookimpl\ndef clas_suplements(school_year, group, ps): return None\n"))
    assert reason.startswith("Point d'extension mal employé : ")
    assert "clas_suplements" in reason


def test_a_misspelt_hook_that_calls_itself_optional_is_refused_too(install: Install) -> None:
    reason = _reason(install(hooks="@hookimpl(optionalhook=True)\ndef clas_suplements(school_year): return None\n"))
    assert reason == "clas_suplements se dit facultative : mal nommée, elle ne serait jamais appelée."


def test_a_forgotten_mark_is_refused(install: Install) -> None:
    reason = _reason(install(hooks="def clas_supplements(school_year, group, ps): return None\n"))
    assert reason == "clas_supplements n'a pas la marque @hookimpl : elle ne serait jamais appelée."


def test_a_forgotten_mark_on_the_required_hook_is_refused(install: Install) -> None:
    module = (
        "from clas_core.departments import read_department\ndef clas_department(): return read_department(__package__)"
    )
    assert _reason(install(module=module)).startswith("clas_department n'a pas la marque @hookimpl")


@pytest.mark.parametrize(
    ("parameters", "named"),
    [("school_year, *, group, ps", "group, ps"), ("school_year, **others", "others"), ("*all", "all")],
)
def test_a_parameter_that_nobody_passes_is_refused(install: Install, parameters: str, named: str) -> None:
    reason = _reason(install(hooks=f"@hookimpl\ndef clas_supplements({parameters}): return None\n"))
    assert reason == f"clas_supplements a des paramètres que nul ne lui passera : {named}."


def test_specname_is_refused(install: Install) -> None:
    """With pluggy 1.6 it leaked another department's answers; a hook has the name of what it implements."""
    hook = '@hookimpl(specname="clas_supplements")\ndef clas_aid(school_year, group, ps): return None\n'
    assert _reason(install(hooks=hook)) == (
        "clas_aid emploie « specname » : donnez à la fonction le nom du point d'extension."
    )


def test_a_pluggy_that_does_not_leak_is_required() -> None:
    assert [each for each in requires("clas-core") or [] if each.replace(" ", "").startswith("pluggy")] == [
        "pluggy<2,>=1.7"
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("{'slug': 'essai'}", "clas_department a répondu dict ; un Department est attendu."),
        ("'essai'", "clas_department a répondu str ; un Department est attendu."),
        ("None", "clas_department n'a rien répondu ; le greffon doit dire quel département il décrit."),
    ],
)
def test_a_department_of_the_wrong_type_is_refused(install: Install, answer: str, said: str) -> None:
    module = f"from clas_core.departments import hookimpl\n@hookimpl\ndef clas_department(): return {answer}\n"
    assert _reason(install(module=module)) == said


def test_a_plugin_without_the_required_hook_is_refused(install: Install) -> None:
    assert _reason(install(module="")).startswith("clas_department n'a rien répondu")


@pytest.mark.parametrize("missing", ["campaigns", "code"])
def test_a_department_with_a_part_missing_is_a_fault_and_harms_no_other(install: Install, missing: str) -> None:
    """The answer is checked at the face, not when somebody trips over it."""
    module = (
        "from dataclasses import replace\nfrom clas_core.departments import hookimpl, read_department\n"
        f"@hookimpl\ndef clas_department(): return replace(read_department(__package__), {missing}=None)\n"
    )
    registry = DepartmentRegistry.load(installed=[install("ardennes", "09", module=module), install()])
    assert [plugin.slug for plugin in registry] == ["essai"], registry.faults
    assert registry.faults["ardennes"].reason == (
        f"Le département est incomplet : {missing}. Utilisez read_department(__package__)."
    )


def test_calls_that_are_no_calls_are_a_fault(install: Install) -> None:
    module = (
        "from dataclasses import replace\nfrom clas_core.departments import hookimpl, read_department\n"
        "@hookimpl\ndef clas_department(): return replace(read_department(__package__), campaigns={2025: 'appel'})\n"
    )
    assert _reason(install(module=module)).startswith("Le département est incomplet : campaigns.")


def test_a_hook_that_is_no_function_is_refused_since_it_would_never_be_called(install: Install) -> None:
    """pluggy looks at functions alone, with or without the mark."""
    aid = "class Aid:\n    def __call__(self, group): return []\n\nclas_supplements = hookimpl(Aid())\n"
    assert _reason(install(hooks=aid)) == "clas_supplements n'est pas une fonction : elle ne serait jamais appelée."


def test_a_name_of_its_own_that_is_no_hook_is_left_to_the_plugin(install: Install) -> None:
    registry = DepartmentRegistry.load(installed=[install(hooks="clas_version = 3\nimport clas_core as clas_rules\n")])
    assert [plugin.slug for plugin in registry] == ["essai"]


def test_a_module_that_cannot_be_looked_at_is_a_fault_of_its_own(install: Install) -> None:
    looked_at = "def __dir__(): raise RuntimeError('boum')\n"
    registry = DepartmentRegistry.load(installed=[install("ardennes", "09", hooks=looked_at), install()])
    assert registry.faults["ardennes"].reason == "Le greffon ne se laisse pas lire : RuntimeError: boum"
    assert [plugin.slug for plugin in registry] == ["essai"]


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
        "clas_ardennes/2025-2026.toml:21: calendar.closes: L'appel se clôt le 4 mai 2025, "
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
    assert [aid.id for aid in registry.get("essai").supplements(YEAR, GROUP, 280_070)] == ["ville"]


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
