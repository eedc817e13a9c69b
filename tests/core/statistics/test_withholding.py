"""Outside the departments, nothing that is told lets a reader work out a count under five, whatever it is added to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.statistics.between import LEAST_SHOWN, bounds_json
from clas_core.statistics.counting import COUNTS, CountedGroup, Line, count
from clas_core.statistics.withholding import Lines, Told, tell

OUTCOMES = ("approved", "deferred", "pending", "refused", "reserve")
KEYS = {"outcome": OUTCOMES, "nature": ("association", "commune", "mutual"), "level": ("cp", "ce1", "6e")}
UNKNOWN = 1_000_000

Name = tuple[str, ...]
"""A count: the department or ``""`` for the nation, the breakdown, the key, the figure."""


@dataclass
class Reader:
    """Somebody who knows all that is told, how lines add up, and which lines could be there."""

    low: dict[Name, int] = field(default_factory=dict)
    high: dict[Name, int] = field(default_factory=dict)
    told: set[Name] = field(default_factory=set)
    sums: list[tuple[Name, list[Name], bool]] = field(default_factory=list)
    ordered: list[tuple[Name, Name]] = field(default_factory=list)

    def knows(self, name: Name, value: int) -> None:
        assert self.low.setdefault(name, value) == value, "two lines tell different values of one count"
        self.high[name] = value
        self.told.add(name)

    def is_told(self, name: Name) -> bool:
        """Tell whether a count is told, or is the difference of two that are: it is then no secret, nor small."""
        slug, _, key, figure = name
        whole, retained = (slug, "total", "", figure), (slug, "retained", "", figure)
        of = {"left": (whole, retained), "not retained": ((slug, "outcome", "approved", figure), retained)}
        return self.low.get(name, 0) not in range(1, 5) and self.told.issuperset(of.get(key or name[1], (name,)))

    def bounds(self, name: Name) -> tuple[int, int]:
        return self.low.get(name, 0), self.high.get(name, UNKNOWN)

    def adds_up(self, whole: Name, parts: Iterable[Name], *, exactly: bool = True) -> None:
        """A sum; one that is not exact may count the same in several parts, each of which is within the whole."""
        listed = list(parts)
        self.sums.append((whole, listed, exactly))
        if not exactly:
            self.ordered += [(part, whole) for part in listed]

    def think(self) -> None:
        """Narrow each count down by all that is known, until nothing changes."""
        changed = True
        while changed:
            before = dict(self.low), dict(self.high)
            for whole, parts, exactly in self.sums:
                self._add(whole, parts, exactly=exactly)
            for less, more in self.ordered:
                self._narrow(less, high=self.bounds(more)[1])
                self._narrow(more, low=self.bounds(less)[0])
            changed = before != (self.low, self.high)

    def _add(self, whole: Name, parts: Sequence[Name], *, exactly: bool) -> None:
        lows, highs = (sum(self.bounds(part)[end] for part in parts) for end in (0, 1))
        self._narrow(whole, low=lows if exactly else 0, high=highs)
        low, high = self.bounds(whole)
        for part in parts:
            own_low, own_high = self.bounds(part)
            self._narrow(part, low=low - (highs - own_high), high=high - (lows - own_low) if exactly else UNKNOWN)

    def _narrow(self, name: Name, *, low: int = 0, high: int = UNKNOWN) -> None:
        was = self.bounds(name)
        self.low[name], self.high[name] = max(was[0], low), min(was[1], high)
        assert self.low[name] <= self.high[name], name


def _groups(slug: str, number: int, kind: Mapping[str, Any]) -> list[CountedGroup]:
    return [
        CountedGroup(
            dossier=(slug, number),
            porteur=(slug, kind["nature"], number - number % kind["dossiers_each"]),
            outcome=kind["outcome"],
            nature=kind["nature"],
            settled=0,
            action=position,
            levels=kind["levels"],
            city=kind["city"],
            children=10,
            adults=2,
            asked=1000,
            retained=(retained := kind["outcome"] == "approved" and position >= kind["left_out"]),
            approved=1000 if retained else 0,
        )
        for position in range(kind["groups"])
    ]


kinds = st.fixed_dictionaries(
    {
        "times": st.sampled_from((1, 1, 2, 3, 4, 5, 6, 9, 14)),
        "outcome": st.sampled_from((*OUTCOMES, "approved", "approved")),
        "nature": st.sampled_from(KEYS["nature"]),
        "levels": st.sampled_from(("cp", "ce1", "cp ce1", "6e")),
        "city": st.sampled_from(("A", "B", "C", "D")),
        "groups": st.integers(1, 3),
        "left_out": st.sampled_from((0, 0, 0, 1)),
        "dossiers_each": st.sampled_from((1, 1, 1, 2)),
    }
)
departments = st.lists(st.lists(kinds, min_size=1, max_size=7), min_size=1, max_size=6)


def _counted(described: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Lines]:
    counted: dict[str, Lines] = {}
    for place, each in enumerate(described):
        slug, groups = f"d{place}", []
        for number, kind in enumerate(one for one in each for _ in range(one["times"])):
            groups += _groups(slug, number, kind)
        counted[slug] = count(groups)
    return counted


def _true(counted: Mapping[str, Lines]) -> dict[Name, int]:
    """Return every count, with those of the nation, and what is left beside what was retained, in all and approved."""
    found: dict[Name, int] = defaultdict(int)
    for slug, lines in counted.items():
        for breakdown, each in lines.items():
            for line, figure in product(each, COUNTS):
                for where in (slug, "") if breakdown != "territory" else (slug,):
                    found[where, breakdown, line.key, figure] += getattr(line, figure)
    for slug, figure in product(("", *counted), COUNTS):
        retained = found[slug, "retained", "", figure]
        found[slug, "left", "", figure] = found[slug, "total", "", figure] - retained
        found[slug, "outcome", "not retained", figure] = found[slug, "outcome", "approved", figure] - retained
    return found


def _read(told: Told, counted: Mapping[str, Lines]) -> Reader:
    """Tell a reader all that is told, and how it adds up."""
    reader = Reader()
    slugs = tuple(counted)
    for slug, lines in {**told.departments, "": told.nation}.items():
        for breakdown, each in lines.items():
            for line in each:
                of = (line.key, "total", "") if (slug, breakdown) == ("", "territory") else (slug, breakdown, line.key)
                for figure in COUNTS:
                    value = getattr(line, figure)
                    if value is not None:
                        reader.knows((*of, figure), value)
    for slug, bounds in {**told.between.departments, "": told.between.nation}.items():
        for figure, (low, high) in zip(COUNTS, bounds or (), strict=bounds is not None):
            reader._narrow((slug, "total", "", figure), low=low, high=high)
    for figure in COUNTS:
        _relate(reader, slugs, {slug: {each.key for each in counted[slug]["territory"]} for slug in slugs}, figure)
    for slug, breakdown, key in product(("", *slugs), ("total", "retained", *KEYS), ("", *OUTCOMES)):
        for less, more in pairwise(COUNTS[:4]):
            reader.ordered.append(((slug, breakdown, key, less), (slug, breakdown, key, more)))
    reader.think()
    return reader


def _relate(reader: Reader, slugs: Sequence[str], cities: Mapping[str, Iterable[str]], figure: str) -> None:
    for slug in ("", *slugs):
        total, retained, left = ((slug, part, "", figure) for part in ("total", "retained", "left"))
        reader.adds_up(total, (retained, left))
        approved = (slug, "outcome", "approved", figure)
        not_retained = (slug, "outcome", "not retained", figure)
        reader.adds_up(approved, (retained, not_retained))
        for breakdown, keys in KEYS.items():
            exactly = breakdown == "nature" or (breakdown == "outcome" and figure != "porteurs")
            reader.adds_up(total, ((slug, breakdown, key, figure) for key in keys), exactly=exactly)
        others = [(slug, "outcome", key, figure) for key in OUTCOMES if key != "approved"]
        if figure != "porteurs":
            reader.adds_up(left, (not_retained, *others))
        if slug:
            exactly = figure in ("groups", "children", "adults")
            parts = ((slug, "territory", city, figure) for city in cities[slug])
            reader.adds_up(total, parts, exactly=exactly)
    several = [("total", ""), ("retained", ""), ("left", ""), ("outcome", "not retained")]
    several += [(breakdown, key) for breakdown, keys in KEYS.items() for key in keys]
    for breakdown, key in several:
        reader.adds_up(("", breakdown, key, figure), ((slug, breakdown, key, figure) for slug in slugs))


def _assert_nothing_is_given_away(counted: Mapping[str, Lines]) -> None:
    """Nobody at all may be known to be nobody; so may the whole of which nothing is left beside what was retained. What
    is known to be five at least is no small count."""
    reader = _read(tell(counted), counted)
    true = _true(counted)
    for name, value in true.items():
        low, high = reader.bounds(name)
        assert low <= value <= high, "the reader is wrong, and so is this test"
        slug, breakdown, key, figure = name
        beside = (slug, "outcome", "not retained", figure) if key == "approved" else (slug, "left", "", figure)
        is_nobody = true[beside if key == "approved" or breakdown == "total" else name] == 0
        assert is_nobody or reader.is_told(name) or low >= 5 or high - low >= 4, (name, value, low, high)


@pytest.mark.no_cover
@settings(max_examples=60)
@given(departments)
def test_what_is_withheld_cannot_be_narrowed_down(described: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    _assert_nothing_is_given_away(_counted(described))


@pytest.mark.no_cover
@given(departments)
def test_bounds_hold_what_they_hide_and_are_five_values_wide_whoever_reads_them(
    described: Sequence[Sequence[Mapping[str, Any]]],
) -> None:
    counted = _counted(described)
    told, true = tell(counted), _true(counted)
    for slug, bounds in {**told.between.departments, "": told.between.nation}.items():
        written = bounds_json(bounds)
        assert (written is None) is (bounds is None)
        for figure, each in (written or {}).items():
            value = true[slug, "total", "", figure]
            assert each["least"] <= value <= each["most"], (slug, figure)
            assert each["most"] - each["least"] >= LEAST_SHOWN - 1
            assert getattr(told.departments[slug]["total"][0] if slug else told.nation["total"][0], figure) is None


@pytest.mark.no_cover
@given(departments)
def test_no_count_from_one_to_four_is_ever_told(described: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    told = tell(_counted(described))
    for lines in (told.nation, *told.departments.values()):
        for line in (line for each in lines.values() for line in each):
            assert not [name for name in COUNTS if 0 < (getattr(line, name) or 0) < 5]


def _kind(times: int, outcome: str = "approved", **more: Any) -> dict[str, Any]:
    usual = {"nature": "association", "levels": "cp", "city": "A", "groups": 2, "left_out": 0, "dossiers_each": 1}
    return {"times": times, "outcome": outcome, **usual, **more}


MANY = [_kind(20), _kind(8, "refused"), _kind(9, "pending", nature="commune", levels="ce1")]


def test_four_outcomes_of_one_porteur_each_are_not_worked_out() -> None:
    """Of eleven porteurs seven were approved: of four other outcomes, each would be one."""
    few = [_kind(7), *(_kind(1, outcome) for outcome in OUTCOMES if outcome != "approved")]
    told = tell(_counted([few, MANY, MANY])).departments["d0"]
    assert (told["retained"][0].porteurs, told["total"][0].porteurs, told["outcome"]) == (7, None, ())


def test_groups_that_an_approved_dossier_did_not_keep_are_not_worked_out() -> None:
    """Of 22 groups that were approved, 18 were retained."""
    told = tell(_counted([[_kind(5), _kind(4, groups=3, left_out=1)], MANY, MANY])).departments["d0"]
    assert (told["retained"][0].groups, told["total"][0].groups, told["outcome"]) == (18, None, ())


def test_the_nation_does_not_give_away_the_only_department_that_is_small() -> None:
    told = tell(_counted([[_kind(3, "pending")], MANY, [_kind(6, "pending")]]))
    assert [line.key for line in told.nation["territory"]] == ["d1"]
    assert told.nation["total"][0].porteurs == 46
    assert told.departments["d2"]["total"][0].porteurs is None


def test_what_is_enough_is_told_whole() -> None:
    counted = _counted([MANY, MANY])
    told = tell(counted)
    assert told.nation["total"][0].porteurs == 74
    for breakdown in ("total", "retained", "outcome", "nature", "level", "territory"):
        lines = told.departments["d0"][breakdown]
        assert [_figures(line) for line in lines] == [_figures(line) for line in counted["d0"][breakdown]]
    assert {line.key: line.porteurs for line in told.nation["outcome"]} == {
        "approved": 40,
        "pending": 18,
        "refused": 16,
    }


def _figures(line: Line) -> list[int | None]:
    return [getattr(line, figure) for figure in (*COUNTS, "asked")]


def test_an_amount_that_few_porteurs_of_a_line_share_is_withheld() -> None:
    """Of the communes of each department two were approved, of the nation four; of associations, many."""
    told = tell(_counted([[*MANY, _kind(2, nature="commune")]] * 2))
    assert [(line.key, line.approved) for line in told.nation["nature"]] == [("association", None), ("commune", None)]
    assert told.nation["retained"][0].approved == 88_000
    told = tell(_counted([[*MANY, _kind(5, nature="commune")]] * 2))
    assert [(line.key, line.approved) for line in told.nation["nature"]] == [
        ("association", 80_000),
        ("commune", 20_000),
    ]
    assert {line.approved for line in told.departments["d0"]["nature"]} == {None}


def test_what_was_settled_for_few_is_withheld_here_and_from_the_nation() -> None:
    counted = _counted([MANY, MANY])
    few = {**counted["d0"], "total": [replace(counted["d0"]["total"][0], settled=500, settled_porteurs=4)]}
    many = {**counted["d1"], "total": [replace(counted["d1"]["total"][0], settled=900, settled_porteurs=9)]}
    told = tell({"d0": few, "d1": many})
    assert [told.departments[slug]["total"][0].settled for slug in ("d0", "d1")] == [None, 900]
    assert [line.settled for line in told.nation["territory"]] == [None, 900]
    assert told.nation["total"][0].settled is None
    assert tell({"d0": few, "d1": many, "d2": few}).nation["total"][0].settled == 1900


def test_where_the_total_of_the_nation_is_hidden_it_is_told_between_bounds_with_that_of_each_department() -> None:
    """Of two departments, one has three porteurs that were not retained; fourteen deposited, eleven were retained."""
    told = tell(_counted([[_kind(11), _kind(3, "refused")], [_kind(8)]]))
    assert (told.nation["total"][0].porteurs, told.nation["retained"][0].porteurs) == (None, 19)
    assert told.between.nation is not None
    porteurs, groups = told.between.nation[0], told.between.nation[COUNTS.index("groups")]
    assert (porteurs, groups) == ((19, 23), (43, 47))
    assert {slug: each[0] for slug, each in told.between.departments.items()} == {"d0": (11, 15)}
    # Of what is told as it is, there are no bounds; what a department keeps secret has none of its own.
    assert tell(_counted([MANY, MANY])).between.nation is None
    secret = tell(_counted([[_kind(3)], [_kind(8)]])).between
    assert (secret.nation or ())[0] == (9, 13)
    assert secret.departments == {}
