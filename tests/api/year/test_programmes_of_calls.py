"""Another programme than the Clas in two calls of one year: each call has its envelope, the year sums both, and what
one porteur asks for in both is no secret of whoever studies it."""

from typing import Any

import pytest
from flask import Flask

from bench.filled import siret_of
from bench.samples import content
from clas_core.departments import DepartmentRegistry, campaign_of_text
from tests.api.committees.conftest import COMMITTEE, Room
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.calls import JANUARY, SECOND
from tests.casts import described
from tests.stages import Stages

REAAP = """
[[programmes]]
id = "reaap"
label = "{label}"
least = 300
most = 6000
envelope = {envelope}
source = "{source}"
"""
ALONE = {name: each for name, each in content().items() if name in ("contact", "budget", "attestations")}
"""What a dossier that is not about the Clas says, but for what it asks."""


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment) -> Flask:
    more = COMMITTEE.format(rules="") + REAAP.format(label="Reaap", envelope=5000, source="note")
    body = COMMITTEE.format(rules="").replace('"note"', '"avis"')
    january = SECOND + body + REAAP.format(label="Reaap de janvier", envelope=4000, source="avis")
    marne = make_department("marne", "51", '"Marne"', more=more)
    both = marne.with_campaign(campaign_of_text(january, "marne", name=f"{JANUARY}.toml"))
    app = make_app(registry=DepartmentRegistry([both]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


def _deposited(room: Room, porteur: str, call: str, amount: str) -> str:
    """Deposit a dossier of the Reaap alone in a call, which the Caf has studied."""
    asked = {"department": "marne", "call": call, "porteur": porteur}
    key: str = room.ask("porteur51", "POST", "/dossiers", asked, expected=201)["id"]
    said = {**ALONE, "previous_bilan": "not_concerned", "programmes": [{"id": "reaap", "amount": amount}]}
    room.ask("porteur51", "PATCH", f"/dossiers/{key}", said, version=1)
    room.ask("porteur51", "POST", f"/dossiers/{key}/deposit", {}, expected=201)
    room.study(key)
    room.dossiers.append(key)
    return key


def _sat(room: Room, call: str) -> None:
    """Open a session of a call on what was deposited in it."""
    room.plan(call=call)
    room.seat()
    room.inscribe()
    room.enter()
    room.on_session("POST", "/opening")


def _granting(amount: str, reason: str | None = None) -> dict[str, Any]:
    programmes = [{"id": "reaap", "amount": amount, "reason": reason}]
    return {"outcome": "approved", "groups": [], "programmes": programmes}


def _envelope(room: Room) -> dict[str, Any]:
    envelopes: list[dict[str, Any]] = room.on_session("GET", "/envelope")["envelopes"]
    return next(each for each in envelopes if each["kind"] == "programme")


def test_each_call_has_its_envelope_and_the_year_sums_them(app: Flask, stages: Stages) -> None:
    main = Room(lambda stage, cast: stages.put_back(app, stage, cast), [])
    second = Room(main.put, [], _world=main.world)
    porteur = main.ask("porteur51", "POST", "/porteurs", described(siret_of(100)), expected=201)["id"]
    keys = [
        _deposited(main, porteur, "2025-2026", "4000.00"),
        _deposited(second, porteur, JANUARY, "3500.00"),
    ]

    for key, other, call, label in (
        (keys[0], keys[1], JANUARY, "Reaap"),
        (*keys[::-1], "2025-2026", "Reaap de janvier"),
    ):
        (again,) = main.ask("agent51", "GET", f"/dossiers/{key}/comparison")["twice"]
        assert (again["dossier"], again["call"], again["groups"]) == (other, call, [])
        assert again["programmes"] == [label]
    study = main.world.browser("agent51").client.get(f"/espace/caf/dossiers/{keys[0]}/etude").text
    assert "Demandé deux fois." in study
    assert "une dépense n&#39;est payée qu&#39;une fois" in study or "une dépense n'est payée qu'une fois" in study

    _sat(main, "2025-2026")
    _sat(second, JANUARY)
    main.decide(_granting("4000.00"))
    assert (_envelope(main)["label"], _envelope(main)["left"]) == ("Reaap", "1000.00")
    main.on_session("POST", "/closing")
    assert (_envelope(second)["label"], _envelope(second)["left"]) == ("Reaap de janvier", "4000.00"), "its own"
    second.decide(_granting("3000.00", "Une session de moins."))
    assert (_envelope(second)["before"], _envelope(second)["left"]) == ("0.00", "1000.00")
    second.on_session("POST", "/closing")

    counted = main.ask("head51", "GET", "/departments/marne/statistics/2025-2026")["by_programme"]
    (line,) = counted
    assert (line["programme"], line["label"], line["dossiers"], line["approved"]) == ("reaap", "Reaap", 2, 2)
    assert (line["asked"], line["granted"]) == ("7500.00", "7000.00")
