"""Two windows on one dossier: what each has changed is kept, and only one question answered in both is a clash."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clas_core.dossiers.merging import merge, shown_of
from clas_core.dossiers.placed import placed_answers, thing_of, with_answers
from clas_core.errors import Path

JSON = dict[str, Any]

LINES = [("60", "100.00"), ("60", "5.00"), ("64", "900.00"), ("74", "1000.00"), ("86", "0.00")]
PLACES: list[Path] = [
    ("contact", "name"),
    ("contact", "email"),
    ("actions", 0, "title"),
    ("actions", 0, "place", "city"),
    ("actions", 0, "groups", 0, "label"),
    ("actions", 0, "groups", 0, "children"),
    ("actions", 0, "groups", 0, "levels"),
    ("actions", 0, "groups", 0, "answers", "marne.lunch"),
    ("actions", 0, "groups", 1, "label"),
    ("actions", 0, "groups", 1, "children"),
    ("axes", "parents"),
    ("common_costs",),
]
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "children": st.integers(0, 12),
    "levels": st.lists(st.sampled_from(["cp", "ce1", "ce2"]), min_size=1, unique=True),
}
WHOLE: list[Path] = [("contact",), ("actions",), ("axes",), ("common_costs",), ("budget",), ("articulations",)]


def _text(place: Path) -> st.SearchStrategy[Any]:
    return ANSWERS.get(str(place[-1]), st.sampled_from(["un", "deux", "trois", "quatre"]))


def _base() -> JSON:
    groups = [{"label": "A", "children": 8, "levels": ["cp"]}, {"label": "B", "children": 9, "levels": ["ce1"]}]
    return {
        "contact": {"name": "Alex", "email": None},
        "actions": [{"title": "Nord", "place": None, "groups": groups}],
        "axes": {"parents": "Un café."},
        "articulations": [{"scheme": "pre", "text": "Oui."}],
        "common_costs": None,
        "budget": [{"account": account, "amount": amount} for account, amount in LINES],
    }


@st.composite
def changes(draw: st.DrawFn, places: list[Path] = PLACES) -> dict[Path, Any]:
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=4))
    return {place: draw(_text(place)) for place in chosen}


@given(changes(), changes())
def test_what_each_has_changed_is_kept_and_only_the_same_question_clashes(
    theirs: dict[Path, Any], mine: dict[Path, Any]
) -> None:
    base = _base()
    shown = shown_of(base, WHOLE)
    before, there, sent = (
        placed_answers(each) for each in (base, with_answers(base, theirs), with_answers(base, mine))
    )
    merged = merge(with_answers(base, theirs), with_answers(base, mine), shown)
    done, clashing = placed_answers(merged.content), {each.path for each in merged.clashes}
    for place in {*there, *sent}:
        one, other = there.get(place), sent.get(place)
        both = one != before.get(place) and other != before.get(place) and one != other
        if both:
            assert place in clashing
        elif place in clashing:
            assert _is_renamed(theirs, place), "nobody else has answered that question"
        if place in clashing:
            assert done.get(place) == one, "until somebody chooses, what is saved stays"
        else:
            assert done.get(place) == (one if other == before.get(place) else other)


@given(changes())
def test_a_page_alone_saves_what_it_sends_and_one_that_changes_nothing_changes_nothing(mine: dict[Path, Any]) -> None:
    base = _base()
    shown, sent = shown_of(base, WHOLE), with_answers(_base(), mine)
    assert placed_answers(merge(base, sent, shown).content) == placed_answers(sent)
    assert merge(sent, base, shown).content == sent


@given(changes(), changes())
def test_sending_again_after_the_clashes_were_told_saves_over_them_and_over_nothing_else(
    theirs: dict[Path, Any], mine: dict[Path, Any]
) -> None:
    base = _base()
    there, sent = with_answers(base, theirs), with_answers(base, mine)
    told = merge(there, sent, shown_of(base, WHOLE))
    if not told.clashes:
        return
    again = merge(there, sent, told.shown)  # nothing was saved while there was something to choose
    assert not again.clashes
    done = placed_answers(again.content)
    for place in {*placed_answers(there), *placed_answers(sent)}:
        if place in {each.path for each in told.clashes}:
            assert done.get(place) == placed_answers(sent).get(place)


def test_lines_of_one_account_are_told_apart_and_one_taken_out_stays_out() -> None:
    base, lines = _base(), [{"account": account, "amount": amount} for account, amount in LINES]
    without = {**base, "budget": [line for line in lines if line["amount"] != "900.00"]}
    more = {**base, "budget": [*lines[:1], {"account": "60", "amount": "7.00"}, *lines[2:], _line("61", "3.00")]}
    merged = merge(without, more, shown_of(base, [("budget",)]))
    assert not merged.clashes
    assert sorted((each["account"], each["amount"]) for each in merged.content["budget"]) == [
        ("60", "100.00"), ("60", "7.00"), ("61", "3.00"), ("74", "1000.00"), ("86", "0.00"),
    ]  # fmt: skip


def _is_renamed(theirs: dict[Path, Any], place: Path) -> bool:
    """Tell whether a group, or an action, has another name and another answer: it may be another one."""
    thing = thing_of(place)
    return bool({(*thing, "label"), (*thing, "title")} & set(theirs)) and bool(thing)


def _line(account: str, amount: str) -> JSON:
    return {"account": account, "amount": amount}


def test_what_a_page_has_no_field_for_is_never_touched_by_it() -> None:
    base = _base()
    there = with_answers(base, {("axes", "parents"): "Ailleurs", ("contact", "email"): "a@b.fr"})
    merged = merge(there, with_answers(base, {("contact", "name"): "Claude"}), shown_of(base, [("contact", "name")]))
    assert not merged.clashes
    assert merged.content["axes"] == {"parents": "Ailleurs"}
    assert merged.content["contact"] == {"name": "Claude", "email": "a@b.fr"}


def test_a_group_that_another_stands_in_the_place_of_is_not_written_over() -> None:
    base = _base()
    there = copy.deepcopy(base)
    del there["actions"][0]["groups"][0]
    place = ("actions", 0, "groups", 0)
    merged = merge(there, with_answers(base, {(*place, "weeks"): 30}), shown_of(base, [place]))
    told = {each.path[4]: (each.before, each.after) for each in merged.clashes}
    assert told["label"] == ("B", "A")
    assert told["weeks"] == (None, 30)
    assert merged.content == there
    gone = {**there, "actions": [{**there["actions"][0], "groups": []}]}
    sent = with_answers(base, {(*place, "weeks"): 30})
    refused = merge(gone, sent, shown_of(base, [place]))
    assert refused.clashes
    back = merge(gone, sent, refused.shown)
    assert back.content["actions"][0]["groups"] == [{**base["actions"][0]["groups"][0], "weeks": 30}]
