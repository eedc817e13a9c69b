"""The Ps: exact to the cent and explained step by step, for one group or for a column of them."""

from clas_core.calculation.explanation import Step, origins_of, recompute
from clas_core.calculation.ps import PsRule

__all__ = ["PsRule", "Step", "origins_of", "recompute"]
