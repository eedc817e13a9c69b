"""Every amount of the demonstration has a certificate that holds; whatever is altered in one is caught by the
platform's check and by the script of one file."""

from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from clas_api.config import Settings
from clas_api.installation import Installation
from clas_api.scenario.demonstration import fill
from clas_api.services.rules.verifying_certificates import RulesAtHand, verify_data
from clas_api.services.year.certifying import certify
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import DossierRow
from clas_core.certificates import KINDS
from clas_core.errors import InvalidInput, Refused, Unknown
from tests.contexts import context_on
from tests.core.certificates.conftest import altered, leaves
from tests.core.certificates.script import Script

JSON = dict[str, Any]
NATIONAL = Path(str(files("clas_core"))) / "national" / "data"


@pytest.fixture(scope="module")
def certificates(make_database: Callable[[str], str]) -> Iterator[list[JSON]]:
    """Return the certificates of all the dossiers of the demonstration."""
    engine = create_engine(make_database("sqlite"))
    for _ in fill(Installation.load(Settings()), engine):
        pass
    found = []
    with context_on(engine) as context:
        open_session(context.session, EVERYTHING)
        for key in context.session.scalars(select(DossierRow.id).order_by(DossierRow.receipt)):
            for kind in KINDS:
                try:
                    found.append(certify(context, key, kind).content)
                except Refused:
                    continue
    yield found
    engine.dispose()


@pytest.fixture(scope="module")
def rules() -> RulesAtHand:
    return RulesAtHand(installation=Installation.load(Settings()))


def _scripts() -> Callable[[JSON], Script]:
    """Return a function that gives the script with the rules of a certificate, read once."""
    read: dict[tuple[str, str], Script] = {}

    def of(certificate: JSON) -> Script:
        key = (certificate["department"], certificate["call"])
        if key not in read:
            call = Path(str(files(f"clas_{key[0]}"))) / f"{key[1]}.toml"
            read[key] = Script(NATIONAL / f"{certificate['school_year']}.toml", call)
        return read[key]

    return of


def _is_caught(rules: RulesAtHand, data: JSON) -> bool:
    try:
        return not verify_data(rules, data).holds
    except (InvalidInput, Unknown):  # another department, or other rules, which nobody has
        return True


def test_every_amount_holds_and_one_of_each_kind_shows_whatever_is_altered(
    certificates: list[JSON], rules: RulesAtHand
) -> None:
    script_of = _scripts()
    kinds = Counter(each["kind"] for each in certificates)
    assert set(kinds) == set(KINDS)
    assert len(certificates) > 30
    for each in certificates:
        assert list(verify_data(rules, each).faults) == [], each["receipt"]
        assert script_of(each).told(each) == [], each["receipt"]
    for kind in KINDS:
        longest = max((each for each in certificates if each["kind"] == kind), key=lambda each: len(each["steps"]))
        for path in list(leaves(longest))[:600]:
            other = altered(longest, path)
            assert _is_caught(rules, other), (kind, path)
            assert script_of(longest).told(other), (kind, path)
