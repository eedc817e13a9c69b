"""Verdicts: met, not met, or not known yet, each with what was expected, what was given, and its source.

A missing value is never taken for a refusal, nor for a consent: it is *unknown*, and said to be so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from clas_core.eligibility.criteria import Criterion, Stage, fact_of
from clas_core.eligibility.places import Area, held_by
from clas_core.eligibility.vocabulary import Fact, Subject, write_fact
from clas_core.fields import Listing
from clas_core.questions.question import Question
from clas_core.tables import TableOf

Verdict = Literal["met", "not_met", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "unknown")


class Finding(NamedTuple):
    """What one criterion says of one thing: the verdict, and the value that was `given`.

    `origin` is ``national`` or the slug of a department. A named tuple, since each group of a long list has several.
    """

    criterion: Criterion
    origin: str
    verdict: Verdict
    given: Fact

    @property
    def blocks(self) -> bool:
        """Whether this finding alone refuses what it is about."""
        return self.verdict == "not_met" and self.criterion.severity == "blocking"

    @property
    def given_text(self) -> str:
        return write_fact(self.criterion.fact_field, self.given)


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

    def named(self, questions: Iterable[Question]) -> "Rules":
        """Return the same rules, that write the choices of `questions` as these do."""
        if all(each.question is None or each.names for _, each in self.criteria):
            return self
        names = {each.id: each.options for each in questions}

        def named(criterion: Criterion) -> Criterion:
            choices = names.get(criterion.question or "")
            return replace(criterion, about="", names=choices) if choices else criterion

        return Rules(criteria=tuple((origin, named(each)) for origin, each in self.criteria))

    def located(self, areas: Mapping[str, Area]) -> "Rules":
        """Return the same rules, that know the territories which they name."""
        return Rules(criteria=tuple((origin, located(each, areas)) for origin, each in self.criteria))

    def about(self, subject: Subject) -> "Rules":
        return Rules(criteria=tuple(each for each in self.criteria if each[1].subject == subject))


def located(criterion: Criterion, areas: Mapping[str, Area]) -> Criterion:
    """Return the same criterion, that knows the territory which it names, if it names one."""
    if criterion.territory is None:
        return criterion
    return replace(criterion, about="" if criterion.question else criterion.about, within=areas[criterion.territory])


CRITERIA = Listing(TableOf(Criterion), data_key="criteria")
"""How a file says rules: by a list of criteria, of which whoever reads them knows the origin."""


def judge(criterion: Criterion, facts: Mapping[str, Fact], *, origin: str) -> Finding:
    """Say whether `facts` meet `criterion`."""
    value = fact_of(facts, criterion)
    met = None if value is None else criterion.is_met_by(value)
    verdict: Verdict = "unknown" if met is None else "met" if met else "not_met"
    return Finding(criterion, origin, verdict, value)


def lies_in(area: Area, places: Fact) -> Verdict:
    """Say whether the `places` of a fact lie in an area."""
    held = held_by(area, places) if isinstance(places, list | tuple) else None
    return "unknown" if held is None else "met" if held else "not_met"


def assess(rules: Rules, facts: Mapping[str, Fact]) -> Sequence[Finding]:
    """Judge `facts` by each criterion of `rules`, in their order."""
    return tuple(judge(criterion, facts, origin=origin) for origin, criterion in rules.criteria)


def verdict_of(findings: Iterable[Finding], stage: Stage = "eligibility") -> Verdict:
    """Sum up the blocking findings of a stage: one not met decides; else one unknown leaves it open."""
    return worst(
        finding.verdict
        for finding in findings
        if finding.criterion.severity == "blocking" and finding.criterion.decides == stage
    )


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the gravest of several verdicts; ``met`` for none."""
    found = set(verdicts)
    if "not_met" in found:
        return "not_met"
    return "unknown" if "unknown" in found else "met"
