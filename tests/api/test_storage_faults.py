"""Storage that is away, full or busy is a 503 with a sentence, and the service goes on by itself once it is back."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import IntegrityError, TimeoutError
from werkzeug.test import TestResponse

from clas_api.context import Context, command
from clas_api.services.outbox import write_mail
from clas_api.store.database import database
from clas_api.store.models import OutgoingMail
from clas_api.v1.asking import current_context
from tests.databases import PostgresServer

MakeApp = Callable[..., Flask]
PLACES = ("/api/v1/essai", "/essai")


def _write() -> str:
    """Write mails, as many bytes as asked for."""
    _send(current_context(), int(request.args.get("size", "10")))
    return "écrit"


@command
def _send(context: Context, size: int) -> None:
    context.open_wholly(writing=True)
    write_mail(context, "a@exemple.fr", "Bonjour", "x" * size)
    context.session.commit()


@pytest.fixture
def writing(make_app: MakeApp) -> Callable[[str], FlaskClient]:
    """Return a function that serves a database, with two addresses that write into it."""

    def serve(url: str) -> FlaskClient:
        app = make_app(database_url=url)
        for place in PLACES:
            app.add_url_rule(place, place, _write, methods=["POST"])
        return app.test_client()

    return serve


def _assert_unavailable(answer: TestResponse, place: str) -> None:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "rien n&#39;a été modifié" in answer.get_data(as_text=True).replace("'", "&#39;")
    if place.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["type"] == "urn:clas:problem:storage-unavailable"
    else:
        assert answer.mimetype == "text/html"


@contextmanager
def _stopped(server: PostgresServer) -> Iterator[None]:
    server.handle.stop()
    try:
        yield
    finally:
        server.handle.ensure_postgres_running()


def test_a_server_that_stops_and_starts_again_is_waited_for(
    tmp_path_factory: pytest.TempPathFactory, writing: Callable[[str], FlaskClient]
) -> None:
    with PostgresServer.running() as server:
        client = writing(server.new_database())
        assert [client.post(place).status_code for place in PLACES] == [200, 200]
        for _ in range(2):
            with _stopped(server):
                for place in PLACES:
                    _assert_unavailable(client.post(place), place)
                assert client.get("/health").status_code == 200
                assert client.get("/health/ready").status_code == 503
                assert client.get("/metrics").status_code == 200
                assert client.get("/departements/marne").status_code == 200, "what needs no database is served"
            assert [client.post(place).status_code for place in PLACES] == [200, 200]
            assert client.get("/health/ready").status_code == 200
        with _stopped(server):
            pass
        assert client.post(PLACES[0]).status_code == 200, "nobody asked meanwhile, and nobody notices"
        with client.application.app_context():
            database.engine.dispose()


def test_a_full_disk_is_told_and_nothing_is_half_written(
    writing: Callable[[str], FlaskClient], make_database: Callable[[str], str]
) -> None:
    client = writing(make_database("sqlite"))
    with client.application.app_context():
        engine = database.engine

    def limit(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    event.listen(engine, "begin", limit)
    for place in PLACES:
        _assert_unavailable(client.post(f"{place}?size=1000000"), place)
    event.remove(engine, "begin", limit)
    engine.dispose()
    assert [client.post(place).status_code for place in PLACES] == [200, 200]
    assert _count(engine) == 2


def _count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(OutgoingMail)).scalar_one()


def test_a_database_that_somebody_else_holds_is_told(
    writing: Callable[[str], FlaskClient], make_database: Callable[[str], str]
) -> None:
    url = make_database("sqlite")
    client, other = writing(url), create_engine(url)
    with client.application.app_context():
        engine = database.engine
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
    with other.connect() as connection:
        connection.exec_driver_sql("DELETE FROM outgoing_mails")
        for place in PLACES:
            _assert_unavailable(client.post(place), place)
    assert client.post(PLACES[0]).status_code == 200
    other.dispose()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TimeoutError("no connection is free"), 503),
        (OSError(errno.ENOSPC, "full"), 503),
        (OSError(errno.EDQUOT, "over quota"), 503),
        (OSError(errno.ENOENT, "absent"), 500),
        (IntegrityError("INSERT", None, Exception()), 500),
    ],
    ids=repr,
)
@pytest.mark.parametrize("place", PLACES)
def test_what_will_pass_is_503_and_a_mistake_of_ours_is_500(
    make_app: MakeApp, error: Exception, status: int, place: str
) -> None:
    app = make_app()

    def fail() -> str:
        raise error

    app.add_url_rule(place, "fail", fail)
    answer = app.test_client().get(place)
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_page_that_cannot_even_say_who_is_signed_in_is_still_a_page(make_app: MakeApp) -> None:
    app = make_app()

    def fail() -> dict[str, object]:
        raise TimeoutError

    app.add_url_rule("/essai", "fail", fail)
    app.context_processor(fail)
    answer = app.test_client().get("/essai")
    _assert_unavailable(answer, "/essai")
    assert "momentanément indisponible" in answer.get_data(as_text=True)
    missing = app.test_client().get("/nulle-part")
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
