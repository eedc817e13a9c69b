"""Each of the eight kinds of criterion, at its bounds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from clas_core.departments.territories import Territory
from clas_core.eligibility import AXES, FIELDS, LEVELS, Criterion, Fact, Place, Subject, judge, located
from clas_core.eligibility.criteria import BOUNDS, KINDS
from clas_core.eligibility.vocabulary import write_fact
from clas_core.sources import Source

SOURCE = Source(id="texte", title="Texte d'essai")


def _criterion(kind: str, about: str, *, subject: Subject = "group", **bounds: Any) -> Criterion:
    return Criterion(
        id="essai",
        subject=subject,
        about=about,
        kind=kind,
        severity="blocking",
        label="essai",
        message="Essai.",
        source=SOURCE,
        standing="published",
        checked_on=date(2026, 11, 21),
        **bounds,
    )


RANGE = _criterion("range", "children", min=8, max=12)
AT_LEAST = _criterion("at_least", "adults", min=2)
AT_MOST = _criterion("at_most", "children", max=12)
ONE_OF = _criterion("one_of", "levels", options=("cp", "ce1"))
COVERS = _criterion("covers", "axes", subject="dossier", options=("children", "parents"))
REQUIRED = _criterion("required", "outside_school_time")
BEFORE = _criterion("before", "deposited_on", subject="dossier", day=date(2025, 8, 18))
REIMS = Territory(id="reims", name="Reims", communes=("51454",), source=SOURCE)
WITHIN = located(_criterion("within", "place", subject="action", territory="reims"), {"reims": REIMS})


@pytest.mark.parametrize(
    ("criterion", "value", "met"),
    [
        (RANGE, 7, False),
        (RANGE, 8, True),
        (RANGE, 12, True),
        (RANGE, 13, False),
        (RANGE, 0, False),
        (AT_LEAST, 1, False),
        (AT_LEAST, 2, True),
        (AT_LEAST, 1_000, True),
        (AT_MOST, 12, True),
        (AT_MOST, 13, False),
        (AT_MOST, 0, True),
        (ONE_OF, ("cp",), True),
        (ONE_OF, ("ce1", "cp"), True),
        (ONE_OF, ("cp", "ce2"), False),
        (ONE_OF, ("maternelle",), False),
        (ONE_OF, (), False),
        (COVERS, ("parents", "children"), True),
        (COVERS, ("children", "parents", "school"), True),
        (COVERS, ("children",), False),
        (COVERS, (), False),
        (REQUIRED, True, True),
        (REQUIRED, False, False),
        (BEFORE, date(2025, 8, 17), True),
        (BEFORE, date(2025, 8, 18), True),
        (BEFORE, date(2025, 8, 19), False),
        (WITHIN, (Place("reims", "51454"),), True),
        (WITHIN, (Place("Reims", "51454"), Place("Épernay", "51230")), False),
        (WITHIN, ("51454",), True),
    ],
)
def test_a_criterion_at_its_bounds(criterion: Criterion, value: Fact, met: bool) -> None:
    assert criterion.is_met_by(value) is met
    finding = judge(criterion, {criterion.about: value}, origin="national")
    assert finding.verdict == ("met" if met else "not_met")
    assert finding.given == value


@pytest.mark.parametrize("criterion", [RANGE, AT_LEAST, AT_MOST, ONE_OF, COVERS, REQUIRED, BEFORE, WITHIN])
@pytest.mark.parametrize("facts", [{}, {"children": None, "adults": None, "levels": None}])
def test_what_is_not_known_is_unknown_and_never_a_refusal(criterion: Criterion, facts: Mapping[str, Fact]) -> None:
    finding = judge(criterion, facts, origin="national")
    assert (finding.verdict, finding.blocks, finding.given_text) == ("unknown", False, "non indiqué")


def test_each_kind_of_the_vocabulary_is_tested_here() -> None:
    tested = {each.kind for each in (RANGE, AT_LEAST, AT_MOST, ONE_OF, COVERS, REQUIRED, BEFORE, WITHIN)}
    assert tested == set(KINDS)
    assert {bound for kind in KINDS.values() for bound in kind.needs} == set(BOUNDS)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (RANGE, "8 à 12"),
        (AT_LEAST, "2 ou plus"),
        (AT_MOST, "12 au plus"),
        (ONE_OF, "uniquement CP, CE1"),
        (COVERS, "à la fois enfants et jeunes, parents"),
        (REQUIRED, "oui"),
        (BEFORE, "le 18 août 2025 au plus tard"),
        (WITHIN, "dans le territoire « Reims »"),
    ],
)
def test_what_a_criterion_expects_is_written_in_words_and_figures(criterion: Criterion, expected: str) -> None:
    assert criterion.expected == expected


@pytest.mark.parametrize(
    ("subject", "about", "value", "written"),
    [
        ("group", "children", 7, "7"),
        ("group", "children", 0, "0"),
        ("group", "outside_school_time", True, "oui"),
        ("group", "outside_school_time", False, "non"),
        ("group", "levels", ("premiere", "6e"), "première, 6e"),
        ("group", "levels", (), "aucun"),
        ("group", "levels", None, "non indiqué"),
        ("dossier", "axes", ("school",), "concertation avec l'école"),
        ("dossier", "deposited_on", date(2025, 8, 1), "1er août 2025"),
        ("action", "place", (Place("REIMS", "51454"),), "REIMS"),
    ],
)
def test_what_was_given_is_written_in_french(subject: Subject, about: str, value: Fact, written: str) -> None:
    assert write_fact(FIELDS[subject][about], value) == written


def test_what_criteria_may_ask_about() -> None:
    """Files of departments are written in these words: taking one away breaks theirs."""
    assert {subject: {name: field.kind for name, field in known.items()} for subject, known in FIELDS.items()} == {
        "dossier": {
            "axes": "choices",
            "beyond_homework": "flag",
            "deposited_online": "flag",
            "deposited_on": "day",
            "complete": "flag",
            "previous_bilan_filed": "flag",
            "seat": "places",
        },
        "action": {"partner_schools": "number", "groups": "number", "place": "places"},
        "group": {
            "children": "number",
            "adults": "number",
            "levels": "choices",
            "outside_school_time": "flag",
            "sessions_per_week": "number",
            "weeks": "number",
        },
    }
    assert tuple(FIELDS["dossier"]["axes"].choices or ()) == AXES


def test_school_levels_are_in_order_with_how_they_are_written() -> None:
    """Those outside the Clas, first and last, are there so that they can be refused."""
    words = ("maternelle", "cp", "ce1", "ce2", "cm1", "cm2", "6e", "5e", "4e", "3e", "seconde", "premiere", "terminale")
    assert tuple(LEVELS) == (*words, "superieur")
    unlike = {"premiere": "première", "superieur": "études supérieures"}
    assert {word: name for word, name in LEVELS.items() if name != word and name != word.upper()} == unlike
    assert [LEVELS[word] for word in ("cp", "ce1", "cm2", "6e", "seconde")] == ["CP", "CE1", "CM2", "6e", "seconde"]
    assert FIELDS["group"]["levels"].choices is LEVELS
