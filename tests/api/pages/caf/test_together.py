"""What nobody contests is done together: votes noted for, decisions as proposed; the rest is said, and left."""

from copy import deepcopy

import pytest

from bench.samples import content
from tests.api.pages.caf.conftest import Caf
from tests.api.pages.caf.sound import assert_sound
from tests.api.pages.porteur.conftest import PutSite
from tests.casts import of_alex


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_votes_are_noted_for_then_decided_as_proposed_unless_somebody_contests(caf: Caf) -> None:
    session = caf.opened()
    page = caf.agent.open(f"{session}/ensemble")
    assert_sound(page)
    page.submit("votes", {})
    assert "1 dossier : vote noté pour." in page.text
    assert "majorité pour (2 pour, 0 contre, 0 abstention)" in page.text
    page.submit("votes", {})
    assert "chaque siège présent a déjà voté" in page.text, "what is noted is not noted again"
    item = caf.item(session)
    vote = next(name for name in item.form("votes").names if name.startswith("vote/"))
    item.submit("votes", {vote: "against"})
    page.open(f"{session}/ensemble").submit("decide", {})
    assert "à décider à part : " in page.text
    caf.item(session).submit("votes", {vote: "for"})
    page.open(f"{session}/ensemble?cocher=tous").submit("decide", {})
    assert "1 dossier : décision préparée." in page.text
    page.open(f"{session}/ensemble?cocher=tous").submit("decide", {})
    assert "sa décision est déjà préparée" in page.text
    page.open(f"{session}/ensemble?cocher=aucun").submit("decide", {})
    assert page.status == 422
    page.open(f"{session}/cloture").send("close")
    row = caf.row()
    assert (row.outcome, row.granted_cents) == ("approved", 312_970)


def test_the_study_follows_the_rules_and_shows_what_it_comes_to(caf: Caf) -> None:
    caf.admissible()
    page = caf.agent.open(f"{caf.work}/etude")
    assert "« Bonus enfants » est demandé et n'est pas accordé" in page.text, "what is to be judged is said"
    assert "ruled" not in [button.get("value") for form in page.forms for button in form.buttons]
    page.send("compute", groups__0__bonuses__children="Un projet d'un an.")
    assert "3\u202f129,70\u00a0€" in page.html
    assert caf.row().state == "admissible", "nothing is recorded by looking"
    page.send("study")
    assert caf.row().state == "examined"
    events = caf.agent.open(f"{caf.work}/fil")
    assert_sound(events)
    assert "Étude enregistrée" in events.text
    assert "proposé : agréé, 3" in events.text


def test_a_dossier_without_anything_to_judge_is_studied_by_the_rules_in_one_press(put_site: PutSite) -> None:
    plain = content()
    (group,) = plain["actions"][0]["groups"]
    plain["actions"][0]["groups"] = [
        {**group, "running_costs": "4000.00", "bonuses": []},
        {**deepcopy(group), "label": "6e", "running_costs": "4000.00", "children": 7, "bonuses": []},
    ]
    site = put_site("instructed", of_alex(plain, "admissible"), kind="sqlite")
    work = f"/espace/caf/dossiers/{site.known.made.dossiers['alex']}"
    page = site.browser("agent").open(f"{work}/etude")
    page.submit("ruled", {})
    assert page.status == 200, page.text
    assert "telle que le règlement la donne" in page.text
    assert "6e : le règlement exclut ce groupe." in page.text
