"""The script of one file that knows nothing of the platform says of a certificate what the platform says of it."""

import copy
import importlib.util
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_core.certificates import certificate_json
from clas_core.departments import DepartmentPlugin, campaign_in_force
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedEnvelope
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from clas_core.reading import digest_of
from clas_core.years import SchoolYear
from tests.core.certificates.conftest import altered, leaves
from tests.core.conftest import ESSAI

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "docs" / "controle" / "verifier_certificat.py"
RULES = ROOT / "core" / "clas_core" / "national" / "data" / "2025-2026.toml"
CALL = ESSAI / "2025-2026.toml"

JSON = dict[str, Any]


def _loaded() -> Any:
    spec = importlib.util.spec_from_file_location("verifier_certificat", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> Any:
    return _loaded()


@pytest.fixture(scope="module")
def reads_once() -> Any:
    """Return the script, which reads each file of rules once for all the tests."""
    script = _loaded()
    rules, call = script.lire_regles(RULES), script.lire_appel(CALL, [])
    script.lire_regles, script.lire_appel = lambda _: rules, lambda *_: call
    return script


def _is_caught(script: Any, certificate: JSON, noted: str = "") -> bool:
    try:
        return bool(script.verifier(certificate, RULES, CALL, noted))
    except (script.Illisible, ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return True


def test_it_says_yes_to_what_the_platform_gives(script: Any, certificate: JSON) -> None:
    assert script.verifier(certificate, RULES, CALL, certificate["digest"]) == []


def test_a_call_that_was_amended_is_found_again_from_its_file_and_what_the_certificate_says(
    script: Any, essai: DepartmentPlugin, library: ReferentialLibrary, granted: Any
) -> None:
    amendment = Amendment(
        stated_on=date(2025, 6, 12),
        source="Courrier « à tous »",
        closes=date(2025, 7, 4),
        envelopes=(StatedEnvelope(kind="ps", amount=Decimal("1000.50")),),
        advances=(StatedAdvance(share=Decimal("0.30"), on=date(2025, 12, 1)),),
    )
    campaign = campaign_in_force(essai.department.campaign(SchoolYear(2025)), [amendment], "essai")
    estimator = Estimator(library.get(SchoolYear(2025)), essai.with_campaign(campaign), campaign.name)
    certificate = certificate_json(
        replace(granted, amendments=campaign.amendments, campaign_digest=campaign.digest), estimator
    )
    assert script.verifier(certificate, RULES, CALL) == []
    other = copy.deepcopy(certificate)
    other["rules"]["amendments"][0]["content"]["closes"] = "2025-07-05"
    assert _is_caught(script, other)


@given(st.data())
def test_whatever_is_altered_is_caught(reads_once: Any, certificate: JSON, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(leaves(certificate))))
    assert _is_caught(reads_once, altered(certificate, path)), path


@given(st.data())
def test_who_also_writes_the_digest_again_is_caught_by_the_chain(
    reads_once: Any, certificate: JSON, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(list(leaves(certificate))))
    forged = altered(certificate, path)
    forged["digest"] = digest_of({name: each for name, each in forged.items() if name != "digest"})
    if path[0] == "amount" or path[-1] in ("value", "from", "result", "operation"):
        assert _is_caught(reads_once, forged), path
    assert path == ("digest",) or _is_caught(reads_once, forged, certificate["digest"]), path


@pytest.mark.parametrize(
    ("arguments", "status"), [([], 2), (["no.json", str(RULES), str(CALL)], 2)], ids=["nothing", "no file"]
)
def test_what_it_cannot_read_is_neither_right_nor_wrong(script: Any, arguments: list[str], status: int) -> None:
    assert script.principal(arguments) == status
