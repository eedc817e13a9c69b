"""Estimates: what groups would be paid, why, and what would change it."""

from clas_core.estimates.answer import answer, envelope
from clas_core.estimates.columns import estimate_columns
from clas_core.estimates.estimate import Estimate, Estimator, GroupEstimate
from clas_core.estimates.request import read_groups

__all__ = ["Estimate", "Estimator", "GroupEstimate", "answer", "envelope", "estimate_columns", "read_groups"]
