"""The minutes (*procès-verbal*) of a committee's session, from its record alone."""

from collections.abc import Iterator, Sequence

from clas_core.committees.committee import ADVICE, CHOICES, RESULTS, ROLES, SCALES, TIE_RULES, Tally
from clas_core.committees.programmes import GrantedProgramme
from clas_core.committees.session import (
    RecordedDecision,
    RecordedEnvelope,
    RecordedItem,
    RecordedRecusal,
    SessionRecord,
)
from clas_core.documents.aid_parts import ENVELOPES
from clas_core.documents.letterhead import Sender
from clas_core.documents.model import Block, Document, Facts, Notice, Paragraph, Section, Table, Text
from clas_core.dossiers.lifecycle import STATES
from clas_core.estimates import AidTotal
from clas_core.money import write_euros
from clas_core.years import write_day, write_moment


def envelope_name(envelope: RecordedEnvelope) -> str:
    """Name an envelope: what the Caf pays, or the aid of a funder."""
    return paid_by(envelope.label, envelope.payer) if envelope.aid else ENVELOPES[envelope.kind]


def paid_by(label: str, payer: str) -> str:
    """Name an aid, with who pays it where that is not the Caf."""
    return f"{label} ({payer})" if payer else label


def minutes(record: SessionRecord, sender: Sender | None = None) -> Document:
    """Return the minutes of a session; `sender` is the Caf that keeps its secretariat."""
    sections = (
        _sitting_section(record),
        _seats_section(record),
        recusals_section(record),
        _decisions_section(record),
        envelopes_section(record),
    )
    return Document(
        kind="minutes",
        title=f"Clas : procès-verbal de la séance du {write_day(record.held_on)}",
        subtitle=f"{record.body}, {record.department}, {record.call_title or record.school_year}",
        school_year=record.school_year,
        department=record.slug,
        digests=tuple(record.digests),
        sections=tuple(section for section in sections if section is not None),
        sender=sender,
    )


def _sitting_section(record: SessionRecord) -> Section:
    facts: list[tuple[str, Text]] = [
        ("Instance", record.body),
        ("Date", record.words),
        ("Lieu", record.place),
        ("Secrétariat", record.caf),
        ("Dossiers à l'ordre du jour", str(len(record.items))),
        ("Rôle", ROLES[record.decides]),
        *([("À égalité des voix", TIE_RULES[record.tie])] if record.decides else []),
        ("Clôture", write_moment(record.closed_at) if record.closed_at else "la séance n'est pas close"),
    ]
    blocks: list[Block] = [Facts(facts)]
    if record.closed_at is None:
        blocks.append(Notice("Projet : la séance n'est pas close, rien de ce qui suit n'est encore décidé."))
    return Section("seance", "La séance", blocks)


def _seats_section(record: SessionRecord) -> Section:
    rows: list[Sequence[Text]] = [
        (seat.institution, seat.name, seat.attendance, "oui" if seat.presides else "") for seat in record.seats
    ]
    count = record.institutions_present
    reached = "le quorum est atteint" if count >= record.quorum else "le quorum n'est pas atteint"
    said = Paragraph(f"Institutions présentes : {count} ; quorum : {record.quorum} ; {reached}.")
    header = ("Institution", "Membre", "Présence", "Préside")
    return Section("presences", "Les présences", [Table("Membres de la séance", header, rows), said])


def _why_recused(recusal: RecordedRecusal) -> str:
    """Say why a seat took no part: a tie that was found, in the words of the service. What somebody declared of
    themselves is their own: the minutes, which many read, say that it was declared, and no more."""
    return recusal.reason if recusal.detected else "intérêt déclaré par la personne"


def _how_recused(recusal: RecordedRecusal) -> str:
    """Say how a recusal came about, and what whoever presided made of one that was found late."""
    how = "constaté" if recusal.detected else "déclaré"
    if not recusal.settled:
        return how
    return f"{how}, {'levé' if recusal.lifted else 'maintenu'} par qui préside : {recusal.settled}"


def recusals_section(record: SessionRecord) -> Section | None:
    """Who took no part in which dossier, and why, how late ones were settled; `None` where there is nobody."""
    names = {seat.id: f"{seat.name} ({seat.institution})" for seat in record.seats}
    rows: list[Sequence[Text]] = [
        (
            names[each.seat],
            f"{item.receipt}, {item.porteur}",
            _why_recused(each),
            _how_recused(each),
        )
        for item in record.items
        for each in item.recusals
    ]
    if not rows:
        return None
    header = ("Membre", "Dossier", "Raison", "Déport")
    return Section("deports", "Les déports", [Table("Membres qui ne prennent pas part à un dossier", header, rows)])


def _decisions_section(record: SessionRecord) -> Section:
    identifier, title = ("decisions", "Les décisions") if record.decides else ("avis", "Les avis")
    if not record.items:
        return Section(identifier, title, [Paragraph("Aucun dossier n'était à l'ordre du jour.")])
    parts = [
        Section(
            f"dossier-{item.rank}",
            f"{item.rank}. {item.receipt}, {item.porteur}",
            list(_item_blocks(record, item)),
        )
        for item in record.items
    ]
    if not record.decides:
        return Section(
            identifier, title, [Paragraph("Cette séance ne décide de rien : elle éclaire qui décide.")], parts
        )
    total = sum(item.decision.granted for item in record.items if item.decision)
    said: list[Block] = [Paragraph(f"Montant accordé par la séance : {write_euros(total)}.")]
    unvoted = [item.receipt for item in record.items if item.decision and not record.tally(item).voted]
    if unvoted:
        said.append(Notice(f"Décidé sans vote ({len(unvoted)}) : {', '.join(unvoted)}."))
    return Section(identifier, title, said, parts)


