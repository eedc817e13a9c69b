"""What the calculation rests on is asked by every year: the words are the file's, what each question is the core's."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from clas_core.departments import Campaign
from clas_core.dossiers import completeness, layout_of, questionnaire_of, read_content
from clas_core.dossiers.content import DossierContent
from clas_core.errors import InvalidFile, InvalidFiles, InvalidInput
from clas_core.national import Referential, ReferentialLibrary, read_referential, referential_of_text
from clas_core.national.difference import differences
from clas_core.questions import KNOWN, PAGES, SUBJECTS, Condition, Question, Questionnaire
from clas_core.years import SchoolYear
from tests.core.conftest import Mistakes
from tests.core.dossiers.conftest import COMPLETE, changed, porteur

ESSAI = Path(__file__).parent / "essai_national"
LAYOUT = layout_of(SchoolYear(2025))

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Return a function that writes the year of the tests, with other words in its questions or in its rules."""

    def write(questions: Mapping[str, str] | None = None, rules: Mapping[str, str] | None = None) -> Path:
        shutil.copytree(ESSAI, tmp_path, dirs_exist_ok=True)
        for name, changes in (("questions/2030-2031.toml", questions), ("2030-2031.toml", rules)):
            text = (tmp_path / name).read_text(encoding="utf-8")
            for old, new in (changes or {}).items():
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / "2030-2031.toml"

    return write


def test_every_shipped_year_that_is_written_asks_each_known_question(library: ReferentialLibrary) -> None:
    for year in ("2024-2025", "2025-2026"):
        assert {each.id for each in library.parse(year).questions} == set(KNOWN)


def test_a_known_question_stands_where_the_json_says_and_asks_what_it_can_keep(referential_2025: Referential) -> None:
    for each in referential_2025.questions:
        known = KNOWN[each.id]
        assert (each.subject, each.kind, each.place) == (known.subject, known.kind, known.place)
        assert each.page in PAGES[each.subject]
        assert each.short


BY_TENTHS = 'id = "bilan_group.attendance"\nsubject = "bilan_group"\nkind = "whole"'
WEEKS = 'id = "group.weeks"\nsubject = "group"\nkind = "whole"'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({'id = "group.weeks"': 'id = "group.wekks"'}, "questions: Il manque 1 question que toute année pose : group."),
        ({WEEKS: WEEKS.replace("whole", "text")}, ".kind: « group.weeks » est toujours un nombre entier : « whole »."),
        ({WEEKS: WEEKS.replace('"group"', '"action"')}, ".subject: « group.weeks » porte sur chaque groupe"),
        ({WEEKS: f"{WEEKS}\nmost = 54"}, ".most: « group.weeks » ne garde pas plus de 53"),
        (
            {'short = "enfants inscrits"\npage = "group"\nrank = 30\nrequired = true': 'short = "enfants inscrits"'},
            ".required: Le calcul ou un critère dépend de « group.children »",
        ),
        (
            {'short = "enfants inscrits"': 'short = "enfants inscrits"\nnatures = ["commune"]'},
            ".natures: Le calcul ou un critère dépend de « group.children » : elle est posée à tous",
        ),
        (
            {'short = "articulation « PRE »"': 'short = "articulation « PRE »"\nrequired = true'},
            ".required: Une réponse à l'une des questions « articulations. » suffit.",
        ),
        ({'  { id = "cp", label = "CP" },\n': ""}, ".choices: Il manque à « group.levels » : cp."),
        ({'{ id = "cp", label': '{ id = "ps", label'}, ".id: « ps » n'est pas un choix de « group.levels »"),
        (
            {'short = "parents rencontrés"': 'short = "parents rencontrés"\nshown_to = ["committee"]'},
            ".shown_to: « bilan_group.parents » se lit avec tout le dossier",
        ),
        (
            {'short = "séances tenues"': 'short = "séances tenues"\npaired = "group.weeks"'},
            ".paired: Ce qui prévoit « bilan_group.sessions_held » se calcule",
        ),
        (
            {'id = "bilan_group.attendance"\nsubject = "bilan_group"\nkind = "tenths"': BY_TENTHS},
            ".kind: « bilan_group.attendance » est toujours un nombre, avec une décimale au plus",
        ),
        ({'page = "contact"\nrank = 10': 'page = "contatc"\nrank = 10'}, ".page: « contatc » n'est pas admis"),
        (
            {'page = "contact"\nrank = 10': 'page = "project"\nrank = 10'},
            ".page: « project » ne porte pas sur « dossier » ; pages : contact, actions, axes, articulations,",
        ),
    ],
)
def test_a_year_that_does_without_one_or_makes_another_of_it_is_refused(
    written: Written, change: Mapping[str, str], said: str
) -> None:
    with pytest.raises(InvalidFile) as refusal:
        read_referential(written(change))
    assert any(said in line for line in refusal.value.lines), refusal.value.lines


