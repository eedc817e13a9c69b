"""From the opening of a call to the receipts, over HTTP, with mails and commands, and on to the next year's draft."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.installations import Caller, Installation, Letterbox
from tests.journey.people import choose_password, describe, group, register, sign_in, siret_of


@dataclass(frozen=True)
class Call:
    """A department's call, and what its groups are worth by hand."""

    slug: str
    code: str
    year: str
    during: str
    last_second: str
    too_late: str
    extended_to: str
    next_year: str
    next_day: str
    bonuses: bool
    amounts: tuple[str, str, str]
    total: str


# Three groups of 8 000,00 €, 9 000,00 € and 5 000,00 €, and 100,00 € in common: 33,34 + 33,33 + 33,33.
#   33 % of 8 033,34 = 2 651,0022, so 2 651,00
#   33 % of 9 033,33 = 2 980,9989, above the published maximum, so 2 800,70
#   33 % of 5 033,33 = 1 660,9989, so 1 661,00
# In 2025-2026 a bonus is worth 329,00: the first group asks for one, the second for two, the third for none:
#   2 980,00 + 3 458,70 + 1 661,00 = 8 099,70
# In 2024-2025 no bonus amount is published: 2 651,00 + 2 800,70 + 1 661,00 = 7 112,70
CALLS = (
    Call(
        slug="marne",
        code="51",
        year="2025-2026",
        during="2025-06-02",
        last_second="2025-08-18T23:59:59",
        too_late="2025-08-19T00:00:00",
        extended_to="2025-08-25",
        next_year="2026-2027",
        next_day="2026-06-02",
        bonuses=True,
        amounts=("2980.00", "3458.70", "1661.00"),
        total="8099.70",
    ),
    Call(
        slug="seine_et_marne",
        code="77",
        year="2024-2025",
        during="2024-05-20",
        last_second="2024-06-10T23:59:59",
        too_late="2024-06-11T00:00:00",
        extended_to="2024-06-20",
        next_year="2025-2026",
        next_day="2025-05-20",
        bonuses=False,
        amounts=("2651.00", "2800.70", "1661.00"),
        total="7112.70",
    ),
)


def _pieces(call: Call) -> list[dict[str, Any]]:
    """Return a whole dossier as its porteur saves it, piece by piece."""
    one, two = (("children",), ("children", "parents")) if call.bonuses else ((), ())
    north = [group("Nord A", "8000.00", one), group("Nord B", "9000.00", two)]
    place = {"city": "Reims", "postal_code": "51100"}
    action = {
        "place": place,
        "schools": ["École Colette"],
        "description": "Deux soirs par semaine, un goûter, une sortie.",
    }
    actions = [
        {**action, "title": "Quartier nord", "groups": north},
        {**action, "title": "Quartier sud", "groups": [group("Sud", "5000.00", ())]},
    ]
    budget = [
        {"account": "641", "label": "Animateurs", "amount": "22100.00"},
        {"account": "74", "funder": "caf", "amount": "8000.00"},
        {"account": "74", "funder": "commune", "amount": "14100.00"},
        {"account": "864", "amount": "1200.00"},
        {"account": "870", "amount": "1200.00"},
    ]
    return [
        {"contact": {"name": "Alex Moreau", "email": "contact@porteur.example"}},
        {"actions": actions, "common_costs": "100.00"},
        {
            "axes": {
                axis: f"Ce qui est fait sur l'axe {axis}." for axis in ("children", "parents", "school", "territory")
            }
        },
        {"beyond_homework": True, "articulations": [{"scheme": "reaap", "text": "Au programme du Reaap."}]},
        {"budget": budget, "previous_bilan": "not_concerned"},
        {"attestations": {"accuracy": True, "authority": True, "republican_commitment": True}},
    ]


def _start(caller: Caller, call: Call, porteur: str, *, status: int = 201, **more: Any) -> Any:
    asked = {"department": call.slug, "school_year": call.year, "porteur": porteur, **more}
    return caller.post("/dossiers", asked, status=status)


