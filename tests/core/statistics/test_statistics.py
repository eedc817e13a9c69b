"""What is counted of a year: each porteur, dossier and action once, each amount where it belongs."""

from clas_core.statistics.adding_up import repeated_figures
from clas_core.statistics.counting import AMOUNTS, COUNTS, CountedGroup, Line, added, count, line_json


def _line(key: str, **figures: int) -> Line:
    every = dict.fromkeys((*COUNTS, *AMOUNTS), 40)
    return Line(key=key, **{**every, **figures})


def test_what_is_withheld_is_null_and_amounts_are_text() -> None:
    written = line_json(_line("a", asked=280_070))
    assert (written["key"], written["asked"], written["porteurs"]) == ("a", "2800.70", 40)
    assert line_json(Line(key="a", asked=None))["asked"] is None


def _group(dossier: str, **fields: object) -> CountedGroup:
    usual = {
        "porteur": dossier[0],
        "outcome": "approved",
        "nature": "association",
        "settled": 100,
        "action": 1,
        "levels": "cp",
        "city": "Reims",
        "children": 10,
        "adults": 2,
        "asked": 200,
        "retained": True,
        "approved": 150,
    }
    return CountedGroup(dossier=dossier, **{**usual, **fields})  # type: ignore[arg-type]  # the usual fields


# Porteur a has two dossiers: a1 with two actions, of two groups and of one; a2 with one. Porteur b has one.
GROUPS = (
    _group("a1", levels="cp ce1"),
    _group("a1", levels="ce1", retained=False, approved=0),
    _group("a1", action=2, city="Épernay"),
    _group("a2", outcome="refused", settled=0, retained=False, approved=0),
    _group("b1", nature="commune", levels=""),
)


def test_porteurs_dossiers_and_actions_are_counted_once() -> None:
    counted = count(GROUPS)
    (total,) = counted["total"]
    assert total == Line(
        key="",
        porteurs=2,
        dossiers=3,
        actions=4,
        groups=5,
        children=50,
        adults=10,
        asked=1000,
        approved=450,
        settled=200,
        approved_porteurs=2,
        settled_porteurs=2,
    )
    (retained,) = counted["retained"]
    assert [retained.porteurs, retained.dossiers, retained.actions, retained.groups] == [2, 2, 3, 3]
    assert {line.key: line.dossiers for line in counted["outcome"]} == {"approved": 2, "refused": 1}
    assert {line.key: line.actions for line in counted["territory"]} == {"Reims": 3, "Épernay": 1}


def test_a_group_counts_in_each_of_its_levels() -> None:
    assert {line.key: line.groups for line in count(GROUPS)["level"]} == {"ce1": 2, "cp": 3}


def test_by_its_one_level_or_by_several_a_group_counts_once() -> None:
    counted = count(GROUPS)
    span = {line.key: line.groups for line in counted["span"]}
    assert span == {"several": 1, "ce1": 1, "cp": 2, "": 1}
    written = {name: [line_json(line) for line in lines] for name, lines in counted.items()}
    (total,) = written["total"]
    assert repeated_figures(written["span"], total) == ("porteurs", "dossiers", "actions")
    assert repeated_figures(written["nature"], total) == ()
    twice = [*written["nature"], written["nature"][0]]
    assert {"groups", "children", "asked", "approved"} <= set(repeated_figures(twice, total))


def test_what_was_settled_is_not_divided_by_level_or_city() -> None:
    counted = count(GROUPS)
    assert {line.settled for name in ("level", "territory", "retained") for line in counted[name]} == {None}
    assert {line.key: line.settled for line in counted["nature"]} == {"association": 100, "commune": 100}


def test_nothing_is_counted_of_nothing() -> None:
    assert set(map(tuple, count(()).values())) == {()}


def test_lines_add_up_and_what_is_not_known_stays_so() -> None:
    sums = added("x", [_line("a", porteurs=3), _line("b", porteurs=4)])
    assert (sums.key, sums.porteurs, sums.groups) == ("x", 7, 80)
    assert added("x", [_line("a"), Line(key="b", settled=None)]).settled is None


def test_porteurs_among_whom_an_amount_is_shared_are_counted_but_not_written() -> None:
    counted = {line.key: line for line in count(GROUPS)["outcome"]}
    assert [counted["approved"].approved_porteurs, counted["approved"].settled_porteurs] == [2, 2]
    assert [counted["refused"].approved_porteurs, counted["refused"].settled_porteurs] == [0, 0]
    assert set(line_json(counted["approved"])) == {"key", *COUNTS, *AMOUNTS}
