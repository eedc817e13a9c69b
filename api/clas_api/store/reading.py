"""A reading: one transaction that sees one moment of the database, asks it nothing twice, and writes nothing."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Result, Select, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from clas_api.store.last_seen import keep_seen

Found = TypeVar("Found")

_READING = "clas_reading"
_ANSWERS = "clas_answers"
_COMMAND = "clas_command"
_AFTER = "clas_after"

_OF_A_QUERY = {"clas_query": True}

MOST_KEPT = 200
"""Answers kept in one reading: a page asks for a dozen."""


class Query(Generic[Found]):
    """A query that is built once, and asked with values: building one takes longer than the database takes to answer.

    `statement` names its values by `bindparam`; the values of an ``IN`` are a tuple. In a reading, the same one with
    the same values is answered from its first answer.
    """

    __slots__ = ("_of_columns", "statement")

    def __init__(self, statement: Select[Found, *tuple[Any, ...]]) -> None:
        self.statement = statement
        self._of_columns = not any(isinstance(each["type"], type) for each in statement.column_descriptions)

    def rows(self, session: Session, /, **values: Any) -> Sequence[Any]:
        """Return the rows that are found."""
        if not is_reading(session):
            return session.execute(self.statement, values).all()
        answers, key = session.info[_ANSWERS], (self, *values.items())
        found: Sequence[Any] | None = answers.get(key)
        if found is None:
            found = self._asked(session, values)
            if len(answers) < MOST_KEPT:
                answers[key] = found
        return found

    def _asked(self, session: Session, values: Mapping[str, Any]) -> Sequence[Any]:
        """Ask it. Columns alone are read from the connection, which costs half as much: a reading has nothing to
        write before."""
        if self._of_columns:
            return session.connection().execute(self.statement, values).all()
        return session.execute(self.statement, values, execution_options=_OF_A_QUERY).all()

    def all(self, session: Session, /, **values: Any) -> Sequence[Found]:
        """Return the first column of the rows that are found."""
        return [row[0] for row in self.rows(session, **values)]

    def first(self, session: Session, /, **values: Any) -> Found | None:
        """Return the first column of the first row, if any is found."""
        rows = self.rows(session, **values)
        return rows[0][0] if rows else None

    def hold(self, session: Session, of: type[Any] | None = None, /, **values: Any) -> Found | None:
        """Return what `first` does, and keep others from changing it, or what is `of` a table of it, until the
        commit."""
        found: Found | None = session.scalar(self.statement.with_for_update(of=of), values)
        return found


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


def after_reading(session: Session, keep: Callable[[Engine], None]) -> None:
    """Have something kept once what is being read is shown, in a transaction of its own: a reading writes nothing."""
    session.info.setdefault(_AFTER, []).append(keep)


class RequestSession(Session):
    """The session of a request: what was being read when it closes is let go of, and then it is kept who asked."""

    def close(self) -> None:
        """Close the session."""
        if is_reading(self):
            end(self)
        super().close()
        keep_seen(self)
        bind = self.get_bind()
        for keep in self.info.pop(_AFTER, ()):
            if isinstance(bind, Engine):
                keep(bind)


@event.listens_for(Session, "do_orm_execute")
def _ask_once(state: ORMExecuteState) -> Result[Any] | None:
    """Answer what was asked before in the same reading from its first answer: the moment is the same."""
    if not state.is_select or not is_reading(state.session) or _is_kept_elsewhere(state):
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


def _is_kept_elsewhere(state: ORMExecuteState) -> bool:
    """Tell whether a `Query` keeps its answer, or rows are taken one after the other: memory may not hold them all."""
    options = state.execution_options
    return bool(options.get("clas_query") or options.get("yield_per") or options.get("stream_results"))


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
