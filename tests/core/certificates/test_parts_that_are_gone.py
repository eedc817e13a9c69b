"""A part that was granted, and that the group as it really was is not given: a step says so, and the chain is whole."""

from dataclasses import replace

from clas_core.certificates import Certified, certificate_json, check, read_certificate
from clas_core.estimates import Estimator
from tests.core.certificates.script import Script


def test_what_is_due_of_a_part_that_is_gone_comes_from_a_step_that_says_it(
    settled: Certified, estimator: Estimator, script: Script
) -> None:
    first, second = settled.groups
    assert first.actual is not None
    gone = replace(first, actual=replace(first.actual, aids=first.actual.aids[:1]), moved={})
    made = certificate_json(replace(settled, groups=(gone, replace(second, moved={}))), estimator)
    steps = {each["id"]: each for each in made["steps"]}
    assert steps["g1.actual.supplement.agglo"]["operands"] == []
    assert steps["g1.due.supplement.agglo"]["operands"][0] == {
        "value": "0.00",
        "from": "step:g1.actual.supplement.agglo",
    }
    assert steps["payer.agglo.due"]["result"] == "550.50", "the other aid and the programme"
    assert list(check(made, read_certificate(made), estimator).faults) == []
    assert script.told(made) == []
