"""Answers given to a client's key: a request sent again gets the same answer, and nothing happens twice."""

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import delete, select

from clas_api.context import Context, command
from clas_api.store.database import insert_into
from clas_api.store.models import CommitteeSession, GivenAnswer, InternalNote, Message, canonical, digest
from clas_core.errors import InvalidInput, Problem

Row = TypeVar("Row", Message, InternalNote, CommitteeSession)

KEPT = timedelta(days=2)
"""How long an answer is kept: a client that tries again does so within minutes."""


def given_answer(context: Context, key: str, request: str) -> dict[str, Any] | None:
    """Return the answer that `key` was given for `request`; `None` the first time.

    Raises `InvalidInput` when the key was used for another request.
    """
    known = context.session.scalar(
        select(GivenAnswer).where(GivenAnswer.owner == context.who.id, GivenAnswer.key == key)
    )
    if known is None:
        return None
    if known.request_digest != digest({"request": request}):
        raise _taken()
    answer: dict[str, Any] = orjson.loads(known.body)
    return answer


def keep_answer(context: Context, key: str, request: str, answer: dict[str, Any]) -> None:
    """Keep the answer to `key`, in the transaction of `context`, and let go of those that are old.

    Raises `InvalidInput` when the key has served for another request since `given_answer` looked.
    """
    context.session.execute(delete(GivenAnswer).where(GivenAnswer.given_at < context.now - KEPT))
    keeping = insert_into(context.session, GivenAnswer).values(
        owner=context.who.id,
        key=key,
        request_digest=digest({"request": request}),
        status=201,
        body=canonical(answer),
        given_at=context.now,
    )
    if context.session.scalar(keeping.on_conflict_do_nothing().returning(GivenAnswer.id)) is None:
        raise _taken()


@command
def keep_outcome(context: Context, key: str, request: str, answer: dict[str, Any]) -> None:
    """Keep the answer to `key` of what is done and committed already; one that is kept stays. Commits."""
    context.open_wholly(writing=True)
    try:
        keep_answer(context, key, request, answer)
    except InvalidInput:
        context.session.rollback()
    else:
        context.session.commit()


def outcome_of(context: Context, key: str, request: str) -> dict[str, Any] | None:
    """Return the answer that `keep_outcome` has kept, if any."""
    context.open_wholly()
    return given_answer(context, key, request)


def given_row(context: Context, key: str | None, request: str, kind: type[Row]) -> Row | None:
    """Return the row that `key` was answered with for `request`; `None` the first time, or without a key."""
    answer = given_answer(context, key, request) if key is not None else None
    return context.session.get(kind, UUID(answer["id"])) if answer else None


def keep_row(context: Context, key: str | None, request: str, row: Message | InternalNote | CommitteeSession) -> None:
    """Keep the row that answers `key`, if there is one."""
    if key is not None:
        keep_answer(context, key, request, {"id": str(row.id)})


def _taken() -> InvalidInput:
    message = "Cette clé a déjà servi pour une autre demande : envoyez-en une nouvelle."
    return InvalidInput([Problem(("Idempotency-Key",), message)])
