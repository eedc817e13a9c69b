"""Where an action is held and where its porteur has its seat are judged by the territories of a call."""

from collections.abc import Callable
from typing import Any

import pytest

from clas_core.departments import DepartmentPlugin
from clas_core.departments.files import campaign_of_text
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.documents.model import Facts
from clas_core.dossiers import (
    DossierCheck,
    assess_dossier,
    assessment_json,
    check_dossier,
    layout_of,
    questionnaire_of,
    read_content,
    read_dossier,
)
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from tests.core.dossiers.conftest import COMPLETE, changed, porteur

_ACTION = COMPLETE["actions"][0]
_CITY = ("actions", 0, "place", "city")
_PLACE = ("actions", 0, "place")

REIMS = """
[[territories]]
id = "reims"
name = "Ville de Reims"
communes = ["51454"]
source = "note"
"""
QUARTER = REIMS.replace("communes", "neighbourhoods").replace("51454", "Croix-Rouge")

Checked = Callable[..., DossierCheck]


def _criterion(**said: str) -> str:
    table = {
        "id": "marne.where",
        "subject": "action",
        "kind": "within",
        "field": "place",
        "territory": "reims",
        "severity": "blocking",
        "label": "à Reims",
        "message": "Ici, les actions se tiennent à Reims.",
        "source": "note",
        "standing": "published",
        **said,
    }
    lines = (f'{key} = "{value}"' for key, value in table.items() if value)
    return "\n".join(("[[criteria]]", *lines, "checked_on = 2026-11-21", ""))


@pytest.fixture
def within(marne: DepartmentPlugin, library: ReferentialLibrary) -> Checked:
    """Return a function that checks a content in Marne's call, to which `added` tables and a `key` are added."""

    def made(content: Any, added: str, key: str = "", **fields: Any) -> DossierCheck:
        year = next(each for each in marne.department.campaigns if str(each) == "2025-2026")
        text = marne.department.campaign(year).text
        source = 'source = "' + next(iter(marne.department.campaign(year).sources)) + '"'
        text = f"{key}\n{text}\n{added}".replace('source = "note"', source)
        campaign = campaign_of_text(text, "marne", name="marne/2025-2026.toml")
        plugin = marne.with_campaign(campaign)
        estimator = Estimator(library.get(year.year), plugin)
        closes = campaign.calendar.closing_day
        assert closes is not None
        said = read_content(content, layout_of(year.year), questionnaire_of(estimator.referential, campaign))
        return check_dossier(said, porteur(**fields), campaign, estimator, deposited_on=closes)

    return made


@pytest.fixture
def marne(registry: Any) -> DepartmentPlugin:
    plugin: DepartmentPlugin = registry.get("marne")
    return plugin


@pytest.mark.parametrize(
    ("territory", "place", "verdict"),
    [
        (REIMS, {"city": " REIMS ", "territory": None}, "met"),
        (REIMS, {"city": "Épernay", "postal_code": "51200", "territory": None}, "not_met"),
        (REIMS, {"city": "Rheims-sur-Lune", "postal_code": None, "territory": None}, "unknown"),
        (REIMS, {"city": None, "territory": None}, "unknown"),
        (QUARTER, {"city": "Reims", "territory": "croix rouge"}, "met"),
        (QUARTER, {"city": None, "territory": "Croix-Rouge"}, "met"),
        (QUARTER, {"city": "Reims", "territory": "Orgeval"}, "not_met"),
        (QUARTER, {"city": "Reims", "territory": None}, "unknown"),
    ],
)
def test_an_action_lies_in_the_territory_that_a_criterion_names(
    within: Checked, territory: str, place: dict[str, Any], verdict: str
) -> None:
    content = changed(COMPLETE, (_PLACE, {**_ACTION["place"], **place}))
    checked = within(content, territory + _criterion())
    (finding,) = [each for each in checked.assessment.actions[0].findings if each.criterion.id == "marne.where"]
    assert finding.verdict == verdict
    assert finding.criterion.expected == "dans le territoire « Ville de Reims »"
    assert checked.unpaid.nothing == (verdict == "not_met")
    assert (checked.total == 0) == (verdict == "not_met")


