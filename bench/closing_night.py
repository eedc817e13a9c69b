"""The last evening of calls: porteurs who write, read and deposit all at once, on one PostgreSQL and two processes.

The whole of it is 3,000 porteurs, each with a page that saves itself every 20 s and another that is opened every 30 s,
and 1,500 deposits within two minutes. What a machine carries of it is looked for by growing shares of these people; the
largest is then played for the two minutes. At the end of each, the database is asked for every saving that was
acknowledged and for every receipt that was given.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from uuid import UUID

import psycopg
from sqlalchemy import insert
from sqlalchemy.engine import make_url

from bench.evening import Evening, Porteur, play
from bench.filled import FAR, NOW, drafts, engine_of, identified, person, porteurs
from bench.generated import CODES, school_year_of, slug_of, write_departments
from bench.measure import Row
from bench.samples import content
from bench.server import clean_environment, serving
from clas_api import create_app
from clas_api.config import Settings
from clas_api.security.tokens import hash_of_page, new_token
from clas_api.store.models import Token
from tests.databases import PostgresServer

_YEAR = "2025-2026"
_OPEN = tuple(slug_of(code) for code in CODES if school_year_of(code) == _YEAR)
_WHOLE = 3_000
_RUN = 120.0
_PROBE = 30.0
_SHARES = (1 / 30, 1 / 20, 1 / 15, 1 / 10, 2 / 15, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1.0)
_BOUND = 300.0
"""In milliseconds: what 95 of 100 savings, and of 100 pages, must not exceed."""
_WORKERS = 2
_SECRET = "a key that signs the cookies of a measure"


def measure() -> Iterator[Row]:
    """Yield how many porteurs the machine carries, what they wait for, and what was lost."""
    with tempfile.TemporaryDirectory() as name, PostgresServer.running() as server:
        folder = Path(name)
        installed = folder / "installed"
        installed.mkdir()
        write_departments(installed)
        url = server.new_database()
        environment = clean_environment(folder, path=(installed,), departments=",".join(_OPEN))
        environment |= {"CLAS_DATABASE_URL": url, "CLAS_TODAY": "2025-08-18", "CLAS_SECRET_KEY": _SECRET}
        people = _fill(url)
        with serving(_WORKERS, environment, folder) as port:
            yield from _told(port, people, url)


def _told(port: int, people: Sequence[Porteur], url: str) -> Iterator[Row]:
    carried = 0
    for share in _SHARES:
        asked = round(_WHOLE * share)
        tried = play(port, people[:asked], _PROBE, deposits=0)
        if tried.failures or _latest(tried.saves) > _BOUND or _latest(tried.pages) > _BOUND:
            break
        carried = asked
    asked = carried or round(_WHOLE * _SHARES[0])
    # Each deposits once: the second half of the people, whom no measure before has seen deposit.
    evening = play(port, people[:asked], _RUN, deposits=asked // 2)
    assert not evening.failures, evening.failures[:3]
    yield Row.at_least(1, name=f"porteurs carried / {_WHOLE:,}", value=carried / _WHOLE, unit="×")
    named = f"{asked} porteurs"
    yield Row(name=f"{named}: savings; each is two requests", value=len(evening.saves) / _RUN, unit="/s")
    yield Row.at_most(_BOUND, name=f"{named}: savings, p95", value=_latest(evening.saves), unit="ms")
    yield Row.at_most(_BOUND, name=f"{named}: pages, p95", value=_latest(evening.pages), unit="ms")
    yield Row(name=f"{named}: deposits, p95", value=_latest(evening.deposits), unit="ms")
    yield Row.at_least(asked // 2, name=f"{named}: receipts given", value=len(evening.receipts), unit="")
    lost = _lost(url, people[:asked], evening)
    yield Row.at_most(0, name=f"{named}: acknowledged, and not in the database", value=lost, unit="")
    yield Row(name=f"{named}: the clients' share of a processor", value=evening.client_share, unit="")


def _latest(waits: Sequence[float]) -> float:
    """Return what 95 of 100 waits do not exceed, in milliseconds."""
    return quantiles(waits, n=20)[-1] * 1000


def _lost(url: str, people: Sequence[Porteur], evening: Evening) -> int:
    """Return how many last savings and receipts the database does not know of."""
    parsed = make_url(url)
    # As the owner of the server, who sees the rows of every department.
    with psycopg.connect(host=str(parsed.query["host"]), user="postgres", dbname=parsed.database) as connection:
        kept: dict[UUID, str] = dict(connection.execute("SELECT id, content::text FROM dossiers").fetchall())
        receipts = {receipt for (receipt,) in connection.execute("SELECT receipt FROM dossier_versions")}
    saved = sum(each.said not in kept[each.dossier] for each in people if each.said)
    return saved + len(evening.receipts - receipts)


def _fill(url: str) -> list[Porteur]:
    """Put porteurs with a complete draft each into the database, spread over the departments; return their browsers."""
    app = create_app(Settings(database_url=url, secret_key=_SECRET, log="errors"))
    signing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]
    people = []
    with engine_of(url) as engine:
        keys = porteurs(engine, _WHOLE, _OPEN)
        marks = []
        for number, key in enumerate(keys):
            account = person(engine, f"porteur{key.hex}", [{"kind": "porteur", "porteur_id": key}]).id
            mark = new_token()
            told = {"token_hash": hash_of_page(mark), "account_id": account, "created_at": NOW, "expires_at": FAR}
            marks.append({"id": identified("pages", number), "label": "pages", **told})
            kept = {"_user_id": f"{account}.1.{mark}", "csrf_token": key.hex}
            cookie = f"{name}={signing.dumps(kept)}"
            people.append(Porteur(dossier=identified("dossier", number), cookie=cookie))
        with engine.begin() as connection:
            connection.execute(insert(Token), marks)
    rows = ((_OPEN[number % len(_OPEN)], _YEAR, key, number) for number, key in enumerate(keys))
    drafts(url, rows, content())
    return people
