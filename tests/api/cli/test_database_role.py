"""``clas db check`` says when PostgreSQL lets the service see above what separates departments."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.databases import PostgresServer

Clas = Callable[..., Any]

READY = {
    "state": "ok",
    "warnings": [],
    "documents": {"checked": 0, "missing": [], "altered": [], "unclaimed": []},
}


@pytest.fixture
def name(postgres: PostgresServer) -> str:
    return postgres.new_database().split("/")[3].split("?")[0]


def test_the_role_of_the_service_draws_no_warning(postgres: PostgresServer, name: str, clas: Clas) -> None:
    done = clas("db", "check", "--json", CLAS_DATABASE_URL=postgres.url(name))
    assert (done.status, done.json) == (0, READY)


def test_sqlite_has_no_role(clas: Clas) -> None:
    clas("db", "upgrade")
    assert clas("db", "check", "--json").json == READY


@pytest.mark.parametrize(("role", "words"), [("postgres", "superutilisateur"), ("voyant", "BYPASSRLS")])
def test_a_role_above_separation_draws_a_warning(
    postgres: PostgresServer, name: str, clas: Clas, assert_french: Callable[[str], None], role: str, words: str
) -> None:
    if role == "voyant":
        postgres.handle.psql("CREATE ROLE voyant LOGIN BYPASSRLS IN ROLE clas_service")
    done = clas("db", "check", CLAS_DATABASE_URL=postgres.url(name, role=role))
    assert (done.status, done.errors) == (0, "")
    ready, warning = done.output.splitlines()
    assert ready == "La base est prête."
    assert words in warning
    assert_french(warning)
    assert clas("db", "check", "--json", CLAS_DATABASE_URL=postgres.url(name, role=role)).json["warnings"] == [warning]
