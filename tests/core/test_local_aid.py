"""Local aid comes from a table or from code, to the groups of its own department, and only ever adds."""

from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from clas_core.departments import DepartmentPlugin, DepartmentRegistry, LocalAid
from clas_core.errors import DepartmentUnavailable
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import Referential
from clas_core.years import SchoolYear

Install = Callable[..., EntryPoint]

YEAR = SchoolYear(2025)
GROUP = Group("CE2", 10, 900_000, adults=3)

ESSAI = (Path(__file__).parent / "essai" / "2025-2026.toml").read_text(encoding="utf-8")

AID = """
from decimal import Decimal
from clas_core.departments import LocalAid

@hookimpl
def clas_supplements(school_year, group, ps):
    return {answer}
"""


SUPPLEMENT = '[[supplements]]\nid = "ville"\nlabel = "Aide de la ville"\namount = 150.50\nsource = "note"\n'
"""The aid of the department of the tests, as its file writes it."""


AIDS = ESSAI[ESSAI.index("[[funders]]") : ESSAI.index("[[advances]]")]
"""What funders give in that file."""
ASKED = ESSAI[ESSAI.index('[[questions]]\nid = "essai.reaap_parents"') :]
"""What is asked there of a programme that one of them pays."""


def _aid(install: Install, answer: str) -> DepartmentPlugin:
    return DepartmentRegistry.load(installed=[install(hooks=AID.format(answer=answer))]).get("essai")


def _given(rules: Referential, plugin: DepartmentPlugin) -> Sequence[LocalAid]:
    """Return the aid to the group, by code and by the file."""
    (group,) = Estimator(rules, plugin).estimate([GROUP]).groups
    return group.supplements


def test_aid_of_a_table_goes_to_each_group(essai: DepartmentPlugin, referential_2025: Referential) -> None:
    (aid,) = _given(referential_2025, essai)
    assert (aid.id, aid.label, str(aid.amount), aid.source) == (
        "ville",
        "Aide de la ville",
        "150.50",
        "Note d'essai, partie 1",
    )
    assert essai.grants_aid(YEAR)


def test_aid_of_a_table_is_for_its_year_alone(essai: DepartmentPlugin) -> None:
    assert not essai.grants_aid(SchoolYear(2024))


def test_aid_of_a_hook_is_told_the_year_the_group_and_its_ps_and_joins_the_table(
    install: Install, referential_2025: Referential
) -> None:
    answer = (
        "[LocalAid(id='part', label=f'{school_year} {group.label}', amount=Decimal(ps // 10) / 100, source='code')]"
    )
    plugin = _aid(install, answer)
    aids = {aid.id: aid for aid in _given(referential_2025, plugin)}
    assert sorted(aids) == ["part", "ville"]
    assert (aids["part"].label, str(aids["part"].amount)) == ("2025-2026 CE2", "280.07")


@pytest.mark.parametrize("answer", ["None", "[]", "()"])
def test_nothing_is_an_answer_and_leaves_the_table(
    install: Install, answer: str, referential_2025: Referential
) -> None:
    assert [aid.id for aid in _given(referential_2025, _aid(install, answer))] == ["ville"]


@pytest.mark.parametrize(
    "amount",
    [
        "Decimal('-0.01')",
        "Decimal('10.005')",
        "Decimal('NaN')",
        "Decimal('Infinity')",
        "Decimal('1000000.01')",
        "Decimal('1e999999')",
        "10.5",
        "'10.00'",
        "None",
        "True",
        "10",
    ],
)
def test_aid_is_a_decimal_of_zero_or_more_to_the_cent(install: Install, amount: str) -> None:
    plugin = _aid(install, f"[LocalAid(id='a', label='A', amount={amount}, source='s')]")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(YEAR, GROUP, 0)
    assert refusal.value.reason.startswith(
        "clas_supplements : un complément est un montant positif ou nul, au centime ; reçu LocalAid("
    )


@pytest.mark.parametrize("wrong", ["id=None", "id=''", "label=3", "label=''", "source=None"])
def test_aid_says_what_it_is_and_where_it_comes_from(install: Install, wrong: str) -> None:
    plugin = _aid(install, f"[LocalAid(**(dict(id='a', label='A', amount=Decimal(1), source='s') | dict({wrong})))]")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(YEAR, GROUP, 0)
    assert refusal.value.reason.startswith(
        "clas_supplements : un complément dit son identifiant, son nom et sa source ; reçu LocalAid("
    )


def test_two_aids_of_one_name_are_refused(install: Install) -> None:
    """The table of the tests has an aid « ville »: steps and supplements are told apart by these names."""
    plugin = _aid(install, "[LocalAid(id='ville', label='V', amount=Decimal(1), source='s')]")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(YEAR, GROUP, 0)
    assert refusal.value.reason == "clas_supplements : deux compléments portent le même identifiant."


def test_aid_of_nothing_is_allowed(install: Install, referential_2025: Referential) -> None:
    plugin = _aid(install, "[LocalAid(id='a', label='A', amount=Decimal(0), source='s')]")
    assert {aid.id for aid in _given(referential_2025, plugin)} == {"a", "ville"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Decimal(10)", "clas_supplements a répondu Decimal ; une liste est attendue."),
        ("{'id': 'a'}", "clas_supplements a répondu dict ; une liste est attendue."),
        ("(each for each in [])", "clas_supplements a répondu generator ; une liste est attendue."),
        ("[Decimal(10)]", "clas_supplements : un LocalAid est attendu ; reçu Decimal('10')."),
        ("[None]", "clas_supplements : un LocalAid est attendu ; reçu None."),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_where_it_is_given(install: Install, answer: str, said: str) -> None:
    plugin = _aid(install, answer)
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(YEAR, GROUP, 0)
    assert refusal.value.reason == said


def test_a_wrapper_that_swallows_the_answers_is_refused_too(install: Install) -> None:
    hook = "@hookimpl(wrapper=True)\ndef clas_supplements(school_year, group, ps):\n    yield\n    return None\n"
    registry = DepartmentRegistry.load(installed=[install(hooks=hook)])
    with pytest.raises(DepartmentUnavailable) as refusal:
        registry.get("essai").supplements(YEAR, GROUP, 0)
    assert refusal.value.reason == "clas_supplements : un enrobage a retenu les réponses."


def test_a_long_answer_is_not_repeated_whole_in_the_reason(install: Install) -> None:
    plugin = _aid(install, "['x' * 100_000]")
    with pytest.raises(DepartmentUnavailable) as refusal:
        plugin.supplements(YEAR, GROUP, 0)
    assert len(refusal.value.reason) < 400


def test_a_hook_may_grant_aid_where_no_table_does(install: Install) -> None:
    hook = AID.format(answer="[LocalAid(id='a', label='A', amount=Decimal(1), source='s')]")
    plugin = DepartmentRegistry.load(
        installed=[install(hooks=hook, changes={SUPPLEMENT: "", AIDS: "", ASKED: ""})]
    ).get("essai")
    assert plugin.grants_aid(YEAR)
    assert [aid.id for aid in plugin.supplements(YEAR, GROUP, 0)] == ["a"]


def test_a_department_without_aid_is_not_asked_for_any(install: Install) -> None:
    plugin = DepartmentRegistry.load(installed=[install(changes={SUPPLEMENT: "", AIDS: "", ASKED: ""})]).get("essai")
    assert not plugin.grants_aid(YEAR)
    assert plugin.supplements(YEAR, GROUP, 0) == ()
