"""What the Cafs have stated of their calls: how many times of each, asked once in a transaction, and what."""

from collections.abc import Mapping, Sequence

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import AmendmentRow
from clas_api.store.reading import Query, begin_reading, is_commanding

_COUNTED = "clas_amended"

_OF_EACH = (
    select(AmendmentRow.department, AmendmentRow.call, func.max(AmendmentRow.number).label("count"))
    .group_by(AmendmentRow.department, AmendmentRow.call)
    .subquery()
)
COUNTS = select(
    func.aggregate_strings(_OF_EACH.c.department + " " + _OF_EACH.c.call + " " + cast(_OF_EACH.c.count, String), ",")
).scalar_subquery()
"""How many amendments each call has, in one text, for `keep_counts`; nothing where no call has any.

A column of what is asked anyway, who asks: what a signed-in page or answer reads of calls then takes no statement.
"""

_COUNTS = Query(select(COUNTS))
_OF_A_CALL = Query(
    select(AmendmentRow)
    .where(AmendmentRow.department == bindparam("department"), AmendmentRow.call == bindparam("call"))
    .order_by(AmendmentRow.number)
)


def amended_calls(session: Session) -> Mapping[str, Mapping[str, int]]:
    """Return how many amendments each call has, by department, then by its name; those without any are left out.

    They are counted once in a transaction. Where none has begun, a reading does.
    """
    if not is_commanding(session):
        begin_reading(session)
    begun = session.get_transaction()
    counted = session.info.get(_COUNTED)
    if counted is not None and begun is not None and counted[0] is begun:
        told: Mapping[str, Mapping[str, int]] = counted[1]
        return told
    return keep_counts(session, _COUNTS.first(session))


def keep_counts(session: Session, counts: str | None) -> Mapping[str, Mapping[str, int]]:
    """Keep for `amended_calls` the `COUNTS` that a statement of this transaction has brought; return them."""
    found: dict[str, dict[str, int]] = {}
    for each in counts.split(",") if counts else ():
        department, call, count = each.split(" ")
        found.setdefault(department, {})[call] = int(count)
    session.info[_COUNTED] = (session.get_transaction(), found)
    return found


def count_again(session: Session) -> None:
    """Have the amendments counted again: the transaction has added one."""
    session.info.pop(_COUNTED, None)


def amendments_of(session: Session, department: str, call: str) -> Sequence[AmendmentRow]:
    """Return the amendments of a call, the oldest first."""
    return _OF_A_CALL.all(session, department=department, call=call)
