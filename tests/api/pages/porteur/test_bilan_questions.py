"""Questions of a bilan, through its pages and the JSON: asked, answered, refused, read beside what was foreseen."""

from typing import Any

import pytest

from clas_core.departments import DepartmentRegistry
from clas_core.national import ReferentialLibrary, referential_of_text
from clas_core.questions.question import COUNTABLE
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import PutSite
from tests.api.pages.porteur.followed import Followed, whole_bilan
from tests.api.pages.test_sound_html import _faults
from tests.api.year.conftest import MORE
from tests.asked import KINDS, READ, answers_to, of_each_kind, question, typed_to
from tests.casts import of_alex, two_groups

FORESEEN = (
    question("marne.families", "dossier", "whole", "required = true", label="Familles attendues"),
    question("marne.fee", "group", "amount", "required = true", label="Participation prévue"),
)
PAIRED = (
    question("marne.families_met", "bilan", "whole", 'paired = "marne.families"', label="Familles venues"),
    question("marne.fee_asked", "bilan_group", "amount", 'paired = "marne.fee"', label="Participation demandée"),
)


NATIONAL = "\n".join(
    of_each_kind(
        [subject],
        "required = true",
        f'page = "{page}"',
        slug="visites",
        source="decret-2001-495",
        word="Visite",
        counted=True,
    )
    for subject, page in (("bilan", "recit"), ("bilan_group", "year"))
)
"""A question of each kind, that the nation asks among its own; those of the call stand on the pages of their own."""