@pytest.mark.parametrize("call", CALLS, ids=[call.slug for call in CALLS])
def test_a_call_from_its_opening_to_the_next_years_draft(
    installation: Installation, letters: tuple[Letterbox, str], call: Call
) -> None:
    box, _ = letters
    agent = f"agent@caf{call.code}.example"
    other = "agent@caf-ailleurs.example"
    elsewhere = next(each.slug for each in CALLS if each.slug != call.slug)
    with installation.serving(today=call.during) as service:
        campaign = Caller(service.url).get(f"/departments/{call.slug}/campaigns/{call.year}")
        assert campaign["calendar"]["state"] == "open"
        first = register(installation, service.url, box, "premier@porteur.example")
        porteur = describe(first, siret_of(1), "Premier porteur")
        dossier = _start(first, call, porteur)
        assert _start(first, call, porteur, status=200)["id"] == dossier["id"]
        path = f"/dossiers/{dossier['id']}"
        _write_in_pieces(first, path, call)
        _check_the_amounts(first, path, call)
        receipt = first.post(f"{path}/deposit", Idempotency_Key="premier")
        assert receipt["receipt"] == f"{call.code}-{call.year[:4]}-00001"
        assert receipt["forecast"] == call.total
        assert first.post(f"{path}/deposit", Idempotency_Key="premier") == receipt
        assert first.post(f"{path}/deposit") == receipt
        installation.clas("mail", "send")
        assert {receipt["receipt"] in subject for subject, _ in box.to("contact@porteur.example")} == {True}
        for email, slug in ((agent, call.slug), (other, elsewhere)):
            role = f"agent:{slug}"
            installation.clas("users", "invite", email, "--name", "Agent", "--role", role, CLAS_TODAY=call.during)
        caf = choose_password(installation, service.url, box, agent)
        stranger = choose_password(installation, service.url, box, other)
        assert [each["receipt"] for each in caf.get("/dossiers")["items"]] == [receipt["receipt"]]
        stranger.get(path, status=404)
        assert stranger.get("/dossiers")["items"] == []
        second = register(installation, service.url, box, "second@porteur.example")
        late_porteur = describe(second, siret_of(2), "Second porteur")
        late = f"/dossiers/{_start(second, call, late_porteur)['id']}"
        for piece in _pieces(call):
            second.patch(late, piece)

    with installation.serving(today=call.last_second) as service:
        first = sign_in(service.url, "premier@porteur.example")
        first.patch(path, {"common_costs": "0.00"})
        again = first.post(f"{path}/deposit")
        assert (again["version"], again["receipt"]) == (2, receipt["receipt"])
        changes = first.get(f"{path}/versions/1/differences/2")["changes"]
        assert changes == [{"pointer": "/common_costs", "before": "100.00", "after": "0.00"}]
        assert first.get(f"{path}/versions/1")["forecast"] == call.total

    with installation.serving(today=call.too_late) as service:
        second, caf = sign_in(service.url, "second@porteur.example"), sign_in(service.url, agent)
        refused = second.post(f"{late}/deposit", status=409)
        assert refused["type"] == "urn:clas:problem:out-of-time"
        asked = {"porteur": late_porteur, "until": call.extended_to, "reason": "Panne du service le dernier soir."}
        extensions = f"/departments/{call.slug}/campaigns/{call.year}/extensions"
        second.post(extensions, asked, status=403)
        sign_in(service.url, other).post(extensions, asked, status=404)
        caf.post(extensions, {**asked, "reason": ""}, status=422)
        caf.post(extensions, asked)
        accepted = second.post(f"{late}/deposit")
        assert accepted["receipt"] == f"{call.code}-{call.year[:4]}-00002"
        assert accepted["forecast"] == call.total
        assert second.get(f"{late}/check")["assessment"]["admissible"] == "met"

    with installation.serving(today=call.next_day) as service:
        first = sign_in(service.url, "premier@porteur.example")
        asked = {"department": call.slug, "school_year": call.next_year, "porteur": porteur, "copy_from": dossier["id"]}
        copied = first.post("/dossiers", asked)
        group = copied["content"]["actions"][0]["groups"][0]
        assert (group["label"], group["levels"]) == ("Nord A", ["ce2", "cm1"])
        assert (group["children"], group["running_costs"], group["bonuses"]) == (None, None, [])
        assert copied["content"]["axes"]["parents"] == "Ce qui est fait sur l'axe parents."
        assert (copied["content"]["budget"], copied["content"]["attestations"]) == ([], {})
        first.post(f"/dossiers/{copied['id']}/deposit", status=422)

    assert "00001" not in installation.clas("audit", "verify")


def _write_in_pieces(caller: Caller, path: str, call: Call) -> None:
    """Save piece after piece; what is left to do only shrinks, and a deposit before the end lists it all."""
    left = caller.get(f"{path}/check")["to_do"]
    for piece in _pieces(call):
        refused = caller.post(f"{path}/deposit", status=422)
        assert len(refused["errors"]) == left
        caller.patch(path, piece)
        still = caller.get(f"{path}/check")["to_do"]
        if "actions" not in piece and "budget" not in piece:
            assert still < left
        left = still
    assert left == 0
    caller.patch(path, {"common_costs": "cent euros", "beyond_homework": "oui"}, status=422)
    assert caller.get(path)["content"]["common_costs"] == "100.00"


def _check_the_amounts(caller: Caller, path: str, call: Call) -> None:
    check = caller.get(f"{path}/check")
    assert check["complete"] is True
    assert check["assessment"]["eligible"] == "met"
    estimate = check["estimate"]
    assert tuple(group["total"] for group in estimate["groups"]) == call.amounts
    assert (estimate["total"], estimate["provisional"]) == (call.total, not call.bonuses)
    if not call.bonuses:
        asked = caller.get(path)["content"]["actions"]
        bonus = [{"id": "children", "beyond": "Un projet."}]
        asking = [{**asked[0], "groups": [{**asked[0]["groups"][0], "bonuses": bonus}]}, asked[1]]
        caller.patch(path, {"actions": asking})
        refused = caller.post(f"{path}/deposit", status=422)
        assert [each["pointer"] for each in refused["errors"]] == ["/actions/0/groups/0/bonuses/0/id"]
        assert "aucun montant n'est publié pour 2024-2025" in refused["errors"][0]["detail"]
        caller.patch(path, {"actions": asked})
