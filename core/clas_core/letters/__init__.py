"""What a letter says: texts with named fields, the national ones and those of a department, each checked when read."""

from clas_core.letters.fields import FIELDS, FieldKind, LetterField
from clas_core.letters.filling import fields_of, fill, fill_markdown, unknown_fields
from clas_core.letters.kinds import LETTERS, LetterKind
from clas_core.letters.wording import LONGEST_WORDING, WordingField, national_wording, wording_faults

__all__ = [
    "FIELDS",
    "LETTERS",
    "LONGEST_WORDING",
    "FieldKind",
    "LetterField",
    "LetterKind",
    "WordingField",
    "fields_of",
    "fill",
    "fill_markdown",
    "national_wording",
    "unknown_fields",
    "wording_faults",
]