@pytest.fixture
def nation_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the nation ask more of a bilan, by its file alone."""
    this = ReferentialLibrary.load().parse("2025-2026")
    asking = referential_of_text(f"{this.text}\n{NATIONAL}", name="2025-2026.toml")
    monkeypatch.setattr(ReferentialLibrary, "load", lambda _=None: ReferentialLibrary({this.school_year: asking}))


@pytest.fixture
def begun(
    put_site: PutSite, make_department: MakeDepartment, request: pytest.FixtureRequest, nation_asks: None
) -> Followed:
    asked = [*FORESEEN, of_each_kind(("bilan", "bilan_group"), "required = true", counted=True), *PAIRED]
    marne = make_department("marne", "51", '"Marne"', more=MORE + "\n".join(asked))
    kind = getattr(request, "param", "sqlite")
    site = put_site("deposited", of_alex(two_groups()), kind=kind, registry=DepartmentRegistry([marne]), own=True)
    followed = Followed(site, f"/espace/dossiers/{site.known.dossier('alex')}")
    followed.begin()
    return followed


def ask(followed: Followed, path: str, body: Any = None, *, who: str = "alex", match: int | None = None) -> Any:
    headers = {} if match is None else {"If-Match": f'"{match}"'}
    method = "GET" if body is None else "PATCH"
    return followed.site.known.ask(who, method, f"/dossiers/{followed.key}{path}", body, headers=headers)


def answer_by_pages(followed: Followed) -> Any:
    followed.save(**whole_bilan("8500.00", "5500.00"))
    browser = followed.porteur()
    for number in (1, 2):
        place = f"groups/{number - 1}/"
        fields = {**typed_to("bilan_group", place), f"{place}answers/marne.fee_asked": "10,50"}
        national = typed_to("bilan_group", place, "visites")
        browser.open(f"{followed.address}/bilan/groupes/{number}").submit("continue", {**fields, **national})
    browser.open(f"{followed.address}/bilan/recit").submit("continue", typed_to("bilan", slug="visites"))
    browser.open(f"{followed.address}/bilan/questions")
    assert "Prévu : 12." in browser.text
    assert _faults(browser.response) == []
    browser.submit("continue", {**typed_to("bilan"), "answers/marne.families_met": "15"})
    assert browser.address.endswith("/bilan/budget"), browser.text
    return browser


@pytest.mark.parametrize("begun", ["sqlite", "postgresql"], indirect=True)
def test_a_bilan_asks_its_questions_and_is_not_filed_without_what_is_required(begun: Followed) -> None:
    begun.save(**whole_bilan("8500.00", "5500.00"))
    browser = begun.porteur().open(f"{begun.address}/bilan/verifier")
    for kind in KINDS:
        for word in ("Question", "Visite"):
            assert browser.text.count(f"{word} {kind} bilan_group</a>") == 2
            assert browser.text.count(f"{word} {kind} bilan</a>") == 1
    assert f"{begun.address}/bilan/recit#answers/visites.bilan_day" in browser.html
    browser = answer_by_pages(begun)
    kept = ask(begun, "/bilan").get_json()["content"]
    assert kept["answers"] == {**answers_to("bilan"), **answers_to("bilan", "visites"), "marne.families_met": 15}
    assert [each["answers"] for each in kept["groups"]] == [
        {**answers_to("bilan_group"), **answers_to("bilan_group", "visites"), "marne.fee_asked": "10.50"}
    ] * 2
    browser.open(f"{begun.address}/bilan/verifier").send("file")
    assert browser.address.endswith("/bilan/depot"), browser.text
    reading = browser.open(f"{begun.address}/bilan").text
    for kind in KINDS:
        for word in ("Question", "Visite"):
            assert f"{word} {kind} bilan" in reading
        assert reading.count(READ[kind].split("\n")[0]) >= 6, kind
    assert reading.index("Visite text bilan") < reading.index("Questions de l'appel"), "read in its section"
    caf = begun.caf().open(f"/espace/caf/dossiers/{begun.key}/suite")
    assert all(f"{word} {kind} bilan" in caf.text for kind in KINDS for word in ("Question", "Visite"))
    assert _faults(caf.response) == []


def test_what_is_counted_is_in_the_statistics_and_what_differs_is_called_by_its_question(begun: Followed) -> None:
    browser = answer_by_pages(begun)
    browser.open(f"{begun.address}/bilan/verifier").send("file")
    statistics = begun.caf().open("/espace/caf/marne/2025-2026/statistiques")
    for subject in ("bilan", "bilan_group"):
        for word in ("Question", "Visite"):
            counted = {kind for kind in KINDS if f"{word} {kind} {subject}</h2>" in statistics.html}
            assert counted == set(COUNTABLE), (word, subject)
    returned = begun.caf().open(f"/espace/caf/dossiers/{begun.key}/suite")
    returned.submit("return", {"returning": "Corrigez une réponse."})
    first, second = begun.porteur(), begun.porteur()
    for each in (first, second):
        each.open(f"{begun.address}/bilan/groupes/1")
    place = "groups/0/answers/visites.bilan_group"
    first.submit("save", {f"{place}_tenths": "7,5", f"{place}_by_level/ce2/girls": "7", f"{place}_one_of": ""})
    second.submit("save", {f"{place}_tenths": "8,5", f"{place}_by_level/ce2/girls": "8", f"{place}_one_of": "a"})
    assert second.status == 412
    told = second.html.partition("entre-temps")[2].partition("</table>")[0]
    for words in ("« Visite tenths bilan_group »", "7,5", "8,5", "« Visite by_level bilan_group »", "Choix A"):
        assert words in told, words


def test_what_was_foreseen_stands_beside_what_was_done_question_by_question(begun: Followed) -> None:
    answer_by_pages(begun)
    # Both groups foresaw what the story answers to an amount, 12,00 €; the dossier foresaw 12 families.
    whole = ask(begun, "/bilan").get_json()["beside_forecast"]
    assert whole["answers"] == [
        {
            "question": "marne.families_met",
            "paired": "marne.families",
            "label": "Familles venues",
            "forecast": 12,
            "actual": 15,
            "difference": 3,
            "forecast_text": "12",
            "actual_text": "15",
        }
    ]
    fee = next(each for each in whole["groups"][0]["answers"] if each["question"] == "marne.fee_asked")
    assert (fee["forecast"], fee["actual"], fee["difference"]) == ("12.00", "10.50", "-1.50")
    assert ask(begun, "/settlement").get_json()["beside_forecast"] == whole
    for browser, page in (
        (begun.porteur(), f"{begun.address}/solde"),
        (begun.caf(), f"/espace/caf/dossiers/{begun.key}/suite"),
    ):
        shown = browser.open(page)
        for words in ("Familles venues", "Participation demandée", "12,00\u00a0€", "10,50\u00a0€"):
            assert words in shown.html, (page, words)
        assert _faults(shown.response) == []


def test_each_wrong_answer_is_refused_at_its_place_and_stays_in_its_field(begun: Followed) -> None:
    revision = ask(begun, "/bilan").get_json()["revision"]
    group = {"position": 1, "answers": {"marne.bilan_group_day": "demain", "marne.fee": "1.00"}}
    refused = ask(begun, "/bilan", {"answers": {"marne.bilan_whole": "12"}, "groups": [group]}, match=revision)
    assert {each["pointer"] for each in refused.get_json()["errors"]} == {
        "/answers/marne.bilan_whole",
        "/groups/0/answers/marne.bilan_group_day",
        "/groups/0/answers/marne.fee",
    }
    browser = begun.porteur().open(f"{begun.address}/bilan/groupes/2")
    browser.submit("save", {"groups/1/answers/marne.bilan_group_day": "demain", "groups/1/parents": "9"})
    assert browser.status == 422
    assert 'value="demain"' in browser.html
    assert browser.text.count("Question day bilan_group") >= 2, "the summary calls the field by its question"


def test_a_call_that_asks_nothing_of_a_bilan_shows_no_page_of_questions(followed: Followed) -> None:
    followed.begin()
    browser = followed.porteur()
    assert "Questions de l'appel" not in browser.open(f"{followed.address}/bilan").text
    assert browser.open(f"{followed.address}/bilan/questions").status == 404
    assert (
        "answers" not in followed.site.known.ask("alex", "GET", f"/dossiers/{followed.key}/bilan").get_json()["content"]
    )


def test_a_deposit_that_was_sealed_before_a_bilan_was_questions_is_told_of_as_ever(
    put_site: PutSite, make_department: MakeDepartment, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = ReferentialLibrary.load().parse("2025-2026")
    before = referential_of_text(this.text.partition('[[questions]]\nid = "bilan_group.')[0], name="2025-2026.toml")
    monkeypatch.setattr(ReferentialLibrary, "load", lambda _=None: ReferentialLibrary({this.school_year: before}))
    marne = make_department("marne", "51", '"Marne"', more=MORE)
    site = put_site("deposited", of_alex(two_groups()), registry=DepartmentRegistry([marne]), own=True)
    followed = Followed(site, f"/espace/dossiers/{site.known.dossier('alex')}")
    followed.begin()
    browser = followed.porteur().open(f"{followed.address}/bilan/verifier")
    for words in ("groupe 1 : présence moyenne", "groupe 2 : dépenses réelles", "axe « enfants et jeunes »"):
        assert words in browser.text.lower(), words
    followed.save(**whole_bilan("8500.00", "5500.00"))
    shown = browser.open(f"{followed.address}/bilan/groupes/1")
    assert "Prévu : 60." in shown.text
    assert shown.form("continue").values["groups/0/attendance"] == "9,5"
    browser.open(f"{followed.address}/bilan/verifier").send("file")
    assert browser.address.endswith("/bilan/depot"), browser.text
    assert (
        "12 enfants (CE2 : 6 filles, 6 garçons)"
        in followed.caf().open(f"/espace/caf/dossiers/{followed.key}/suite").text
    )