def test_each_problem_has_its_file_and_its_line(written: Written) -> None:
    file = written({'kind = "whole"': 'kind = "number"'})
    beside = file.parent / "questions" / file.name
    with pytest.raises(InvalidFile) as refusal:
        read_referential(file, name=str(file))
    (line,) = [each for each in refusal.value.lines if "number" in each]
    name, number, _ = line.split(":", 2)
    assert name == str(beside)
    assert beside.read_text(encoding="utf-8").splitlines()[int(number) - 1] == 'kind = "number"'


def test_two_wrong_files_are_told_at_once(written: Written) -> None:
    with pytest.raises(InvalidFiles) as refusal:
        read_referential(written({'kind = "whole"': 'kind = "number"'}, {"value = 3600.00": "value = 0"}))
    assert [file.file for file in refusal.value.files] == ["2030-2031.toml", "questions/2030-2031.toml"]


def test_a_file_of_questions_that_is_no_toml_is_named(written: Written) -> None:
    with pytest.raises(InvalidFile) as refusal:
        read_referential(written({'kind = "whole"': "kind = "}))
    assert refusal.value.file == "questions/2030-2031.toml"


def test_the_digest_of_a_year_is_of_its_questions_too(written: Written, essai_national: Referential) -> None:
    other = read_referential(written({'label = "Courriel"': 'label = "Adresse électronique"'}))
    assert other.digest != essai_national.digest
    assert [change.kind for change in differences(essai_national, other)] == ["changed"]


def test_a_bound_that_changes_is_told(written: Written, essai_national: Referential) -> None:
    (change,) = differences(essai_national, read_referential(written({WEEKS: f"{WEEKS}\nleast = 10\nmost = 40"})))
    assert "de 10 à 40" in change.sentence


