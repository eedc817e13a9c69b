"""Invented projects: the content of a dossier, drawn by a generator that always begins alike."""

from random import Random
from typing import Any

from clas_api.scenario.organisations import Organisation
from clas_core.dossiers import attestations_of
from clas_core.money import amount_text

_THEMES = (
    "Le livre sous toutes ses formes",
    "Sciences en herbe",
    "Théâtre et confiance",
    "Le journal du quartier",
    "Jardin et saisons",
    "Musiques d'ici et d'ailleurs",
    "Cap sur le collège",
    "La langue en jeux",
)
_LEVELS = (["cp", "ce1"], ["ce2", "cm1"], ["cm2"], ["6e", "5e"], ["4e", "3e"])
_SCHOOLS = ("Les Lilas", "Jean Moulin", "Jules Verne", "Colette", "Simone Veil")
_BEYOND = {
    "children": "Un projet d'écriture toute l'année avec une autrice, une exposition et une visite d'imprimerie.",
    "parents": "Un lieu de parole chaque mois et des rendez-vous sur l'orientation, préparés avec les parents.",
}
_AXES = {
    "children": "Temps de méthode, lecture et jeux coopératifs à chaque séance ; sorties avec la médiathèque.",
    "parents": "Accueil individuel à l'inscription, café mensuel, bilan partagé en janvier et en juin.",
    "school": "Réunion de rentrée avec les équipes enseignantes, fiche navette, point à chaque période.",
    "territory": "Bénévoles de l'association de quartier, médiathèque, centre de documentation.",
}


def project(organisation: Organisation, chance: Random, *, bonuses: bool) -> dict[str, Any]:
    """Return a whole content: as many actions as the organisation has, a budget that balances, what is signed."""
    actions = [_action(organisation, number, chance, bonuses=bonuses) for number in range(organisation.actions)]
    own = sum(group.pop("_cents") for action in actions for group in action["groups"])
    common = chance.choice((0, 0, 60_000, 125_050))
    return {
        "contact": {
            "name": "Alex Moreau",
            "email": f"coordination{organisation.number}@clas.example",
            "phone": "03 26 00 00 00",
        },
        "actions": actions,
        "axes": _AXES,
        "beyond_homework": True,
        "articulations": [
            {"scheme": "reaap", "text": "Les cafés de parents sont inscrits au programme du Reaap."},
            {"scheme": "pedt", "text": "Les horaires sont convenus avec la commune dans le PEdT."},
        ],
        "common_costs": amount_text(common),
        "budget": _budget(own + common),
        "previous_bilan": chance.choice(("filed", "filed", "not_concerned")),
        "attestations": {each.id: True for each in attestations_of(organisation.nature)},
    }


def _action(organisation: Organisation, number: int, chance: Random, *, bonuses: bool) -> dict[str, Any]:
    school = chance.choice(_SCHOOLS)
    return {
        "title": f"{chance.choice(_THEMES)} ({school})",
        "place": {"city": organisation.city, "postal_code": organisation.postal_code, "address": f"École {school}"},
        "schools": [f"École {school}", "Collège de secteur"] if chance.random() < 0.3 else [f"École {school}"],
        "description": "Deux soirs par semaine, un goûter, une heure de méthode et une activité d'ouverture.",
        "groups": [
            _group(number, place, chance, bonuses=bonuses) for place in range(1 if chance.random() < 0.7 else 2)
        ],
    }


def _group(number: int, place: int, chance: Random, *, bonuses: bool) -> dict[str, Any]:
    levels = chance.choice(_LEVELS)
    cents = chance.randrange(480_000, 1_150_000, 25) if chance.random() < 0.9 else 848_700
    asked = [each for each in ("children", "parents") if bonuses and chance.random() < 0.4]
    return {
        "label": f"Action {number + 1}, groupe {'AB'[place]}",
        "levels": levels,
        "children": chance.choice((8, 9, 10, 10, 11, 12, 12, 7)),
        "paid_adults": chance.choice((1, 2)),
        "volunteer_adults": chance.choice((1, 2, 3)),
        "sessions_per_week": 2,
        "weeks": chance.choice((28, 30, 32)),
        "outside_school_time": True,
        "running_costs": amount_text(cents),
        "bonuses": [{"id": each, "beyond": _BEYOND[each]} for each in asked],
        "_cents": cents,
    }


def _budget(total: int) -> list[dict[str, Any]]:
    """Split a total, in cents, into charges and produits that balance; volunteer work beside them."""
    purchases, services = total * 12 // 100, total * 8 // 100
    caf, commune = total * 32 // 100, total * 35 // 100
    lines = (
        ("606", "Fournitures et goûters", None, purchases),
        ("613", "Location de salles", None, services),
        ("641", "Animateurs", None, total - purchases - services),
        ("74", "Ps Clas", "caf", caf),
        ("74", "Subvention municipale", "commune", commune),
        ("756", "Cotisations", None, total - caf - commune),
        ("864", "Bénévoles", None, 240_000),
        ("870", "Bénévolat", None, 240_000),
    )
    return [
        {"account": account, "label": label, "funder": funder, "amount": amount_text(cents)}
        for account, label, funder, cents in lines
    ]
