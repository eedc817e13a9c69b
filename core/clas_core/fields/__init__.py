"""Schema fields that speak French, for the TOML files of the rules and for JSON alike.

TOML gives typed values, so a field here refuses what has the wrong type instead of converting it: ``"8"`` is not a
number of children, ``true`` is not ``1``, and an amount is never a float.
"""

from clas_core.fields.containers import AnyTable, ByQuestion, Listing, Table, Tables
from clas_core.fields.moments import DatedField, Hour, WhenField
from clas_core.fields.texts import Choice, Email, Identifier, Key, Line, Pasted, Secret, Text, Url, Words
from clas_core.fields.values import Amount, Cents, Day, Flag, JsonDay, JsonNumber, Number, ProseField, Whole, YearField

__all__ = [
    "Amount",
    "AnyTable",
    "ByQuestion",
    "Cents",
    "Choice",
    "DatedField",
    "Day",
    "Email",
    "Flag",
    "Hour",
    "Identifier",
    "JsonDay",
    "JsonNumber",
    "Key",
    "Line",
    "Listing",
    "Number",
    "Pasted",
    "ProseField",
    "Secret",
    "Table",
    "Tables",
    "Text",
    "Url",
    "WhenField",
    "Whole",
    "Words",
    "YearField",
]