def test_an_action_outside_is_told_at_the_field_of_its_commune_and_sinks_no_other(within: Checked) -> None:
    outside = {**_ACTION, "place": {**_ACTION["place"], "city": "Épernay", "postal_code": "51200", "territory": None}}
    checked = within(changed(COMPLETE, (("actions",), [_ACTION, outside])), REIMS + _criterion())
    (reason,) = checked.unpaid.reasons
    assert reason.path == ("actions", 1, "place", "city")
    assert reason.message == "Ici, les actions se tiennent à Reims."
    assert checked.unpaid.words == "1 groupe sur 2 ne serait pas payé"
    told = assessment_json(checked.assessment)["actions"][1]["findings"][-1]
    assert (told["expected"], told["given"]) == ("dans le territoire « Ville de Reims »", ("Épernay",))


@pytest.mark.parametrize(("city", "verdict"), [("reims", "met"), ("Épernay", "not_met"), ("Nulle-Part", "unknown")])
def test_the_seat_of_the_porteur_is_judged_by_its_address(within: Checked, city: str, verdict: str) -> None:
    seated = _criterion(subject="dossier", field="seat")
    address = {"lines": ["1 rue X"], "postal_code": "51100", "city": city}
    checked = within(COMPLETE, REIMS + seated, address=address)
    (finding,) = [each for each in checked.assessment.findings if each.criterion.id == "marne.where"]
    assert finding.verdict == verdict
    assert finding.given_text == city
    assert [each.path for each in checked.unpaid.reasons] == [("porteur", "address")] * (verdict == "not_met")


def test_the_commune_of_a_local_question_is_judged_by_a_territory(within: Checked) -> None:
    question = (
        '[[questions]]\nid = "marne.fair"\nsubject = "dossier"\nkind = "commune"\nlabel = "Fête"\nsource = "note"\n'
    )
    added = REIMS + question + _criterion(subject="dossier", field="", question="marne.fair")
    for code, verdict in (("51454", "met"), ("51230", "not_met")):
        checked = within({**COMPLETE, "answers": {"marne.fair": code}}, added)
        (finding,) = [each for each in checked.assessment.findings if each.criterion.id == "marne.where"]
        assert finding.verdict == verdict
    assert finding.given_text == "Épernay (51230)"


def test_a_call_of_one_territory_pays_no_action_held_elsewhere_and_says_so(
    within: Checked, library: ReferentialLibrary
) -> None:
    key = 'territory = "reims"'
    assert not within(COMPLETE, REIMS, key).unpaid.nothing
    there = {**_ACTION["place"], "city": "Épernay", "postal_code": "51200", "territory": None}
    checked = within(changed(COMPLETE, (_PLACE, there)), REIMS, key)
    (reason,) = checked.unpaid.reasons
    assert reason.path == _CITY
    assert "Cet appel est du territoire « Ville de Reims »" in reason.message
    assert checked.unpaid.nothing
    department = checked.assessment.department
    assert department is not None
    campaign = next(each for year, each in department.department.campaigns.items() if str(year) == "2025-2026")
    referential = library.get(campaign.school_year)
    for document in (call_page, framing_note):
        told = document(department.department, campaign, referential)
        (facts,) = [each for each in told.sections[0].blocks if isinstance(each, Facts)]
        assert dict(facts.items)["Territoire"] == ("Ville de Reims : cet appel ne paie pas une action menée ailleurs")
        assert "Action dans le territoire de l'appel (Ville de Reims)" in str(told)


def test_an_assessment_takes_a_commune_by_its_name_or_its_code(essai: DepartmentPlugin, library: Any) -> None:
    referential = library.parse("2025-2026")
    for said, verdict in (("reims", "met"), ("51454", "met"), ("Charleville-Mézières", "not_met")):
        declared = read_dossier({"seat": said}, [{"label": "A", "place": said}])
        assessment = assess_dossier(referential, essai, declared)
        by_name = {each.criterion.id: each.verdict for each in assessment.all_findings()}
        # A territory of neighbourhoods too is not known to be missed by a commune alone.
        expected = verdict if verdict == "met" else "unknown"
        assert (by_name["essai.seated"], by_name["essai.territory"]) == (expected, expected)
    with pytest.raises(InvalidInput) as refused:
        read_dossier({"seat": ["Reims"]}, [{"label": "A", "place": "Nulle-Part"}])
    assert [each.pointer for each in refused.value.problems] == ["/dossier/seat", "/actions/0/place"]
