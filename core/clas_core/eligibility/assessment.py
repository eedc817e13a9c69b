"""Verdicts: met, not met, or not known yet, each with what was expected, what was given, and its source.

A missing value is never taken for a refusal, nor for a consent: it is *unknown*, and said to be so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clas_core.eligibility.criteria import Criterion, Severity, Stage, fact_of
from clas_core.eligibility.vocabulary import Fact, Subject, write_fact

Verdict = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one criterion says of one thing. `origin` is ``national`` or the slug of a department."""

    criterion: str
    origin: str
    verdict: Verdict
    severity: Severity
    decides: Stage
    label: str
    message: str
    expected: str
    given: Fact
    given_text: str
    source: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Criteria that hold together: the national ones of a year, then what a department adds, each with its origin."""

    criteria: Sequence[tuple[str, Criterion]] = ()

    @classmethod
    def of(cls, criteria: Iterable[Criterion], *, origin: str) -> "Rules":
        return cls(criteria=tuple((origin, criterion) for criterion in criteria))

    def with_added(self, other: "Rules") -> "Rules":
        """Return both sets of rules together: adding is the only thing that one can do to rules."""
        return Rules(criteria=(*self.criteria, *other.criteria))

    def about(self, subject: Subject) -> "Rules":
        return Rules(criteria=tuple(each for each in self.criteria if each[1].subject == subject))


def judge(criterion: Criterion, facts: Mapping[str, Fact], *, origin: str) -> Finding:
    """Say whether `facts` meet `criterion`."""
    value = fact_of(facts, criterion)
    verdict: Verdict = "unknown" if value is None else ("met" if criterion.is_met_by(value) else "not_met")
    return Finding(
        criterion=criterion.id,
        origin=origin,
        verdict=verdict,
        severity=criterion.severity,
        decides=criterion.decides,
        label=criterion.label,
        message=criterion.message,
        expected=criterion.expected,
        given=value,
        given_text=write_fact(criterion.fact_field, value),
        source=criterion.source.citation,
        provisional=criterion.standing == "expected",
    )


def assess(rules: Rules, facts: Mapping[str, Fact]) -> Sequence[Finding]:
    """Judge `facts` by each criterion of `rules`, in their order."""
    return tuple(judge(criterion, facts, origin=origin) for origin, criterion in rules.criteria)


def verdict_of(findings: Iterable[Finding], stage: Stage = "eligibility") -> Verdict:
    """Sum up the blocking findings of a stage: one not met decides; else one unknown leaves it open."""
    verdicts = {finding.verdict for finding in findings if finding.severity == "blocking" and finding.decides == stage}
    if "not_met" in verdicts:
        return "not_met"
    return "unknown" if "unknown" in verdicts else "met"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the gravest of several verdicts; ``met`` for none."""
    found = set(verdicts)
    if "not_met" in found:
        return "not_met"
    return "unknown" if "unknown" in found else "met"
