"""The committee sets an aid to another amount than its rule's, with its reason, within its envelope: both are kept.

By hand: the sample asks for one group of 10 children and 9 000,00 €, and one bonus: 2 800,70 of Ps, 329,00. The town
gives 20,00 € a child: 200,00; the Caf 10 % of the costs: 900,00. In all 4 229,70.
"""

from typing import Any

import pytest

from tests.api.committees.conftest import APPROVED, MakeRoom, Room

MORE = """
[[funders]]
id = "ville"
name = "Ville de Reims"
kind = "commune"
[[funders]]
id = "caf"
name = "Caf"
kind = "caf"
[[aids]]
id = "ville"
funder = "ville"
label = "Aide de la ville"
per = "child"
amount = 20
envelope = 700
source = "note"
[[aids]]
id = "costs"
funder = "caf"
label = "Soutien aux dépenses"
per = "costs"
rate = 0.1
source = "note"
[[aids]]
id = "projects"
funder = "ville"
label = "Aide aux projets"
natures = ["association"]
source = "note"
"""
SET = {"id": "ville", "amount": "450.00", "reason": "Le quartier est prioritaire."}


@pytest.fixture
def funded(make_room: MakeRoom) -> Room:
    return make_room(more=MORE).ready(2)


def _set(*aids: dict[str, Any]) -> dict[str, Any]:
    return {**APPROVED, "reason": "Un agrément.", "aids": list(aids)}


def _envelopes(room: Room) -> dict[str, tuple[str | None, str]]:
    found = room.on_session("GET", "/envelope")["envelopes"]
    return {each["label"]: (each["amount"], each["session"]) for each in found}


def test_aid_follows_its_rule_and_its_own_envelope(funded: Room) -> None:
    given = funded.decide(APPROVED)["decision"]
    assert (given["ps"], given["bonuses"], given["supplements"], given["granted"]) == (
        "2800.70",
        "329.00",
        "1100.00",
        "4229.70",
    )
    assert _envelopes(funded) == {
        "Ps": (None, "2800.70"),
        "bonus": (None, "329.00"),
        "aides locales de la Caf": (None, "900.00"),
        "Aide de la ville (Ville de Reims)": ("700.00", "200.00"),
        "Soutien aux dépenses": (None, "900.00"),
        "Aide aux projets (Ville de Reims)": (None, "0.00"),
    }


def test_what_the_committee_sets_is_kept_beside_what_the_rule_gave(funded: Room) -> None:
    projects = {"id": "projects", "amount": "100.01", "reason": "Un projet de théâtre."}
    lower = {"id": "costs", "amount": "0.00", "reason": "Le budget est déjà couvert."}
    given = funded.decide(_set(SET, projects, lower))["decision"]
    assert (given["aids"], given["supplements"]) == ([SET, projects, lower], "550.01")
    funded.decide(APPROVED, item=1)
    funded.on_session("POST", "/closing")
    (decision,) = funded.ask("agent51", "GET", f"/dossiers/{funded.dossiers[0]}/decisions")["decisions"]
    ville, costs, asked = decision["aids"]
    assert ville == {
        "id": "ville",
        "label": "Aide de la ville",
        "funder": "ville",
        "payer": "Ville de Reims",
        "amount": "450.00",
        "ruled": "200.00",
        "reason": "Le quartier est prioritaire.",
    }
    assert (costs["amount"], costs["ruled"], costs["payer"]) == ("0.00", "900.00", None)
    assert (asked["amount"], asked["ruled"]) == ("100.01", "0.00")
    assert decision["granted"] == "3679.71"
    rows = funded.on_session("GET", "/matrix.json")["rows"]
    assert [each["amount"] for each in rows[0]["aids"]] == ["450.00", "0.00", "100.01"]
    assert [each["ruled"] for each in rows[1]["aids"]] == [None, None]


@pytest.mark.parametrize(
    ("aid", "place", "said"),
    [
        ({**SET, "amount": "701.00"}, "/groups", "L'enveloppe de l'aide (Aide de la ville (Ville de Reims)) est de"),
        ({**SET, "reason": " "}, "/aids/0/reason", "Un texte est attendu"),
        ({**SET, "id": "nobody"}, "/aids/0/id", "ne peut pas aller à ces groupes"),
        ({**SET, "amount": "-1.00"}, "/aids/0/amount", "Un montant positif ou nul"),
    ],
)
def test_what_may_not_be_set_is_refused_at_its_place(funded: Room, aid: Any, place: str, said: str) -> None:
    refused = funded.decide(_set(aid), expected=422)
    assert [said in each["detail"] for each in refused["errors"] if each["pointer"] == place] == [True]


def test_only_an_approval_sets_aid(funded: Room) -> None:
    refused = funded.decide({"outcome": "refused", "reason": "Non.", "aids": [SET]}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/aids/0"]


def test_the_page_sets_an_aid_and_shows_what_is_wrong_where_it_is_typed(funded: Room) -> None:
    browser = funded.world.browser("agent51")
    page = f"/espace/caf/seances/{funded.session}/dossiers/{funded.items[0]}"
    approval = {"outcome": "approved", "groups__0__bonuses__children": "Un projet d'un an."}
    browser.open(page).send("decide", **approval, aids__2__amount="1 200", aids__2__reason="")
    assert browser.status == 422
    assert "Aide aux projets, raison de cet autre montant" in browser.text
    browser.send("decide", aids__2__reason="Un projet de théâtre.", aids__2__amount="120,50")
    assert browser.status == 200, browser.text
    assert "Aide aux projets (Ville de Reims) : 120,50\u00a0€, fixée par le comité" in browser.text
    browser.open(f"/espace/caf/seances/{funded.session}/cloture")
    assert "fixés par le comité au lieu de 0,00\u00a0€" in browser.text
