"""Stages of stories, kept as databases: told once by each process of tests, and put back in milliseconds.

A story is told by the use cases of the service (`clas_api.scenario`); what the tests add to it is the keys of
everybody, to the JSON service and to the pages.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.orm import Session

from clas_api.installation import Installation
from clas_api.scenario import STAGES, Cast, Made, Story, tell
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, OutgoingMail
from clas_core.departments import DepartmentPlugin
from tests.browsing import Browser
from tests.casts import SIRETS, seen_by
from tests.databases import Databases
from tests.keys import Keys, hand_out_keys
from tests.likeness import differences, likeness
from tests.limits import for_everybody

__all__ = ["Stages", "World", "differences", "invitation_token", "likeness", "told_in"]

_ORDER = tuple(STAGES)
_WRITES = ("INSERT", "UPDATE", "DELETE")


def invitation_token(app: Flask, email: str) -> str:
    """Return the token of the last invitation to join a porteur that was mailed to an address."""
    with app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(OutgoingMail.body).where(OutgoingMail.recipient == email).order_by(OutgoingMail.created_at)
        links = [each for body in database.session.scalars(query) for each in re.findall(r"/invitations/(\S+)", body)]
        database.session.rollback()
    return str(links[-1])


@dataclass(frozen=True)
class _Kept:
    name: str
    made: Made
    keys: Keys


@dataclass
class Stages:
    """The stages that a process of tests has told, on each kind of database and under each department's rules."""

    databases_of: Callable[[str], Databases]
    _kept: dict[tuple[str, ...], _Kept] = field(default_factory=dict)
    _engines: dict[str, Engine] = field(default_factory=dict)
    _told_last: dict[str, str] = field(default_factory=dict)
    _written: Counter[str] = field(default_factory=Counter)
    _with_code: dict[int, DepartmentPlugin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        event.listen(Engine, "after_cursor_execute", self._note)

    def close(self) -> None:
        event.remove(Engine, "after_cursor_execute", self._note)
        for engine in self._engines.values():
            engine.dispose()

    def _note(self, connection: Connection, cursor: Any, statement: str, *more: Any) -> None:
        if statement.startswith(_WRITES):
            self._written[_name(str(connection.engine.url))] += 1

    def put_back(self, app: Flask, stage: str, cast: Cast, installation: Installation | None = None) -> "World":
        """Put a stage of a story into the database of `app`; return who and what is there.

        It is told under the rules of `installation`, or of `app`.
        """
        own: Installation = app.extensions["clas"]
        with app.app_context():
            engine = database.engine
        kept = self._told(engine.dialect.name, stage, cast, installation or own)
        engine.dispose()
        name = _name(own.settings.database_url)
        self.databases_of(engine.dialect.name).copy(kept.name, name)
        app.secret_key = own.settings.secret_key  # the key of the database that was there is forgotten
        self.begins(own.settings.database_url)
        return World(app, self, cast, deepcopy(kept.made), kept.keys, installation)

    def begins(self, url: str) -> None:
        """Be told that nothing was written yet into a database."""
        self._written[_name(url)] = 0

    def is_untouched(self, app: Flask) -> bool:
        """Tell whether nothing was written into the database of `app` since a stage was put there."""
        return not self._written[_name(app.extensions["clas"].settings.database_url)]

    def _told(self, kind: str, stage: str, cast: Cast, installation: Installation) -> _Kept:
        """Return a stage that is kept, and tell it if it is not, on top of the stage before."""
        # Whoever is there has an account under any rules.
        rules = () if stage == _ORDER[0] else self._rules_of(installation)
        place = (kind, stage, repr(seen_by(stage, cast)), *rules)
        if place not in self._kept:
            before = _ORDER.index(stage) - 1
            base = self._told(kind, _ORDER[before], cast, installation) if before >= 0 else None
            with for_everybody():
                self._kept[place] = self._tell(kind, stage, cast, installation, base)
        return self._kept[place]

    def _rules_of(self, installation: Installation) -> Iterator[str]:
        """Yield what says under which rules a story is told: the texts; and whose code, where a department has some."""
        for plugin in installation.registry:
            yield from (each.digest for each in plugin.department.campaigns.values())
            if plugin._implemented != {"clas_department"}:  # two texts may be alike, two functions are not
                self._with_code[id(plugin)] = plugin
                yield str(id(plugin))
        yield from (each.digest for each in installation.library)

    def _tell(self, kind: str, stage: str, cast: Cast, installation: Installation, base: _Kept | None) -> _Kept:
        databases, name = self.databases_of(kind), f"kept_{len(self._kept) + 1}"
        before = base.name if base else "model"
        if self._told_last.get(kind) != before:
            databases.copy(before, "telling")
        self._told_last[kind] = ""
        engine = self._engines.setdefault(kind, create_engine(databases.url("telling")))
        with Session(engine, expire_on_commit=False) as session:
            story = Story.on(session, installation, cast, deepcopy(base.made) if base else None)
            STAGES[stage](story)
            keys = base.keys if base else hand_out_keys(story)
        engine.dispose()
        databases.copy("telling", name)
        self._told_last[kind] = name
        return _Kept(name, story.made, keys)


def told_in(app: Flask, stage: str, cast: Cast) -> "World":
    """Tell a story, up to a stage, in the empty database of `app`, which is nobody else's: nothing of it is kept."""
    keys = Keys()
    with app.app_context():
        story = Story.on(database.session, app.extensions["clas"], cast)
        for name in tell(story, until=stage):
            if name == "people":
                keys = hand_out_keys(story)
    return World(app, None, cast, story.made, keys)


def _name(url: str) -> str:
    """Return the name of a database by its address."""
    return Path(make_url(url).database or "").name.removesuffix(".sqlite3")


@dataclass
class World:
    """An installation at a stage of its story: its people with their keys, and what the story has made."""

    app: Flask
    stages: Stages | None
    cast: Cast
    made: Made
    _keys: Keys
    _told_by: Installation | None = None
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def keys(self) -> Mapping[str, str]:
        return self._keys.json

    @property
    def accounts(self) -> Mapping[str, UUID]:
        return self.made.accounts

    @property
    def programs(self) -> Mapping[str, UUID]:
        return self._keys.programs

    @property
    def porteur(self) -> str:
        """The organisation of `porteur51`."""
        return str(self.made.porteurs[SIRETS[0]])

    @property
    def neighbour(self) -> str:
        """The organisation of `neighbour51`."""
        return str(self.made.porteurs[SIRETS[1]])

    @property
    def deposited(self) -> str:
        """The dossier of `porteur51`."""
        return self.dossier("deposited")

    @property
    def draft(self) -> str:
        """The dossier of `neighbour51`."""
        return self.dossier("draft")

    @property
    def session(self) -> str:
        """The session of the story."""
        return str(self.made.session)

    @property
    def item(self) -> str:
        """The dossier of `porteur51` on the agenda of the session."""
        return str(self.made.items["deposited"])

    @property
    def seat(self) -> str:
        """The seat of `committee51`."""
        return str(self.made.seats["committee51"])

    @property
    def receipt(self) -> str:
        """The receipt of the dossier of `porteur51`."""
        return str(self.row("deposited").receipt)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was written since the stage was put here."""
        return self.stages is not None and self.stages.is_untouched(self.app)

    def dossier(self, key: str) -> str:
        return str(self.made.dossiers[key])

    def row(self, key: str) -> DossierRow:
        """Return a dossier as it is kept."""
        with self.app.app_context():
            open_session(database.session, EVERYTHING)
            row = database.session.get_one(DossierRow, self.made.dossiers[key], populate_existing=True)
            database.session.expunge(row)
            database.session.rollback()
        return row

    def to(self, stage: str, cast: Cast | None = None) -> "World":
        """Put back a later stage, perhaps of another cast: nothing may have been written since this one was."""
        assert self.stages is not None
        assert self.is_untouched, "what the test has done until here would be lost"
        return self.stages.put_back(self.app, stage, cast or self.cast, self._told_by)

    def tell(self, cast: Cast, *, after: str, until: str, made: Made | None = None) -> Made:
        """Tell more of a story here, on top of what is there and of what is `made` of it; return what is made then.

        Who is there is there already: without more that is made, it is told after the people.
        """
        with self.app.app_context():
            installation = self._told_by or self.app.extensions["clas"]
            there = deepcopy(made) if made else Made(accounts=dict(self.made.accounts))
            story = Story.on(database.session, installation, cast, there)
            for _ in tell(story, after=after, until=until):
                pass
            database.session.close()
            database.engine.dispose()  # the application may be nobody's by now but this world's
        return story.made

    def ask(self, who: str, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Ask the JSON service as somebody."""
        headers = dict(options.pop("headers", {}))
        if who in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers, **options)

    def join(self, who: str, porteur: str, newcomer: str) -> Any:
        """Let somebody of the world join a porteur: one of its people asks them, and they accept by their mail."""
        email = f"{newcomer}@clas.example"
        asked = self.ask(who, "POST", f"/porteurs/{porteur}/people", {"email": email, "name": newcomer})
        assert asked.status_code == 201, asked.text
        token = invitation_token(self.app, email)
        answered = self.ask("anonymous", "POST", "/invitations/answers", {"token": token, "accepts": True})
        assert answered.status_code == 200, answered.text
        return answered

    def browser(self, who: str) -> Browser:
        """Return a browser of somebody, signed in."""
        client = self.app.test_client()
        with client.session_transaction() as kept:
            kept["_user_id"] = f"{self.accounts[who]}.1.{self._keys.pages[who]}"
        return Browser(client)
