"""A whole year of a call over HTTP, from the deposits to the settlements and the next draft; amounts worked by hand."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.installations import Caller, Installation, Letterbox
from tests.journey.people import budget, describe, group, invite, pieces, register, sign_in, siret_of


@dataclass(frozen=True)
class Year:
    """The days of a department's year, and its amounts by hand."""

    slug: str
    code: str
    year: str
    next_year: str
    days: dict[str, str]
    first: tuple[str, str, str]
    granted: str
    advance: str
    due: str
    balance: str
    counted: dict[str, str]
    """Asked, approved and settled, of the four porteurs together."""
    provisional: bool


# The first porteur asks for groups of 8 000,00, 9 000,00 and 5 000,00, and 100,00 in common (33,34 + 33,33 + 33,33).
#   33 % of 8 033,34 = 2 651,0022, so 2 651,00; of 9 033,33 = 2 980,9989, so the maximum, 2 800,70;
#   of 5 033,33 = 1 660,9989, so 1 661,00.
#   Marne: one bonus, 2 651,00 + 329,00 = 2 980,00; two, 2 800,70 + 658,00 = 3 458,70; none: 1 661,00. In all 8 099,70.
#   Seine-et-Marne 2024-2025, no bonus published: 2 651,00 + 2 800,70 + 1 661,00 = 7 112,70.
#   Advance, 70 %: 5 669,79; 4 978,89.
# Its bilan: 6 000,00 (lower), 9 500,00 (higher), 4 000,00 (lower).
#   33 % of 6 000 = 1 980,00; of 9 500 -> 2 800,70, as granted; of 4 000 = 1 320,00
#   Marne: 1 980 + 329 = 2 309,00; 3 458,70; 1 320,00: 7 087,70 due, 7 087,70 - 5 669,79 = 1 417,91 still to pay.
#   Seine-et-Marne: 1 980,00 + 2 800,70 + 1 320,00 = 6 100,70 due, 6 100,70 - 4 978,89 = 1 121,81 still to pay.
# The second porteur asks for one group of 8 000,00; 7 000,00 are retained: 2 310,00. Advance 1 617,00. It spends
#   3 000,00: 990,00 due, and 627,00 was paid too much.
# The third and the fourth ask for one group of 8 000,00 each: 2 640,00. In all, asked: 8 099,70 + 3 x 2 640,00 =
#   16 019,70 in the Marne, 15 032,70 in Seine-et-Marne; approved 8 099,70 + 2 310,00 = 10 409,70, and 9 422,70; settled
#   7 087,70 + 990,00 = 8 077,70, and 7 090,70.
YEARS = (
    Year(
        slug="marne",
        code="51",
        year="2025-2026",
        next_year="2026-2027",
        days={
            "deposits": "2025-06-02",
            "instruction": "2025-08-25",
            "session": "2025-09-15",
            "advance": "2025-11-20",
            "next": "2026-06-10",
            "settlement": "2026-07-10",
        },
        first=("2980.00", "3458.70", "1661.00"),
        granted="8099.70",
        advance="5669.79",
        due="7087.70",
        balance="1417.91",
        counted={"asked": "16019.70", "approved": "10409.70", "settled": "8077.70"},
        provisional=False,
    ),
    Year(
        slug="seine_et_marne",
        code="77",
        year="2024-2025",
        next_year="2025-2026",
        days={
            "deposits": "2024-05-20",
            "instruction": "2024-06-25",
            "session": "2024-09-16",
            "advance": "2024-11-20",
            "next": "2025-05-20",
            "settlement": "2025-07-10",
        },
        first=("2651.00", "2800.70", "1661.00"),
        granted="7112.70",
        advance="4978.89",
        due="6100.70",
        balance="1121.81",
        counted={"asked": "15032.70", "approved": "9422.70", "settled": "7090.70"},
        provisional=True,
    ),
)


@dataclass
class Journey:
    """The year as it goes: whoever takes part by their address, the dossiers by their porteur."""

    installation: Installation
    box: Letterbox
    year: Year
    porteurs: dict[str, str] = field(default_factory=dict)
    dossiers: dict[str, str] = field(default_factory=dict)
    next_draft: str = ""

    @property
    def bonuses(self) -> tuple[tuple[str, ...], ...]:
        return (("children",), ("children", "parents"), ()) if self.year.slug == "marne" else ((), (), ())


