"""The impact of other rules on groups: two sets of rules replayed over columns, on Polars, DuckDB or Spark."""

from clas_core.simulation.columns import COLUMNS, OPTIONAL, REASONS
from clas_core.simulation.impact import Impact
from clas_core.simulation.replay import BY, Replay
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.tally import Tally

__all__ = ["BY", "COLUMNS", "OPTIONAL", "REASONS", "Impact", "Replay", "RuleSet", "Tally"]
