"""``clas verify``: an amount is calculated again from its certificate and the rules of its year, without a database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clas_api.rendering import render
from clas_core.certificates import Certified, CertifiedGroup, GroupFacts, certificate_json
from clas_core.departments import CallName, DepartmentRegistry
from clas_core.documents.certificate import certificate_document
from clas_core.estimates import Estimator
from clas_core.groups import Group
from clas_core.national import ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.test_corrections_of_a_year import CORRECTION

Clas = Callable[..., Any]
ROOT = Path(__file__).parents[3]
ADDRESS = "https://clas.exemple.fr/verifier?empreinte=0"
RULES = ROOT / "core" / "clas_core" / "national" / "data" / "2024-2025.toml"


@pytest.fixture(scope="module")
def certificate() -> dict[str, Any]:
    """Return the certificate of a group of Marne, of 9 000 € of costs."""
    return _certificate(ReferentialLibrary.load())


def _certificate(library: ReferentialLibrary) -> dict[str, Any]:
    year = SchoolYear(2025)
    plugin = DepartmentRegistry.load().get("marne")
    estimator = Estimator(library.get(year), plugin)
    group = Group("CE2", 10, 900_000, adults=2, levels=("ce2",), outside_school_time=True, bonuses=("children",))
    certified = Certified(
        kind="granted",
        receipt="51-2025-00001",
        porteur=("Les Tilleuls", "73282932000074"),
        department="marne",
        call=CallName(year),
        at="2025-09-16T17:30:05+02:00",
        referential_digest=estimator.referential.digest,
        campaign_digest=plugin.department.campaign(year).digest,
        amendments=(),
        groups=(CertifiedGroup(position=1, told=GroupFacts(group=group)),),
    )
    return certificate_json(certified, estimator)


def _file(shell: Path, content: Any) -> Path:
    file = shell / "certificat.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_an_amount_that_is_calculated_again_is_confirmed(clas: Clas, shell: Path, certificate: dict[str, Any]) -> None:
    file = _file(shell, certificate)
    done = clas("verify", file, "--digest", certificate["digest"])
    assert (done.status, done.errors) == (0, "")
    assert "Oui : 3\u202f129,70\u00a0€, 6 étapes recalculées." in done.output
    told = clas("verify", file, "--json").json
    (only,) = told["certificates"]
    assert (told["holds"], only["file"], only["amount"], only["faults"]) == (True, str(file), "3129.70", [])


def test_a_pdf_carries_its_certificate_and_several_are_verified_at_once(
    clas: Clas, shell: Path, certificate: dict[str, Any]
) -> None:
    sound, pdf = _file(shell, certificate), shell / "certificat.pdf"
    pdf.write_bytes(render(certificate_document(certificate, "2025-2026", ADDRESS), "pdf", rehearsal=False)[0])
    both = clas("verify", sound, pdf)
    assert (both.status, both.errors, both.output.count(" : Oui : ")) == (0, "", 2)
    forged = shell / "faux.json"
    forged.write_text(json.dumps({**certificate, "amount": "3129.71"}), encoding="utf-8")
    mixed = clas("verify", pdf, forged, RULES, shell / "absent.json", "--json")
    assert mixed.status == 1
    assert [each["holds"] for each in mixed.json["certificates"]] == [True, False, None, None]
    assert [line.partition(" : ")[0] for line in mixed.errors.splitlines() if " : " in line][-1] == str(
        shell / "absent.json"
    )
    unknown = clas("verify", pdf, RULES)
    assert (unknown.status, "Oui : " in unknown.output, str(RULES) in unknown.errors) == (2, True, True)
    wrong = clas("verify", pdf, sound, "--digest", certificate["digest"])
    assert (wrong.status, wrong.output) == (2, "")


def test_what_does_not_hold_is_named_by_its_step_and_its_place(
    clas: Clas, shell: Path, certificate: dict[str, Any]
) -> None:
    forged = json.loads(json.dumps(certificate).replace('"2800.70"', '"2900.70"'))
    done = clas("verify", _file(shell, forged))
    assert done.status == 1
    assert "/steps/2/operands/1/value : Étape « g1.told.ps » : « 2900.70 » est écrit" in done.output
    assert "Non :" in done.output
    other = clas("verify", _file(shell, certificate), "--digest", "sha256:0")
    assert (other.status, "ce certificat en est un autre" in other.output) == (1, True)


@pytest.mark.parametrize(
    "content", ["", [], {}, {"format": "clas-certificat/9"}], ids=["text", "list", "empty", "later"]
)
def test_what_is_no_certificate_is_neither_right_nor_wrong(clas: Clas, shell: Path, content: Any) -> None:
    done = clas("verify", _file(shell, content))
    assert (done.status, done.output) == (2, "")
    assert "Ce fichier n'est pas un certificat" in done.errors


def test_a_certificate_of_other_rules_is_neither_right_nor_wrong(
    clas: Clas, shell: Path, certificate: dict[str, Any]
) -> None:
    done = clas("verify", _file(shell, certificate), "--rules", RULES)
    assert done.status == 2
    assert "ne peut être ni confirmé ni démenti" in done.errors
    gone = clas("verify", _file(shell, {**certificate, "department": "nulle_part"}))
    assert (gone.status, gone.output) == (2, "")


def test_a_certificate_from_before_a_correction_is_confirmed_by_the_rules_of_then(
    clas: Clas, shell: Path, certificate: dict[str, Any]
) -> None:
    (shell / "regles").mkdir()
    (shell / "regles" / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    done = clas("verify", _file(shell, certificate), CLAS_REFERENTIALS="regles")
    assert (done.status, done.errors) == (0, "")


def test_the_one_text_of_a_corrected_year_verifies_what_was_calculated_by_it_and_before(
    clas: Clas, shell: Path, certificate: dict[str, Any]
) -> None:
    folder, files = shell / "regles", (shell / "avant.json", shell / "apres.json")
    folder.mkdir()
    (folder / "2025-2026.correction-1.toml").write_text(CORRECTION, encoding="utf-8")
    for file, made in zip(files, (certificate, _certificate(ReferentialLibrary.load(folder))), strict=True):
        file.write_text(json.dumps(made), encoding="utf-8")
    exported = shell / "une-annee.toml"
    text = clas("referentials", "export", "2025-2026", CLAS_REFERENTIALS="regles").output
    exported.write_text(text, encoding="utf-8")
    clas("referentials", "export", "2025-2026", "-o", "exporte", CLAS_REFERENTIALS="regles")
    for rules in (exported, Path("exporte") / "2025-2026.toml"):
        done = clas("verify", *files, "--rules", rules)
        assert (done.status, done.errors, done.output.count(" : Oui : ")) == (0, "", 2)
    ours = clas("verify", *files, "--json")
    assert (ours.status, [each["holds"] for each in ours.json["certificates"]]) == (2, [True, None])
