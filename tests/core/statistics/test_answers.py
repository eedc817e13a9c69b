"""Answers are counted by choice, or summed; outside a department no small count of them is told, nor worked out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clas_core.departments import Campaign
from clas_core.dossiers.asked import first_questions
from clas_core.questions import Question
from clas_core.questions.answers import Answers
from clas_core.statistics.answers import (
    ALL,
    ANSWERED,
    UNANSWERED,
    AnswerLine,
    AnswerLines,
    answers_json,
    count_answers,
    kept_lines,
    read_lines,
)
from clas_core.statistics.counting import CountedGroup, count
from clas_core.statistics.told_answers import tell_answers
from clas_core.statistics.withholding import tell


@pytest.fixture(scope="session")
def questions(essai_campaign: Campaign) -> dict[str, Question]:
    return {each.id: each for each in essai_campaign.questions}


def counts(lines: AnswerLines, name: str) -> dict[str, tuple[int, int]]:
    return {line.key: (line.porteurs, line.answers) for line in lines[name]}


def answering(told: Iterable[tuple[str, int, Answers]]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Give things that say nothing but answers to questions that the core does not know."""
    return ((subject, porteur, {"answers": answers}) for subject, porteur, answers in told)


def test_each_choice_counts_what_chose_it_and_whoever_did(questions: dict[str, Question]) -> None:
    # Porteur 1 has two groups, porteur 2 one, which says nothing; "sunday" was a choice once.
    told = [
        ("group", 1, {"essai.days": ["monday", "friday"]}),
        ("group", 1, {"essai.days": ["monday", "sunday"]}),
        ("group", 2, {}),
        ("dossier", 1, {"essai.days": ["monday"]}),
    ]
    lines = count_answers([questions["essai.days"]], answering(told))
    assert counts(lines, "essai.days") == {
        ALL: (2, 3),
        "monday": (1, 2),
        "friday": (1, 1),
        UNANSWERED: (1, 1),
        "sunday": (1, 1),
    }


def test_a_yes_and_a_no_are_counted_and_a_choice_that_nobody_made_is_zero(questions: dict[str, Question]) -> None:
    lines = count_answers([questions["essai.snack"]], answering([("dossier", 1, {"essai.snack": True})]))
    assert counts(lines, "essai.snack") == {ALL: (1, 1), "oui": (1, 1), "non": (0, 0), UNANSWERED: (0, 0)}


def test_numbers_come_to_a_sum_and_a_median_rounded_half_up(questions: dict[str, Question]) -> None:
    # 10,50 and 12,01: 22,51 in all; between them 11,255, 11,26.
    told = [("group", 1, {"essai.fee": "10.50"}), ("group", 2, {"essai.fee": "12.01"}), ("group", 3, {})]
    lines = count_answers([questions["essai.fee"]], answering(told))
    (line,) = [each for each in lines["essai.fee"] if each.key == ANSWERED]
    assert (line.porteurs, line.answers, line.total, line.median) == (2, 2, 2251, 1126)
    assert read_lines(kept_lines(lines)) == lines
    (shown,) = answers_json([questions["essai.fee"]], lines, alone=True)
    assert [(each["label"], each["total"], each["median"]) for each in shown["lines"]] == [
        ("ensemble", None, None),
        ("réponses", "22.51", "11.26"),
        ("sans réponse", None, None),
    ]
    (outside,) = answers_json([questions["essai.fee"]], lines, alone=False)
    assert {each["median"] for each in outside["lines"]} == {None}


def test_what_every_year_asks_is_counted_where_it_stands() -> None:
    # Porteur 1 has two groups of CE2, one of CM1 too; its bilan tells of one alone: 9,5 children of 10. Porteur 2
    # has told nothing.
    told: list[tuple[str, int, dict[str, Any]]] = [
        ("group", 1, {"levels": ["ce2", "cm1"], "running_costs": "8000.00", "children": 10}),
        ("group", 1, {"levels": ["ce2"], "running_costs": "6000.50", "children": 12}),
        ("group", 2, {"levels": None, "running_costs": None, "children": None}),
        ("bilan_group", 1, {"children": [{"level": "ce2", "girls": 4, "boys": 6}], "attendance": 95}),
        ("bilan_group", 1, {"children": [], "attendance": None}),
    ]
    names = ("group.levels", "group.running_costs", "bilan_group.children", "bilan_group.attendance")
    questions = [each for each in first_questions().questions if each.id in names]
    lines = count_answers(questions, told)
    assert {key: each for key, each in counts(lines, "group.levels").items() if each[1]} == {
        ALL: (2, 3),
        "ce2": (1, 2),
        "cm1": (1, 1),
        UNANSWERED: (1, 1),
    }
    shown = {each["question"]: each["lines"] for each in answers_json(questions, lines, alone=True)}
    assert {name: [(each["answers"], each["total"]) for each in shown[name]] for name in names[1:]} == {
        "group.running_costs": [(3, None), (2, "14000.50"), (1, None)],
        "bilan_group.children": [(2, None), (1, "10"), (1, None)],
        "bilan_group.attendance": [(2, None), (1, "9.5"), (1, None)],
    }


