"""How an amendment is asked for in JSON, kept, and written below the file of its call.

The call in force is one text: its file, then its amendments as tables of TOML. So it is kept, sealed by its digest and
read again, years later, as any file of a call is. The JSON of an amendment is derived from its declaration.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from marshmallow.fields import Field

from clas_core.departments.amendment import STATED, Amendment
from clas_core.fields import Amount, Cents, Day, JsonDay, JsonNumber, Listing, Number, Table
from clas_core.fields.values import MOST
from clas_core.money import amount_text, cents_of
from clas_core.strict import StrictSchema
from clas_core.tables import parts_of, schema_of
from clas_core.toml_text import toml_value

AMENDMENTS = "amendments"
"""The key of the tables, which no file of a department may have itself."""


@cache
def request_schema() -> StrictSchema:
    """Return the schema of the JSON by which an amendment is asked for: its declaration, but for its day."""
    return _asked(schema_of(Amendment), "Amendment", but=("stated_on",))


def _asked(schema: StrictSchema, name: str, *, but: Sequence[str] = ()) -> StrictSchema:
    declared = {
        key: _in_json(each, f"{name}{key.capitalize()}") for key, each in schema.fields.items() if key not in but
    }
    return cast("StrictSchema", StrictSchema.from_dict(declared, name=f"{name}RequestSchema")())


def _in_json(field: Field[Any], name: str) -> Field[Any]:
    """Return what reads of JSON what `field` reads of TOML."""
    options: dict[str, Any] = {"required": field.required, "metadata": {"description": field.metadata.get("label", "")}}
    match field:
        case Day():
            return JsonDay(**options)
        case Amount():
            return Cents(most=MOST * 100, **options)
        case Number():
            return JsonNumber(validate=list(field.validators), **options)
        case Listing(inner=Table() as each):
            below = _asked(cast("StrictSchema", each.schema), name)
            return Listing(Table(lambda: below), most=field.most, **options)
    said = copy(field)
    said.metadata = options["metadata"]
    return said


def read_amendment(asked: Mapping[str, Any], stated_on: date) -> Amendment:
    """Return the amendment that was asked for: `asked` is what `request_schema` has read."""
    return Amendment(**parts_of(Amendment, {**cast("dict[str, Any]", _typed(asked)), "stated_on": stated_on}))


def _typed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _typed(each) if name != "amount" else Decimal(each) / 100 for name, each in value.items()}
    return [_typed(each) for each in value] if isinstance(value, list | tuple) else value


def amendment_json(amendment: Amendment) -> dict[str, Any]:
    """Return an amendment as it was asked for, and the day on which it was stated: what is kept of it."""
    return {"stated_on": amendment.stated_on.isoformat(), **_kept(_tables(amendment))}


def kept_amendment(kept: Mapping[str, Any]) -> Amendment:
    """Return the amendment that `amendment_json` has written."""
    asked = {name: each for name, each in kept.items() if name != "stated_on"}
    return read_amendment(request_schema().load(asked), date.fromisoformat(kept["stated_on"]))


def _kept(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: amount_text(cents_of(each)) if name == "amount" else _kept(each) for name, each in value.items()
            }
        case list():
            return [_kept(each) for each in value]
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
    return value


def _tables(amendment: Amendment) -> dict[str, Any]:
    """Return an amendment as the tables of TOML that say it, but for its day; what it leaves out is left out."""
    said = {name: getattr(amendment, name) for name in ("source", *STATED)}
    return {name: _table(each) for name, each in said.items() if each}


def _table(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_table(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        said = {name: getattr(value, name) for name in value.__dataclass_fields__}
        return {name: _table(each) for name, each in said.items() if each is not None and each != ()}
    return value


def text_in_force(text: str, amendments: Iterable[Amendment]) -> str:
    """Return the text of a call in force: that of its file, then its amendments, the oldest first."""
    return "\n".join((text.rstrip(), "", *(_written(each) for each in amendments)))


def _written(amendment: Amendment) -> str:
    said = {"stated_on": amendment.stated_on, **_tables(amendment)}
    lines = (f"{name} = {toml_value(value)}" for name, value in said.items())
    return "\n".join((f"[[{AMENDMENTS}]]", *lines, ""))
