"""Reading the content of a dossier: at any stage, with every mistake at once, each at its place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers import SECTIONS, DossierContent, content_json, kept_content, layouts
from clas_core.dossiers.schemas import MOST_LINES
from clas_core.eligibility import AXES, LEVELS
from clas_core.plain_text import line_of
from clas_core.questions.known import PREVIOUS_BILANS, SCHEMES
from tests.core.dossiers.conftest import COMPLETE, GROUP, changed, problems, read

_WORDS = st.text(min_size=1, max_size=40).filter(line_of)
_AMOUNTS = st.integers(0, 99_999_999).map(lambda cents: f"{cents // 100}.{cents % 100:02d}")


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def _table(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A table any of whose fields may be absent, or given as nothing."""
    return st.fixed_dictionaries({}, optional=fields)


_CLAIMS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["children", "parents"])}, optional={"beyond": _maybe(_WORDS)}),
    unique_by=lambda each: each["id"],
    max_size=2,
)
_GROUPS = _table(
    label=_maybe(_WORDS),
    levels=_maybe(st.lists(st.sampled_from(list(LEVELS)), unique=True, max_size=3)),
    children=_maybe(st.integers(0, 1000)),
    paid_adults=_maybe(st.integers(0, 1000)),
    volunteer_adults=_maybe(st.integers(0, 1000)),
    sessions_per_week=_maybe(st.integers(0, 14)),
    weeks=_maybe(st.integers(0, 53)),
    outside_school_time=_maybe(st.booleans()),
    running_costs=_maybe(_AMOUNTS),
    bonuses=_CLAIMS,
)
_ACTIONS = _table(
    title=_maybe(_WORDS),
    place=_maybe(_table(city=_maybe(_WORDS), postal_code=_maybe(st.sampled_from(["51100", "97400"])))),
    schools=st.lists(_WORDS, max_size=2),
    description=_maybe(_WORDS),
    groups=st.lists(_GROUPS, max_size=3),
)
_LINES = st.fixed_dictionaries(
    {"account": st.sampled_from(sorted(layouts()[0].accounts))},
    optional={
        "label": _maybe(_WORDS),
        "funder": _maybe(st.sampled_from(sorted(layouts()[0].funders))),
        "amount": _maybe(_AMOUNTS),
    },
)
_CONTENTS = _table(
    contact=_maybe(
        _table(name=_maybe(_WORDS), email=_maybe(st.just("a@exemple.fr")), phone=_maybe(st.just("0326791541")))
    ),
    actions=st.lists(_ACTIONS, max_size=3),
    axes=_table(**{axis: _maybe(_WORDS) for axis in AXES}),
    beyond_homework=_maybe(st.booleans()),
    articulations=st.lists(
        st.fixed_dictionaries({"scheme": st.sampled_from(list(SCHEMES))}, optional={"text": _maybe(_WORDS)}),
        unique_by=lambda each: each["scheme"],
        max_size=3,
    ),
    common_costs=_maybe(_AMOUNTS),
    budget=st.lists(_LINES, max_size=4),
    previous_bilan=_maybe(st.sampled_from(list(PREVIOUS_BILANS))),
    attestations=_table(accuracy=st.booleans(), republican_commitment=st.booleans()),
)


@given(written=_CONTENTS)
def test_a_content_is_read_back_equal_whatever_it_leaves_out(written: dict[str, Any]) -> None:
    content = read(written)
    again = content_json(content)
    assert read(again) == content
    assert content_json(read(again)) == again
    assert kept_content(again) == content


def test_a_draft_that_says_nothing_is_a_content() -> None:
    assert read({}) == DossierContent()
    assert read(content_json(DossierContent())) == DossierContent()
    assert {*content_json(DossierContent()), "answers", "programmes"} == set(SECTIONS)


def test_a_complete_dossier_is_written_as_it_was_given() -> None:
    assert content_json(read(COMPLETE)) == COMPLETE


def test_every_mistake_is_said_at_once_each_at_its_place() -> None:
    wrong = changed(
        COMPLETE,
        (("contact", "email"), "camille"),
        (("actions", 0, "groups", 0, "children"), "10"),
        (("actions", 0, "groups", 0, "levels"), ["cp", "cp"]),
        (("actions", 0, "groups", 0, "running_costs"), 8000),
        (("actions", 0, "place", "postal_code"), "511"),
        (("beyond_homework",), 1),
        (("common_costs",), "-1.00"),
        (("budget", 0, "account"), "6O"),
        (("budget", 2, "funder"), "la caf"),
        (("budget", 3, "amount"), "1.001"),
        (("previous_bilan",), "file"),
    )
    wrong["axis"] = {}
    wrong["actions"][0]["titel"] = "x"
    wrong["attestations"]["honor"] = True
    found = problems(wrong)
    assert set(found) == {
        "/contact/email",
        "/actions/0/groups/0/children",
        "/actions/0/groups/0/levels",
        "/actions/0/groups/0/running_costs",
        "/actions/0/place/postal_code",
        "/actions/0/titel",
        "/beyond_homework",
        "/common_costs",
        "/budget/0/account",
        "/budget/2/funder",
        "/budget/3/amount",
        "/previous_bilan",
        "/axis",
        "/attestations/honor",
    }
    assert found["/axis"] == "Champ inconnu. Vouliez-vous dire « axes » ?"
    assert found["/actions/0/titel"] == "Champ inconnu. Vouliez-vous dire « title » ?"
    assert found["/budget/0/account"].startswith("Le compte « 6O » n'est pas dans la présentation du budget.")
    assert "Vouliez-vous dire « filed »" in found["/previous_bilan"]
    assert "choix possibles : caf, etat" in found["/budget/2/funder"]


