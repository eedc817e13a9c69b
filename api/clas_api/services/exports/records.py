"""The records of each sheet of dossiers and of what is decided and paid, by the names of their columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.store import exported
from clas_core.committees.programmes import kept_programme
from clas_core.dossiers.budget import BudgetLine, Layout
from clas_core.dossiers.endings import granted_told
from clas_core.money import parse_amount
from clas_core.questions.levels import children_of

Record = Mapping[str, Any]
"""What a row says, by the names of its columns; of a column that it does not name, nothing. `ANSWERED` is what is said
of the subject whose questions the sheet has the answers of, as JSON."""

ANSWERED = ""
BEFORE = "before"
"""What the dossier foresaw of it, as JSON."""

CAF = "Caf"
SETTLED = ("settled", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What records are read of: a call, for whoever asks; `advance` is told of each dossier that was read."""

    context: Context
    department: str
    call: str
    names: Mapping[UUID, str]
    session: UUID | None = None
    advance: Callable[[int], None] = lambda _: None

    def dossiers(self, *, whole: bool = False) -> Iterator[Sequence[exported.Row]]:
        """Yield the deposited dossiers of the call, in pieces."""
        for rows in exported.deposited_dossiers(self.context.session, self.department, self.call, whole=whole):
            yield rows
            self.advance(len(rows))


def _identity(row: exported.Row) -> dict[str, Any]:
    return {"receipt": row.receipt, "porteur": row.porteur, "siret": row.siret}


def dossiers(reading: Reading) -> Iterator[Record]:
    for rows in reading.dossiers(whole=True):
        for row in rows:
            address = row.address or {}
            yield {
                **dict(zip(row._fields, row, strict=True)),  # in half the time of its mapping
                "granted": granted_told(row.state, row.outcome, row.granted),
                "settled": row.settled if row.state in SETTLED else None,
                "postal_code": address.get("postal_code"),
                "city": address.get("city"),
                "assignee": reading.names.get(row.assigned_to) if row.assigned_to else None,
                "key": str(row.id),
            }


def answers(reading: Reading) -> Iterator[Record]:
    for row, content in _contents(reading):
        yield {**_identity(row), ANSWERED: content}


def actions(reading: Reading) -> Iterator[Record]:
    for row, content in _contents(reading):
        for number, action in enumerate(content.get("actions") or (), start=1):
            yield {**_identity(row), "action": number, ANSWERED: action}


def groups(reading: Reading) -> Iterator[Record]:
    session = reading.context.session
    for rows in reading.dossiers():
        keys = [row.id for row in rows]
        contents, deposited = exported.contents_of(session, keys), exported.groups_of(session, keys)
        decided = _last_decided(reading, keys)
        for row in rows:
            told = _groups_in(contents.get(row.id, {}))
            for group in deposited.get(row.id, ()):
                yield {
                    **_identity(row),
                    **group._mapping,
                    **_granted(decided.get(row.id, {}).get(group.position)),
                    ANSWERED: told.get(group.position),
                }


def budgets(reading: Reading, layout: Layout) -> Iterator[Record]:
    for row, content in _contents(reading):
        for line in content.get("budget") or ():
            account = line["account"]
            yield {
                **_identity(row),
                "side": BudgetLine(account=account, label=None, funder=None, amount=None).side,
                "account": account,
                "account_label": layout.accounts.get(account),
                "label": line.get("label"),
                "funder": line.get("funder"),
                "amount": None if line.get("amount") is None else parse_amount(line["amount"]),
            }


def decisions(reading: Reading) -> Iterator[Record]:
    session = reading.context.session
    for rows in reading.dossiers():
        keys = [row.id for row in rows]
        decided = exported.decided_groups_of(session, keys)
        for row, every in _each(rows, exported.decisions_on(session, keys)):
            last = every[-1].number
            for each in every:
                if reading.session is not None and each.session_id != reading.session:
                    continue
                theirs = [group for group in decided.get(row.id, ()) if group.decision_id == each.id]
                programmes = map(kept_programme, each.of_programmes or ())
                yield {
                    **_identity(row),
                    **each._mapping,
                    "last": each.number == last,
                    "by_rule": each.by_rule or None,
                    **{
                        name: sum(getattr(group, name) for group in theirs) for name in ("ps", "bonuses", "supplements")
                    },
                    "programmes": sum(granted.amount for granted in programmes),
                    "retained": sum(group.retained for group in theirs),
                    "provisional": each.outcome == "approved" and bool(each.estimate.get("provisional")),
                }


