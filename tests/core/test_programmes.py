"""Other programmes than the Clas: asked within bounds, judged by their own questions, decided and settled apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.bilans.bilan import BilanContent, BilanGroup, ProgrammeSpent
from clas_core.bilans.forecast import answer_sides
from clas_core.committees.advances import planned_advances
from clas_core.departments import Campaign, DepartmentPlugin, DepartmentRegistry, campaign_of_text
from clas_core.departments.difference import campaign_changes
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.documents.preparation import preparation_sections
from clas_core.dossiers import (
    DossierCheck,
    DossierContent,
    check_dossier,
    content_json,
    kept_content,
    layout_of,
    questionnaire_of,
    read_content,
)
from clas_core.dossiers.asked_twice import programmes_twice
from clas_core.dossiers.content import ProgrammeAsked
from clas_core.dossiers.programmes import asked_programmes
from clas_core.estimates import AidTotal, Estimator
from clas_core.national import Referential
from clas_core.porteurs import Porteur, PorteurSchema
from clas_core.questions.shown import Reader
from clas_core.years import SchoolYear
from tests.core.dossiers.conftest import COMPLETE, PORTEUR

DAY = date(2025, 6, 2)
YEAR = SchoolYear(2025)
MORE = """
[[funders]]
id = "ville"
name = "Ville de Reims"
kind = "commune"

[[programmes]]
id = "reaap"
label = "Réseau des parents"
presentation = "Des actions pour **tous** les parents."
least = 300
most = 6000
envelope = 9000
source = "note"

[[programmes.advances]]
share = 0.6
on = "2025-12"
source = "note"

[[programmes]]
id = "cafes"
label = "Cafés des parents"
funder = "ville"
most = 2000
source = "note"

[[questions]]
id = "marne.parents"
subject = "dossier"
programme = "reaap"
kind = "whole"
label = "Combien de parents ?"
required = true
source = "note"

[[questions]]
id = "marne.open"
subject = "dossier"
programme = "cafes"
kind = "yes_no"
label = "Le café est-il ouvert à tous ?"
required = true
source = "note"

[[questions]]
id = "marne.tea"
subject = "dossier"
programme = "clas"
kind = "yes_no"
label = "Un goûter est-il servi ?"
required = true
source = "note"

[[criteria]]
id = "marne.open"
subject = "dossier"
kind = "required"
question = "marne.open"
severity = "blocking"
label = "café ouvert"
message = "Un café est ouvert à tous."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""
REAAP = ProgrammeAsked(id="reaap", amount=400_000)
CAFES = ProgrammeAsked(id="cafes", amount=150_000)

Checking = Callable[..., DossierCheck]


@pytest.fixture(scope="module")
def marne() -> DepartmentPlugin:
    """Return the department of Marne, whose call has two other programmes."""
    plugin = DepartmentRegistry.load().get("marne")
    said = plugin.department.campaign(YEAR).text
    source = next(iter(plugin.department.campaign(YEAR).sources))
    return plugin.with_campaign(campaign_of_text(said + MORE.replace('"note"', f'"{source}"'), "marne", name="marne"))


@pytest.fixture(scope="module")
def campaign(marne: DepartmentPlugin) -> Campaign:
    return marne.department.campaign(YEAR)


@pytest.fixture
def checking(marne: DepartmentPlugin, campaign: Campaign, referential_2025: Referential) -> Checking:
    """Check a dossier that says `sections`, and of the Clas what a complete one does unless it is `alone`."""
    porteur: Porteur = PorteurSchema().load(PORTEUR)
    asked = questionnaire_of(referential_2025, campaign)
    kept = ("contact", "budget", "previous_bilan", "attestations")

    def check(*, alone: bool = False, answers: Any = None, **sections: Any) -> DossierCheck:
        said = {name: each for name, each in COMPLETE.items() if not alone or name in kept}
        content = read_content({**said, "answers": answers or {}}, layout_of(YEAR), asked)
        attached = frozenset(each.id for each in campaign.deposit.attachments)
        estimator = Estimator(referential_2025, marne)
        whole = replace(content, **sections)
        return check_dossier(whole, porteur, campaign, estimator, deposited_on=DAY, attached=attached)

    return check


def _open(check: DossierCheck) -> dict[tuple[str | int, ...], str]:
    return {point.path: point.message for point in check.points if point.verdict != "met"}