def _change(caller: Caller, method: str, path: str, body: Any = None, *, of: str = "", status: int = 200) -> Any:
    """Change something in the version that is there now; `of` is where that version is read, when it is elsewhere."""
    tag = caller.ask("GET", of or path).headers["ETag"]
    answer = caller.ask(method, path, body, If_Match=tag)
    assert answer.status_code == status, f"{answer.status_code} {path}: {answer.text}"
    return answer.json() if answer.content else None


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
        _advances(journey, service.url)
    with installation.serving(today=year.days["next"]) as service:
        _next_draft(journey, service.url)
    with installation.serving(today=year.days["settlement"]) as service:
        _bilans(journey, service.url)
        _next_deposit(journey, service.url)
        _settlements(journey, service.url)
        _statistics(journey, service.url)
    installation.clas("audit", "verify")


def _mail(name: str) -> str:
    return f"{name}@porteur.example"


def _caf(journey: Journey, url: str) -> Caller:
    return sign_in(url, f"agent@caf{journey.year.code}.example")


def _deposits(journey: Journey, url: str) -> None:
    """Four porteurs deposit: three groups, then one each."""
    year = journey.year
    for number, name in enumerate(NAMES, start=1):
        caller = register(journey.installation, url, journey.box, _mail(name))
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
    first = sign_in(url, _mail("premier")).get(f"{journey.dossiers['premier']}/check")["estimate"]
    assert tuple(each["total"] for each in first["groups"]) == year.first


def _instruction(journey: Journey, url: str) -> None:
    """Complements are asked and answered after the closing; every dossier is found admissible, and studied."""
    year = journey.year
    agent = f"agent@caf{year.code}.example"
    caf = invite(journey.installation, url, journey.box, agent, f"agent:{year.slug}", year.days["instruction"])
    path = journey.dossiers["premier"]
    due = f"{year.days['instruction'][:8]}28"
    asked = {"text": "Précisez les sorties prévues.", "due_on": due}
    _change(caf, "POST", f"{path}/complements", asked, of=path, status=201)
    caf.post(f"{path}/notes", {"text": "À voir de près."})
    first = sign_in(url, _mail("premier"))
    first.get(f"{path}/notes", status=403)
    first.patch(path, {"axes": {"children": "Deux sorties au musée.", "parents": "p", "school": "s", "territory": "t"}})
    assert first.post(f"{path}/deposit")["version"] == 2
    for name in NAMES:
        path = journey.dossiers[name]
        _change(caf, "POST", f"{path}/admissibility", {"verdict": "met"}, of=path, status=201)
        proposal = {"outcome": "approved", "groups": _retained(caf, path, journey)}
        _change(caf, "POST", f"{path}/study", {"proposal": proposal, "advice": "Favorable."}, of=path, status=201)
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
    caf = _caf(journey, url)
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
    _change(caf, "PUT", f"{session}/agenda", {"dossiers": dossiers}, of=session)
    seats = [
        {"institution": "caf", "name": "La Caf", "presides": True},
        {
            "institution": "education-nationale",
            "account": member.get("/me")["account"],
            "siren": siret_of(2)[:9],
        },
    ]
    seated = _change(caf, "PUT", f"{session}/seats", {"seats": seats}, of=session)["seats"]
    caf_seat, school_seat = (
        next(each["id"] for each in seated if each["institution"] == name) for name in ("caf", "education-nationale")
    )
    _change(caf, "PUT", f"{session}/attendance", {"present": [caf_seat, school_seat]}, of=session)
    _change(caf, "POST", f"{session}/opening", of=session)
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
            _change(caf, "PUT", f"{item}/decision", without, of=item, status=422)
        _change(caf, "PUT", f"{item}/decision", decision, of=item)
    if year.slug == "seine_et_marne":
        _refuse_unpublished_bonus(journey, caf, f"{session}/items/{places['premier']}")
    _change(caf, "POST", f"{session}/closing", of=session)
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
    refused = _change(caf, "PUT", f"{item}/decision", {"outcome": "approved", "groups": groups}, of=item, status=422)
    assert any("aucun montant n'est publié pour 2024-2025" in each["detail"] for each in refused["errors"])


