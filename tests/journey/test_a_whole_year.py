"""A whole year of a call over HTTP, from the deposits to the settlements and the next draft; amounts worked by hand."""

from typing import Any

import pytest

from tests.installations import Caller, Installation, Letterbox
from tests.journey.granted import advances, bilans, next_deposit, next_draft, settlements, statistics
from tests.journey.people import choose_password, describe, group, invite, pieces, sign_in, siret_of
from tests.journey.years import YEARS, Journey, Year, caf_of, change, mail_of

NAMES = ("premier", "deuxieme", "troisieme", "quatrieme")


@pytest.mark.parametrize("year", YEARS, ids=[year.slug for year in YEARS])
def test_a_whole_year(installation: Installation, letters: tuple[Letterbox, str], year: Year) -> None:
    journey = Journey(installation, letters[0], year)
    with installation.serving(today=year.days["deposits"]) as service:
        _deposits(journey, service.url)
    with installation.serving(today=year.days["instruction"]) as service:
        _instruction(journey, service.url)
    with installation.serving(today=year.days["session"]) as service:
        _session(journey, service.url)
        _notifications(journey, service.url)
    with installation.serving(today=year.days["advance"]) as service:
        advances(journey, service.url)
    with installation.serving(today=year.days["next"]) as service:
        next_draft(journey, service.url)
    with installation.serving(today=year.days["settlement"]) as service:
        bilans(journey, service.url)
        next_deposit(journey, service.url)
        settlements(journey, service.url)
        statistics(journey, service.url)
    installation.clas("audit", "verify")


def _deposits(journey: Journey, url: str) -> None:
    """Four porteurs deposit: three groups, then one each."""
    year = journey.year
    for name in NAMES:
        Caller(url).post("/accounts", {"email": mail_of(name), "name": "Alex Moreau"}, status=202)
    for number, name in enumerate(NAMES, start=1):
        caller = choose_password(journey.installation, url, journey.box, mail_of(name))
        porteur = journey.porteurs[name] = describe(caller, siret_of(number), f"Porteur {name}")
        asked = {"department": year.slug, "school_year": year.year, "porteur": porteur}
        path = journey.dossiers[name] = f"/dossiers/{caller.post('/dossiers', asked)['id']}"
        groups = [group("Seul", "8000.00")]
        if name == "premier":
            one, two, none = journey.bonuses
            groups = [group("Nord A", "8000.00", one), group("Nord B", "9000.00", two), group("Sud", "5000.00", none)]
        common = "100.00" if name == "premier" else "0.00"
        for piece in pieces(groups, common=common, charges="22100.00"):
            caller.patch(path, piece)
        receipt = caller.post(f"{path}/deposit")
        assert receipt["receipt"] == f"{year.code}-{year.year[:4]}-{number:05d}"
    first = sign_in(url, mail_of("premier")).get(f"{journey.dossiers['premier']}/check")["estimate"]
    assert tuple(each["total"] for each in first["groups"]) == year.first


def _instruction(journey: Journey, url: str) -> None:
    """Complements are asked and answered after the closing; every dossier is found admissible, and studied."""
    year = journey.year
    agent = f"agent@caf{year.code}.example"
    caf = invite(journey.installation, url, journey.box, agent, f"agent:{year.slug}", year.days["instruction"])
    path = journey.dossiers["premier"]
    due = f"{year.days['instruction'][:8]}28"
    asked = {"text": "Précisez les sorties prévues.", "due_on": due}
    change(caf, "POST", f"{path}/complements", asked, of=path, status=201)
    caf.post(f"{path}/notes", {"text": "À voir de près."})
    first = sign_in(url, mail_of("premier"))
    first.get(f"{path}/notes", status=403)
    first.patch(path, {"axes": {"children": "Deux sorties au musée.", "parents": "p", "school": "s", "territory": "t"}})
    assert first.post(f"{path}/deposit")["version"] == 2
    for name in NAMES:
        path = journey.dossiers[name]
        change(caf, "POST", f"{path}/admissibility", {"verdict": "met"}, of=path, status=201)
        proposal = {"outcome": "approved", "groups": _retained(caf, path, journey)}
        change(caf, "POST", f"{path}/study", {"proposal": proposal, "advice": "Favorable."}, of=path, status=201)
        assert caf.get(path)["state"] == "examined"


def _retained(caf: Caller, path: str, journey: Journey, *, costs: str | None = None) -> list[dict[str, Any]]:
    """Return every group as it was asked, at the costs of the estimate, or at `costs`."""
    check = caf.get(f"{path}/check")["estimate"]["groups"]
    bonuses = journey.bonuses if len(check) == 3 else ((),)
    return [
        {
            "position": place,
            "retained": True,
            "running_costs": costs or each["steps"][0]["result"],
            "bonuses": dict.fromkeys(bonuses[place - 1], "Un projet mené toute l'année."),
        }
        for place, each in enumerate(check, start=1)
    ]


