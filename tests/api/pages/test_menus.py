"""Each audience has its own menu, and a visitor's names nothing that is not for visitors."""

from uuid import UUID

import pytest
from flask import Flask

from clas_api.pages.menus import MENUS, menu_of, menu_of_call
from clas_api.security.principal import Principal, Role

PORTEUR = Role("porteur", porteur=UUID(int=1))
AGENT, OTHER = Role("agent", department="marne"), Role("agent", department="seine_et_marne")
WHO = {
    "visitor": (None, "Appels à projets, Simulateur"),
    "porteur": ((PORTEUR,), "Appels à projets, Simulateur, Mon espace"),
    "caf": ((AGENT,), "Mon espace, Dossiers, Ce qui est arrivé, Simulateur"),
    "of two departments": ((AGENT, OTHER), "Mon espace, Simulateur"),
    "committee": ((Role("committee", department="marne", institution="msa"),), "Mon espace, Appels à projets"),
    "nation": ((Role("national"),), "Nation, Mon espace, Appels à projets, Simulateur"),
    "administrator": ((Role("admin"),), "Installation, Mon espace, Appels à projets"),
    "both": (
        (AGENT, Role("admin")),
        "Mon espace, Dossiers, Ce qui est arrivé, Simulateur, Installation, Appels à projets",
    ),
}


@pytest.mark.parametrize("name", WHO)
def test_each_audience_has_its_menu(app: Flask, name: str) -> None:
    roles, expected = WHO[name]
    who = None if roles is None else Principal(id="account:1", name="Une personne", roles=roles)
    with app.test_request_context("/"):
        lines = menu_of(who)
    there = {each.endpoint: each.label for menu in MENUS.values() for each in menu}
    missing = {label for endpoint, label in there.items() if endpoint not in app.view_functions}
    assert [each.label for each in lines if each.label != "Aide"] == [
        label for label in expected.split(", ") if label not in missing
    ]
    assert {each.here for each in lines if each.label == "Appels à projets"} <= {"page"}
    assert [each.address for each in lines if each.label == "Dossiers"] in ([], ["/espace/caf/marne"])


HEAD, MEMBER = Role("head", department="marne"), Role("committee", department="marne", institution="msa")
ROOMS, SETTINGS = "Travail, Séances, Suivi, Réglages", "Réglages de l'appel, Prolongations, Modèles de textes, Imports"


@pytest.mark.parametrize(
    ("role", "here", "rooms", "pages"),
    [
        (HEAD, "extensions", ROOMS, f"{SETTINGS}, Webhooks, Personnes"),
        (AGENT, "amendments", ROOMS, SETTINGS),
        (AGENT, "reminders", ROOMS, "Paiements et bilans, Rappels, Statistiques"),
        (AGENT, "sessions", ROOMS, ""),
        (MEMBER, "statistics", "Lire les dossiers, Séances, Statistiques", ""),
    ],
)
def test_a_call_has_few_rooms_and_the_pages_of_the_one_where_one_stands(
    app: Flask, role: Role, here: str, rooms: str, pages: str
) -> None:
    who = Principal(id="account:1", name="Une personne", roles=(role,))
    with app.test_request_context("/"):
        menu = menu_of_call(who, "marne", "2025-2026", here)
        elsewhere = menu_of_call(who, "seine_et_marne", "2025-2026", here)
    assert ", ".join(each.label for each in menu.rooms) == rooms
    assert ", ".join(each.label for each in menu.pages) == pages
    stands = [each.here for each in (*menu.rooms, *menu.pages) if each.here]
    assert stands == (["true", "page"] if pages else ["page"])
    assert not elsewhere.rooms
