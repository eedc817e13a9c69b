"""A certificate names the corrections of the rules that it was calculated by, and is verified by those of then."""

from dataclasses import replace
from pathlib import Path

import pytest

from clas_core.certificates import Certified, certificate_json, check, read_certificate
from clas_core.departments import DepartmentPlugin
from clas_core.documents.certificate import certificate_document
from clas_core.estimates import Estimator
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.documents.words import words_of
from tests.core.test_corrections_of_a_year import CORRECTION


@pytest.fixture
def corrected(tmp_path: Path) -> ReferentialLibrary:
    (tmp_path / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    return ReferentialLibrary.load(tmp_path)


def test_a_certificate_by_corrected_rules_names_the_correction_and_holds(
    granted: Certified, corrected: ReferentialLibrary, essai: DepartmentPlugin
) -> None:
    rules = corrected.get(SchoolYear(2025))
    estimator = Estimator(rules, essai)
    made = certificate_json(replace(granted, referential_digest=rules.digest), estimator)
    assert made["rules"]["corrections"] == [each.named for each in rules.corrections]
    assert made["rules"]["corrections"][0]["number"] == 1
    assert check(made, read_certificate(made), estimator, made["digest"]).holds
    said = "\n".join(words_of(certificate_document(made, "2025-2026", "https://clas.exemple.fr/verifier")))
    assert "Correction n° 1 des règles" in said
    assert "2 mars 2026 : Le montant publié comportait une erreur." in said


def test_one_by_the_rules_of_before_says_nothing_of_corrections_and_finds_its_rules(
    granted: Certified, corrected: ReferentialLibrary, estimator: Estimator, referential_2025: Referential
) -> None:
    made = certificate_json(granted, estimator)
    assert "corrections" not in made["rules"]
    assert corrected.of_digest(made["rules"]["referential"]) == referential_2025
    assert corrected.of_digest("sha256:0") is None
