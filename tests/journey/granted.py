"""What follows a grant: advances, the next draft, bilans, settlements, and what is counted of it all."""

from tests.journey.people import budget, group, invite, pieces, sign_in
from tests.journey.years import Journey, caf_of, change, mail_of


def advances(journey: Journey, url: str) -> None:
    """Advances are paid; the porteurs see them."""
    caf = caf_of(journey, url)
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
        seen = sign_in(url, mail_of(name)).get(f"{path}/payments")["payments"]
        assert [each["reference"] for each in seen] == [f"VIR-{name}"]


def next_draft(journey: Journey, url: str) -> None:
    """Next year's dossier begins from this one's; where the department asks for the bilan, it waits for it."""
    year = journey.year
    first = sign_in(url, mail_of("premier"))
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


def bilans(journey: Journey, url: str) -> None:
    for name, costs in _ACTUAL.items():
        caller = sign_in(url, mail_of(name))
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
        change(caller, "PATCH", path, {"groups": groups, "schools": 1, "axes": axes, "budget": budget("20000.00")})
        check = caller.get(f"{path}/check")
        assert check["complete"] is True
        if name == "deuxieme":
            assert check["comparison"]["overpayment"] == "627.00"
            assert check["comparison"]["warnings"]
        change(caller, "POST", f"{path}/filing", of=path)


def next_deposit(journey: Journey, url: str) -> None:
    """Once the bilan is filed, the next dossier that waited for it can be deposited."""
    if journey.year.slug != "marne":
        return  # where the department does not ask for the bilan, it is deposited already
    first = sign_in(url, mail_of("premier"))
    receipt = first.post(f"{journey.next_draft}/deposit")
    assert receipt["receipt"] == f"51-{journey.year.next_year[:4]}-00001"


def settlements(journey: Journey, url: str) -> None:
    """The balance of the first, the overpayment of the second, worked by hand above."""
    caf = caf_of(journey, url)
    expected = {
        "premier": (journey.year.due, journey.year.balance, "0.00", "balance"),
        "deuxieme": ("990.00", "0.00", "627.00", "recovery"),
    }
    for name, (due, balance, overpayment, kind) in expected.items():
        path = journey.dossiers[name]
        settled = change(caf, "POST", f"{path}/settlement", of=path, status=201)
        assert (settled["due"], settled["balance"], settled["overpayment"]) == (due, balance, overpayment)
        assert settled["provisional"] is journey.year.provisional
        payments = sign_in(url, mail_of(name)).get(f"{path}/payments")["payments"]
        assert payments[-1]["kind"] == kind
        assert payments[-1]["amount"] == (balance if kind == "balance" else overpayment)
    waiting = journey.dossiers["quatrieme"]
    change(caf, "POST", f"{waiting}/settlement", of=waiting, status=409)
    journey.installation.clas("mail", "send")
    letters = [text for subject, text in journey.box.to("contact@porteur.example") if subject.endswith(" : solde")]
    assert ["provisoires" in text for text in letters] == [journey.year.provisional] * 2


def statistics(journey: Journey, url: str) -> None:
    year = journey.year
    told = caf_of(journey, url).get(f"/departments/{year.slug}/statistics/{year.year}")
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
