"""What the tests of the trace share: a chain with entries, and a hand that may do what the database refuses."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from clas_api.services.trace import record
from tests.api.cli.conftest import clas, shell
from tests.contexts import writing_on
from tests.databases import OWNER

__all__ = ["clas", "shell"]

Tamper = Callable[..., None]


def add_entries(engine: Engine, chain: str, count: int) -> None:
    """Record `count` changes in `chain`, each in a transaction of its own."""
    for number in range(count):
        with writing_on(engine) as context:
            record(
                context, "essai.changed", f"essai-{number}", chain=chain, before={"n": number}, after={"n": number + 1}
            )
            context.session.commit()


@pytest.fixture
def traced(engine: Engine) -> Engine:
    """Return a database with six entries in the chain of Marne and two in the national one."""
    add_entries(engine, "marne", 6)
    add_entries(engine, "national", 2)
    return engine


@pytest.fixture
def tamper(engine: Engine) -> Iterator[Tamper]:
    """Return a function that runs statements with the guards of the trace taken off, as an administrator could."""
    hand = create_engine(engine.url.set(username="postgres") if engine.url.username == OWNER else engine.url)
    guards = {
        "sqlite": ("DROP TRIGGER audit_entries_refuse_update", "DROP TRIGGER audit_entries_refuse_delete"),
        "postgresql": ("ALTER TABLE audit_entries DISABLE TRIGGER ALL",),
    }[engine.dialect.name]

    def run(*statements: str, **values: object) -> None:
        with hand.begin() as connection:
            for statement in (*guards, *statements):
                connection.execute(text(statement), values)

    yield run
    hand.dispose()
