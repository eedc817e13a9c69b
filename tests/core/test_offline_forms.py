"""An offline form, sheet by sheet as rows: what was typed is read again as it was, and what is wrong has its cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from clas_core.departments import DepartmentRegistry
from clas_core.dossiers import content_json, layout_of, questionnaire_of, read_content
from clas_core.errors import Problem
from clas_core.imports.cells import Cell, Row
from clas_core.imports.form_fields import FormField, read_answer, written
from clas_core.imports.form_reading import FIRST_RECORD, ID_ROW, VERTICAL_FIRST, read_form
from clas_core.imports.offline_form import FormSheet, OfflineForm, form_of
from clas_core.national import Referential
from clas_core.questions import Questionnaire, invented_answer
from clas_core.years import SchoolYear
from tests.core.dossiers.conftest import COMPLETE

YEAR = SchoolYear(2025)
LAYOUT = layout_of(YEAR)


@pytest.fixture(scope="module")
def asked(referential_2025: Referential, registry: DepartmentRegistry) -> Questionnaire:
    return questionnaire_of(referential_2025, registry.get("marne").department.campaign(YEAR))


def form(asked: Questionnaire, said: Mapping[str, Any]) -> OfflineForm:
    bonuses = {"children": "Enfants", "parents": "Parents"}
    return form_of(asked, LAYOUT, bonuses, said, nature="association", title="Essai", identity={"call": "essai"})


def rows_of(sheet: FormSheet) -> Sequence[Row]:
    """Return a sheet as a spreadsheet gives it back."""
    if sheet.vertical:
        (said,) = sheet.records
        return [
            Row(number=number, cells=(each.label, said.get(each.id), "", each.id))
            for number, each in enumerate(sheet.fields, start=VERTICAL_FIRST)
        ]
    head = Row(number=ID_ROW, cells=tuple(each.id for each in sheet.fields))
    lines = (tuple(record.get(each.id) for each in sheet.fields) for record in sheet.records)
    return [head, *(Row(number=number, cells=cells) for number, cells in enumerate(lines, start=FIRST_RECORD))]


def given_back(form: OfflineForm) -> dict[str, Sequence[Row]]:
    return {each.name: rows_of(each) for each in form.sheets}


def test_what_was_typed_comes_back_as_it_was(asked: Questionnaire) -> None:
    answers = {
        subject: {each.id: invented_answer(each, YEAR) for each in asked.of(subject)}
        for subject in ("dossier", "action", "group")
    }
    (action,) = COMPLETE["actions"]
    groups = [
        {**action["groups"][0], "answers": answers["group"], "label": label, "bonuses": bonuses}
        for label, bonuses in (("CP", [{"id": "children", "beyond": "Une sortie."}]), ("CM2", []))
    ]
    said = {
        **COMPLETE,
        "answers": answers["dossier"],
        "actions": [{**action, "answers": answers["action"], "groups": groups}],
        "attestations": {},
    }
    typed = content_json(read_content(said, LAYOUT, asked))
    made = form(asked, typed)
    read = read_form(made, asked, given_back(made))
    assert read.faults == []
    assert content_json(read_content(read.content, LAYOUT, asked)) == typed


def test_what_is_missing_or_asked_no_more_is_told_by_sheet_and_cell(asked: Questionnaire) -> None:
    made = form(asked, COMPLETE)
    sheets = given_back(made)
    gone = sheets.pop("Budget")
    assert gone
    first = sheets["Dossier"]
    sheets["Dossier"] = [*first, Row(number=90, cells=("", "oui", "", "essai.gone"))]
    sheets["Groupes"] = [Row(number=FIRST_RECORD, cells=("x",))]
    told = {(each.sheet, each.cell): each.reason for each in read_form(made, asked, sheets).faults}
    assert told[("Budget", "A1")] == "Cette feuille manque : reprenez le formulaire."
    assert told[("Dossier", "B90")] == "Cette question n'est plus posée : reprenez le formulaire."
    assert told[("Groupes", f"A{ID_ROW}")] == "La ligne cachée des identifiants manque : reprenez le formulaire."


def test_a_problem_of_the_content_is_told_by_its_cell(asked: Questionnaire) -> None:
    made = form(asked, COMPLETE)
    read = read_form(made, asked, given_back(made))
    (fault,) = read.placed([Problem(("actions", 0, "groups", 0, "children"), "Trop d'enfants.")])
    assert fault.sheet == "Groupes"
    assert fault.cell.endswith(str(FIRST_RECORD))
    assert str(fault).endswith("Trop d'enfants.")
    (whole,) = read.placed([Problem(("nowhere",), "Quelque chose.")])
    assert (whole.sheet, whole.cell) == ("Dossier", "A1")


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("whole", "12", 12),
        ("amount", "1 234,50", "1234.50"),
        ("day", "01/09/2025", "2025-09-01"),
        ("yes_no", "Oui", True),
        ("yes_no", "non", False),
        ("one_of", "Un, deux", "x"),
        ("text", " mot ", "mot"),
        ("text", None, None),
    ],
)
def test_an_answer_is_read_as_people_write_it(kind: str, cell: Cell, value: Any) -> None:
    question = FormField(id="q", label="Q", kind=kind, options={"x": "Un, deux", "y": "Trois"})
    assert read_answer(question, cell) == value
    assert read_answer(question, written(question, value)) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("whole", "douze"), ("amount", "beaucoup"), ("day", "demain"), ("yes_no", "peut-être"), ("one_of", "Quatre")],
)
def test_what_is_no_answer_is_refused(kind: str, cell: str) -> None:
    question = FormField(id="q", label="Q", kind=kind, options={"x": "Un", "y": "Trois"})
    with pytest.raises(ValueError, match=r"\w"):
        read_answer(question, cell)