@pytest.mark.parametrize("unseen", ["\0", "\x07", "\x1b", "\x7f", "\xad", "\u202e", "\ufeff", "\ud800"])
@pytest.mark.parametrize(
    "place",
    [
        ("contact", "name"),
        ("actions", 0, "title"),
        ("actions", 0, "description"),
        ("actions", 0, "place", "city"),
        ("actions", 0, "groups", 0, "label"),
        ("axes", "parents"),
        ("articulations", 0, "text"),
        ("budget", 0, "label"),
    ],
)
def test_what_cannot_be_seen_is_taken_off_wherever_somebody_types(place: tuple[str | int, ...], unseen: str) -> None:
    found: Any = content_json(read(changed(COMPLETE, (place, f"a{unseen}b"))))
    for name in place:
        found = found[name]
    assert found == "ab"


@pytest.mark.parametrize("place", [("contact", "email"), ("contact", "phone")])
def test_a_number_or_an_address_loses_what_cannot_be_seen_too(place: tuple[str | int, ...]) -> None:
    whole: Any = COMPLETE
    for part in place:
        whole = whole[part]
    for pasted in (f"{whole}\0", f"\ufeff{whole}", f"{whole}\u200b", f"\u202f{whole}\u00a0"):
        assert read(changed(COMPLETE, (place, pasted))) == read(COMPLETE)


def test_an_account_is_one_of_the_list_to_the_sign() -> None:
    account = f"{COMPLETE['budget'][0]['account']}\0"
    assert list(problems(changed(COMPLETE, (("budget", 0, "account"), account)))) == ["/budget/0/account"]


def test_any_script_lines_and_tabs_are_kept() -> None:
    text = "Le mercredi\u00a0:\n\t- lecture\r\n协会 العربية 👩🏽‍🏫 <b>&amp;</b>"
    assert read({"axes": {"children": text}}).axes["children"] == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("0", 0), ("0.1", 10), ("8000", 800_000), ("8000.05", 800_005), ("1000000.00", 100_000_000)],
)
def test_an_amount_is_read_to_the_cent(amount: str, cents: int) -> None:
    content = read(changed(COMPLETE, (("actions", 0, "groups", 0, "running_costs"), amount)))
    assert content.groups[0].running_costs == cents


@pytest.mark.parametrize(
    "amount", ["", " ", "1,5", "1 000", "1.234", "-1", "+1", "1e3", "NaN", "١", "1000000.01", 8.5, True]
)
def test_an_amount_that_is_none_is_refused(amount: Any) -> None:
    assert list(problems(changed(COMPLETE, (("actions", 0, "groups", 0, "running_costs"), amount)))) == [
        "/actions/0/groups/0/running_costs"
    ]


def test_a_line_of_the_budget_may_be_larger_than_the_costs_of_a_group() -> None:
    assert problems({"budget": [{"account": "64", "amount": "100000000.00"}]}) == {}
    assert "vérifiez" in problems({"budget": [{"account": "64", "amount": "100000000.01"}]})["/budget/0/amount"]


@pytest.mark.parametrize("data", [None, [], "x", 3, [{}]])
def test_what_is_no_table_is_refused_in_french(data: Any) -> None:
    assert list(problems(data).values()) == ["Une table (des champs et leurs valeurs) est attendue ici."]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"actions": {}}, "/actions"),
        ({"actions": [None]}, "/actions/0"),
        ({"actions": [{}] * 101}, "/actions"),
        ({"actions": [{"groups": [GROUP] * 51}]}, "/actions/0/groups"),
        ({"budget": [3]}, "/budget/0"),
        ({"articulations": [{"scheme": "pre"}, {"scheme": "pre"}]}, "/articulations"),
        ({"axes": {"children": "x" * 10_001}}, "/axes/children"),
        ({"axes": None}, "/axes"),
        ({"attestations": {"accuracy": "oui"}}, "/attestations/accuracy"),
        ({"contact": {"email": "a" * 260 + "@exemple.fr"}}, "/contact/email"),
    ],
)
def test_what_is_too_many_or_of_another_shape_is_refused_at_its_place(data: Any, place: str) -> None:
    assert list(problems(data)) == [place]


def test_a_budget_without_end_is_refused_in_one_sentence() -> None:
    found = problems({"budget": [{"account": "0"}] * (MOST_LINES + 1)})
    assert found == {"/budget": f"{MOST_LINES + 1} éléments : {MOST_LINES} au plus."}


def test_a_bonus_claimed_twice_in_a_group_is_refused() -> None:
    claims = [{"id": "children", "beyond": "a"}, {"id": "children", "beyond": "b"}]
    place = ("actions", 0, "groups", 0, "bonuses")
    assert list(problems(changed(COMPLETE, (place, claims)))) == ["/actions/0/groups/0/bonuses"]


def test_problems_can_be_placed_below_another_input() -> None:
    from clas_core.dossiers import layout_of, read_content
    from clas_core.errors import InvalidInput
    from clas_core.years import SchoolYear

    with pytest.raises(InvalidInput) as refusal:
        read_content({"beyond_homework": 1}, layout_of(SchoolYear(2025)), place=("content",))
    assert [problem.pointer for problem in refusal.value.problems] == ["/content/beyond_homework"]


def test_a_content_that_was_kept_before_a_field_was_there_is_taken_up() -> None:
    kept = {
        "contact": {"name": "Alex"},
        "actions": [{"title": "Nord", "groups": [{"label": "A", "unknown since": 1}], "place": {"city": "Reims"}}],
        "articulations": [{"scheme": "reaap"}],
        "budget": [{"account": "64", "amount": "10.00"}],
        "gone since": True,
    }
    content = kept_content(kept)
    assert content.actions[0].groups[0].label == "A"
    assert content.budget[0].amount == 1_000
    assert kept_content(content_json(content)) == content
