"""A reading: one transaction that sees one moment of the database, asks it nothing twice, and writes nothing."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Result, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

_READING = "clas_reading"
_ANSWERS = "clas_answers"
_COMMAND = "clas_command"

MOST_KEPT = 200
"""Answers kept in one reading: a page asks for a dozen."""


def begin_reading(session: Session) -> None:
    """Begin a reading, where no transaction has begun yet.

    SQLite shows one moment by itself; PostgreSQL is asked to, and to refuse whatever would write.
    """
    if session.in_transaction():
        return
    on_server = session.get_bind().dialect.name == "postgresql"
    session.connection(
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if on_server else {}
    )
    session.info[_READING] = session.get_transaction()
    session.info[_ANSWERS] = {}


def is_reading(session: Session) -> bool:
    """Tell whether the transaction that `session` is in is a reading."""
    reading = session.info.get(_READING)
    return reading is not None and reading is session.get_transaction()


@contextmanager
def commanding(session: Session) -> Iterator[None]:
    """Give what writes a transaction of its own: a reading ends before it, and what is refused leaves nothing begun."""
    if is_commanding(session):
        yield
        return
    end(session)
    session.info[_COMMAND] = True
    try:
        yield
    except BaseException:
        end(session)
        raise
    finally:
        session.info[_COMMAND] = False


def is_commanding(session: Session) -> bool:
    """Tell whether `session` serves what writes."""
    return bool(session.info.get(_COMMAND))


def end(session: Session) -> None:
    """End what was begun, with nothing written; what was read stays readable."""
    if session.in_transaction():
        session.expunge_all()
        if is_reading(session):
            _let_go(session)
        else:
            session.rollback()


def _let_go(session: Session) -> None:
    """End the transaction of a reading, which has nothing to take back, by a commit: a driver forgets at each rollback
    what the server has prepared for it, and the server would plan the same statements again at each request."""
    with suppress(SQLAlchemyError):  # whatever went wrong in it was told already
        if (transaction := session.connection().get_transaction()) is not None:
            transaction.commit()
    if (begun := session.get_transaction()) is not None:
        begun.close()


class RequestSession(Session):
    """The session of a request: what was being read when it closes is let go of."""

    def close(self) -> None:
        """Close the session."""
        if is_reading(self):
            end(self)
        super().close()


@event.listens_for(Session, "do_orm_execute")
def _ask_once(state: ORMExecuteState) -> Result[Any] | None:
    """Answer what was asked before in the same reading from its first answer: the moment is the same."""
    if not state.is_select or not is_reading(state.session) or _is_streamed(state):
        return None
    key = _key_of(state)
    if key is None:
        return None
    answers = state.session.info[_ANSWERS]
    if key not in answers:
        if len(answers) >= MOST_KEPT:
            return None
        answers[key] = state.invoke_statement().freeze()
    found: Result[Any] = answers[key]()
    return found


def _is_streamed(state: ORMExecuteState) -> bool:
    """Tell whether rows are taken one after the other because memory may not hold them all."""
    options = state.execution_options
    return bool(options.get("yield_per") or options.get("stream_results"))


def _key_of(state: ORMExecuteState) -> Hashable | None:
    """Return what tells a statement and its values from every other; `None` where nothing does."""
    statement: Any = state.statement
    named = statement._generate_cache_key()  # as SQLAlchemy's own example of a cache does
    if named is None:
        return None
    given = state.parameters if isinstance(state.parameters, dict) else {}
    values = (*(each.effective_value for each in named.bindparams), *(each for pair in given.items() for each in pair))
    # The values of an ``IN`` are a list.
    key = (named.key, tuple(tuple(each) if isinstance(each, list | set | frozenset) else each for each in values))
    try:
        hash(key)
    except TypeError:
        return None
    return key


@event.listens_for(Session, "before_flush")
def _write_nothing(session: Session, context: Any, instances: Any) -> None:
    """Stop what would write in a reading: a use case that writes says so before it reads."""
    if is_reading(session) and (session.new or session.deleted or any(map(session.is_modified, session.dirty))):
        raise RuntimeError("a reading writes nothing: this use case opens its transaction for writing")
