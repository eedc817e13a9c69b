"""Several criteria together: one refusal decides, one unknown leaves open, a warning never blocks."""

from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.departments import Campaign
from clas_core.eligibility import Criterion, Fact, Finding, Rules, Verdict, assess, verdict_of, worst
from clas_core.eligibility.criteria import Severity, Stage
from clas_core.sources import Source

VERDICTS: tuple[Verdict, ...] = ("met", "unknown", "not_met")


def _finding(verdict: Verdict, severity: Severity = "blocking", stage: Stage = "eligibility") -> Finding:
    criterion = Criterion(
        id="essai",
        subject="group",
        about="children",
        kind="at_least",
        min=8,
        severity=severity,
        decides=stage,
        label="essai",
        message="Essai.",
        source=Source(id="texte", title="Texte"),
        standing="published",
        checked_on=date(2026, 11, 21),
    )
    return Finding(criterion, "national", verdict, None)


def test_the_gravest_verdict_is_the_one_of_the_whole() -> None:
    for some in product(VERDICTS, repeat=3):
        assert worst(some) == max(some, key=VERDICTS.index)


def test_nothing_asked_is_met() -> None:
    assert worst([]) == "met"
    assert verdict_of([]) == "met"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_warning_never_changes_the_verdict(verdict: Verdict) -> None:
    warning = _finding(verdict, severity="warning")
    assert not warning.blocks
    assert verdict_of([warning]) == "met"
    assert verdict_of([warning, _finding("unknown")]) == "unknown"


@pytest.mark.parametrize(("verdict", "blocks"), [("met", False), ("unknown", False), ("not_met", True)])
def test_only_what_is_known_not_to_be_met_blocks(verdict: Verdict, blocks: bool) -> None:
    assert _finding(verdict).blocks is blocks


def test_admissibility_and_eligibility_are_judged_apart() -> None:
    findings = [_finding("not_met", stage="admissibility"), _finding("unknown")]
    assert verdict_of(findings, "admissibility") == "not_met"
    assert verdict_of(findings, "eligibility") == "unknown"
    assert verdict_of(findings) == "unknown"


ALL_AXES = ("children", "parents", "school", "territory")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"axes": ALL_AXES, "beyond_homework": True}, "met"),
        ({"axes": ALL_AXES, "beyond_homework": False}, "not_met"),  # homework help alone is not Clas
        ({"axes": ALL_AXES[:3], "beyond_homework": True}, "not_met"),  # the four axes are cumulative
        ({"axes": (), "beyond_homework": True}, "not_met"),
        ({"axes": ALL_AXES}, "unknown"),
        ({"beyond_homework": True}, "unknown"),
        ({"axes": ALL_AXES[1:]}, "not_met"),
        ({}, "unknown"),
    ],
)
def test_a_dossier_has_the_four_axes_together_and_more_than_homework(
    national_2025: Rules, facts: Mapping[str, Fact], verdict: Verdict
) -> None:
    """[51] part 3, [77] section 1: one missing axis is not eligible."""
    assert verdict_of(assess(national_2025.about("dossier"), facts)) == verdict


SOUND: Mapping[str, Fact] = {"children": 10, "adults": 2, "levels": ("cp", "terminale"), "outside_school_time": True}


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"children": 7}, ["group.children"]),
        ({"children": 13}, ["group.children"]),
        ({"adults": 1}, ["group.adults"]),
        ({"levels": ("cp", "maternelle")}, ["group.levels"]),
        ({"levels": ("superieur",)}, ["group.levels"]),
        ({"outside_school_time": False}, ["group.outside_school_time"]),
        (
            {"children": 0, "adults": 0, "outside_school_time": False},
            ["group.children", "group.adults", "group.outside_school_time"],
        ),
    ],
)
def test_a_group_has_8_to_12_children_2_adults_from_cp_to_terminale_outside_school_time(
    national_2025: Rules, changed: Mapping[str, Fact], refused: list[str]
) -> None:
    findings = assess(national_2025.about("group"), {**SOUND, **changed})
    assert [finding.criterion.id for finding in findings if finding.blocks] == refused
    assert verdict_of(findings) == ("not_met" if refused else "met")


def test_rules_are_judged_in_their_order_and_keep_their_origin(national_2025: Rules, essai_campaign: Campaign) -> None:
    both = national_2025.with_added(essai_campaign.rules)
    assert [origin for origin, _ in both.criteria] == ["national"] * 6 + ["essai"] * 11
    findings = assess(both.about("group"), SOUND)
    assert [finding.origin for finding in findings] == ["national"] * 4 + ["essai"] * 5
    assert len(assess(both, {})) == 17


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "children": st.integers(0, 20),
        "adults": st.integers(0, 5),
        "levels": st.lists(st.sampled_from(["maternelle", "cp", "ce1", "6e"]), unique=True).map(tuple),
        "outside_school_time": st.booleans(),
        "axes": st.lists(st.sampled_from(ALL_AXES), unique=True).map(tuple),
        "beyond_homework": st.booleans(),
    },
)


@given(FACTS)
def test_an_answer_that_was_missing_never_turns_a_refusal_into_a_yes(
    national_2025: Rules, facts: Mapping[str, Fact]
) -> None:
    """Knowing more settles what was open and changes nothing of what was settled."""
    known = {finding.criterion.id: finding.verdict for finding in assess(national_2025, {**SOUND, **facts})}
    for finding in assess(national_2025, facts):
        assert finding.verdict in ("unknown", known[finding.criterion.id])


@given(FACTS)
def test_leaving_an_answer_out_never_refuses(national_2025: Rules, facts: Mapping[str, Fact]) -> None:
    before = verdict_of(assess(national_2025, facts))
    for left_out in facts:
        after = verdict_of(assess(national_2025, {key: value for key, value in facts.items() if key != left_out}))
        assert not (after == "not_met" and before != "not_met")