def payments_to_make(reading: Reading) -> Iterator[Record]:
    today = reading.context.now.date()
    for record in _payments(reading, made=False):
        yield {**record, "late": record["due_on"] < today}


def payments_made(reading: Reading) -> Iterator[Record]:
    yield from _payments(reading, made=True)


def _payments(reading: Reading, *, made: bool) -> Iterator[dict[str, Any]]:
    for rows in exported.payments_of_call(reading.context.session, reading.department, reading.call, made=made):
        for row in rows:
            # While the call tells when in words, the last day that they may mean is told beside.
            yield {**row._mapping, "kind": row.kind, "payer": row.payer or CAF, "aid": row.aid or None}


def bilans(reading: Reading) -> Iterator[Record]:
    session = reading.context.session
    for rows in reading.dossiers():
        keys = [row.id for row in rows]
        found, settled = exported.bilans_of(session, keys), exported.settlements_of(session, keys)
        decided, deposited = _last_decided(reading, keys), exported.groups_of(session, keys)
        granted = {key: every[-1].granted for key, every in exported.decisions_on(session, keys).items()}
        for row in rows:
            if (bilan := found.get(row.id)) is None:
                continue
            retained = {place: each for place, each in decided.get(row.id, {}).items() if each.retained}
            children = [each.children for each in deposited.get(row.id, ()) if each.position in retained]
            yield {
                **_identity(row),
                **bilan._mapping,
                **_settled(settled.get(row.id)),
                "groups": len(retained),
                "children_forecast": sum(children),
                "costs_forecast": sum(each.running_costs for each in retained.values()),
                "granted": granted.get(row.id),
                **_done(bilan.content),
                ANSWERED: bilan.content,
            }


def bilan_groups(reading: Reading) -> Iterator[Record]:
    session = reading.context.session
    for rows in reading.dossiers():
        keys = [row.id for row in rows]
        found, decided = exported.bilans_of(session, keys), _last_decided(reading, keys)
        contents, deposited = exported.contents_of(session, keys), exported.groups_of(session, keys)
        for row in rows:
            if (bilan := found.get(row.id)) is None:
                continue
            told = {each["position"]: each for each in bilan.content.get("groups") or ()}
            foreseen = _groups_in(contents.get(row.id, {}))
            for group in deposited.get(row.id, ()):
                granted = decided.get(row.id, {}).get(group.position)
                if granted is not None and granted.retained:
                    yield {
                        **_identity(row),
                        **group._mapping,
                        ANSWERED: told.get(group.position),
                        BEFORE: foreseen.get(group.position),
                    }


def _contents(reading: Reading) -> Iterator[tuple[exported.Row, Mapping[str, Any]]]:
    for rows in reading.dossiers():
        found = exported.contents_of(reading.context.session, [row.id for row in rows])
        for row in rows:
            yield row, found.get(row.id, {})


def _each(rows: Sequence[exported.Row], found: Mapping[UUID, Sequence[Any]]) -> Iterator[tuple[exported.Row, Any]]:
    return ((row, found[row.id]) for row in rows if row.id in found)


def _groups_in(content: Mapping[str, Any]) -> Mapping[int, Any]:
    """Return the groups of a content by their places in it, from 1."""
    every = (group for action in content.get("actions") or () for group in action.get("groups") or ())
    return dict(enumerate(every, start=1))


def _last_decided(reading: Reading, keys: Sequence[UUID]) -> Mapping[UUID, Mapping[int, exported.Row]]:
    """Return the groups of the last decision on each dossier, by their places."""
    found: dict[UUID, dict[int, exported.Row]] = {}
    for key, rows in exported.decided_groups_of(reading.context.session, keys).items():
        last = rows[-1].decision_id
        found[key] = {row.position: row for row in rows if row.decision_id == last}
    return found


def _granted(group: exported.Row | None) -> dict[str, Any]:
    if group is None:
        return {}
    return {name: getattr(group, name) for name in ("retained", "ps", "bonuses", "supplements", "total")}


def _settled(row: exported.Row | None) -> dict[str, Any]:
    return {} if row is None else dict(row._mapping)


def _done(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the groups of a bilan come to, as far as each says it."""
    every = content.get("groups") or ()
    children = [children_of(each["children"]) for each in every if each.get("children")]
    costs = [parse_amount(each["running_costs"]) for each in every if each.get("running_costs")]
    return {
        "children_actual": sum(children) if children else None,
        "costs_actual": sum(costs) if costs else None,
    }
