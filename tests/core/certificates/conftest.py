"""What the tests of certificates share: a dossier as it was granted, and as it was settled; altering one value."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from clas_core.certificates import Certified, CertifiedGroup, GroupFacts, certificate_json
from clas_core.certificates.certificate import CertifiedProgramme, PaidBefore
from clas_core.departments import CallName, DepartmentPlugin, LocalAid
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.money import euros_of
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.certificates.script import Script

JSON = dict[str, Any]
CALL = CallName(SchoolYear(2025))
BOTH = ("children", "parents")


def _facts(children: int, costs: int, *aids: tuple[str, int], **more: Any) -> GroupFacts:
    group = Group("CP-CE1", children, costs, adults=3, levels=("cp",), outside_school_time=True, **more)
    given = [
        LocalAid(id=name, label=name, amount=euros_of(cents), source="Note", funder="agglo", payer="Agglo")
        for name, cents in aids
    ]
    return GroupFacts(group=group, aids=given)


@pytest.fixture(scope="module")
def estimator(library: ReferentialLibrary, essai: DepartmentPlugin) -> Estimator:
    return Estimator(library.get(SchoolYear(2025)), essai)


@pytest.fixture(scope="module")
def granted(estimator: Estimator) -> Certified:
    """Return three groups of a dossier: with everything; not eligible; refused by more than its facts."""
    return Certified(
        kind="granted",
        receipt="08-2025-00001",
        porteur=("Les Tilleuls", "73282932000074"),
        department="essai",
        call=CALL,
        at="2025-09-16T17:30:05+02:00",
        referential_digest=estimator.referential.digest,
        campaign_digest=estimator.campaign.digest if estimator.campaign else "",
        amendments=(),
        groups=(
            CertifiedGroup(
                position=1, told=_facts(10, 900_000, ("ville", 15_050), ("agglo", 20_000), bonuses=BOTH, common=100_000)
            ),
            CertifiedGroup(position=2, told=_facts(13, 500_000)),
            CertifiedGroup(position=4, told=replace(_facts(8, 500_000), refusals=("Une famille paie trop.",))),
        ),
        programmes=(CertifiedProgramme(id="reaap", label="Réseau", amount=50_000, funder="agglo", payer="Agglo"),),
    )


@pytest.fixture(scope="module")
def settled(granted: Certified) -> Certified:
    """Return the same dossier, once settled: it cost less, and one group was no longer eligible."""
    first, *_ = granted.groups
    second = CertifiedGroup(
        position=2, told=_facts(8, 500_000, ("agglo", 16_000)), actual=_facts(4, 500_000), moved={"agglo": -16_000}
    )
    return replace(
        granted,
        kind="settled",
        groups=(
            replace(
                first,
                actual=_facts(9, 800_000, ("ville", 15_050), ("agglo", 18_000), bonuses=BOTH),
                moved={"agglo": 16_000},
            ),
            second,
        ),
        programmes=(replace(granted.programmes[0], spent=40_000),),
        paid=(
            PaidBefore(funder="", payer="", amount=100_000),
            PaidBefore(funder="agglo", payer="Agglo", amount=70_000),
        ),
    )


@pytest.fixture(scope="module", params=["granted", "settled"])
def certificate(request: pytest.FixtureRequest, estimator: Estimator) -> JSON:
    return certificate_json(request.getfixturevalue(request.param), estimator)


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each value of a JSON tree stands that is neither a table nor a list."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path
    for key, each in below:
        yield from leaves(each, (*path, key))


def _another(value: Any) -> Any:
    """Return another value of the same kind: the least change that one could make."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case None:
            return 8
        case str() if value[-1:].isdigit():
            return value[:-1] + str((int(value[-1]) + 1) % 10)
    return f"{value}x"


def altered(certificate: JSON, path: tuple[Any, ...]) -> JSON:
    made = copy.deepcopy(certificate)
    place: Any = made
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = _another(place[path[-1]])
    return made
