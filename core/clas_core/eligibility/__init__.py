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
    lies_in,
    located,
    verdict_of,
    worst,
)
from clas_core.eligibility.criteria import Criterion
from clas_core.eligibility.places import Place, place_of
from clas_core.eligibility.vocabulary import AXES, FIELDS, LEVELS, Fact, FactField, Subject, fact_json

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
    "Place",
    "Rules",
    "Subject",
    "Verdict",
    "assess",
    "fact_json",
    "facts_of_answers",
    "judge",
    "lies_in",
    "located",
    "place_of",
    "verdict_of",
    "worst",
]