def _item_blocks(record: SessionRecord, item: RecordedItem) -> Iterator[Block]:
    tally = record.tally(item)
    facts: list[tuple[str, Text]] = [
        ("Demande", f"{write_euros(item.asked)} pour {item.asked_for}, dépôt n° {item.version}"),
        ("Voix", voices(tally, decides=record.decides)),
    ]
    if record.decides:
        facts += _decision_facts(item.decision, tally)
    yield Facts(facts)
    if item.opinions:
        names = {seat.id: f"{seat.institution} ({seat.name})" for seat in record.seats}
        rows = [(names[each.seat], SCALES[each.scale], each.reason) for each in item.opinions]
        yield Table("Avis rendus", ("Institution", "Avis", "Raison"), rows)
    if item.decision and item.decision.groups:
        yield _groups_table(item.decision)
    if item.decision and item.decision.aids:
        yield aids_table(item.decision.aids)
    if item.decision and item.decision.programmes:
        yield programmes_table(item.decision.programmes)


def _decision_facts(decision: RecordedDecision | None, tally: Tally) -> Iterator[tuple[str, Text]]:
    if decision is None:
        yield "Décision", "aucune"
        return
    yield "Décision", STATES[decision.outcome] + ("" if tally.voted else ", sans vote")
    yield "Motif", decision.reason or ("selon le règlement seul" if decision.by_rule else "agréé comme demandé")
    if decision.by_rule:
        yield "Selon le règlement", "\n".join(decision.by_rule)
    if decision.outcome == "approved":
        yield "Montant accordé", write_euros(decision.granted)


def voices(tally: Tally, *, decides: bool = True) -> str:
    """Write the votes that count, what they come to, a decision or advice, and how many do not count."""
    counted = "pas de vote"
    if tally.voted:
        counted = ", ".join(f"{tally.counted[choice]} {label}" for choice, label in CHOICES.items())
    if tally.result is not None:
        counted += f" : {(RESULTS if decides else ADVICE)[tally.result]}"
    if not tally.ignored:
        return counted
    return f"{counted} ; voix non comptées, par déport ou absence : {len(tally.ignored)}"


def _groups_table(decision: RecordedDecision) -> Table:
    """Return the groups of a decision; the parts of each amount stand there where there is local aid."""
    aided = decision.supplement > 0
    rows: list[Sequence[Text]] = [
        (
            f"{group.position}. {group.label}",
            write_euros(group.asked_costs),
            write_euros(group.running_costs) if group.retained else "non retenu",
            "\n".join(f"{bonus} : {reason}" for bonus, reason in group.bonuses.items()) or "aucun",
            *([write_euros(group.ps), write_euros(group.bonus), write_euros(group.supplement)] if aided else []),
            write_euros(group.total),
        )
        for group in decision.groups
    ]
    parts = ("Ps", "Bonus", "Aide locale") if aided else ()
    header = ("Groupe", "Dépenses demandées", "Dépenses retenues", "Bonus accordés et raisons", *parts, "Montant")
    return Table("Groupes", header, rows, frozenset({1, 2, *range(4, len(header))}))


def aids_table(aids: Sequence[AidTotal]) -> Table:
    """Return each local aid of a dossier: who pays it, how much, and what its rule gave where the committee decided."""
    rows = [
        (
            each.label,
            each.payer or "la Caf",
            "" if each.ruled is None else write_euros(each.ruled),
            write_euros(each.amount),
            each.reason,
        )
        for each in aids
    ]
    header = ("Aide", "Payée par", "Selon le barème", "Accordé", "Raison du comité")
    return Table("Aides locales", header, rows, frozenset({2, 3}))


def programmes_table(programmes: Sequence[GrantedProgramme]) -> Table:
    """Return each other programme of a dossier: who pays it, what was asked, what is granted, and why."""
    rows = [
        (each.label, each.payer or "la Caf", write_euros(each.asked), write_euros(each.amount), each.reason)
        for each in programmes
    ]
    header = ("Programme", "Payé par", "Demandé", "Accordé", "Raison du comité")
    return Table("Autres programmes", header, rows, frozenset({2, 3}))


def envelopes_section(record: SessionRecord) -> Section | None:
    """What the department may grant, what it has granted, what is left; `None` for a session that grants nothing."""
    if not record.decides:
        return None
    rows: list[Sequence[Text]] = [
        (
            envelope_name(each),
            "non communiquée" if each.amount is None else write_euros(each.amount),
            write_euros(each.before),
            write_euros(each.session),
            "" if each.left is None else write_euros(each.left),
        )
        for each in record.envelopes
    ]
    header = ("Nature", "Enveloppe", "Accordé avant la séance", "Accordé par la séance", "Reste")
    return Section("enveloppes", "Les enveloppes", [Table("Montants accordés", header, rows, frozenset({1, 2, 3, 4}))])