def test_what_was_sealed_before_those_of_a_bilan_were_asks_them_as_ever(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    """Rules of when a dossier's questions were data, and the bilan was written by hand."""
    head, _, _ = referential_2025.text.partition('[[questions]]\nid = "bilan_group.')
    before = referential_of_text(head, name="gardé")
    assert {each.subject for each in before.questions} == {"dossier", "action", "group"}
    asked, now = (questionnaire_of(each, essai_campaign) for each in (before, referential_2025))
    for subject in SUBJECTS:
        assert [each.described for each in asked.on(subject)] == [each.described for each in now.on(subject)]
    assert differences(before, referential_2025) == ()


@pytest.mark.parametrize(
    ("words", "instead", "said"),
    [
        (
            'label = "Courriel"',
            'label = "Adresse électronique"',
            "« Adresse électronique » : on demandait « Courriel »",
        ),
        ("Par exemple CE2-CM1.", "Par exemple les grands.", "son aide dit maintenant « Par exemple les grands."),
        ('page = "contact"\nrank = 30', 'page = "budget"\nrank = 30', "elle est posée sur la page « Budget »"),
        (
            '{ id = "cp", label = "CP" }',
            '{ id = "cp", label = "cours préparatoire" }',
            "choix en plus : cours préparatoire ; choix en moins : CP",
        ),
    ],
)
def test_whatever_changes_of_a_question_is_told(
    written: Written, essai_national: Referential, words: str, instead: str, said: str
) -> None:
    (change,) = differences(essai_national, read_referential(written({words: instead})))
    assert said in change.sentence


def test_a_question_may_be_asked_after_the_answer_to_a_known_one(referential_2025: Referential) -> None:
    more = Question(
        id="more",
        subject="dossier",
        kind="text",
        label="Quoi ?",
        when=Condition(question="beyond_homework", answers=("oui",)),
        source=referential_2025.questions[0].source,
    )
    asked = Questionnaire((*referential_2025.questions, more))
    for content, put in (
        (DossierContent(beyond_homework=True), True),
        ({"beyond_homework": False}, False),
        ({}, False),
    ):
        assert any(each.id == "more" for each, _ in asked.asked("dossier", content, None)) is put


def test_what_was_sealed_before_the_questions_were_data_asks_the_same(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    """The text of the rules that a deposit of then is sealed under has no question: it is read all the same."""
    before = referential_of_text(referential_2025.text.partition("[[questions]]")[0], name="gardé")
    assert before.questions == ()
    asked, now = (questionnaire_of(each, essai_campaign) for each in (before, referential_2025))
    assert [(each.id, each.label) for each in asked.questions] == [(each.id, each.label) for each in now.questions]
    assert differences(before, referential_2025) == ()


def test_a_department_makes_none_of_them_its_own(campaign_mistakes: Mistakes) -> None:
    found = campaign_mistakes({'id = "essai.room"': 'id = "group.children"'})
    assert "questions[0].id: Une question locale commence par « essai. »" in found[0]


def test_questions_of_a_call_stand_among_those_of_the_nation_by_their_rank(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    asked = questionnaire_of(referential_2025, essai_campaign)
    assert [each.id for each in asked.on("action", "place")] == [
        "essai.hosts",
        "action.address",
        "action.postal_code",
        "action.city",
        "action.territory",
    ]
    assert (*asked.on("dossier", "questions"), *asked.on("dossier", "programmes")) == asked.of("dossier")
    assert [each.id for each in asked.on("dossier", "programmes")] == ["essai.reaap_parents"]


def _bounded(referential: Referential, campaign: Campaign) -> Questionnaire:
    """Return the questions of a year that asks for 10 to 40 weeks, and for a few words of each action."""
    bounds = {"group.weeks": (10, 40), "action.description": (20, 200), "articulations.reaap": (20, None)}
    asked = questionnaire_of(referential, campaign).questions
    return Questionnaire(
        tuple(
            replace(each, least=bounds[each.id][0], most=bounds[each.id][1]) if each.id in bounds else each
            for each in asked
        )
    )


def test_a_year_may_ask_for_less_than_the_json_keeps(referential_2025: Referential, essai_campaign: Campaign) -> None:
    asked = _bounded(referential_2025, essai_campaign)
    wrong = changed(
        COMPLETE,
        (("actions", 0, "groups", 0, "weeks"), 41),
        (("actions", 0, "description"), "Court."),
        (("articulations",), [{"scheme": "reaap", "text": "Oui."}]),
    )
    with pytest.raises(InvalidInput) as refusal:
        read_content(wrong, LAYOUT, asked)
    said = {each.pointer: each.message for each in refusal.value.problems}
    assert set(said) == {"/actions/0/groups/0/weeks", "/actions/0/description", "/articulations/0/text"}
    assert said["/actions/0/groups/0/weeks"] == "Un nombre entier de 10 à 40 est attendu ; reçu : 41."
    read_content(wrong, LAYOUT)  # what was kept under wider bounds is read again all the same


def test_what_was_written_under_wider_bounds_is_to_be_corrected(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    content: DossierContent = read_content(changed(COMPLETE, (("actions", 0, "groups", 0, "weeks"), 41)), LAYOUT)
    asked = _bounded(referential_2025, essai_campaign)
    points = {each.path: each for each in completeness(content, porteur(), essai_campaign, set(), {}, asked)}
    point = points["actions", 0, "groups", 0, "weeks"]
    assert (point.verdict, "de 10 à 40" in point.message) == ("not_met", True)


@pytest.mark.parametrize("odd", ["[]", "{ a = 1 }", "[[1]]"])
@pytest.mark.parametrize("key", ["id", "kind", "subject"])
def test_what_a_known_question_is_not_is_told_and_ends_nothing(written: Written, key: str, odd: str) -> None:
    said = {"id": '"contact.name"', "kind": '"text"', "subject": '"dossier"'}[key]
    with pytest.raises((InvalidFile, InvalidFiles)) as refusal:
        read_referential(written({f"{key} = {said}": f"{key} = {odd}"}))
    assert any(each.dotted.endswith(f"].{key}") for each in refusal.value.problems)
