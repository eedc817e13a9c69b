"""The matrix of a session: one row for each dossier, from the record of the session alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clas_core.committees.committee import Tally
from clas_core.committees.programmes import GrantedProgramme
from clas_core.committees.session import SessionRecord
from clas_core.documents.letterhead import Sender
from clas_core.documents.minutes import envelopes_section, paid_by, recusals_section, voices
from clas_core.documents.model import Block, Document, Notice, Section, Table, Text
from clas_core.dossiers.lifecycle import STATES, Outcome
from clas_core.estimates import AidTotal
from clas_core.money import write_euros
from clas_core.years import write_day


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A dossier of the session in one line, amounts in cents. `outcome` is `None` until something is decided."""

    rank: int
    dossier: str
    receipt: str
    porteur: str
    asked: int
    asked_groups: int
    tally: Tally
    outcome: Outcome | None
    reason: str
    retained_groups: int
    ps: int
    bonus: int
    supplement: int
    aids: Sequence[AidTotal] = ()
    score: str = ""
    programmes: Sequence[GrantedProgramme] = ()
    by_rule: Sequence[str] = ()

    @property
    def programme(self) -> int:
        """What the other programmes come to."""
        return sum(each.amount for each in self.programmes)

    @property
    def granted(self) -> int:
        return self.ps + self.bonus + self.supplement + self.programme


def matrix_rows(record: SessionRecord) -> Iterator[MatrixRow]:
    """Yield the rows, in the order of the agenda."""
    for item in record.items:
        decision = item.decision
        yield MatrixRow(
            rank=item.rank,
            dossier=item.dossier,
            receipt=item.receipt,
            porteur=item.porteur,
            asked=item.asked,
            asked_groups=item.asked_groups,
            tally=record.tally(item),
            outcome=decision.outcome if decision else None,
            reason=decision.reason if decision else "",
            by_rule=decision.by_rule if decision else (),
            retained_groups=decision.retained if decision else 0,
            ps=decision.ps if decision else 0,
            bonus=decision.bonus if decision else 0,
            supplement=decision.supplement if decision else 0,
            aids=decision.aids if decision else (),
            score=item.score,
            programmes=decision.programmes if decision else (),
        )


def decision_matrix(record: SessionRecord, sender: Sender | None = None) -> Document:
    """Return the matrix of a session as a document; `sender` is the Caf that keeps its secretariat."""
    rows = tuple(matrix_rows(record))
    blocks: list[Block] = []
    if record.closed_at is None:
        blocks.append(Notice("Projet : la séance n'est pas close, rien de ce qui suit n'est encore décidé."))
    if record.decides:
        blocks += [_amounts_table(rows), *_aid_tables(record), *_programme_tables(record), _reasons_table(rows)]
    else:
        blocks.append(_advice_table(rows))
    if any(row.score for row in rows):
        blocks.append(_scores_table(rows))
    sections = (
        Section("decisions", "Les décisions", blocks) if record.decides else Section("avis", "Les avis", blocks),
        recusals_section(record),
        envelopes_section(record),
    )
    return Document(
        kind="decision_matrix",
        title=f"Clas : matrice des {'décisions' if record.decides else 'avis'} du {write_day(record.held_on)}",
        subtitle=f"{record.body}, {record.department}, {record.call_title or record.school_year}",
        school_year=record.school_year,
        department=record.slug,
        digests=tuple(record.digests),
        sections=tuple(section for section in sections if section is not None),
        sender=sender,
    )


def _amounts_table(rows: Sequence[MatrixRow]) -> Table:
    """Return the amounts of each dossier; those of other programmes than the Clas stand there where there are any."""
    others = any(row.programme for row in rows)
    lines: list[Sequence[Text]] = [
        (
            f"{row.rank}. {row.receipt}, {row.porteur}",
            write_euros(row.asked),
            f"{row.retained_groups} sur {row.asked_groups}",
            _outcome(row),
            write_euros(row.ps),
            write_euros(row.bonus),
            write_euros(row.supplement),
            *([write_euros(row.programme)] if others else []),
            write_euros(row.granted),
        )
        for row in rows
    ]
    amounts = [(r.ps, r.bonus, r.supplement, *([r.programme] if others else []), r.granted) for r in rows]
    totals = (sum(each) for each in zip(*amounts, strict=True))
    if rows:
        asked = write_euros(sum(row.asked for row in rows))
        lines.append(("Total", asked, "", "", *(write_euros(total) for total in totals)))
    parts = ("Ps", "Bonus", "Aides locales", *(["Autres programmes"] if others else []), "Accordé")
    header = ("Dossier", "Demandé", "Groupes retenus", "Décision", *parts)
    return Table("Dossiers et montants", header, lines, frozenset({1, *range(4, len(header))}))


def _aid_tables(record: SessionRecord) -> Iterator[Table]:
    """Yield the local aid of each dossier, by who pays it; nothing where there is none."""
    lines: list[Sequence[Text]] = [
        (
            f"{item.rank}. {item.receipt}, {item.porteur}",
            paid_by(aid.label, aid.payer),
            "" if aid.ruled is None else write_euros(aid.ruled),
            write_euros(aid.amount),
            aid.reason,
        )
        for item in record.items
        if item.decision
        for aid in item.decision.aids
    ]
    if lines:
        header = ("Dossier", "Aide", "Selon le barème", "Accordé", "Raison du comité")
        yield Table("Aides locales", header, lines, frozenset({2, 3}))


def _programme_tables(record: SessionRecord) -> Iterator[Table]:
    """Yield each other programme of each dossier: asked, granted, why; nothing where there is none."""
    lines: list[Sequence[Text]] = [
        (
            f"{item.rank}. {item.receipt}, {item.porteur}",
            paid_by(each.label, each.payer),
            write_euros(each.asked),
            write_euros(each.amount),
            each.reason,
        )
        for item in record.items
        if item.decision
        for each in item.decision.programmes
    ]
    if lines:
        header = ("Dossier", "Programme", "Demandé", "Accordé", "Raison du comité")
        yield Table("Autres programmes", header, lines, frozenset({2, 3}))


def _reasons_table(rows: Sequence[MatrixRow]) -> Table:
    lines = [
        (
            f"{row.rank}. {row.receipt}",
            voices(row.tally),
            _outcome(row),
            "\n".join(filter(None, (*row.by_rule, row.reason))),
        )
        for row in rows
    ]
    return Table("Voix et motifs", ("Dossier", "Voix", "Décision", "Motif"), lines)


def _scores_table(rows: Sequence[MatrixRow]) -> Table:
    lines = [(f"{row.rank}. {row.receipt}, {row.porteur}", row.score or "pas notée") for row in rows]
    return Table(
        "Grille d'étude, pour information : elle ne décide de rien", ("Dossier", "Total"), lines, frozenset({1})
    )


def _advice_table(rows: Sequence[MatrixRow]) -> Table:
    lines = [
        (f"{row.rank}. {row.receipt}, {row.porteur}", write_euros(row.asked), voices(row.tally, decides=False))
        for row in rows
    ]
    return Table("Dossiers et avis", ("Dossier", "Demandé", "Voix et avis"), lines, frozenset({1}))


def _outcome(row: MatrixRow) -> str:
    return STATES[row.outcome] if row.outcome else "aucune"
