"""Whoever a journey follows: how somebody gets an account and signs in, what a porteur and a group are."""

import re
from typing import Any

from stdnum import luhn

from tests.installations import Caller, Installation, Letterbox

PASSWORD = "quatre chevaux verts"


def siret_of(number: int) -> str:
    """Return a SIRET that no organisation has, its check digits right."""
    siren = f"9990{number:04d}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


def register(installation: Installation, url: str, box: Letterbox, email: str) -> Caller:
    """Ask for an account, choose a password by the mailed link, sign in."""
    Caller(url).post("/accounts", {"email": email, "name": "Alex Moreau"}, status=202)
    return choose_password(installation, url, box, email)


def invite(installation: Installation, url: str, box: Letterbox, email: str, role: str, today: str) -> Caller:
    """Be invited by command, choose a password by the mailed link, sign in."""
    installation.clas("users", "invite", email, "--name", email.partition("@")[0], "--role", role, CLAS_TODAY=today)
    return choose_password(installation, url, box, email)


def choose_password(installation: Installation, url: str, box: Letterbox, email: str) -> Caller:
    """Follow the last link that was mailed; the mails that wait are sent, unless theirs was."""
    if not box.to(email):
        installation.clas("mail", "send")
    _, text = box.to(email)[-1]
    token = re.search(r"/mot-de-passe/(\S+)", text)
    assert token, text
    Caller(url).post("/accounts/passwords", {"token": token[1], "password": PASSWORD}, status=200)
    return sign_in(url, email)


def sign_in(url: str, email: str) -> Caller:
    return Caller(url, Caller(url).post("/session", {"email": email, "password": PASSWORD})["token"])


def describe(caller: Caller, siret: str, name: str) -> str:
    """Describe an organisation; return its key."""
    described = {
        "name": name,
        "siret": siret,
        "nature": "association",
        "address": {"lines": ["1 rue des Écoles"], "postal_code": "51100", "city": "Reims"},
        "representative": {"name": "Camille Aubry", "role": "présidente"},
    }
    key: str = caller.post("/porteurs", described)["id"]
    return key


def group(label: str, costs: str, bonuses: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a group of ten children and two adults, at these costs, with what is asked for."""
    return {
        "label": label,
        "levels": ["ce2", "cm1"],
        "children": 10,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "sessions_per_week": 2,
        "weeks": 30,
        "outside_school_time": True,
        "running_costs": costs,
        "bonuses": [{"id": each, "beyond": "Un projet de plus grande ampleur, toute l'année."} for each in bonuses],
    }


def pieces(groups: list[dict[str, Any]], *, common: str, charges: str) -> list[dict[str, Any]]:
    """Return a whole dossier of one action, as its porteur saves it, piece by piece."""
    action = {
        "title": "Quartier nord",
        "place": {"city": "Reims", "postal_code": "51100"},
        "schools": ["École Colette"],
        "description": "Deux soirs par semaine, un goûter, une sortie.",
        "groups": groups,
    }
    axes = ("children", "parents", "school", "territory")
    return [
        {"contact": {"name": "Alex Moreau", "email": "contact@porteur.example"}},
        {"actions": [action], "common_costs": common},
        {"axes": {axis: f"Ce qui est fait sur l'axe {axis}." for axis in axes}},
        {"beyond_homework": True, "articulations": [{"scheme": "reaap", "text": "Au programme du Reaap."}]},
        {"budget": budget(charges), "previous_bilan": "not_concerned"},
        {"attestations": {"accuracy": True, "authority": True, "republican_commitment": True}},
    ]


def budget(charges: str) -> list[dict[str, Any]]:
    return [
        {"account": "641", "label": "Animateurs", "amount": charges},
        {"account": "74", "funder": "commune", "amount": charges},
    ]
