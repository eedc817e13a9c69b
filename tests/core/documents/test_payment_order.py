"""The list of payments to make says by who pays what is to be paid to whom, and what it comes to, in words too."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.documents.payment_order import NO_ACCOUNT, PaymentToMake, payment_order, payment_order_json
from clas_core.reading import digest_of
from tests.core.documents.words import words_of

TODAY = date(2025, 12, 1)
FIRST = PaymentToMake(
    payer="",
    payee="Les Tilleuls",
    siret="73282932000074",
    receipt="08-2025-00001",
    about="acompte",
    amount=280_070,
    due="1er décembre 2025",
    due_on=TODAY,
    recovery=False,
    account="rib.pdf",
)
PAYMENTS = (
    FIRST,
    replace(FIRST, payer="Agglo", amount=10_000, about="acompte, Aide", due="en octobre", due_on=date(2025, 10, 31)),
    replace(FIRST, receipt="08-2025-00002", payee="*Le Pré*", amount=19_930, account=""),
    replace(FIRST, receipt="08-2025-00003", amount=5_000, recovery=True, about="indu à récupérer"),
)


@pytest.fixture
def told(essai: DepartmentPlugin, essai_campaign: Campaign) -> Any:
    return lambda payments: (essai.department, essai_campaign, payments, TODAY)


def test_what_is_paid_and_what_is_recovered_are_apart_each_by_its_payer(told: Any) -> None:
    lines = words_of(payment_order(*told(PAYMENTS)))
    assert "À verser : 3\u202f100,00\u00a0€ (trois mille cent euros), 3 paiements" in lines
    assert "À récupérer : 50,00\u00a0€ (cinquante euros), 1 paiement" in lines
    titles = [each for each in lines if each.startswith(("À verser par", "À récupérer pour"))]
    assert [each for each in titles if "paiement par" not in each] == [
        "À verser par la Caf",
        "À verser par Agglo",
        "À récupérer pour la Caf",
    ]
    who = "Les Tilleuls\nSIRET 732\u00a0829\u00a0320\u00a000074\ndossier 08-2025-00001"
    assert f"{who} | acompte | 1er décembre 2025 | rib.pdf | 2\u202f800,70\u00a0€" in lines
    assert f"{who} | acompte, Aide | en octobre, en retard | rib.pdf | 100,00\u00a0€" in lines
    assert "Arrêté à 3\u202f000,00\u00a0€ (trois mille euros), 2 paiements." in lines


def test_what_is_late_and_what_cannot_be_paid_yet_is_told_first(told: Any) -> None:
    lines = words_of(payment_order(*told(PAYMENTS)))
    assert "Un paiement est en retard, pour 100,00\u00a0€." in lines
    assert "Sans relevé d'identité bancaire au dossier (1) : 08-2025-00002." in lines
    assert [each for each in lines if NO_ACCOUNT in each]


def test_a_call_that_has_paid_everything_says_so_and_is_signed_by_nobody(told: Any) -> None:
    document = payment_order(*told(()))
    assert "Aucun paiement n'est à faire." in words_of(document)
    assert len(document.sections) == 1


def test_its_json_says_the_same(told: Any) -> None:
    content = payment_order_json(*told(PAYMENTS))
    assert (content["to_pay"], content["to_recover"], content["on"]) == ("3100.00", "50.00", "2025-12-01")
    first, other, without, back = content["payments"]
    assert (first["payer"], other["payer"]) == ("Caf d'essai", "Agglo")
    assert (first["account"], without["account"], back["recovery"]) == ("rib.pdf", None, True)
    assert digest_of(content) == digest_of(payment_order_json(*told(PAYMENTS)))
