"""Every value of a certificate, one by one, and every step: whatever is altered is caught by the platform's check and
by the script of one file; whoever also writes the digest again is caught by the chain, each operand at its place."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from clas_core.certificates import check, read_certificate
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from clas_core.reading import digest_of
from tests.core.certificates.conftest import altered, leaves
from tests.core.certificates.script import Script

JSON = dict[str, Any]

CHAINED = ("value", "from", "result", "operation")
"""What a step says that follows from the facts and the rules, and is no label."""


def _sealed(certificate: JSON) -> JSON:
    """Return it with the digest that whoever altered it would write."""
    return {**certificate, "digest": digest_of({name: each for name, each in certificate.items() if name != "digest"})}


def _told(data: JSON, estimator: Estimator, noted: str = "") -> list[str]:
    """Return where the platform's check finds a fault."""
    try:
        return [each.pointer for each in check(data, read_certificate(data), estimator, noted).faults]
    except InvalidInput as error:
        return [each.pointer for each in error.problems]


def test_each_value_that_is_altered_is_caught_by_both(certificate: JSON, estimator: Estimator, script: Script) -> None:
    assert (_told(certificate, estimator), script.told(certificate)) == ([], [])
    for path in leaves(certificate):
        other = altered(certificate, path)
        assert _told(other, estimator), path
        assert script.told(other), path


def test_each_operand_result_and_operation_is_caught_by_both_even_under_a_digest_that_was_written_again(
    certificate: JSON, estimator: Estimator, script: Script
) -> None:
    chained = [each for each in leaves(certificate) if each[0] == "steps" and each[-1] in CHAINED]
    assert len(chained) > 60
    for path in (*chained, ("amount",)):
        forged = _sealed(altered(certificate, path))
        assert "/" + "/".join(map(str, path)) in _told(forged, estimator), path
        assert script.told(forged), path


def _moved(certificate: JSON) -> Iterator[tuple[str, JSON]]:
    """Yield a certificate without each of its steps, with each of them twice, with each exchanged for the next, and
    with one that was made up."""
    steps = certificate["steps"]
    for place, step in enumerate(steps):
        for name, others in (
            ("dropped", [*steps[:place], *steps[place + 1 :]]),
            ("doubled", [*steps[: place + 1], step, *steps[place + 1 :]]),
            ("added", [*steps[:place], {**step, "id": "g9.told.ps"}, *steps[place:]]),
            ("exchanged", [*steps[:place], *steps[place : place + 2][::-1], *steps[place + 2 :]]),
        ):
            if others != steps:
                yield f"{name} {step['id']}", _sealed({**copy.copy(certificate), "steps": others})


def test_each_step_that_is_dropped_doubled_added_or_exchanged_is_caught_by_both(
    certificate: JSON, estimator: Estimator, script: Script
) -> None:
    for name, forged in _moved(certificate):
        assert any(each.startswith("/steps") for each in _told(forged, estimator)), name
        assert script.told(forged), name


@pytest.mark.parametrize("name", ["labels", "sources", "standing"])
def test_words_are_held_by_the_digest_on_paper(
    certificate: JSON, estimator: Estimator, script: Script, name: str
) -> None:
    place = {"labels": "label", "sources": "source", "standing": "standing"}[name]
    for path in leaves(certificate):
        if path[0] == "steps" and path[-1] == place:
            forged = _sealed(altered(certificate, path))
            assert _told(forged, estimator), path
            assert script.told(forged, certificate["digest"]), path
