"""The list of payments to make of a call (*bordereau d'ordres de paiement*): by who pays, each with its payee, its
dossier, its day and its account as the dossier has it; what they come to, in figures and in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clas_core.departments import Campaign, Department
from clas_core.documents.in_words import amount_in_words
from clas_core.documents.letterhead import Signature, sender_of
from clas_core.documents.model import Block, Document, Facts, Notice, Paragraph, Section, Signatures, Table, Text
from clas_core.identifiers import write_siret
from clas_core.money import amount_text, write_euros
from clas_core.years import write_day

FORMAT = "clas-paiements/1"
"""The version of the JSON form: a number that changes when the meaning of a field does."""

NO_ACCOUNT = "aucun RIB au dossier"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentToMake:
    """A payment, or what is to be paid back where it is a `recovery`. `amount` in cents; `payer` empty for the Caf;
    `about` says what it is of, `due` when, in words; `due_on` is the last day that these may mean. `account` is the
    document of the dossier that says where to pay, nothing where there is none."""

    payer: str
    payee: str
    siret: str
    receipt: str
    about: str
    amount: int
    due: str
    due_on: date
    recovery: bool
    account: str = ""


def payment_order(
    department: Department, campaign: Campaign, payments: Sequence[PaymentToMake], today: date
) -> Document:
    """Return the payments that are still to be made of a call on a day, those to recover apart."""
    out = [each for each in payments if not each.recovery]
    back = [each for each in payments if each.recovery]
    sections = (
        _summed(department, campaign, out, back, today),
        *_by_payer(out, "a-verser", "À verser", today),
        *_by_payer(back, "a-recuperer", "À récupérer", today),
        *((_signed(),) if payments else ()),
    )
    return Document(
        kind="payment_order",
        title=f"Clas : paiements à faire, {department.name}, {campaign.title}",
        subtitle=f"État au {write_day(today)}, {department.caf.name}",
        school_year=str(campaign.school_year),
        department=department.slug,
        digests=(campaign.digest,),
        sections=sections,
        sender=sender_of(department),
    )


def payment_order_json(
    department: Department, campaign: Campaign, payments: Sequence[PaymentToMake], today: date
) -> Mapping[str, Any]:
    """Return the same as JSON values."""
    return {
        "format": FORMAT,
        "department": department.slug,
        "call": str(campaign.name),
        "on": today.isoformat(),
        "to_pay": amount_text(sum(each.amount for each in payments if not each.recovery)),
        "to_recover": amount_text(sum(each.amount for each in payments if each.recovery)),
        "payments": [
            {
                "payer": each.payer or department.caf.name,
                "payee": each.payee,
                "siret": each.siret,
                "receipt": each.receipt,
                "about": each.about,
                "amount": amount_text(each.amount),
                "recovery": each.recovery,
                "due": each.due,
                "due_on": each.due_on.isoformat(),
                "account": each.account or None,
            }
            for each in payments
        ],
    }


def _summed(
    department: Department,
    campaign: Campaign,
    out: Sequence[PaymentToMake],
    back: Sequence[PaymentToMake],
    today: date,
) -> Section:
    facts: list[tuple[str, Text]] = [
        ("Appel", f"{department.caf.name}, appel à projets {campaign.title}"),
        ("À verser", _total(out)),
    ]
    if back:
        facts.append(("À récupérer", _total(back)))
    blocks: list[Block] = [Facts(facts)]
    if not out and not back:
        blocks.append(Paragraph("Aucun paiement n'est à faire."))
    late = [each for each in (*out, *back) if each.due_on < today]
    if late:
        said = "Un paiement est en retard" if len(late) == 1 else f"{len(late)} paiements sont en retard"
        blocks.append(Notice(f"{said}, pour {write_euros(sum(each.amount for each in late))}."))
    without = sorted({each.receipt for each in out if not each.account})
    if without:
        blocks.append(Notice(f"Sans relevé d'identité bancaire au dossier ({len(without)}) : {', '.join(without)}."))
    return Section("ensemble", "L'ensemble", blocks)


def _by_payer(payments: Sequence[PaymentToMake], name: str, title: str, today: date) -> Iterator[Section]:
    """Yield a section for each payer, the Caf first, then the others by name."""
    for place, payer in enumerate(sorted({each.payer for each in payments})):
        own = [each for each in payments if each.payer == payer]
        rows: list[Sequence[Text]] = [
            (
                f"{each.payee}\nSIRET {write_siret(each.siret)}\ndossier {each.receipt}",
                each.about,
                f"{each.due}, en retard" if each.due_on < today else each.due,
                each.account or NO_ACCOUNT,
                write_euros(each.amount),
            )
            for each in own
        ]
        rows.append(("Ensemble", "", "", "", write_euros(sum(each.amount for each in own))))
        who = f"par {payer}" if payer else "par la Caf"
        if title == "À récupérer":
            who = f"pour {payer}" if payer else "pour la Caf"
        header = ("Bénéficiaire et dossier", "Objet", "Jour", "Compte", "Montant")
        table = Table(f"{title} {who}, paiement par paiement", header, rows, frozenset({4}))
        yield Section(f"{name}-{place}", f"{title} {who}", [table, Paragraph(f"Arrêté à {_total(own)}.")])


def _total(payments: Sequence[PaymentToMake]) -> str:
    cents = sum(each.amount for each in payments)
    count = f"{len(payments)} paiement{'s' if len(payments) > 1 else ''}"
    return f"{write_euros(cents)} ({amount_in_words(cents)}), {count}"


def _signed() -> Section:
    signature = Signature(quality="L'ordonnateur", place_and_date="Fait à ……………………, le ……………………")
    return Section("signature", "Signature", [Signatures([signature])])
