"""Where the acts are done: an installation of two Cafs, three porteurs and a committee, put back for each run."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.filled import siret_of
from bench.samples import content
from clas_api.store.database import database
from tests.api.rights.naive import MARNE, SEINE, Rights
from tests.casts import SIRETS, STAFF
from tests.databases import Databases
from tests.stages import World

PERSONS = [
    "porteur51",
    "neighbour51",
    "porteur77",
    "applicant",
    "agent51",
    "agent77",
    "head51",
    "head77",
    "committee51",
    "committee77",
    "spare51",
]
READERS = ("anonymous", "national", *PERSONS, "program51", "program77")
YEARS = {MARNE: "2025-2026", SEINE: "2024-2025"}
NEW = tuple(siret_of(200 + each) for each in range(3))
"""Organisations that nobody has described yet."""


class Place:
    """An installation of which each run begins at the same stage; `rights` are what was agreed to by then."""

    def __init__(self, world: World, databases: Databases, file: Path) -> None:
        self.world, self._databases, self._file, self._name = world, databases, file, file.stem
        answered = self._deposit_elsewhere()
        with world.app.app_context():
            database.engine.dispose()
        databases.copy(self._name, "composed")
        self._elsewhere = answered

    def begin(self) -> Rights:
        with self.world.app.app_context():
            database.engine.dispose()
        self._databases.copy("composed", self._name)
        made, rights = self.world.made, Rights()
        for who, role in STAFF.items():
            if role.department is not None:
                rights.roles.add((who, role.kind, role.department))
        rights.roles |= {("spare51", "committee", MARNE), ("program51", "program", MARNE)}
        rights.roles |= {
            ("program77", "program", SEINE),
            ("national", "national", MARNE),
            ("national", "national", SEINE),
        }
        named = {siret: str(key) for siret, key in made.porteurs.items()}
        for siret, who in zip(
            (*SIRETS, siret_of(100)), ("porteur51", "neighbour51", "porteur77", "porteur51"), strict=True
        ):
            rights.people[named[siret]] = {who}
            rights.applied[named[siret]] = {SEINE if who == "porteur77" else MARNE}
        for key, siret in (("deposited", SIRETS[0]), ("draft", SIRETS[1]), ("0", siret_of(100))):
            rights.dossiers[str(made.dossiers[key])] = (named[siret], MARNE)
        rights.dossiers[self._elsewhere] = (named[SIRETS[2]], SEINE)
        rights.deposited = {key for key in rights.dossiers if key != str(made.dossiers["draft"])}
        rights.sessions[str(made.session)] = MARNE
        rights.seats.add((str(made.session), "committee51"))
        return rights

    def rows(self, query: str, key: str) -> list[Any]:
        """Return rows about a key, without asking the service."""
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.execute(query, (UUID(key).hex,)).fetchall()

    def _deposit_elsewhere(self) -> str:
        """Deposit in Seine-et-Marne, whose call is over, by more time that is granted."""
        ask, porteur = self.world.ask, str(self.world.made.porteurs[SIRETS[2]])
        more = {"porteur": porteur, "until": "2025-08-01", "reason": "Relance."}
        assert ask("agent77", "POST", extensions_of(SEINE), more).status_code == 201
        call = {"department": SEINE, "school_year": YEARS[SEINE], "porteur": porteur}
        key: str = ask("porteur77", "POST", "/dossiers", call).get_json()["id"]
        ask("porteur77", "PATCH", f"/dossiers/{key}", written("Alex Moreau"), headers={"If-Match": '"1"'})
        given = ask("porteur77", "POST", f"/dossiers/{key}/deposit", {"confirmed_unpaid": True})
        assert given.status_code == 201, given.text
        return key


def extensions_of(place: str) -> str:
    return f"/departments/{place}/campaigns/{YEARS[place]}/extensions"


def written(words: str) -> dict[str, Any]:
    """Return a dossier as it may be deposited in either department: what bonuses are worth is not published yet."""
    whole = content()
    whole["contact"]["name"] = words
    whole["actions"][0]["groups"][0]["bonuses"] = []
    return whole
