"""What a session is held with, of its record alone: it convenes, says what is examined, leaves room to sign."""

from dataclasses import replace
from datetime import date

from clas_core.documents.letterhead import Sender
from clas_core.documents.model import Document, Facts, Paragraph, Signatures, Steps, Table
from clas_core.documents.session_papers import agenda, attendance_sheet, convening_letter
from tests.core.committees.test_session_record import RECORD

CAF = Sender(name="Caf de la Marne", address=("202 rue des Capucins", "51100 Reims"), contacts=("Tél. 03 26 79 15 41",))


def _tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for part in document.sections for block in part.blocks if isinstance(block, Table)}


def _words(document: Document) -> str:
    blocks = [block for part in document.sections for block in part.blocks]
    facts = [f"{name} : {value}" for block in blocks if isinstance(block, Facts) for name, value in block.items]
    points = [str(each) for block in blocks if isinstance(block, Steps) for each in block.items]
    return "\n".join([*(str(block.text) for block in blocks if isinstance(block, Paragraph)), *facts, *points])


def test_the_letter_says_when_and_where_by_whom_and_what_is_examined() -> None:
    letter = convening_letter(RECORD, CAF, date(2025, 9, 2))
    assert letter.title == "Convocation à la séance du 16 septembre 2025"
    assert letter.sender == CAF
    assert letter.letterhead is not None
    assert letter.letterhead.place_and_date == "Le 2 septembre 2025"
    words = _words(letter)
    for each in (
        "Comité de pilotage",
        "Lieu : Châlons",
        "Quorum : 1 institution",
        "Tél. 03 26 79 15 41",
        "dossiers sont",
    ):
        assert each in words
    assert len(_tables(letter)["Dossiers à examiner"].rows) == len(RECORD.items)
    assert any(isinstance(block, Signatures) for block in letter.sections[0].blocks)


def test_a_letter_without_dossiers_has_no_annex() -> None:
    letter = convening_letter(replace(RECORD, items=()), Sender(name="Caf de la Marne"), date(2025, 9, 2))
    assert [part.id for part in letter.sections] == ["lettre"]
    assert "(Caf de la Marne)" in _words(letter)


def test_the_agenda_lists_each_dossier_with_what_is_asked() -> None:
    document = agenda(RECORD, CAF)
    rows = _tables(document)["Dossiers à examiner"].rows
    assert next((row[1], row[2], row[4]) for row in rows) == ("51-2025-00001", "Les Tilleuls", "3\u202f500,00\u00a0€")
    assert "Enveloppes : ce qui est accordé, ce qui reste." in _words(document)
    assert "Enveloppes" not in _words(agenda(replace(RECORD, decides=False), CAF))
    assert "Aucun dossier n'est à l'ordre du jour." in _words(agenda(replace(RECORD, items=()), CAF))


def test_the_sheet_has_a_line_for_each_seat_and_room_to_sign() -> None:
    tables = _tables(attendance_sheet(RECORD, CAF))
    members = tables["Membres de la séance"]
    assert [row[1] for row in members.rows] == ["Dominique Roy", "Alex Petit", "Sacha Blanc"]
    assert {members.header[place] for place in members.by_hand} == {"Pouvoir donné à", "Signature"}
    assert len(tables["Autres personnes présentes"].rows) == 4