def _notifications(journey: Journey, url: str) -> None:
    """Every porteur learns what was decided when it is notified, and not before; an approved dossier begins."""
    caf = _caf(journey, url)
    waiting = sign_in(url, _mail("quatrieme"))
    path = journey.dossiers["quatrieme"]
    before = waiting.get(path)
    assert (before["state"], before["outcome"]) == ("examined", None)
    for name in NAMES:
        path = journey.dossiers[name]
        told = _change(caf, "POST", f"{path}/notification", of=path, status=201)
        assert told["convention"] is False
        (decision,) = caf.get(f"{path}/decisions")["decisions"]
        assert decision["provisional"] is (journey.year.provisional and name in ("premier", "deuxieme"))
    told = waiting.get(path)
    assert (told["state"], told["outcome"]) == ("notified", "reserve")
    for name in ("premier", "deuxieme"):
        path = journey.dossiers[name]
        _change(caf, "POST", f"{path}/beginning", {}, of=path)
    for name in ("troisieme", "quatrieme"):
        path = journey.dossiers[name]
        _change(caf, "POST", f"{path}/beginning", {}, of=path, status=409)
    journey.installation.clas("mail", "send")
    letters = [text for subject, text in journey.box.to("contact@porteur.example") if "décision" in subject]
    assert ["provisoires" in text for text in letters].count(True) == (2 if journey.year.provisional else 0)
    assert letters


def _advances(journey: Journey, url: str) -> None:
    """Advances are paid; the porteurs see them."""
    caf = _caf(journey, url)
    day = journey.year.days["advance"]
    for name, amount in (("premier", journey.year.advance), ("deuxieme", "1617.00")):
        path = journey.dossiers[name]
        (payment,) = caf.get(f"{path}/payments")["payments"]
        assert (payment["kind"], payment["amount"], payment["paid_on"]) == ("advance", amount, None)
        made = {"reference": f"VIR-{name}", "paid_on": day}
        answer = caf.ask("PATCH", f"/payments/{payment['id']}", made, If_Match=f'"{payment["revision"]}"')
        assert answer.status_code == 200, answer.text
        again = caf.ask("PATCH", f"/payments/{payment['id']}", made, If_Match=f'"{answer.json()["revision"]}"')
        assert again.status_code == 409
        seen = sign_in(url, _mail(name)).get(f"{path}/payments")["payments"]
        assert [each["reference"] for each in seen] == [f"VIR-{name}"]


def _next_draft(journey: Journey, url: str) -> None:
    """Next year's dossier begins from this one's; where the department asks for the bilan, it waits for it."""
    year = journey.year
    first = sign_in(url, _mail("premier"))
    asked = {
        "department": year.slug,
        "school_year": year.next_year,
        "porteur": journey.porteurs["premier"],
        "copy_from": journey.dossiers["premier"].removeprefix("/dossiers/"),
    }
    path = journey.next_draft = f"/dossiers/{first.post('/dossiers', asked)['id']}"
    changes = first.get(f"{path}/changes")
    assert changes["older"] == year.year
    assert {"contact", "actions", "axes"} <= set(changes["kept"])
    assert {"groups", "budget", "attestations"} <= set(changes["to_answer"])
    assert "calendar.closes" in [each["subject"] for each in changes["changes"]]
    kept = first.get(path)["content"]
    assert [each["title"] for each in kept["actions"]] == ["Quartier nord"]
    assert {each["running_costs"] for action in kept["actions"] for each in action["groups"]} == {None}
    for piece in pieces([group("Nord A", "8000.00")], common="0.00", charges="22100.00"):
        first.patch(path, piece)
    blocked = first.ask("POST", f"{path}/deposit")
    if year.slug == "marne":
        assert blocked.status_code == 422
        assert [each["pointer"] for each in blocked.json()["errors"]] == ["/previous_bilan"]
    else:
        assert blocked.status_code == 201, blocked.text


