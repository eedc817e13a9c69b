"""``clas sessions allocations``: what each published rule makes of the bonuses of a session, in words and in JSON."""

from collections.abc import Callable

from flask import Flask

from tests.api.cli.conftest import Ran
from tests.casts import at_a_committee
from tests.stages import Stages


def test_a_call_without_rules_or_envelope_is_told_so_and_nothing_is_shared(
    clas: Callable[..., Ran],
    make_app: Callable[..., Flask],
    stages: Stages,
    lend_database: Callable[[str], str],
) -> None:
    url = lend_database("sqlite")
    world = stages.put_back(make_app(database_url=url), "session planned", at_a_committee(2))
    setting = {"CLAS_DATABASE_URL": url}
    told = clas("sessions", "allocations", world.session, **setting)
    assert (told.status, told.errors) == (0, "")
    assert told.output == "L'enveloppe des bonus n'est pas fixée : rien n'est réparti.\n"
    found = clas("sessions", "allocations", world.session, "--json", **setting).json
    assert (found["envelope"], found["claimed"], found["allocations"]) == (None, "658.00", [])
    nowhere = clas("sessions", "allocations", "00000000-0000-0000-0000-000000000000", **setting)
    assert (nowhere.status, nowhere.output) == (2, "")
