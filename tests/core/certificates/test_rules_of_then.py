"""A certificate is verified by the rules of then, wherever they lie: a year that was corrected or closed since, its
files beside one another or elsewhere, or the one text that an export gives. The platform and the script agree."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clas_core.certificates import Certified, certificate_json, check, read_certificate
from clas_core.departments import DepartmentPlugin
from clas_core.errors import InvalidFile
from clas_core.estimates import Estimator
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.library import rules_in
from clas_core.national.taking_steps import take_step
from clas_core.reading import digest_of
from tests.core.certificates.script import CALL, RULES, loaded
from tests.core.test_corrections_of_a_year import CORRECTION, SECOND

JSON = dict[str, Any]
Certify = Callable[[Referential], JSON]
NAME = "2025-2026.correction-{}.toml"
QUESTIONS = RULES.parent / "questions" / RULES.name


@pytest.fixture(scope="module")
def script() -> Any:
    return loaded()


@pytest.fixture
def certify(granted: Certified, essai: DepartmentPlugin) -> Certify:
    """Return a function that gives the certificate of the dossier by the rules of a year."""

    def make(rules: Referential) -> JSON:
        return certificate_json(replace(granted, referential_digest=rules.digest), Estimator(rules, essai))

    return make


@pytest.fixture
def enacted(tmp_path: Path) -> Path:
    """Return the file of a year that came into force by its steps, its questions beside it, in a folder of its own."""
    text, questions = RULES.read_text("utf-8").replace('"in_force"', '"draft"', 1), QUESTIONS.read_text("utf-8")
    text = take_step(text, "consultation", on=date(2025, 3, 1), by="Cnaf", questions=questions)
    text = take_step(text, "in_force", on=date(2025, 6, 1), by="Cnaf", reference="Circulaire", questions=questions)
    file = tmp_path / "annees" / RULES.name
    (file.parent / "questions").mkdir(parents=True)
    (file.parent / "questions" / file.name).write_text(questions, encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    return file


def _corrected(file: Path) -> None:
    for rank, text in enumerate((CORRECTION, SECOND), start=1):
        (file.parent / NAME.format(rank)).write_text(text, encoding="utf-8")


def _closed(file: Path) -> None:
    questions = (file.parent / "questions" / file.name).read_text("utf-8")
    closed = take_step(file.read_text("utf-8"), "closed", on=date(2026, 12, 1), by="Cnaf", questions=questions)
    file.write_text(closed, encoding="utf-8")


def _holds(made: JSON, file: Path, essai: DepartmentPlugin, script: Any, elsewhere: tuple[Path, ...] = ()) -> bool:
    """Tell whether both say yes, by the rules of a file that the certificate names."""
    states = [each for each in rules_in(file) if each.digest == made["rules"]["referential"]]
    assert script.verifier(made, file, CALL, made["digest"], elsewhere) == []
    return [check(made, read_certificate(made), Estimator(each, essai)).holds for each in states] == [True]


@pytest.mark.parametrize("closes", [False, True], ids=["in force", "closed"])
def test_a_certificate_from_before_corrections_and_closing_holds_by_the_files_of_now(
    enacted: Path, certify: Certify, essai: DepartmentPlugin, script: Any, *, closes: bool
) -> None:
    (before,) = rules_in(enacted)
    _corrected(enacted)
    twice, once, never = rules_in(enacted)
    assert (never, [len(each.corrections) for each in (twice, once)]) == (before, [2, 1])
    made = [certify(each) for each in (before, once, twice)]
    assert len({each["amount"] for each in made}) == 3
    if closes:
        _closed(enacted)
        assert rules_in(enacted)[0].status == "closed"
    for each in made:
        assert _holds(each, enacted, essai, script)


@pytest.mark.parametrize("closes", [False, True], ids=["in force", "closed"])
def test_the_one_text_of_an_export_verifies_what_the_files_do(
    enacted: Path, tmp_path: Path, certify: Certify, essai: DepartmentPlugin, script: Any, *, closes: bool
) -> None:
    _corrected(enacted)
    made = [certify(each) for each in rules_in(enacted)]
    if closes:
        _closed(enacted)
    exported = tmp_path / "regles.toml"
    exported.write_text(rules_in(enacted)[0].text, encoding="utf-8")
    for each in (*made, certify(rules_in(enacted)[0])):
        assert _holds(each, exported, essai, script)


def test_the_library_finds_the_rules_of_before_a_year_was_closed(enacted: Path, certify: Certify) -> None:
    (before,) = rules_in(enacted)
    _closed(enacted)
    closed, *_ = rules_in(enacted)
    library = ReferentialLibrary({closed.school_year: closed})
    assert library.of_digest(before.digest) == before
    assert library.of_digest(closed.digest) is closed
    assert library.of_digest("sha256:0") is None


def test_corrections_that_lie_elsewhere_are_given_to_the_script(tmp_path: Path, certify: Certify, script: Any) -> None:
    for rank, text in enumerate((CORRECTION, SECOND), start=1):
        (tmp_path / NAME.format(rank)).write_text(text, encoding="utf-8")
    made = certify(ReferentialLibrary.load(tmp_path).parse("2025-2026"))
    first, second = sorted(tmp_path.iterdir())
    assert script.verifier(made, RULES, CALL, "", [second, first]) == []
    for others in ([], [first], [second]):
        with pytest.raises(script.Illisible):
            script.verifier(made, RULES, CALL, "", others)


def test_a_correction_that_is_altered_is_seen_by_both(
    enacted: Path, certify: Certify, essai: DepartmentPlugin, script: Any
) -> None:
    _corrected(enacted)
    made = certify(rules_in(enacted)[0])
    file = enacted.parent / NAME.format(2)
    file.write_text(SECOND.replace("value = 2795.5", "value = 2796.5"), encoding="utf-8")
    assert made["rules"]["referential"] not in {each.digest for each in rules_in(enacted)}
    with pytest.raises(script.Illisible, match="nomme les règles"):
        script.verifier(made, enacted, CALL)
    file.write_text(SECOND.replace("from = 2790", "from = 2791"), encoding="utf-8")
    with pytest.raises(InvalidFile):
        rules_in(enacted)
    with pytest.raises(script.Illisible, match=r"ps\.maximum"):
        script.verifier(made, enacted, CALL)


@pytest.mark.parametrize("name", ["number", "on", "reason", "before"])
def test_a_correction_that_is_named_otherwise_is_caught_even_under_a_digest_that_was_written_again(
    enacted: Path, certify: Certify, essai: DepartmentPlugin, script: Any, name: str
) -> None:
    _corrected(enacted)
    rules = rules_in(enacted)[0]
    made = copy.deepcopy(certify(rules))
    other = {"number": 3, "on": "2026-03-03", "reason": "Autre", "before": "sha256:0"}[name]
    made["rules"]["corrections"][1][name] = other
    made["digest"] = digest_of({key: each for key, each in made.items() if key != "digest"})
    assert not check(made, read_certificate(made), Estimator(rules, essai)).holds
    assert script.verifier(made, enacted, CALL)
