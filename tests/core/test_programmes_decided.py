"""What is decided of another programme than the Clas, kept, due and counted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.bilans.bilan import BilanContent, ProgrammeSpent
from clas_core.bilans.comparison import compare, comparison_json
from clas_core.committees.programmes import (
    DecidedProgramme,
    granted_programmes,
    kept_programme,
    programme_json,
    programme_problems,
)
from clas_core.dossiers.programmes import AskedProgramme
from clas_core.estimates import Estimator
from clas_core.national import Referential
from clas_core.statistics.by_programme import count_by_programme

ASKED = (
    AskedProgramme(id="reaap", label="Réseau des parents", amount=400_000),
    AskedProgramme(id="cafes", label="Cafés des parents", amount=150_000, funder="ville", payer="Ville de Reims"),
)


WHOLE = (DecidedProgramme(id="reaap", amount=400_000), DecidedProgramme(id="cafes", amount=150_000))


@pytest.mark.parametrize(
    ("decided", "path", "said"),
    [
        ((WHOLE[0],), ("programmes",), "Cafés des parents : 1\u202f500,00"),
        ((*WHOLE, WHOLE[0]), ("programmes", 2, "id"), "donné deux fois"),
        ((*WHOLE, DecidedProgramme(id="pre", amount=1)), ("programmes", 2, "id"), "il demande : reaap, cafes"),
        ((WHOLE[0], replace(WHOLE[1], amount=150_001, reason="Plus.")), ("programmes", 1, "amount"), "au plus"),
        ((WHOLE[0], replace(WHOLE[1], amount=-1, reason="Moins.")), ("programmes", 1, "amount"), "positif"),
        ((WHOLE[0], replace(WHOLE[1], amount=1)), ("programmes", 1, "reason"), "se motive"),
    ],
)
def test_what_may_not_be_decided_of_a_programme(
    decided: tuple[DecidedProgramme, ...], path: tuple[str | int, ...], said: str
) -> None:
    found = list(programme_problems("approved", decided, ASKED))
    assert [each.path for each in found] == [path]
    assert said in found[0].message


def test_a_programme_whose_conditions_are_missed_gets_nothing() -> None:
    refused = (ASKED[0], replace(ASKED[1], verdict="not_met"))
    assert [each.path for each in programme_problems("approved", WHOLE, refused)] == [("programmes", 1, "amount")]
    nothing = (WHOLE[0], DecidedProgramme(id="cafes", amount=0, reason="Il est fermé."))
    assert list(programme_problems("approved", nothing, refused)) == []
    assert list(programme_problems("refused", (), refused)) == []
    assert [each.path for each in programme_problems("refused", nothing, refused)] == [("programmes",)]


def test_what_is_granted_is_kept_whole_and_read_back() -> None:
    granted = granted_programmes("approved", (replace(WHOLE[0], amount=1, reason="Peu."), WHOLE[1]), ASKED)
    assert [(each.id, each.asked, each.amount, each.payer) for each in granted] == [
        ("reaap", 400_000, 1, ""),
        ("cafes", 150_000, 150_000, "Ville de Reims"),
    ]
    assert tuple(kept_programme(programme_json(each)) for each in granted) == tuple(granted)
    assert granted_programmes("deferred", WHOLE, ASKED) == ()


@given(spent=st.none() | st.integers(0, 10**7))
def test_a_programme_is_due_what_was_spent_at_most_what_was_granted(
    spent: int | None, referential_2025: Referential
) -> None:
    granted = granted_programmes("approved", WHOLE, ASKED)
    told = BilanContent(programmes=(ProgrammeSpent(id="cafes", spent=spent), ProgrammeSpent(id="reaap", spent=0)))
    found = compare([], told, Estimator(referential_2025), paid=10, paid_by={"ville": 10}, programmes=granted)
    reaap, cafes = found.settlement.programmes
    assert (reaap.due, cafes.due) == (0, 150_000 if spent is None else min(spent, 150_000))
    assert (found.told, found.settlement.granted) == (spent is not None, 550_000)
    assert found.settlement.due_for_clas == 0
    assert [(each.funder, each.due) for each in found.settlement.shares] == [("", 0), ("ville", cafes.due)]
    written = comparison_json(found)
    assert [each["steps"][0]["result"] for each in written["programmes"]] == [
        each["due"] for each in written["programmes"]
    ]
    short = [each for each in written["warnings"] if "dépensés pour" in each]
    assert len(short) == 1 + (spent is not None and spent < 150_000)


def test_a_year_sums_a_programme_of_its_calls_but_never_two_payers() -> None:
    caf = {"id": "reaap", "label": "Reaap de janvier", "amount": "100.00"}
    town = {**caf, "label": "Reaap", "funder": "ville", "payer": "Ville de Reims"}
    settled = {"id": "programme.reaap", "label": "Reaap (Ville de Reims)", "payer": "Ville de Reims", "due": "80.00"}
    granted = [[caf], [{**town, "amount": "90.00"}]]
    for asked in ([[caf], [{**caf, "label": "Reaap"}], [town]], [[town], [{**caf, "label": "Reaap"}], [caf]]):
        lines = count_by_programme(asked, granted, [[settled]])
        told = [(each.label, each.payer, each.dossiers, each.asked, each.granted, each.due) for each in lines]
        assert sorted(told) == [
            ("Reaap", "", 2, 20000, 10000, 0),
            ("Reaap", "Ville de Reims", 1, 10000, 9000, 8000),
        ]
