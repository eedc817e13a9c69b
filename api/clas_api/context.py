"""The context of a use case: who asks, when, and the one reading or the one command that it works in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import g
from sqlalchemy.orm import Session

from clas_api.installation import Installation, published_installation
from clas_api.security.permissions import Ability, scope_of
from clas_api.security.principal import Principal
from clas_api.store.database import EVERYTHING, Scope, database, open_session
from clas_api.store.reading import commanding, is_commanding

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Context:
    """What a use case works with. `now` is one moment for the whole request, in Paris.

    Whatever is asked of one context is read from one moment of the database, once: a page is one reading. What writes
    is a `command`, with a transaction of its own; what is read after it is another reading.
    """

    installation: Installation
    session: Session
    who: Principal
    now: datetime
    request_id: str = ""

    def __post_init__(self) -> None:
        """Have the calls as they are in force at the moment that the session sees."""
        object.__setattr__(self, "installation", self.installation.in_force(lambda: self.session))

    def open(self, ability: Ability, *, writing: bool = False) -> Scope:
        """Go on reading, or begin to write, within what `who` may see for `ability`; return that.

        Raises `NotSignedIn` or `Forbidden`. A command that writes says so here, before it reads.
        """
        scope = scope_of(self.who, ability)
        self._open(scope, writing)
        return scope

    def open_wholly(self, *, writing: bool = False) -> None:
        """Go on, or begin to write, without separation: for accounts and porteurs, which belong to no department."""
        self._open(EVERYTHING, writing)

    def _open(self, scope: Scope, writing: bool) -> None:
        if writing and not is_commanding(self.session):
            raise RuntimeError("what writes is a command")
        open_session(self.session, scope, writing=writing)


def asked_by(who: Principal, now: datetime) -> Context:
    """Return the context of the current request, which `who` asks; its line in the log says who."""
    g.principal_id = who.id
    return Context(published_installation(), database.session, who, now, g.get("request_id", ""))


def command(
    use_case: Callable[Concatenate[Context, Asked], Answer],
) -> Callable[Concatenate[Context, Asked], Answer]:
    """Make a use case one that writes: what its request was reading ends before it, and a refusal leaves nothing."""

    @wraps(use_case)
    def run(context: Context, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        with commanding(context.session):
            return use_case(context, *args, **kwargs)

    return run
