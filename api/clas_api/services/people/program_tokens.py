"""Keys of programs: each reads some things of one department, until a day, and its key is shown once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.refusals import Forbidden
from clas_api.security.tokens import hash_of, new_token
from clas_api.services.trace import record
from clas_api.store.models import Token
from clas_core.errors import InvalidInput, NotFound, Problem, did_you_mean


def create_token(context: Context, label: str, department: str, scopes: Sequence[str], days: int) -> Mapping[str, Any]:
    """Make a key for a program of a department, which opens `scopes` for `days`; the answer alone holds it. Commits.

    Raises `Forbidden` for a department that is not whoever asks' to open.
    """
    scope = context.open("tokens.manage", writing=True)
    if not scope.everything and department not in scope.departments:
        raise Forbidden("Vous ne pouvez créer de clé que pour votre département.")
    _refuse_unknown(context, department)
    key = new_token()
    token = Token(
        label=label,
        token_hash=hash_of(key),
        department=department,
        scopes=" ".join(sorted(set(scopes))),
        created_at=context.now,
        expires_at=context.now + timedelta(days=days),
    )
    context.session.add(token)
    context.session.flush()
    after = {"label": label, "scopes": token.scopes, "expires_at": token.expires_at.isoformat()}
    record(context, "token.create", token.id, chain=department, after=after)
    answer = {**_shown(token), "token": key}
    context.session.commit()
    return answer


def list_tokens(context: Context) -> Sequence[Mapping[str, Any]]:
    """Return the keys of programs, those of the departments of whoever asks, newest first."""
    scope = context.open("tokens.manage")
    query = select(Token).where(Token.department.is_not(None)).order_by(Token.created_at.desc(), Token.id)
    if not scope.everything:
        query = query.where(Token.department.in_(scope.departments))
    return [_shown(each) for each in context.session.scalars(query)]


def revoke_token(context: Context, token_id: UUID) -> None:
    """End a key of a program. Commits. Raises `NotFound`."""
    scope = context.open("tokens.manage", writing=True)
    token = context.session.get(Token, token_id)
    if token is None or token.department is None or not (scope.everything or token.department in scope.departments):
        raise NotFound("Cette clé")
    if token.revoked_at is None:
        token.revoked_at = context.now
        record(context, "token.revoke", token.id, chain=token.department)
    context.session.commit()


def _refuse_unknown(context: Context, department: str) -> None:
    served = [plugin.slug for plugin in context.installation.registry]
    if department not in served:
        hint = did_you_mean(department, served)
        raise InvalidInput([Problem(("department",), f"Ce département n'est pas servi ici.{hint}")])


def _shown(token: Token) -> dict[str, Any]:
    return {
        "id": str(token.id),
        "label": token.label,
        "department": token.department,
        "scopes": (token.scopes or "").split(),
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
