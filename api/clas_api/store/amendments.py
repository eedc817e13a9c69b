"""What the Cafs have stated of their calls: how many times of each, asked once in a transaction, and what."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import AmendmentRow
from clas_api.store.reading import Query, begin_reading, is_commanding

_COUNTED = "clas_amended"

_COUNTS = Query(
    select(AmendmentRow.department, AmendmentRow.call, func.max(AmendmentRow.number)).group_by(
        AmendmentRow.department, AmendmentRow.call
    )
)
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
    found: dict[str, dict[str, int]] = {}
    for department, call, count in _COUNTS.rows(session):
        found.setdefault(department, {})[call] = count
    session.info[_COUNTED] = (session.get_transaction(), found)
    return found


def count_again(session: Session) -> None:
    """Have the amendments counted again: the transaction has added one."""
    session.info.pop(_COUNTED, None)


def amendments_of(session: Session, department: str, call: str) -> Sequence[AmendmentRow]:
    """Return the amendments of a call, the oldest first."""
    return _OF_A_CALL.all(session, department=department, call=call)
