"""Estimates: what groups would be paid, why, and what would change it."""

from clas_core.estimates.answer import aid_json, answer, envelope, kept_aid
from clas_core.estimates.columns import estimate_columns, plain_groups
from clas_core.estimates.estimate import Estimate, Estimator, GroupEstimate
from clas_core.estimates.explanation import origins_in_words, provisional_note
from clas_core.estimates.local_aid import Applicant
from clas_core.estimates.request import read_groups
from clas_core.estimates.set_aid import AidTotal, SetAid, totals_of

__all__ = [
    "AidTotal",
    "Applicant",
    "Estimate",
    "Estimator",
    "GroupEstimate",
    "SetAid",
    "aid_json",
    "answer",
    "envelope",
    "estimate_columns",
    "kept_aid",
    "origins_in_words",
    "plain_groups",
    "provisional_note",
    "read_groups",
    "totals_of",
]
