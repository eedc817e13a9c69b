"""The Ps of a column of groups, for simulations over every group of the country.

The rule is the one of a single group (`PsRule.ps`); Narwhals writes it as an expression, so that the same line runs
on Polars in memory, on DuckDB, or on Spark over more rows than a machine holds.
"""

from typing import Any

import narwhals as nw
from narwhals.typing import IntoFrameT

from clas_core.calculation.ps import PsRule


def ps_expression(rule: PsRule, running_costs: str = "running_costs") -> nw.Expr:
    """Return the Ps in cents as an expression over a column of running costs in whole cents."""

    def smaller(share: Any, maximum: Any) -> Any:
        return share.clip(upper_bound=maximum)  # what is missing stays missing

    column = nw.col(running_costs).cast(nw.Int64())
    expression: nw.Expr = rule.ps(column, smaller)
    return expression


def with_ps(frame: IntoFrameT, rule: PsRule, *, running_costs: str = "running_costs", name: str = "ps") -> IntoFrameT:
    """Return `frame` with a column `name`: the Ps, in cents, of each row's `running_costs` in non-negative cents.

    A row whose costs are missing gets a missing Ps: unknown is never zero.
    """
    expression = ps_expression(rule, running_costs).alias(name)
    native: Any = frame  # eager or lazy alike: the overloads of `from_native` cannot say "either"
    result: IntoFrameT = nw.from_native(native).with_columns(expression).to_native()
    return result
