"""The parts of letters, from the record: what is granted, by whom it is paid, why, what follows, what was settled."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.committees.advances import PlannedAdvance
from clas_core.committees.session import RecordedDecision
from clas_core.documents.model import Block, Bullets, Notice, PageBreak, Paragraph, Table, Text
from clas_core.dossiers.budget import Layout
from clas_core.estimates import AidTotal, provisional_note
from clas_core.money import parse_amount, write_euros
from clas_core.national import Correction
from clas_core.years import SchoolYear, write_when

THE_CAF = "la Caf"

NEXT: Mapping[str, str] = {
    "reserve": (
        "Si des crédits se libèrent, le comité en décidera de nouveau lors d'une prochaine séance. Vous n'avez rien à "
        "déposer ; vous pouvez retirer votre dossier depuis la plateforme."
    ),
    "deferred": (
        "Le comité examinera de nouveau le dossier lors d'une prochaine séance. D'ici là, écrivez à la Caf depuis le "
        "dossier pour répondre au motif ; vous pouvez aussi retirer votre dossier."
    ),
}
"""What comes after a decision that is none yet."""


def granted_blocks(decision: RecordedDecision) -> Iterator[Block]:
    """Yield what is granted: each group with its parts, then who pays what; both come to the same total."""
    if decision.groups:
        yield _groups(decision)
    paid = [(each.payer or THE_CAF, each.label, each.amount) for each in decision.aids]
    paid += [(each.payer or THE_CAF, each.label, each.amount) for each in decision.programmes]
    own = [(THE_CAF, label, each) for label, each in (("Ps", decision.ps), ("Bonus", decision.bonus)) if each]
    lines = [(payer[:1].upper() + payer[1:], label, write_euros(amount)) for payer, label, amount in (*own, *paid)]
    header = ("Financeur", "Ce qu'il paie", "Montant, au plus")
    yield Table("Qui paie", header, [*lines, ("Ensemble", "", write_euros(decision.granted))], frozenset({2}))


def _groups(decision: RecordedDecision) -> Table:
    """Return what is granted to each group; a part of which nothing is granted to any of them has no column."""
    sums = {"Ps": decision.ps, "Bonus": decision.bonus, "Aide locale": decision.supplement}
    there = [name for name, amount in sums.items() if amount or name == "Ps"]
    rows: list[Sequence[Text]] = []
    for group in decision.groups:
        parts = {"Ps": group.ps, "Bonus": group.bonus, "Aide locale": group.supplement}
        costs = write_euros(group.running_costs) if group.retained else "non retenu"
        amounts = [write_euros(parts[name]) for name in there]
        rows.append((f"{group.position}. {group.label}", costs, *amounts, write_euros(group.total)))
    if len(rows) > 1:
        rows.append(("Ensemble", "", *(write_euros(sums[name]) for name in there), write_euros(sum(sums.values()))))
    header = ("Groupe", "Dépenses retenues", *there, "Total")
    return Table("Ce qui est accordé à chaque groupe", header, rows, frozenset(range(1, len(header))))


def corrected_blocks(corrections: Sequence[Correction]) -> Iterator[Block]:
    """Yield by which corrections of the national rules something was calculated, where there are any."""
    if corrections:
        yield Paragraph("Les règles nationales de l'année ont été corrigées, et c'est par elles que ceci est calculé :")
        yield Bullets([each.text[0].upper() + each.text[1:] for each in corrections])


def reason_blocks(
    decision: RecordedDecision,
    year: SchoolYear,
    *,
    provisional: bool = False,
    corrections: Sequence[Correction] = (),
) -> Iterator[Block]:
    """Yield why it was so decided: what the rules alone left out, the reason of whoever decided, amounts that the
    committee set itself; and by which corrections of the rules."""
    if decision.by_rule:
        yield Paragraph("Selon le règlement :")
        yield Bullets(list(decision.by_rule))
    if decision.reason:
        yield Paragraph(f"Motif : {decision.reason}")
    ruled = [_set(each) for each in decision.aids if each.ruled is not None]
    if ruled:
        yield Bullets(ruled)
    asked = [
        f"{each.label} : {write_euros(each.amount)} sur {write_euros(each.asked)} demandés."
        + (f" Raison : {each.reason}" if each.reason else "")
        for each in decision.programmes
    ]
    if asked:
        yield Bullets(asked)
    if provisional:
        yield Notice(provisional_note(year))
    yield from corrected_blocks(corrections)


def _set(aid: AidTotal) -> str:
    assert aid.ruled is not None
    return (
        f"{aid.label} : le comité a fixé {write_euros(aid.amount)}, le barème donnait {write_euros(aid.ruled)}. "
        f"Raison : {aid.reason}"
    )


def payment_blocks(planned: Sequence[PlannedAdvance]) -> Iterator[Block]:
    """Yield what is paid before the balance, by whom, and when."""
    if not planned:
        yield Paragraph("Aucun acompte n'est prévu : le versement se fait au solde, après l'étude de votre bilan.")
        return
    rows = [
        (
            each.payer or "La Caf",
            each.label or "Ce que paie la Caf",
            write_when(each.on) if each.on else "à une date qui reste à fixer",
            write_euros(each.amount),
        )
        for each in planned
    ]
    yield Table("Acomptes prévus", ("Financeur", "Pour", "Quand", "Montant"), rows, frozenset({3}))
    yield Paragraph("Le solde est versé après l'étude de votre bilan.")


def convention_blocks(*, needed: bool) -> Sequence[Block]:
    """Return what is said of an agreement, where one is needed."""
    words = (
        "Ce que vous recevez cette année dépasse le seuil au-delà duquel une convention est obligatoire : la Caf vous "
        "adresse la convention à signer, et rien n'est versé avant."
    )
    return [Paragraph(words)] if needed else []


def asked_blocks(text: str) -> Sequence[Block]:
    """Return what the Caf asks a porteur to complete, as it was written."""
    return [Paragraph(each) for each in text.split("\n") if each.strip()]


def settled_blocks(comparison: Mapping[str, Any]) -> Iterator[Block]:
    """Yield each group as it was foreseen beside what it really was, from a settlement's comparison as it is kept."""
    rows = []
    for group in comparison["groups"]:
        for rank, part in enumerate(group["parts"]):
            name = f"{group['position']}. {group['label']}" if rank == 0 else ""
            rows.append((name, part["label"], *(_euros(part[each]) for each in ("granted", "actual", "due"))))
    rows += [
        ("", each["label"], *(_euros(each[name]) for name in ("granted", "actual", "due")))
        for each in comparison.get("programmes", ())
    ]
    header = ("Groupe", "Part", "Prévu et accordé", "Réalisé", "Dû")
    total = ("Ensemble", "", _euros(comparison["granted"]), "", _euros(comparison["due"]))
    yield Table("Le prévu et le réalisé", header, [*rows, total], frozenset({2, 3, 4}))
    yield Paragraph("Chaque part est due à hauteur de ce qui a été réalisé, et au plus de ce qui avait été accordé.")