def test_a_dossier_of_the_clas_alone_is_asked_nothing_of_the_others(checking: Checking) -> None:
    check = checking(answers={"marne.tea": True})
    assert (check.complete, check.programmes, check.assessment.programmes) == (True, (), ())
    assert check.asked == check.total
    assert _open(checking()) == {("answers", "marne.tea"): "À renseigner."}, "a question of the Clas is"


def test_who_applies_answers_the_questions_of_the_programme_within_its_bounds(checking: Checking) -> None:
    said = checking(programmes=(replace(REAAP, amount=29_999), CAFES), answers={"marne.tea": True})
    assert _open(said) == {
        ("programmes", 0, "amount"): "Demandez 300,00\u00a0€ au moins.",
        ("answers", "marne.parents"): "À renseigner.",
        ("answers", "marne.open"): "À renseigner.",
    }
    dear = checking(programmes=(replace(CAFES, amount=200_001),), answers={"marne.tea": True, "marne.open": True})
    assert _open(dear) == {("programmes", 0, "amount"): "Demandez 2\u202f000,00\u00a0€ au plus."}
    nothing = checking(programmes=(replace(CAFES, amount=0),), answers={"marne.tea": True, "marne.open": True})
    assert "Dites combien vous demandez" in _open(nothing)["programmes", 0, "amount"]


def test_what_is_open_is_named_once(checking: Checking) -> None:
    check = checking(alone=True, programmes=(replace(CAFES, id="ailleurs"), replace(REAAP, amount=None)))
    named = {point.label: point.message for point in check.points if point.path[0] == "programmes" and point.message}
    assert len(named) >= 2
    assert [label for label, message in named.items() if label.rpartition(" : ")[0] in message and " : " in label] == []
    assert "ailleurs" not in named["programme ailleurs"].partition(";")[0]


def test_a_dossier_of_another_programme_alone_needs_nothing_of_the_clas(checking: Checking) -> None:
    check = checking(alone=True, programmes=(REAAP,), answers={"marne.parents": 40})
    assert (_open(check), check.obstacles) == ({}, ())
    assert (check.estimate, check.total, check.asked) == (None, 0, 400_000)
    assert (check.assessment.eligible, check.unpaid.nothing, check.unpaid.words) == ("met", False, "")
    empty = checking(alone=True)
    assert "décrivez une action du Clas, ou demandez l'un d'eux" in _open(empty)["actions",]


def test_a_criterion_on_a_programme_judges_it_and_nothing_else(checking: Checking) -> None:
    answers = {"marne.tea": True, "marne.open": False, "marne.parents": 40}
    both = checking(programmes=(REAAP, CAFES), answers=answers)
    assert both.assessment.eligible == checking(answers={"marne.tea": True}).assessment.eligible == "met"
    assert [(each.id, each.verdict) for each in both.assessment.programmes] == [("reaap", "met"), ("cafes", "not_met")]
    assert [each.eligible for each in both.programmes] == [True, False]
    assert (both.unpaid.nothing, both.unpaid.words) == (False, "1 autre programme ne serait pas payé")
    alone = checking(alone=True, programmes=(CAFES,), answers={"marne.open": False})
    assert (alone.assessment.eligible, alone.unpaid.nothing) == ("not_met", True)
    assert alone.unpaid.words == "le dossier ne serait pas payé"


def test_the_ps_and_the_cap_have_nothing_of_the_programmes(checking: Checking) -> None:
    answers = {"marne.tea": True, "marne.open": True, "marne.parents": 40}
    check, clas = checking(programmes=(REAAP, CAFES), answers=answers), checking(answers={"marne.tea": True})
    assert check.estimate is not None
    assert check.total == clas.total
    assert check.asked == clas.total + 550_000
    assert check.estimate.remarks == (clas.estimate.remarks if clas.estimate else None)


@given(amounts=st.lists(st.integers(0, 10**8), max_size=3), answers=st.booleans())
def test_a_content_with_programmes_is_read_back_equal(amounts: list[int], answers: bool) -> None:
    asked = tuple(ProgrammeAsked(id=f"p{rank}", amount=each or None) for rank, each in enumerate(amounts))
    content = DossierContent(programmes=asked)
    written = content_json(content)
    assert ("programmes" in written) == bool(asked), "a dossier of before has the text that it had"
    assert kept_content(written) == content
    assert read_content(written, layout_of(YEAR)) == content


