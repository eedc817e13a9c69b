"""The script of one file that knows nothing of the platform says of a certificate what the platform says of it."""

import copy
import json
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clas_core.certificates import certificate_json
from clas_core.certificates.in_pdf import certificate_in
from clas_core.departments import DepartmentPlugin, campaign_in_force
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedEnvelope
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.certificates.script import CALL, RULES, UNREADABLE, loaded

JSON = dict[str, Any]


@pytest.fixture(scope="module")
def script() -> Any:
    return loaded()


def _is_caught(script: Any, certificate: JSON, noted: str = "") -> bool:
    try:
        return bool(script.verifier(certificate, RULES, CALL, noted))
    except (script.Illisible, *UNREADABLE):
        return True


def test_it_says_yes_to_what_the_platform_gives(script: Any, certificate: JSON) -> None:
    assert script.verifier(certificate, RULES, CALL, certificate["digest"]) == []


def test_it_reads_the_pdf_that_carries_a_certificate(script: Any, certificate: JSON, tmp_path: Path) -> None:
    written = json.dumps(certificate).encode()
    said = b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length 9 >>"
    file = tmp_path / "certificat.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj\n" + said + b"\nstream\n" + zlib.compress(written) + b"\nendstream\n")
    assert script.certificat_de(file.read_bytes()) == certificate
    assert certificate_in(file.read_bytes(), 5_000_000) == written


def test_a_key_that_is_said_twice_is_refused(script: Any, certificate: JSON, tmp_path: Path) -> None:
    file = tmp_path / "certificat.json"
    file.write_text('{"amount": "9999.00", ' + json.dumps(certificate)[1:], encoding="utf-8")
    with pytest.raises(script.Illisible):
        script.certificat_de(file.read_bytes())
    assert script.principal([str(file), str(RULES), str(CALL)]) == 2


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


@pytest.mark.parametrize(
    ("arguments", "status"), [([], 2), (["no.json", str(RULES), str(CALL)], 2)], ids=["nothing", "no file"]
)
def test_what_it_cannot_read_is_neither_right_nor_wrong(script: Any, arguments: list[str], status: int) -> None:
    assert script.principal(arguments) == status
