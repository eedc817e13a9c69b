"""Votes, quorum and recusals: whoever is recused or absent never counts, whatever they vote."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.committees.committee import (
    CHOICES,
    RESULTS,
    TIE_RULES,
    Seat,
    detected_recusals,
    has_quorum,
    outcomes_allowed,
    tally,
)
from clas_core.dossiers.lifecycle import OUTCOMES

seats = st.builds(
    lambda flags: tuple(
        Seat(id=str(number), institution="abc"[number % 3], present=present, presides=number == 0)
        for number, present in enumerate(flags)
    ),
    st.lists(st.booleans(), max_size=8),
)
choices = st.sampled_from(tuple(CHOICES))
ties = st.sampled_from(tuple(TIE_RULES))
votes = st.dictionaries(st.integers(0, 9).map(str), choices)
recusals = st.frozensets(st.integers(0, 9).map(str))


@given(seats, votes, recusals, ties)
def test_a_vote_of_a_recused_or_absent_member_never_counts(
    seats: Sequence[Seat], votes: Mapping[str, Any], recused: frozenset[str], tie: Any
) -> None:
    able = {seat.id for seat in seats if seat.present} - recused
    counted = tally(seats, votes, recused, tie)
    assert sum(counted.counted.values()) == len(votes.keys() & able)
    assert set(counted.ignored) == votes.keys() - able
    assert counted.voted == bool(votes.keys() & able)
    assert counted.result is not None or not counted.voted


@given(seats, votes, recusals, ties, choices)
def test_adding_the_vote_of_a_recused_or_absent_member_never_changes_the_result(
    seats: Sequence[Seat], votes: dict[str, Any], recused: frozenset[str], tie: Any, choice: Any
) -> None:
    before = tally(seats, votes, recused, tie)
    out = {seat.id for seat in seats if not seat.present or seat.id in recused}
    after = tally(seats, {**votes, **dict.fromkeys(out, choice)}, recused, tie)
    assert (after.counted, after.tied, after.result) == (before.counted, before.tied, before.result)


@given(seats, votes, recusals, ties)
def test_a_result_is_a_majority_or_what_the_tie_rule_says(
    seats: Sequence[Seat], votes: Mapping[str, Any], recused: frozenset[str], tie: Any
) -> None:
    found = tally(seats, votes, recused, tie)
    ahead = found.counted["for"] - found.counted["against"]
    if found.result is None:
        assert not found.voted
    elif found.result == "no_quorum":
        assert {seat.id for seat in seats if seat.present} <= recused
    elif ahead:
        assert found.result == ("for" if ahead > 0 else "against")
        assert not found.tied
    else:
        assert found.tied
        assert found.result in ({"for", "against", "deferred"} if tie == "president" else {tie})


SITTING = (
    Seat(id="a", institution="caf", present=True, presides=True),
    Seat(id="b", institution="msa", present=True),
    Seat(id="c", institution="msa"),
)


@pytest.mark.parametrize(
    ("votes", "recused", "tie", "result"),
    [
        ({"a": "for", "b": "against"}, (), "president", "for"),
        ({"a": "against", "b": "for"}, (), "president", "against"),
        ({"a": "abstain", "b": "abstain"}, (), "president", "deferred"),
        ({"b": "abstain"}, (), "president", "deferred"),
        ({"a": "for", "b": "abstain"}, ("a",), "president", "deferred"),
        ({"a": "for", "b": "against"}, (), "refused", "refused"),
        ({"a": "for", "b": "against"}, (), "deferred", "deferred"),
        ({"a": "for", "b": "against", "c": "against"}, (), "president", "for"),
        ({"c": "for"}, (), "refused", None),
        ({}, (), "refused", None),
    ],
)
def test_votes_come_to_what_the_body_says(votes: Any, recused: Sequence[str], tie: Any, result: str | None) -> None:
    assert tally(SITTING, votes, frozenset(recused), tie).result == result


def test_the_quorum_counts_institutions_and_not_people() -> None:
    assert has_quorum(SITTING, 2)
    assert not has_quorum(SITTING, 3)
    two_of_one = (Seat(id="a", institution="caf", present=True), Seat(id="b", institution="caf", present=True))
    assert not has_quorum(two_of_one, 2)


@pytest.mark.parametrize(
    ("quorum", "recused", "votes", "result"),
    [
        (2, ("b",), {"a": "for"}, "no_quorum"),
        (2, ("b",), {}, "no_quorum"),
        (2, ("c",), {"a": "for"}, "for"),
        (1, ("b",), {"a": "for"}, "for"),
        (1, ("a", "b"), {}, "no_quorum"),
        (3, ("b",), {"a": "for"}, "for"),
    ],
)
def test_recusals_may_take_the_quorum_of_a_session_away_on_one_dossier(
    quorum: int, recused: Sequence[str], votes: Any, result: str
) -> None:
    # Where the session itself has no quorum it does not open: that is said of the session, and not of each dossier.
    assert tally(SITTING, votes, frozenset(recused), "refused", quorum).result == result


def test_of_two_members_of_an_institution_one_may_be_recused() -> None:
    sitting = (*SITTING, Seat(id="d", institution="msa", present=True))
    assert tally(sitting, {"a": "for"}, frozenset({"b"}), "refused", 2).result == "for"


def test_no_outcome_goes_against_the_votes() -> None:
    assert set(outcomes_allowed(None)) == set(OUTCOMES)
    assert all("approved" not in outcomes_allowed(result) for result in RESULTS if result != "for")
    assert "refused" not in outcomes_allowed("for")
    assert outcomes_allowed("refused") == ("refused",)
    assert outcomes_allowed("deferred") == outcomes_allowed("no_quorum") == ("deferred",)


@pytest.mark.parametrize(
    ("seat", "why"),
    [
        (Seat(id="x", institution="caf", sirens=frozenset({"732829320"})), "SIREN"),
        (Seat(id="x", institution="caf", holder="42"), "l'une de celles du porteur"),
        (Seat(id="x", institution="caf", name="AUBRY, Camille"), "porte le nom"),
        (Seat(id="x", institution="caf", name="camille Aubry"), "porte le nom"),
        (Seat(id="x", institution="caf", name="Éloïse  Lefèvre"), "porte le nom"),
    ],
)
def test_a_tie_with_the_porteur_recuses(seat: Seat, why: str) -> None:
    found = detected_recusals([seat], "732829320", {"42"}, ["Camille Aubry", "Eloise LEFEVRE"])
    assert why in found["x"]


@pytest.mark.parametrize("name", ["", "Caf", "Camille", "Camille Aubry-Petit", "Dominique Roy"])
def test_nobody_else_is_recused(name: str) -> None:
    seat = Seat(id="x", institution="caf", name=name, holder="7", sirens=frozenset({"356000000"}))
    assert detected_recusals([seat], "732829320", {"42"}, ["Camille Aubry", "Caf", ""]) == {}
