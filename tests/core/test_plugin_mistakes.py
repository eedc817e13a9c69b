"""Each mistake that a plugin can make, and what is said of it: the table of EXAMPLES.md on pluggy, row by row."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, requires

import pytest

from clas_core.departments import DepartmentRegistry
from clas_core.errors import DepartmentUnavailable

Install = Callable[..., EntryPoint]


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
