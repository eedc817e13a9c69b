"""Sheets are made of what is declared: each question has its column and its cell, and the dictionary says each."""

from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.dossiers import layout_of
from clas_core.errors import InvalidInput
from clas_core.questions import Questionnaire, invented_answer
from clas_core.sheets.answered import answer_cells, columns_of
from clas_core.sheets.catalogue import budget_columns
from clas_core.sheets.column import Column
from clas_core.sheets.sheet import chosen, dictionary_of
from clas_core.years import SchoolYear

YEAR = SchoolYear(2025)


@pytest.mark.parametrize("subject", ["dossier", "action", "group"])
def test_each_question_has_its_column_and_its_cell(essai_campaign: Campaign, subject: str) -> None:
    questions = list(Questionnaire(essai_campaign.questions).on(subject))
    columns = columns_of(questions, "réponse du porteur", suffix=".now", words=", cette année")
    assert len({each.name for each in columns}) == len(columns)
    assert {each.id for each in questions} <= {each.name.removesuffix(".now") for each in columns}
    said: dict[str, Any] = {"answers": {each.id: invented_answer(each, YEAR) for each in questions}}
    cells = list(answer_cells(questions, said))
    assert len(cells) == len(columns)
    assert any(each is not None for each in cells)
    assert list(answer_cells(questions, None)) == [None] * len(columns)


def test_columns_are_chosen_in_the_order_that_is_asked_each_once() -> None:
    columns = [Column(name=name, label=name, source="essai") for name in ("receipt", "amount", "day")]
    assert [each.name for each in chosen(columns, ["day", "receipt", "day"])] == ["day", "receipt"]
    assert list(chosen(columns, [])) == columns
    with pytest.raises(InvalidInput) as refused:
        chosen(columns, ["reciept", "amount"])
    (problem,) = refused.value.problems
    assert problem.path == ("columns", 0)
    assert "receipt" in problem.message


def test_the_dictionary_says_each_column_with_its_unit_its_choices_and_its_source() -> None:
    columns = budget_columns(layout_of(YEAR))
    told = dictionary_of(
        [("Budget", [*columns, Column(name="x", label="X", source="s", choices={"a": "A", "b": "b"})])]
    )
    rows = [dict(zip((each.name for each in told.columns), row, strict=True)) for row in told.rows]
    assert [each["name"] for each in rows] == [*(each.name for each in columns), "x"]
    assert rows[-1]["choices"] == "a : A ; b"
    assert all(each["source"] and each["label"] and each["sheet"] == "Budget" for each in rows)
