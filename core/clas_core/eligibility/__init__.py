"""Eligibility: criteria as data, and three-valued verdicts that show their evidence."""

from clas_core.eligibility.asked import facts_of_answers
from clas_core.eligibility.assessment import (
    CRITERIA,
    VERDICTS,
    Finding,
    Rules,
    Verdict,
    assess,
    judge,
    verdict_of,
    worst,
)
from clas_core.eligibility.criteria import Criterion
from clas_core.eligibility.vocabulary import AXES, FIELDS, LEVELS, Fact, FactField, Subject

__all__ = [
    "AXES",
    "CRITERIA",
    "FIELDS",
    "LEVELS",
    "VERDICTS",
    "Criterion",
    "Fact",
    "FactField",
    "Finding",
    "Rules",
    "Subject",
    "Verdict",
    "assess",
    "facts_of_answers",
    "judge",
    "verdict_of",
    "worst",
]
