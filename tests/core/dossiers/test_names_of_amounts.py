"""The fields that are amounts are named once: a new one that was forgotten there would be shown as a plain number."""

from collections.abc import Iterator

from marshmallow import Schema, fields

from clas_core.bilans.bilan_schemas import BilanSchema
from clas_core.dossiers.content import AMOUNTS
from clas_core.dossiers.schemas import ContentSchema
from clas_core.fields import Cents


def amounts_in(schema: Schema) -> Iterator[str]:
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, Cents):
            yield name
        if isinstance(inner, fields.Nested):
            yield from amounts_in(inner.schema)


def test_they_are_those_that_the_schemas_read_as_cents() -> None:
    assert {*amounts_in(ContentSchema()), *amounts_in(BilanSchema())} == AMOUNTS