_ACTUAL = {
    "premier": ("6000.00", "9500.00", "4000.00"),
    "deuxieme": ("3000.00",),
}


def _bilans(journey: Journey, url: str) -> None:
    for name, costs in _ACTUAL.items():
        caller = sign_in(url, _mail(name))
        path = f"{journey.dossiers[name]}/bilan"
        caller.post(f"{path}/filing", status=428)
        groups = [
            {
                "position": place,
                "children": [{"level": "ce2", "girls": 5, "boys": 5}],
                "attendance": 95,
                "sessions_held": 58,
                "parents": 12,
                "paid_adults": 1,
                "volunteer_adults": 1,
                "running_costs": cost,
                "bonus_use": "Une autrice, une exposition.",
            }
            for place, cost in enumerate(costs, start=1)
        ]
        axes = dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait.")
        _change(caller, "PATCH", path, {"groups": groups, "schools": 1, "axes": axes, "budget": budget("20000.00")})
        check = caller.get(f"{path}/check")
        assert check["complete"] is True
        if name == "deuxieme":
            assert check["comparison"]["overpayment"] == "627.00"
            assert check["comparison"]["warnings"]
        _change(caller, "POST", f"{path}/filing", of=path)


def _next_deposit(journey: Journey, url: str) -> None:
    """Once the bilan is filed, the next dossier that waited for it can be deposited."""
    if journey.year.slug != "marne":
        return  # where the department does not ask for the bilan, it is deposited already
    first = sign_in(url, _mail("premier"))
    receipt = first.post(f"{journey.next_draft}/deposit")
    assert receipt["receipt"] == f"51-{journey.year.next_year[:4]}-00001"


def _settlements(journey: Journey, url: str) -> None:
    """The balance of the first, the overpayment of the second, worked by hand above."""
    caf = _caf(journey, url)
    expected = {
        "premier": (journey.year.due, journey.year.balance, "0.00", "balance"),
        "deuxieme": ("990.00", "0.00", "627.00", "recovery"),
    }
    for name, (due, balance, overpayment, kind) in expected.items():
        path = journey.dossiers[name]
        settled = _change(caf, "POST", f"{path}/settlement", of=path, status=201)
        assert (settled["due"], settled["balance"], settled["overpayment"]) == (due, balance, overpayment)
        assert settled["provisional"] is journey.year.provisional
        payments = sign_in(url, _mail(name)).get(f"{path}/payments")["payments"]
        assert payments[-1]["kind"] == kind
        assert payments[-1]["amount"] == (balance if kind == "balance" else overpayment)
    waiting = journey.dossiers["quatrieme"]
    _change(caf, "POST", f"{waiting}/settlement", of=waiting, status=409)
    journey.installation.clas("mail", "send")
    letters = [text for subject, text in journey.box.to("contact@porteur.example") if subject.endswith(" : solde")]
    assert ["provisoires" in text for text in letters] == [journey.year.provisional] * 2


def _statistics(journey: Journey, url: str) -> None:
    year = journey.year
    told = _caf(journey, url).get(f"/departments/{year.slug}/statistics/{year.year}")
    total, retained = told["total"], told["retained"]
    assert {name: total[name] for name in ("porteurs", "actions", "groups", "children")} == {
        "porteurs": 4,
        "actions": 4,
        "groups": 6,
        "children": 60,
    }
    assert {name: total[name] for name in year.counted} == year.counted
    assert {name: retained[name] for name in ("porteurs", "actions", "groups", "children")} == {
        "porteurs": 2,
        "actions": 2,
        "groups": 4,
        "children": 40,
    }
    outcomes = {line["key"]: line["porteurs"] for line in told["by_outcome"]}
    assert outcomes == {"approved": 2, "refused": 1, "reserve": 1}
    nation = invite(
        journey.installation, url, journey.box, "national@cnaf.example", "national", year.days["settlement"]
    )
    seen = nation.get(f"/departments/{year.slug}/statistics/{year.year}")
    assert seen["total"]["porteurs"] is None, "four porteurs are too few to be told outside the department"
    nation.get(f"/statistics/{year.year}")
    nation.get(journey.dossiers["premier"], status=403)