def balance_blocks(comparison: Mapping[str, Any]) -> Iterator[Block]:
    """Yield what is left to pay or to give back, payer by payer."""
    whole = {"payer": "", "balance": comparison["balance"], "overpayment": comparison["overpayment"]}
    shares = comparison.get("payers") or [whole]
    lines = [line for share in shares for line in _left(share)]
    if lines:
        yield Bullets(lines)
    else:
        yield Paragraph("Rien ne reste à verser, ni à rendre.")


def _left(share: Mapping[str, str]) -> Iterator[str]:
    payer = share["payer"] or THE_CAF
    if parse_amount(share["balance"]):
        yield f"Solde que {payer} vous verse : {_euros(share['balance'])}."
    if parse_amount(share["overpayment"]):
        yield f"Trop-perçu à rendre à {payer} : {_euros(share['overpayment'])}."


def annex_blocks(decision: RecordedDecision, budget: Sequence[Mapping[str, Any]], layout: Layout) -> Iterator[Block]:
    """Yield the annexes of an agreement: the groups that it is for, and the budget that was deposited."""
    yield PageBreak()
    groups = [
        (
            f"{each.position}. {each.label}",
            write_euros(each.running_costs),
            "\n".join(f"{bonus} : {reason}" for bonus, reason in each.bonuses.items()) or "aucun",
        )
        for each in decision.groups
        if each.retained
    ]
    if groups:
        header = ("Groupe", "Dépenses de fonctionnement", "Bonus accordés")
        yield Table("Annexe 1 : les groupes agréés", header, groups, frozenset({1}))
    lines = [
        (
            f"{line['account']} {layout.accounts.get(line['account'], '')}".strip(),
            ", ".join(filter(None, (layout.funders.get(line.get("funder") or "", ""), line.get("label")))),
            "" if line.get("amount") is None else _euros(line["amount"]),
        )
        for line in budget
    ]
    yield Table("Annexe 2 : le budget prévisionnel déposé", ("Compte", "Précision", "Montant"), lines, frozenset({2}))


def _euros(text: str) -> str:
    return write_euros(parse_amount(text))