def test_a_reader_knows_how_the_programmes_are_called(campaign: Campaign, referential_2025: Referential) -> None:
    asked = questionnaire_of(referential_2025, campaign)
    assert Reader(committee=True).questions(asked).programmes == {
        "reaap": "Réseau des parents",
        "cafes": "Cafés des parents",
    }


def test_the_advances_of_the_call_are_no_share_of_a_programme(campaign: Campaign) -> None:
    programmes = [AidTotal(id="reaap", label="Réseau des parents", amount=100_001)]
    own = campaign.programmes[0].advances[0]
    call = replace(campaign, advances=(replace(own, share=own.share / 2),))  # 30 % of what is the Clas's
    found = planned_advances(call, 200_001, (), programmes=programmes)
    assert [(each.aid, each.amount) for each in found] == [("", 30_000), ("reaap", 60_001)]


def test_the_documents_say_what_may_be_asked_and_by_whom_it_is_paid(
    marne: DepartmentPlugin, campaign: Campaign, referential_2025: Referential
) -> None:
    for document in (call_page, framing_note):
        made = document(marne.department, campaign, referential_2025)
        (section,) = [each for each in made.sections if each.id == "programmes"]
        told = str(section).replace("\\xa0", "\u00a0")
        for words in ("Réseau des parents", "Ville de Reims", "300,00\u00a0€ au moins", "Un café est ouvert à tous."):
            assert words in told, words
        rules = str([each for each in made.sections if each.id == "eligibilite"])
        assert "Un café est ouvert à tous." not in rules, "it judges no dossier of the Clas"
        assert "60\\xa0%" in str(made.sections), "its advance is told with the others"


def test_what_changed_of_the_programmes_from_one_year_to_the_next(campaign: Campaign) -> None:
    dearer = replace(campaign, programmes=(replace(campaign.programmes[0], most=None), *campaign.programmes[1:]))
    (change,) = [each for each in campaign_changes(campaign, dearer) if each.subject.startswith("programmes")]
    assert change.sentence == (
        "Programme modifié : « Réseau des parents, 300,00\u00a0€ au moins, 6\u202f000,00\u00a0€ au plus » devient "
        "« Réseau des parents, 300,00\u00a0€ au moins »."
    )


def test_an_amount_that_is_not_said_is_not_asked(campaign: Campaign) -> None:
    content = DossierContent(programmes=(ProgrammeAsked(id="reaap", amount=None), CAFES))
    assert [(each.id, each.payer) for each in asked_programmes(content, campaign)] == [("cafes", "Ville de Reims")]


def test_what_to_prepare_names_each_programme_and_what_it_asks(
    essai: DepartmentPlugin, campaign: Campaign, referential_2025: Referential
) -> None:
    told = str(preparation_sections(essai.department, campaign, referential_2025))
    told = told.replace("\\xa0", "\u00a0").replace("\\u202f", "\u202f")
    assert "'Pour « Réseau des parents », si vous le demandez', 'le montant demandé (300,00\u00a0€ au moins, " in told
    assert told.count("Combien de parents ?") == 1, "it is told with its programme, and nowhere else"


def test_a_programme_is_asked_twice_under_its_name_or_its_label() -> None:
    mine = [
        {"id": "reaap", "label": "Reaap"},
        {"id": "cafes", "label": "Cafés"},
        {"id": "vacances", "label": "Départs"},
    ]
    others = [{"id": "reaap", "label": "Autre nom"}, {"id": "autre", "label": "CAFES"}]
    assert list(programmes_twice(mine, others)) == ["Reaap", "Cafés"]


def test_a_bilan_stands_beside_what_was_foreseen_of_what_it_is_about(
    campaign: Campaign, referential_2025: Referential
) -> None:
    asked = questionnaire_of(referential_2025, campaign)
    later = [
        replace(each, id=name, subject="bilan", paired=each.id)
        for name, before in {"marne.met": "marne.parents", "marne.was": "marne.open", "marne.had": "marne.tea"}.items()
        if (each := asked.question(before))
    ]
    asked = replace(asked, questions=(*asked.questions, *later))
    spent = (ProgrammeSpent(id="reaap", spent=None),)
    about_both, of_the_reaap = (
        [each.question.id for each in answer_sides(asked, "bilan", DossierContent(), bilan)]
        for bilan in (BilanContent(groups=(BilanGroup(position=1),), programmes=spent), BilanContent(programmes=spent))
    )
    assert about_both == ["marne.had", "marne.met"]
    assert of_the_reaap == ["marne.met"], "nothing of the Clas, nor of a programme that was not granted"
