"""What an amendment may not say is told at once, each thing at its place, with what the file or the year says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clas_core.departments import Campaign, campaign_of_text
from clas_core.departments.amending import advance_problem, deciding_bodies, refusals
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedEnvelope, StatedSession
from clas_core.departments.campaign import DEPARTMENTAL
from clas_core.departments.contacts import Contact
from clas_core.years import SchoolYear

TODAY = date(2025, 6, 12)


def stated(**said: Any) -> Amendment:
    return Amendment(stated_on=TODAY, source="Courrier", **said)


def problems(campaign: Campaign, amendment: Amendment, today: date = TODAY) -> dict[str, str]:
    found = {
        "/".join(map(str, each.path)): each.message.replace("\xa0", " ").replace("\u202f", " ")
        for each in refusals(campaign, campaign, amendment, today)
    }
    assert all(message.endswith((".", "?")) for message in found.values())
    return found


@pytest.fixture(scope="session")
def opened(essai_campaign: Campaign) -> Campaign:
    """Return the call of the tests without a last day, advances or a body that decides."""
    text = essai_campaign.text
    for written in ("closes = 2025-09-01\n", '[[advances]]\nshare = 0.5\non = 2025-12-01\nsource = "note"\n'):
        text = text.replace(written, "")
    campaign = campaign_of_text(text, "essai", name="essai")
    return replace(campaign, calendar=replace(campaign.calendar, closes=None), bilan=None, advances=())


def test_an_amendment_says_something(opened: Campaign) -> None:
    assert problems(opened, stated()) == {"": "Un avenant dit au moins une chose."}


def test_a_call_closes_after_today_after_its_opening_and_within_its_year(opened: Campaign) -> None:
    assert "Ce jour est passé" in problems(opened, stated(closes=date(2025, 6, 11)))["closes"]
    assert problems(opened, stated(closes=date(2025, 7, 1))) == {}
    opens = replace(opened, calendar=replace(opened.calendar, opens=date(2025, 6, 20)))
    assert "il se clôt ensuite" in problems(opens, stated(closes=date(2025, 6, 15)))["closes"]
    assert "L'année 2025-2026 se termine le" in problems(opened, stated(closes=date(2027, 1, 1)))["closes"]


def test_the_day_of_the_bilan_lies_within_its_window(opened: Campaign) -> None:
    assert (
        "se dépose du 1er septembre 2025 au 30 juin 2027"
        in problems(opened, stated(bilan_due=date(2027, 7, 1)))["bilan_due"]
    )
    assert problems(opened, stated(bilan_due=date(2026, 9, 30))) == {}


def test_advances_are_paid_after_the_closing_before_the_end_and_make_no_more_than_all(opened: Campaign) -> None:
    closes = date(2025, 9, 1)
    shares = (
        StatedAdvance(share=Decimal("0.7"), on=closes),
        StatedAdvance(share=Decimal("0.5"), on=date(2027, 1, 1)),
    )
    found = problems(opened, stated(closes=closes, advances=shares))
    assert found["advances/0/on"] == "Un acompte n'est pas payé avant la clôture de l'appel, le 1er septembre 2025."
    assert found["advances/1/on"] == "Un acompte de 2025-2026 est payé avant la fin de 2026."
    assert found["advances"] == "Les acomptes font ensemble 120 % de ce qui est accordé."
    assert advance_problem(SchoolYear(2025), None, closes) == ""


def test_sessions_are_of_the_call_and_said_once(opened: Campaign) -> None:
    late = StatedSession(title="Comité", on=date(2030, 1, 1))
    found = problems(opened, stated(sessions=(late, replace(late, title="comité"))))
    assert "Une séance de cet appel a lieu du" in found["sessions/0/on"]
    assert found["sessions/1"] == "Déjà dit dans cet avenant : gardez-en un seul."


def test_institutions_territories_and_bodies_are_those_of_the_file(essai_campaign: Campaign) -> None:
    odd = Contact(institution="mairie", role="Référente", name="Une Autre", territory="nulle-part")
    found = problems(essai_campaign, stated(contacts=(odd,), decides="personne"))
    assert "connues : caf" in found["contacts/0/institution"]
    assert found["contacts/0/territory"] == "Ce territoire n'est pas du fichier de l'appel."
    assert all(each in found["decides"] for each in deciding_bodies(essai_campaign))
    assert deciding_bodies(replace(essai_campaign, committees=())) == dict([DEPARTMENTAL])


def test_what_the_file_says_is_not_said_again(essai_campaign: Campaign) -> None:
    said = essai_campaign
    assert said.calendar.closes is not None
    assert said.advances
    again = stated(
        closes=date(2025, 12, 24),
        envelopes=tuple(StatedEnvelope(kind=each.kind, amount=Decimal(1)) for each in said.envelopes),
        advances=(StatedAdvance(share=Decimal("0.1"), on=date(2026, 1, 10)),),
    )
    found = problems(said, again)
    assert {"closes", "advances", *(f"envelopes/{rank}/kind" for rank in range(len(said.envelopes)))} <= set(found)
    assert all("seul ce que le fichier laisse ouvert se complète ici" in each for each in found.values())
