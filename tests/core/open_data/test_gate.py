"""What goes public, what is withheld, and why."""

from dataclasses import replace

import pytest

from clas_core.open_data import REASONS, Award, Candidate, Gate, follow
from tests.core.open_data.test_formats import AWARD

GATE = Gate(ps=True, threshold=2_300_000)


def candidate(award: Award = AWARD, **changes: object) -> Candidate:
    whole = Candidate(award=award, nature="association", representative="Ada Martin", told=True, ps=2_300_001, own=0)
    return replace(whole, **changes)  # type: ignore[arg-type]


def reasons(gate: Gate, *given: Candidate, giver: bool = True) -> list[tuple[str, ...]]:
    return [each.reasons for each in gate.weigh(given, giver=giver)]


def test_what_is_above_the_threshold_goes_public() -> None:
    (weighed,) = GATE.weigh([candidate()], giver=True)
    assert weighed.reasons == ()
    assert weighed.award.cents == 2_300_001


def test_what_only_reaches_the_threshold_is_withheld() -> None:
    (weighed,) = GATE.weigh([candidate(ps=2_300_000)], giver=True)
    assert weighed.reasons == ("small",)
    assert weighed.words == ["Ce que la Caf lui accorde dans l'année ne dépasse pas 23\u202f000,00\u00a0€."]


def test_the_threshold_counts_all_the_establishments_of_one_organisation() -> None:
    other = replace(AWARD, receipt="51-2025-00002", siret="73282932000082")
    assert reasons(GATE, candidate(ps=1_200_000), candidate(other, ps=1_200_000)) == [(), ()]
    other = replace(AWARD, receipt="51-2025-00002", siret="38077860100019")
    assert reasons(GATE, candidate(ps=1_200_000), candidate(other, ps=1_200_000)) == [("small",), ("small",)]


def test_the_ps_is_not_published_unless_the_department_says_so() -> None:
    assert reasons(replace(GATE, ps=False), candidate()) == [("ps_alone",)]
    (weighed,) = replace(GATE, ps=False).weigh([candidate(own=2_300_001)], giver=True)
    assert (weighed.reasons, weighed.award.cents) == ((), 2_300_001)


@pytest.mark.parametrize(
    ("name", "nature", "representative"),
    [
        ("Mme Ada Martin", "company", ""),
        ("M. Martin", "association", ""),
        ("Ada Martin", "company", "MARTIN Ada"),
        ("Martin Soutien EI", "company", ""),
        ("Soutien, auto-entrepreneuse", "company", ""),
        ("Les Écoliers", "person", ""),
        ("Les Écoliers", "", ""),
    ],
)
def test_whoever_may_be_a_person_is_withheld(name: str, nature: str, representative: str) -> None:
    given = candidate(replace(AWARD, name=name), nature=nature, representative=representative)
    assert reasons(GATE, given) == [("natural_person",)]


@pytest.mark.parametrize("name", ["Maison des enfants", "Mairie de Reims", "Mmmh", "Drôle d'école", "Eiffel Scolarité"])
def test_an_organisation_is_not_taken_for_a_person(name: str) -> None:
    assert reasons(GATE, candidate(replace(AWARD, name=name))) == [()]


def test_nothing_goes_before_the_porteur_is_told_nor_without_a_siret_of_the_caf_nor_a_threshold() -> None:
    assert reasons(GATE, candidate(told=False)) == [("untold",)]
    assert reasons(GATE, candidate(), giver=False) == [("no_giver",)]
    assert reasons(replace(GATE, threshold=None), candidate()) == [("no_threshold",)]
    assert reasons(GATE, candidate(ps=0)) == [("nothing",)]


def test_every_reason_is_a_sentence() -> None:
    assert all(text.format(threshold="1 €").endswith(".") for text in REASONS.values())


def test_what_was_published_is_corrected_and_withdrawn_never_forgotten() -> None:
    second = replace(AWARD, reference="51-2025-00001-2", cents=100)
    (corrected,) = follow([AWARD], [second])
    assert (corrected.standing, corrected.replaces, corrected.before) == ("corrected", AWARD.reference, AWARD.cents)
    assert follow([corrected], [second]) == [corrected]
    (withdrawn,) = follow([corrected], [])
    assert (withdrawn.standing, withdrawn.cents, withdrawn.before) == ("withdrawn", 0, 100)
    assert follow([withdrawn], []) == [withdrawn]
    (again,) = follow([withdrawn], [second])
    assert (again.standing, again.cents) == ("corrected", 100)
