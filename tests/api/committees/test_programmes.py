"""Other programmes than the Clas in a call: asked by the same dossier, decided one by one, paid and settled apart.

By hand: the sample asks for one group of 10 children and 9 000,00 €, and one bonus: 2 800,70 of Ps, 329,00. With 4
000,00 asked for the Reaap and 1 500,00 for the cafés: 8 629,70 asked. The committee grants 3 000,00 and 1 500,00.
"""

from typing import Any

import pytest

from bench.samples import content
from tests.api.committees.conftest import MakeRoom, Room
from tests.api.committees.programmes import (
    ANSWERS,
    CAFES,
    LESS,
    MORE,
    REAAP,
    WHOLE,
    alone,
    both,
    deciding,
    revision_of,
    sitting,
    written_by,
)
from tests.certified import certified_amounts


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(more=MORE)


def test_a_year_of_a_dossier_that_asks_for_the_clas_and_for_two_programmes(room: Room) -> None:
    sitting(room, both())
    key = room.dossiers[0]
    asked = room.ask("porteur51", "GET", f"/dossiers/{key}")
    assert asked["asked"] == "8629.70"
    assert asked["content"]["programmes"] == [REAAP, CAFES]

    given = room.decide(deciding(LESS, WHOLE))["decision"]
    assert (given["ps"], given["granted"]) == ("2800.70", "7629.70"), "the Ps has nothing of them"
    assert given["programmes"] == [LESS, {**WHOLE, "reason": None}]
    envelopes = {each["label"]: each for each in room.on_session("GET", "/envelope")["envelopes"]}
    assert (envelopes["Reaap"]["kind"], envelopes["Reaap"]["left"]) == ("programme", "500.00")
    assert envelopes["Cafés des parents (Ville de Reims)"]["session"] == "1500.00"
    assert envelopes["Ps"]["session"] == "2800.70"
    room.on_session("POST", "/closing")

    row = room.on_session("GET", "/matrix.json")["rows"][0]
    assert (row["asked"], row["granted"]) == ("8629.70", "7629.70")
    reaap = {"id": "reaap", "label": "Reaap", "funder": None, "payer": None, "asked": "4000.00", "amount": "3000.00"}
    assert row["programmes"][0] == {**reaap, "reason": LESS["reason"]}
    minutes = room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.html").text
    for words in ("Autres programmes", "1 groupe(s) et 2 autres programmes", "Cafés des parents"):
        assert words in minutes, words
    (decision,) = room.ask("agent51", "GET", f"/dossiers/{key}/decisions")["decisions"]
    assert (decision["granted"], decision["programmes"]) == ("7629.70", row["programmes"])

    revision = room.ask("porteur51", "GET", f"/dossiers/{key}")["revision"]
    room.ask("agent51", "POST", f"/dossiers/{key}/notification", version=revision, expected=201)

    room.ask("agent51", "POST", f"/dossiers/{key}/beginning", {"signed_on": "2025-05-30"}, version=revision + 1)
    payments = room.ask("porteur51", "GET", f"/dossiers/{key}/payments")["payments"]
    told = {(each["payer"], each["aid"], each["amount"]) for each in payments}
    # 50 % of 3 129,70 for the Clas; 60 % of 3 000,00; the town has no advance.
    assert told == {(None, None, "1564.85"), (None, "reaap", "1800.00")}, payments
    for each in payments:
        made = {"reference": "VIR-1", "paid_on": "2025-06-01"}
        room.ask("agent51", "PATCH", f"/payments/{each['id']}", made, version=each["revision"])

    bilan = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan")
    assert bilan["content"]["programmes"] == [{"id": "reaap", "spent": None}, {"id": "cafes", "spent": None}]
    check = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan/check")
    assert [each["pointer"] for each in check["points"] if "programme" in each["pointer"]] == [
        "/programmes/0/spent",
        "/programmes/1/spent",
    ]
    assert "/answers/marne.met" in [each["pointer"] for each in check["points"]]
    group = {
        "position": 1,
        "children": [{"level": "ce2", "girls": 5, "boys": 5}],
        "attendance": 95,
        "sessions_held": 60,
        "parents": 8,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "running_costs": "9000.00",
        "bonus_use": "Un projet d'un an.",
    }
    whole = {
        "groups": [group],
        "schools": 1,
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Fait."),
        "budget": content()["budget"],
        "programmes": [{"id": "reaap", "spent": "2400.00"}, {"id": "cafes", "spent": "1700.00"}],
        "answers": {"marne.met": 38},
    }
    unknown = {"programmes": [{"id": "pre", "spent": "1.00"}]}
    refused = room.ask("porteur51", "PATCH", f"/dossiers/{key}/bilan", unknown, version=bilan["revision"], expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/programmes/0/id"]
    saved = room.ask("porteur51", "PATCH", f"/dossiers/{key}/bilan", whole, version=bilan["revision"])
    room.ask("porteur51", "POST", f"/dossiers/{key}/bilan/filing", version=saved["revision"])
    revision = room.ask("porteur51", "GET", f"/dossiers/{key}")["revision"]
    settled = room.ask("agent51", "POST", f"/dossiers/{key}/settlement", version=revision, expected=201)
    assert [(each["id"], each["due"]) for each in settled["programmes"]] == [
        ("programme.reaap", "2400.00"),
        ("programme.cafes", "1500.00"),
    ], "what was spent, at most what was granted"
    assert (settled["granted"], settled["due"], settled["paid"]) == ("7629.70", "7029.70", "3364.85")
    assert {each["payer"]: (each["due"], each["balance"]) for each in settled["payers"]} == {
        "": ("5529.70", "2164.85"),
        "Ville de Reims": ("1500.00", "1500.00"),
    }
    whole = {"estimated": "8629.70", "granted": "7629.70", "settled": "7029.70"}
    assert certified_amounts(room.world.client.application, key) == whole
    assert settled["warnings"] == [
        "Reaap : 2\u202f400,00\u00a0€ dépensés pour 3\u202f000,00\u00a0€ accordés, 600,00\u00a0€ de moins que prévu."
    ]
    statistics = room.ask("agent51", "GET", "/departments/marne/statistics/2025-2026")
    assert statistics["by_programme"] == [
        {
            "programme": "cafes",
            "label": "Cafés des parents",
            "payer": "Ville de Reims",
            "dossiers": 1,
            "asked": "1500.00",
            "approved": 1,
            "granted": "1500.00",
            "due": "1500.00",
        },
        {
            "programme": "reaap",
            "label": "Reaap",
            "payer": None,
            "dossiers": 1,
            "asked": "4000.00",
            "approved": 1,
            "granted": "3000.00",
            "due": "2400.00",
        },
    ]
    assert statistics["retained"]["approved"] == "3129.70", "the figures of the Clas have nothing of them"


def test_a_dossier_of_a_programme_alone_has_no_group_and_no_ps(room: Room) -> None:
    sitting(room, alone())
    key = room.dossiers[0]
    found = room.ask("porteur51", "GET", f"/dossiers/{key}")
    assert (found["asked"], found["groups"]) == ("4000.00", 0)
    check = room.ask("porteur51", "GET", f"/dossiers/{key}/check")
    assert (check["complete"], check["estimate"], check["assessment"]["eligible"]) == (True, None, "met")
    assert check["programmes"] == [{"id": "reaap", "label": "Reaap", "amount": "4000.00"}]
    given = room.decide(deciding(LESS, groups=False))["decision"]
    assert (given["ps"], given["granted"]) == ("0.00", "3000.00")
    room.on_session("POST", "/closing")
    room.ask("agent51", "POST", f"/dossiers/{key}/notification", version=revision_of(room, key), expected=201)
    room.ask("agent51", "POST", f"/dossiers/{key}/beginning", {}, version=revision_of(room, key))
    bilan = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan")
    points = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan/check")["points"]
    assert {each["pointer"] for each in points if each["verdict"] != "met"} == {
        "/programmes/0/spent",
        "/answers/marne.met",
        "/budget/0/amount",
        "/budget/1/amount",
    }, "nothing is asked of the Clas"
    told = {
        "programmes": [{"id": "reaap", "spent": "3000.00"}],
        "answers": {"marne.met": 38},
        "budget": content()["budget"],
    }
    saved = room.ask("porteur51", "PATCH", f"/dossiers/{key}/bilan", told, version=bilan["revision"])
    room.ask("porteur51", "POST", f"/dossiers/{key}/bilan/filing", version=saved["revision"])
    settled = room.ask("agent51", "POST", f"/dossiers/{key}/settlement", version=revision_of(room, key), expected=201)
    assert (settled["granted"], settled["due"], settled["groups"]) == ("3000.00", "3000.00", [])


@pytest.mark.parametrize(
    ("programmes", "place", "said"),
    [
        ((LESS, {**WHOLE, "amount": "1500.01"}), "/programmes/1/amount", "au plus ce qui est demandé"),
        (({**LESS, "reason": " "}, WHOLE), "/programmes/0/reason", ""),
        (({"id": "reaap", "amount": "10.00"}, WHOLE), "/programmes/0/reason", "se motive"),
        ((LESS, {**WHOLE, "id": "pre"}), "/programmes/1/id", "Le dossier ne demande pas « pre »"),
        ((LESS, LESS), "/programmes/1/id", "donné deux fois"),
        ((LESS,), "/programmes", "Cafés des parents"),
        (({"id": "reaap", "amount": "4000.00"}, WHOLE), "/groups", "L'enveloppe du programme (Reaap) est de"),
    ],
)
def test_what_may_not_be_decided_is_refused_at_its_place(room: Room, programmes: Any, place: str, said: str) -> None:
    sitting(room, both())
    refused = room.decide(deciding(*programmes), expected=422)
    assert [said in each["detail"] for each in refused["errors"] if each["pointer"] == place][:1] == [True], refused


def test_a_refusal_grants_no_programme_and_an_approval_grants_something(room: Room) -> None:
    sitting(room, both())
    refused = room.decide({"outcome": "refused", "reason": "Non.", "programmes": [WHOLE]}, expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/programmes"]
    nothing = [{"id": each, "amount": "0.00", "reason": "Rien."} for each in ("reaap", "cafes")]
    refused = room.decide({**deciding(*nothing, groups=False), "reason": "Rien."}, expected=422)
    assert "ou accorde un autre programme" in refused["errors"][0]["detail"]
    given = room.decide({**deciding(LESS, {**nothing[1]}, groups=False), "reason": "Le Reaap seul."})["decision"]
    assert (given["ps"], given["granted"]) == ("0.00", "3000.00")


def test_what_a_programme_lacks_is_told_all_at_once(room: Room) -> None:
    asked = [{"id": "reaap", "amount": "10.00"}, {"id": "cafes", "amount": None}, {"id": "pre", "amount": "5.00"}]
    key, check = written_by(room, {"programmes": asked})
    open_points = {each["pointer"]: each["message"] for each in check["points"] if each["verdict"] != "met"}
    assert open_points["/programmes/0/amount"] == "Demandez 300,00\u00a0€ au moins."
    assert "Dites combien vous demandez" in open_points["/programmes/1/amount"]
    assert "Ce n'est pas un programme de cet appel ; programmes : reaap, cafes." in open_points["/programmes/2/id"]
    assert {"/answers/marne.parents", "/answers/marne.open"} <= set(open_points)
    refused = room.ask("porteur51", "POST", f"/dossiers/{key}/deposit", {}, expected=422)
    assert {"/programmes/0/amount", "/programmes/2/id", "/answers/marne.open"} <= {
        each["pointer"] for each in refused["errors"]
    }


def test_a_criterion_on_a_programme_judges_it_alone(room: Room) -> None:
    closed = {**ANSWERS, "marne.open": False}
    sitting(room, {**both(), "answers": closed})
    check = room.ask("porteur51", "GET", f"/dossiers/{room.dossiers[0]}/check")
    assert check["assessment"]["eligible"] == "met", "the Clas is judged by its own criteria"
    assert [(each["id"], each["verdict"]) for each in check["assessment"]["programmes"]] == [
        ("reaap", "met"),
        ("cafes", "not_met"),
    ]
    assert check["unpaid"]["summary"] == "1 autre programme ne serait pas payé"
    refused = room.decide(deciding(LESS, WHOLE), expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/programmes/1/amount"]
    none = {"id": "cafes", "amount": "0.00", "reason": "Le café n'est pas ouvert à tous."}
    assert room.decide(deciding(LESS, none))["decision"]["granted"] == "6129.70"
    _, check = written_by(room, content())
    assert "programmes" not in check["assessment"], "nobody is judged by a question that they are not asked"


def test_a_correction_decides_of_the_programmes_again_within_what_is_left(room: Room) -> None:
    sitting(room, both())
    key = room.dossiers[0]
    room.decide(deciding(LESS, WHOLE))
    room.on_session("POST", "/closing")
    corrections = f"/dossiers/{key}/corrections"
    whole = {**deciding({"id": "reaap", "amount": "4000.00"}, WHOLE), "reason": "Tout."}
    refused = room.ask("head51", "POST", corrections, whole, version=revision_of(room, key), expected=422)
    assert "4\u202f000,00\u00a0€ seraient accordés" in refused["errors"][0]["detail"], "what it replaces is not counted"
    lower = {"id": "reaap", "amount": "3500.00", "reason": "Une erreur de saisie."}
    none = {"id": "cafes", "amount": "0.00", "reason": "Le café est fermé."}
    again = {**deciding(lower, none), "reason": "Une erreur."}
    made = room.ask("head51", "POST", corrections, again, version=revision_of(room, key), expected=201)
    assert (made["granted"], [each["amount"] for each in made["programmes"]]) == ("6629.70", ["3500.00", "0.00"])
    assert certified_amounts(room.world.client.application, key) == {"estimated": "8629.70", "granted": "6629.70"}, (
        "the correction is certified"
    )
    first, second = room.ask("agent51", "GET", f"/dossiers/{key}/decisions")["decisions"]
    assert first["programmes"][0]["amount"] == "3000.00", "what was decided before stays"
    assert second["programmes"][1]["reason"] == "Le café est fermé."
    room.ask("agent51", "POST", f"/dossiers/{key}/notification", version=revision_of(room, key), expected=201)
    room.ask(
        "agent51", "POST", f"/dossiers/{key}/beginning", {"signed_on": "2025-05-30"}, version=revision_of(room, key)
    )
    bilan = room.ask("porteur51", "GET", f"/dossiers/{key}/bilan")
    assert bilan["content"]["programmes"] == [{"id": "reaap", "spent": None}], "what gets nothing is not told of"