def _session(journey: Journey, url: str) -> None:
    """A session decides: approved, approved for less, refused, in reserve; whoever is tied to a porteur is recused."""
    year = journey.year
    day = year.days["session"]
    caf = caf_of(journey, url)
    member = invite(
        journey.installation,
        url,
        journey.box,
        "membre@comite.example",
        f"committee:{year.slug}:education-nationale",
        day,
    )
    planned = {"school_year": year.year, "body": "technical", "held_on": day, "place": "Salle du conseil"}
    session = f"/sessions/{caf.post(f'/departments/{year.slug}/sessions', planned)['id']}"
    dossiers = [path.removeprefix("/dossiers/") for path in journey.dossiers.values()]
    change(caf, "PUT", f"{session}/agenda", {"dossiers": dossiers}, of=session)
    seats = [
        {"institution": "caf", "name": "La Caf", "presides": True},
        {
            "institution": "education-nationale",
            "account": member.get("/me")["account"],
            "siren": siret_of(2)[:9],
        },
    ]
    seated = change(caf, "PUT", f"{session}/seats", {"seats": seats}, of=session)["seats"]
    caf_seat, school_seat = (
        next(each["id"] for each in seated if each["institution"] == name) for name in ("caf", "education-nationale")
    )
    change(caf, "PUT", f"{session}/attendance", {"present": [caf_seat, school_seat]}, of=session)
    change(caf, "POST", f"{session}/opening", of=session)
    items = {each["dossier"]: each for each in caf.get(session)["items"]}
    places = {name: items[path.removeprefix("/dossiers/")]["id"] for name, path in journey.dossiers.items()}
    second = items[journey.dossiers["deuxieme"].removeprefix("/dossiers/")]
    assert [each["seat"] for each in second["recusals"]] == [school_seat]
    assert second["recusals"][0]["detected"] is True
    for name, place in places.items():
        item = f"{session}/items/{place}"
        choice = "against" if name == "troisieme" else "for"
        refused = member.ask("PUT", f"{item}/vote", {"choice": choice})
        assert refused.status_code == (409 if name == "deuxieme" else 200), refused.text
        recorded = caf.ask("PUT", f"{item}/votes/{caf_seat}", {"choice": choice}, If_Match='"0"')
        assert recorded.status_code == 200, recorded.text
        decision = _decision(journey, caf, name)
        if name != "premier":
            without = {**decision, "reason": ""}
            change(caf, "PUT", f"{item}/decision", without, of=item, status=422)
        change(caf, "PUT", f"{item}/decision", decision, of=item)
    if year.slug == "seine_et_marne":
        _refuse_unpublished_bonus(journey, caf, f"{session}/items/{places['premier']}")
    change(caf, "POST", f"{session}/closing", of=session)
    late = member.ask("PUT", f"{session}/items/{places['premier']}/vote", {"choice": "against"})
    assert late.status_code == 409
    outcomes = {name: caf.get(path)["state"] for name, path in journey.dossiers.items()}
    assert outcomes == {"premier": "approved", "deuxieme": "approved", "troisieme": "refused", "quatrieme": "reserve"}
    matrix = {row["receipt"][-1]: row for row in caf.get(f"{session}/matrix.json")["rows"]}
    assert (matrix["1"]["granted"], matrix["2"]["granted"]) == (year.granted, "2310.00")
    assert matrix["2"]["tally"]["counted"]["for"] == 1
    minutes = caf.ask("GET", f"{session}/minutes.md").text
    assert f"{year.code}-{year.year[:4]}-00003" in minutes


def _decision(journey: Journey, caf: Caller, name: str) -> dict[str, Any]:
    path = journey.dossiers[name]
    if name == "premier":
        return {"outcome": "approved", "groups": _retained(caf, path, journey)}
    if name == "deuxieme":
        groups = _retained(caf, path, journey, costs="7000.00")
        return {"outcome": "approved", "reason": "Dépenses retenues en partie.", "groups": groups}
    if name == "troisieme":
        return {"outcome": "refused", "reason": "L'axe des parents n'est pas décrit.", "groups": []}
    return {"outcome": "reserve", "reason": "Selon les crédits.", "groups": []}


def _refuse_unpublished_bonus(journey: Journey, caf: Caller, item: str) -> None:
    """No bonus amount is published for 2024-2025: granting one is refused, naming the figure."""
    groups = _retained(caf, journey.dossiers["premier"], journey)
    groups[0]["bonuses"] = {"children": "Un projet mené toute l'année."}
    refused = change(caf, "PUT", f"{item}/decision", {"outcome": "approved", "groups": groups}, of=item, status=422)
    assert any("aucun montant n'est publié pour 2024-2025" in each["detail"] for each in refused["errors"])


def _notifications(journey: Journey, url: str) -> None:
    """Every porteur learns what was decided when it is notified, and not before; an approved dossier begins."""
    caf = caf_of(journey, url)
    waiting = sign_in(url, mail_of("quatrieme"))
    path = journey.dossiers["quatrieme"]
    before = waiting.get(path)
    assert (before["state"], before["outcome"]) == ("examined", None)
    for name in NAMES:
        path = journey.dossiers[name]
        told = change(caf, "POST", f"{path}/notification", of=path, status=201)
        assert told["convention"] is False
        (decision,) = caf.get(f"{path}/decisions")["decisions"]
        assert decision["provisional"] is (journey.year.provisional and name in ("premier", "deuxieme"))
    told = waiting.get(path)
    assert (told["state"], told["outcome"]) == ("notified", "reserve")
    for name in ("premier", "deuxieme"):
        path = journey.dossiers[name]
        change(caf, "POST", f"{path}/beginning", {}, of=path)
    for name in ("troisieme", "quatrieme"):
        path = journey.dossiers[name]
        change(caf, "POST", f"{path}/beginning", {}, of=path, status=409)
    journey.installation.clas("mail", "send")
    letters = [text for subject, text in journey.box.to("contact@porteur.example") if "décision" in subject]
    assert ["provisoires" in text for text in letters].count(True) == (2 if journey.year.provisional else 0)
    assert letters
