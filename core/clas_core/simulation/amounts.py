"""A column of running costs in euros as whole cents, exactly, however it is written: text, whole, decimal or float.

What is finer than a cent is not rounded here: the explained calculation refuses it too. A float is read as the amount
that it is the nearest to, and only where that is a whole number of cents.
"""

from collections.abc import Sequence

import narwhals as nw

from clas_core.money import LARGEST_COST

_MOST_EUROS = LARGEST_COST // 100
_SHAPE = r"^-?[0-9]{1,12}(?:[.,][0-9]{1,15})?$"
_FINER = r"[.,][0-9]{2}[0-9]*[1-9]"
_COLUMN = "running_costs"

Refusals = Sequence[tuple[str, nw.Expr]]


def costs_columns(dtype: nw.dtypes.DType) -> tuple[nw.Expr, Refusals]:
    """Return the costs in cents, missing where they are refused, and the condition of each reason of refusal."""
    column = nw.col(_COLUMN)
    if dtype == nw.String:
        return _of_text(column)
    if dtype.is_decimal() and isinstance(dtype, nw.Decimal) and dtype.scale > 2:
        return _of_text(column.cast(nw.String()))
    if dtype.is_float():
        return _of_floats(column.cast(nw.Float64()))
    within = nw.when((column >= 0) & (column <= _MOST_EUROS)).then(column)
    if dtype.is_decimal():
        cents = (within.cast(nw.Decimal(18, 2)) * 100).cast(nw.Int64())
    else:
        cents = within.cast(nw.Int64()) * 100
    return cents, _bounds(column)


def _bounds(column: nw.Expr) -> Refusals:
    return (
        ("costs_missing", column.is_null()),
        ("costs_negative", column < 0),
        ("costs_above", column > _MOST_EUROS),
    )


def _of_floats(column: nw.Expr) -> tuple[nw.Expr, Refusals]:
    within = nw.when((column >= 0) & (column <= _MOST_EUROS)).then(column)
    cents = (within * 100).round(0).cast(nw.Int64())
    # Dividing whole cents by 100 gives the very float that such an amount is read as.
    finer = cents.cast(nw.Float64()) / 100.0 != within
    missing, *bounds = _bounds(column)
    return nw.when(~finer).then(cents), (missing, ("costs_unread", column.is_nan()), *bounds, ("costs_finer", finer))


def _of_text(column: nw.Expr) -> tuple[nw.Expr, Refusals]:
    column = column.str.strip_chars()
    text = nw.when(column != "").then(column)
    unread = ~text.str.contains(_SHAPE)
    negative = text.str.contains("^-")
    finer = text.str.contains(_FINER)
    sound: nw.Expr = nw.when(~unread & ~negative & ~finer).then(text)
    # Zeros beyond the cent say nothing; what is left has two decimals, one, or none.
    long = sound.str.contains(r"[.,][0-9]{3}")
    sound = nw.when(long).then(sound.str.replace_all("0+$", "")).otherwise(sound)
    digits = sound.str.replace_all("[.,]", "").cast(nw.Int64())
    two, one = sound.str.contains(r"[.,][0-9]{2}$"), sound.str.contains(r"[.,][0-9]$")
    factor = nw.when(two).then(nw.lit(1)).otherwise(nw.when(one).then(nw.lit(10)).otherwise(nw.lit(100)))
    cents = digits * factor
    above = cents > LARGEST_COST
    return nw.when(~above).then(cents), (
        ("costs_missing", text.is_null()),
        ("costs_unread", unread),
        ("costs_negative", negative),
        ("costs_finer", finer),
        ("costs_above", above),
    )