def group(porteur: int) -> CountedGroup:
    return CountedGroup(porteur, porteur, "pending", "association", 0, 1, "cp", "Reims", 10, 2, 1, False, 0)


def told(
    question: Question, departments: dict[str, Iterable[bool | None]]
) -> tuple[AnswerLines, dict[str, AnswerLines]]:
    """Tell what each porteur of each department answers to a yes or no, one dossier each."""
    answered = {
        slug: count_answers(
            [question],
            answering(
                ("dossier", porteur, {} if each is None else {question.id: each}) for porteur, each in enumerate(given)
            ),
        )
        for slug, given in departments.items()
    }
    lines = {slug: count(group(porteur) for porteur, _ in enumerate(given)) for slug, given in departments.items()}
    nation, rest = tell_answers(answered, tell(lines), [question])
    return nation, dict(rest)


def test_a_department_tells_a_question_whole_or_not_at_all(questions: dict[str, Question]) -> None:
    snack = questions["essai.snack"]
    nation, departments = told(snack, {"aube": [True] * 6 + [False] * 7, "marne": [True] * 8 + [False] * 9})
    assert counts(departments["aube"], snack.id) == {ALL: (13, 13), "oui": (6, 6), "non": (7, 7), UNANSWERED: (0, 0)}
    assert counts(nation, snack.id) == {"oui": (14, 14), "non": (16, 16), UNANSWERED: (0, 0)}


@pytest.mark.parametrize("few", [[True] * 20 + [False], [True] * 20 + [None] * 3])
def test_a_small_answer_hides_its_question_and_what_would_give_it_away(
    questions: dict[str, Question], few: list[bool | None]
) -> None:
    snack = questions["essai.snack"]
    many: list[bool | None] = [True] * 10 + [False] * 10 + [None] * 10
    nation, departments = told(snack, {"aube": few, "marne": many, "oise": many})
    assert snack.id not in departments["aube"]
    shown = [slug for slug in ("marne", "oise") if snack.id in departments[slug]]
    # What the nation tells less what departments tell leaves five at least, or nobody, of each answer.
    for line in nation[snack.id]:
        rest = line.answers - sum(counts(departments[slug], snack.id)[line.key][1] for slug in shown)
        assert rest == 0 or rest >= 5, line


def test_the_nation_tells_nothing_of_local_questions_nor_of_a_single_department(questions: dict[str, Question]) -> None:
    snack = questions["essai.snack"]
    lines = {"marne": count_answers([snack], answering(("dossier", each, {snack.id: True}) for each in range(9)))}
    nation, _ = tell_answers(lines, tell({"marne": count(map(group, range(9)))}), [])
    assert nation == {}
    nation, departments = told(snack, {"marne": [True] * 10 + [False] * 10, "aube": [True, False]})
    assert departments["aube"] == {}
    assert all(line == AnswerLine(key=line.key) for line in nation.get(snack.id, ()))


@pytest.mark.parametrize("kind", ["text", "narrative", "day", "month"])
def test_what_cannot_be_counted_is_refused_with_the_file(
    campaign_mistakes: Callable[..., list[str]], kind: str
) -> None:
    found = campaign_mistakes({'kind = "text"': f'kind = "{kind}"\ncounted = true'}, after='id = "essai.room"')
    assert any(each.startswith(f"questions[0].counted: « {kind} »") for each in found), found


ANSWERED_BY = st.lists(st.sampled_from((True, False, None)), max_size=30)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(("ain", "aube", "marne", "oise", "orne")), ANSWERED_BY, min_size=1))
def test_whatever_is_answered_nobody_outside_works_out_a_small_count(
    questions: dict[str, Question], departments: dict[str, list[bool | None]]
) -> None:
    snack = questions["essai.snack"].id
    nation, shown = told(questions["essai.snack"], departments)  # type: ignore[arg-type]  # lists are read alone
    hiding = [slug for slug, given in departments.items() if given and snack not in shown[slug]]
    for slug, lines in shown.items():
        assert all(line.answers == 0 or line.answers >= 5 for line in lines.get(snack, ())), slug
    for line in nation.get(snack, ()):
        rest = line.answers - sum(counts(shown[slug], snack)[line.key][1] for slug in shown if snack in shown[slug])
        assert rest == 0 or rest >= 5, line
        # What departments hide is of several of them, or of nobody: one alone would be told by the difference.
        assert rest == 0 or len(hiding) > 1, (line, hiding)
