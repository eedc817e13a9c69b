"""A receipt and a whole dossier say what was deposited, question by question, and what is missing of a draft."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.documents.deposits import NOT_SAID, ToldDossier, dossier_document, receipt_document
from clas_core.dossiers import layout_of
from clas_core.dossiers.asked import questionnaire_of
from clas_core.national import Referential
from clas_core.years import PARIS, SchoolYear
from tests.core.documents.words import words_of
from tests.core.dossiers.conftest import COMPLETE, GROUP, PORTEUR, changed

CONTENT = changed(
    COMPLETE,
    (
        ("actions", 0, "groups"),
        [
            {
                **GROUP,
                "bonuses": [{"id": "children", "beyond": "Un opéra monté dans l'année."}, {"id": "gone", "beyond": ""}],
                "answers": {"essai.days": ["monday", "friday"]},
            }
        ],
    ),
)


@pytest.fixture(scope="module")
def told(essai_campaign: Campaign, referential_2025: Referential) -> ToldDossier:
    """Return a deposit that says one thing of everything."""
    content = {
        **CONTENT,
        "answers": {"essai.families": 40},
        "programmes": [{"id": "reaap", "amount": "500.00"}, {"id": "gone", "amount": None}],
    }
    return ToldDossier(
        title="2025-2026",
        caf="Caf d'essai",
        department="essai",
        school_year="2025-2026",
        receipt="08-2025-00001",
        number=2,
        deposited_at=datetime(2025, 6, 12, 17, 30, 5, tzinfo=PARIS),
        porteur={**PORTEUR, "siret": "73282932000074", "rna": "W513000001", "email": "tilleuls@exemple.fr"},
        content=content,
        questionnaire=questionnaire_of(referential_2025, essai_campaign),
        layout=layout_of(SchoolYear(2025)),
        bonuses={each.id: each.label for each in referential_2025.bonuses},
        kinds={"statutes": "Statuts"},
        documents=[("statutes", "statuts.pdf"), ("gone", "plan.png")],
        asked=280_070,
        unpaid="le groupe 1 ne serait pas payé",
        digests=["sha256:" + "0" * 64],
    )


@pytest.fixture(scope="module")
def lines(told: ToldDossier) -> list[str]:
    return words_of(dossier_document(told))


def test_a_receipt_says_who_deposited_what_when_and_what_it_is_not(told: ToldDossier) -> None:
    receipt = receipt_document(told)
    assert (receipt.kind, receipt.school_year, receipt.department) == ("receipt", "2025-2026", "essai")
    assert receipt.digests == ("sha256:" + "0" * 64,)
    said = words_of(receipt)
    assert said[0] == "Récépissé de dépôt n° 08-2025-00001"
    assert "Déposé le : 12 juin 2025 à 17 h 30 min 05 s (heure de Paris), dépôt n° 2" in said
    assert "Porteur : Les Tilleuls, SIRET 732\u00a0829\u00a0320\u00a000074" in said
    assert "Montant demandé : 2\u202f800,70\u00a0€ : c'est une estimation, et non une décision." in said
    assert "Pièces jointes : statuts.pdf, plan.png" in said
    assert "Tel qu'il est écrit, le groupe 1 ne serait pas payé." in said
    assert "Le porteur" not in said


def test_a_dossier_says_the_porteur_and_each_answer_under_its_question(lines: list[str]) -> None:
    for said in (
        "Nature : association",
        "RNA : W513000001",
        "Adresse : 1 rue X, 51100 Reims",
        "Représentant légal : Camille Exemple, présidente",
        "Action 1 : Quartier des Tilleuls",
        "Groupe 1 : CE2-CM1",
        "Jours des séances : Lundi, Vendredi",
        "Familles accompagnées : 40",
        "Réseau des parents : 500,00\u00a0€",
        f"Programme : {NOT_SAID}",
        "Bonus enfants, au-delà du socle : Un opéra monté dans l'année.",
        f"Bonus, au-delà du socle : {NOT_SAID}",
        "Statuts : statuts.pdf",
        "autre document : plan.png",
    ):
        assert said in lines


def test_a_dossier_says_its_budget_line_by_line_and_what_is_signed(lines: list[str]) -> None:
    head = lines.index("Compte | Précision | Montant")
    rows = [each.split(" | ") for each in lines[head + 1 : head + 7]]
    assert [(row[0].split()[0], row[-1]) for row in rows][:2] == [
        ("64", "9\u202f000,00\u00a0€"),
        ("60", "1\u202f000,00\u00a0€"),
    ]
    assert rows[3][1].casefold().startswith("commune")
    assert [each for each in lines if each.startswith("L'organisme souscrit au contrat d'engagement républicain")]


@pytest.mark.parametrize("change", [{"budget": []}, {"attestations": {"accuracy": False}}], ids=lambda each: str(each))
def test_what_a_draft_does_not_say_yet_is_said(told: ToldDossier, change: dict[str, Any]) -> None:
    draft = replace(
        told, receipt=None, deposited_at=None, documents=(), unpaid="", content={**told.content, **change}, digests=()
    )
    said = words_of(dossier_document(draft))
    assert "C'est un brouillon : il n'est pas déposé, et la Caf ne l'étudie pas." in said
    assert "Le brouillon" in said
    assert "Aucune pièce n'est jointe." in said
    assert ("Aucune attestation n'est signée." in said) == ("attestations" in change)
    assert (said[said.index("Budget") + 1] == NOT_SAID) == ("budget" in change)
    assert not [each for each in said if each.startswith("Tel qu'il est écrit")]


def test_a_porteur_that_has_told_little_is_told_so(told: ToldDossier) -> None:
    bare = {name: told.porteur[name] for name in ("name", "siret", "nature")}
    said = words_of(dossier_document(replace(told, porteur=bare)))
    assert f"Adresse : {NOT_SAID}" in said
    assert f"Représentant légal : {NOT_SAID}" in said
    assert not [each for each in said if each.startswith(("RNA : ", "Courriel : ", "Téléphone : "))]
