"""The record of a session: read back equal; its minutes and its matrix say all of it, and rest on nothing else."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from clas_core.committees.session import (
    RecordedDecision,
    RecordedEnvelope,
    RecordedGroup,
    RecordedItem,
    RecordedOpinion,
    RecordedRecusal,
    RecordedSeat,
    SessionRecord,
)
from clas_core.committees.session_schemas import read_record, record_json
from clas_core.documents.decision_matrix import decision_matrix, matrix_rows
from clas_core.documents.minutes import minutes
from clas_core.documents.model import Bullets, Document, Facts, Notice, Paragraph, Section, Steps, Table
from clas_core.years import PARIS

APPROVAL = RecordedDecision(
    outcome="approved",
    reason="",
    groups=(
        RecordedGroup(
            position=1,
            label="CE2",
            asked_costs=900_000,
            retained=True,
            running_costs=900_000,
            bonuses={"Bonus enfants": "Un projet d'un an."},
            ps=280_070,
            bonus=32_900,
            supplement=15_050,
        ),
        RecordedGroup(position=2, label="CM1", asked_costs=100_000, retained=False, running_costs=0),
    ),
)
RECORD = SessionRecord(
    department="Marne",
    slug="marne",
    caf="Caf de la Marne",
    school_year="2025-2026",
    body="Comité de pilotage",
    held_on=date(2025, 9, 16),
    place="Châlons",
    quorum=1,
    tie="president",
    closed_at=datetime(2025, 9, 16, 17, 30, 5, tzinfo=PARIS),
    seats=(
        RecordedSeat(id="a", institution="Caf", name="Dominique Roy", present=True, presides=True),
        RecordedSeat(id="b", institution="MSA", name="Alex Petit", present=True, presides=False),
        RecordedSeat(id="c", institution="Préfet", name="Sacha Blanc", present=False, presides=False),
    ),
    items=(
        RecordedItem(
            rank=1,
            dossier="1",
            receipt="51-2025-00001",
            porteur="Les Tilleuls",
            version=1,
            asked=350_000,
            asked_groups=2,
            recusals=(RecordedRecusal(seat="b", reason="Le même organisme.", detected=True),),
            opinions=(RecordedOpinion(seat="a", scale="reserved", reason="À suivre de près."),),
            votes={"a": "for", "b": "against", "c": "against"},
            decision=APPROVAL,
        ),
        RecordedItem(
            rank=2,
            dossier="2",
            receipt="51-2025-00002",
            porteur="| Le *Pré* <b>",
            version=3,
            asked=280_070,
            asked_groups=1,
            votes={"a": "against", "b": "for"},
            decision=RecordedDecision(outcome="refused", reason="Aucun lien avec l'école."),
        ),
    ),
    envelopes=(
        RecordedEnvelope(kind="ps", amount=1_000_000, before=500_000, session=280_070),
        RecordedEnvelope(kind="bonuses", amount=None, before=0, session=32_900),
        RecordedEnvelope(kind="supplements", amount=10_000, before=0, session=15_050),
    ),
    digests=("sha256:" + "0" * 64,),
)


def _words(document: Document) -> str:
    """Return all the texts of a document."""
    found = [document.title, document.subtitle]

    def gather(section: Section) -> None:
        found.append(section.title)
        for block in section.blocks:
            match block:
                case Paragraph(text) | Notice(text):
                    found.append(str(text))
                case Bullets(items) | Steps(items):
                    found.extend(map(str, items))
                case Facts(facts):
                    found.extend(f"{name} : {value}" for name, value in facts)
                case Table():
                    found.extend(" | ".join(map(str, row)) for row in (block.header, *block.rows))
        for below in section.sections:
            gather(below)

    for section in document.sections:
        gather(section)
    return "\n".join(found)


def test_a_record_is_read_back_equal() -> None:
    assert read_record(record_json(RECORD)) == RECORD
    live = replace(RECORD, closed_at=None, items=(replace(RECORD.items[0], decision=None),))
    assert read_record(record_json(live)) == live


def test_votes_are_counted_again_from_the_record() -> None:
    first, second = (RECORD.tally(item) for item in RECORD.items)
    assert (first.result, dict(first.counted), list(first.ignored)) == (
        "for",
        {"for": 1, "against": 0, "abstain": 0},
        ["b", "c"],
    )
    assert (second.result, second.tied) == ("against", True)  # the casting vote of whoever presides


@pytest.mark.parametrize(
    "said",
    [
        "16 septembre 2025",
        "Comité de pilotage",
        "Châlons",
        "Dominique Roy",
        "Institutions présentes : 2 ; quorum : 1 ; le quorum est atteint.",
        "Le même organisme.",
        "constaté",
        "1 pour, 0 contre, 0 abstention : majorité pour ; voix non comptées, par déport ou absence : 2",
        "réservé",
        "À suivre de près.",
        "Décision : agréé",
        "agréé comme demandé",
        "Bonus enfants : Un projet d'un an.",
        "non retenu",
        "3\u202f280,20\u00a0€",
        "Aucun lien avec l'école.",
        "non communiquée",
        "-50,50\u00a0€",
        "17 h 30 min 05 s",
    ],
)
def test_the_minutes_say_all_of_the_record(said: str) -> None:
    assert said in _words(minutes(RECORD))


def test_the_minutes_say_plainly_what_was_decided_without_a_vote() -> None:
    assert "sans vote" not in _words(minutes(RECORD))
    first, second = RECORD.items
    words = _words(minutes(replace(RECORD, items=(first, replace(second, votes={"c": "for"})))))
    assert "Décidé sans vote (1) : 51-2025-00002." in words
    assert "Décision : refusé, sans vote" in words
    assert "Voix : pas de vote ; voix non comptées, par déport ou absence : 1" in words


def test_the_minutes_say_where_recusals_took_the_quorum_away() -> None:
    record = replace(RECORD, quorum=2)
    assert record.tally(record.items[0]).result == "no_quorum"
    assert "1 pour, 0 contre, 0 abstention : quorum perdu sur ce dossier, par déport" in _words(minutes(record))
    assert "quorum perdu" not in _words(minutes(RECORD))


def test_the_matrix_has_a_row_for_each_dossier_and_their_sums() -> None:
    first, second = matrix_rows(RECORD)
    assert (first.granted, first.ps, first.bonus, first.supplement) == (328_020, 280_070, 32_900, 15_050)
    assert (first.retained_groups, first.asked_groups, second.granted) == (1, 2, 0)
    words = _words(decision_matrix(RECORD))
    assert "Total | 6\u202f300,70\u00a0€" in words
    assert "1 sur 2" in words
    assert "Aucun lien avec l'école." in words


def test_before_the_closing_a_matrix_says_that_nothing_is_decided() -> None:
    live = replace(RECORD, closed_at=None, items=tuple(replace(item, decision=None) for item in RECORD.items))
    words = _words(decision_matrix(live))
    assert "rien de ce qui suit n'est encore décidé" in words
    assert "aucune" in words


def test_a_session_without_recusal_or_dossier_has_its_documents() -> None:
    empty = replace(RECORD, items=())
    assert "Aucun dossier" in _words(minutes(empty))
    assert "déports" not in _words(minutes(empty))
    assert decision_matrix(empty).sections


def test_an_envelope_that_nobody_states_is_never_exceeded() -> None:
    assert [each.exceeded for each in RECORD.envelopes] == [False, False, True]
    assert [each.left for each in RECORD.envelopes] == [219_930, None, -5_050]


def test_an_envelope_may_be_spent_to_the_last_cent() -> None:
    spent = RecordedEnvelope(kind="ps", amount=300, before=100, session=200)
    assert (spent.left, spent.exceeded) == (0, False)


def test_a_record_of_advice_is_read_back_equal_and_one_of_before_decides() -> None:
    advice = replace(RECORD, decides=False, envelopes=(), items=tuple(replace(i, decision=None) for i in RECORD.items))
    assert read_record(record_json(advice)) == advice
    before = record_json(RECORD)
    del before["decides"]
    assert read_record(before) == RECORD


def test_a_study_grid_stands_in_the_matrix_and_a_record_without_one_says_nothing_of_it() -> None:
    assert all("score" not in each for each in record_json(RECORD)["items"]), "its digest is the one of before"
    first, *others = RECORD.items
    scored = replace(RECORD, items=(replace(first, score="6 sur 8"), *others))
    assert read_record(record_json(scored)) == scored
    said = str(decision_matrix(scored))
    assert "6 sur 8" in said
    assert "elle ne décide de rien" in said
    assert "Grille" not in str(decision_matrix(RECORD))
