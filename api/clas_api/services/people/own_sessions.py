"""One's own sessions, of pages and of the JSON service: which are open, and ending them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.tokens import hash_of_page
from clas_api.services.trace import record
from clas_api.store.models import Token
from clas_api.store.reading import Query
from clas_core.errors import NotFound

_OPEN = select(Token).where(
    Token.account_id == bindparam("account"), Token.revoked_at.is_(None), Token.expires_at > bindparam("now")
)
_LISTED = Query(_OPEN.order_by(Token.created_at.desc(), Token.id))

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "un appareil Android"),
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "un Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session that is open: since when, when it last asked, until when, in what, whether it is the one that asks."""

    id: UUID
    since: datetime
    seen: datetime
    until: datetime
    browser: str
    here: bool


def browser_in_words(agent: str) -> str:
    """Return what browser says that it is `agent`, in plain words: nothing finer is kept."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "Un navigateur")
    system = next((f" sur {name}" for sign, name in _SYSTEMS if sign in agent), "")
    return browser + system


def list_sessions(context: Context, mark: str) -> Sequence[OwnSession]:
    """Return one's open sessions, the last one first; `mark` names the one that asks."""
    context.open_wholly()
    here = hash_of_page(mark)
    return [
        OwnSession(
            id=each.id,
            since=each.created_at,
            seen=each.seen_at or each.created_at,
            until=each.expires_at,
            browser="Le service JSON" if each.label == "session" else each.browser or "Un navigateur",
            here=each.token_hash == here,
        )
        for each in _LISTED.all(context.session, account=context.who.account, now=context.now)
    ]


@command
def end_session(context: Context, key: UUID) -> None:
    """End one of one's own sessions. Commits. Raises `NotSignedIn`, or `NotFound` for one that is not open."""
    ended = [each for each in _held(context) if each.id == key]
    if not ended:
        raise NotFound("Cette session")
    _end(context, ended)


@command
def end_other_sessions(context: Context, mark: str) -> None:
    """End all of one's own sessions but the one that asks. Commits. Raises `NotSignedIn`."""
    here = hash_of_page(mark)
    _end(context, [each for each in _held(context) if each.token_hash != here])


def _held(context: Context) -> Sequence[Token]:
    if context.who.account is None:
        raise NotSignedIn
    context.open_wholly(writing=True)
    values = {"account": context.who.account, "now": context.now}
    return context.session.scalars(_OPEN.order_by(Token.id).with_for_update(), values).all()


def _end(context: Context, tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.revoked_at = context.now
        assert token.account_id is not None
        record(context, "session.close", token.account_id, before={"token": str(token.id)})
    context.session.commit()
