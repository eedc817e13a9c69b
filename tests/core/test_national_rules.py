"""What the national rules say beside the figures: axes, socle, criteria, dossiers, what is not known."""

import pytest

from clas_core.eligibility import AXES, LEVELS
from clas_core.national import Referential, ReferentialLibrary


@pytest.mark.parametrize("year", ["2024-2025", "2025-2026"])
def test_there_are_four_axes(library: ReferentialLibrary, year: str) -> None:
    assert tuple(axis.id for axis in library.parse(year).axes) == AXES == ("children", "parents", "school", "territory")


def test_the_socle_has_five_items_for_children_and_five_for_parents(referential_2025: Referential) -> None:
    """[51], part 3."""
    assert [len(referential_2025.base_actions_of(axis)) for axis in AXES] == [5, 5, 0, 0]
    assert [action.id for action in referential_2025.base_actions_of("children")] == [
        "children.method",
        "children.local_resources",
        "children.collective_life",
        "children.mutual_help",
        "children.attendance",
    ]
    assert [action.id for action in referential_2025.base_actions_of("parents")] == [
        "parents.information",
        "parents.conviviality",
        "parents.school_codes",
        "parents.orientation",
        "parents.exchanges",
    ]


def test_each_bonus_of_2025_goes_beyond_an_axis_and_has_the_example_of_the_note(referential_2025: Referential) -> None:
    """[51], part 3: the Deux-Sèvres for children, the Ain for parents."""
    assert [(bonus.axis, bonus.examples[0].supported_by) for bonus in referential_2025.bonuses] == [
        ("children", "Caf des Deux-Sèvres"),
        ("parents", "Caf de l'Ain"),
    ]
    assert all(bonus.intent for bonus in referential_2025.bonuses)


@pytest.mark.parametrize(("year", "standings"), [("2024-2025", {"expected"}), ("2025-2026", {"published"})])
def test_the_national_criteria_of_a_group_and_of_a_dossier(
    library: ReferentialLibrary, year: str, standings: set[str]
) -> None:
    """DOMAIN.md, section 3."""
    criteria = [criterion for _, criterion in library.parse(year).rules.criteria]
    assert {criterion.id: (criterion.kind, criterion.about, criterion.severity) for criterion in criteria} == {
        "dossier.axes": ("covers", "axes", "blocking"),
        "dossier.beyond_homework": ("required", "beyond_homework", "blocking"),
        "group.children": ("range", "children", "blocking"),
        "group.adults": ("at_least", "adults", "blocking"),
        "group.levels": ("one_of", "levels", "blocking"),
        "group.outside_school_time": ("required", "outside_school_time", "blocking"),
    }
    assert standings <= {criterion.standing for criterion in criteria}
    expected = {criterion.id: criterion.expected for criterion in criteria}
    assert expected["group.children"] == "8 à 12"
    assert expected["group.adults"] == "2 ou plus"
    assert expected["dossier.axes"].startswith("à la fois enfants et jeunes, parents,")


def test_the_clas_goes_from_cp_to_terminale(referential_2025: Referential) -> None:
    (levels,) = [each for _, each in referential_2025.rules.criteria if each.id == "group.levels"]
    assert [level for level in LEVELS if level not in levels.options] == ["maternelle", "superieur"]


def test_nothing_is_asked_of_groups_in_2004_and_the_file_says_why(referential_2004: Referential) -> None:
    assert referential_2004.rules.criteria == ()
    assert "criteria" in [gap.subject for gap in referential_2004.gaps]


def test_every_national_criterion_says_that_it_is_national(library: ReferentialLibrary) -> None:
    assert {origin for referential in library for origin, _ in referential.rules.criteria} == {"national"}


def test_a_dossier_describes_four_things(referential_2025: Referential) -> None:
    """[51], part 3."""
    assert [part.id for part in referential_2025.dossier_parts] == ["children", "parents", "school", "resources"]


def test_both_years_of_birth_of_the_scheme_are_kept_with_their_sources(referential_2025: Referential) -> None:
    """[77] says 1992, [51] says 1996: each stands for what it dates."""
    milestones = {each.year: each.source.id for each in referential_2025.scheme.milestones}
    assert milestones == {1992: "seine-et-marne-2024", 1996: "seine-et-marne-2024", 2001: "marne-2025-frame"}
    assert "1992" in (referential_2025.sources["marne-2025-frame"].remark or "")


def test_what_the_calculation_supposes_is_listed(referential_2025: Referential) -> None:
    """DOMAIN.md, section 4: visible parameters, never silent guesses."""
    assert {each.id: each.value for each in referential_2025.assumptions} == {
        "pro_rata": "none",
        "group_size": "enrolled_then_average",
        "volunteer_time": "excluded",
        "common_costs": "equal_shares",
        "advances": "none",
        "frequency": "unbounded",
        "action_groups": "several",
        "rounding": "half_up",
        "approval_length": "one_school_year",
    }


def test_the_bonuses_and_the_socle_of_2024_are_said_to_be_unknown(referential_2024: Referential) -> None:
    assert {"bonuses", "base_actions"} <= {gap.subject for gap in referential_2024.gaps}
    assert referential_2024.base_actions == ()


def test_everything_national_cites_a_source_of_its_own_file(library: ReferentialLibrary) -> None:
    for referential in library:
        cited = [
            *(each.source for each in referential.figures()),
            *(each.source for each in referential.bonuses),
            *(each.source for each in referential.axes),
            *(each.source for each in referential.base_actions),
            *(each.source for _, each in referential.rules.criteria),
            *(each.source for each in referential.dossier_parts),
            *(each.source for each in referential.scheme.milestones),
            *(each.source for each in referential.scheme.framework),
        ]
        assert [each.id for each in cited if referential.sources[each.id] is not each] == []


def test_a_source_is_cited_with_its_place(referential_2025: Referential) -> None:
    assert referential_2025.ps.maximum.source.citation == ("Note de cadrage Clas de la Marne, 2025-2026, partie 3")
    assert referential_2025.sources["caf-fr"].citation == "caf.fr, page nationale sur le Clas"
