"""Whatever is asked for in words is asked by a field that cleans it: every schema is walked, none is listed."""

import importlib
import pkgutil
from collections.abc import Iterator

from marshmallow import Schema, fields

import clas_api
import clas_core
from clas_api.answers import Answer
from clas_api.v1.body import ReadByTheCore
from clas_core.departments import Campaign, Department
from clas_core.fields import Choice, Identifier, Line, Pasted, Secret, Words
from clas_core.national import Referential
from clas_core.strict import StrictSchema
from clas_core.tables import Reference, schema_of

CLEAN = (Line, Words, Pasted)
NAMES = (Choice, Identifier, Reference)
"""One of a list, which nothing odd can be."""

KEPT = ("clas_core.committees.session_schemas", "clas_core.certificates.schemas")
"""Read back what was sealed, or certified, as it was: a sign more or less is what they are to find."""

DOCUMENTED = (
    "clas_api.v1.schemas",
    "clas_api.v1.catalogue_schemas",
    "clas_api.v1.kept_forms",
    "clas_api.v1.readiness",
    "clas_api.v1.statistics",
    "clas_api.v1.problems",
)
"""What is answered, and what the core reads by itself: the labels of groups, which its own tests hold."""


def _every(kind: type[Schema]) -> Iterator[type[Schema]]:
    for below in kind.__subclasses__():
        yield below
        yield from _every(below)


def _schemas() -> Iterator[Schema]:
    for package in (clas_core, clas_api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and not found.name.endswith((".typeset", "__main__")):
                importlib.import_module(found.name)
    for table in (Department, Campaign, Referential):
        schema_of(table)
    for each in {*_every(StrictSchema)}:
        documents_only = issubclass(each, Answer) or each.__bases__ == (ReadByTheCore,)
        ours = each.__module__.startswith((clas_core.__name__, clas_api.__name__))  # other tests declare their own
        if ours and each.__module__ not in (*KEPT, *DOCUMENTED) and not documents_only:
            yield each()


def _leaves(field: fields.Field[object]) -> Iterator[fields.Field[object]]:
    if isinstance(field, fields.List):
        yield from _leaves(field.inner)
    elif isinstance(field, fields.Dict):
        yield from (each for part in (field.key_field, field.value_field) if part for each in _leaves(part))
    else:
        yield field


def asked_in_words() -> Iterator[tuple[str, fields.Field[object]]]:
    for schema in _schemas():
        for name, field in schema.fields.items():
            for leaf in _leaves(field):
                if isinstance(leaf, (fields.String, fields.Raw)) and not isinstance(leaf, (fields.Email, fields.Url)):
                    yield f"{type(schema).__module__}.{type(schema).__name__}.{name}", leaf


def test_every_text_that_is_asked_for_is_cleaned_or_is_one_of_a_list() -> None:
    asked = dict(asked_in_words())
    assert len(asked) > 80
    bare = sorted(place for place, field in asked.items() if not isinstance(field, (*CLEAN, *NAMES, Secret)))
    assert bare == []


def test_nothing_but_passwords_and_keys_of_links_is_taken_as_it_is() -> None:
    secret = {place.rpartition(".")[2] for place, field in asked_in_words() if isinstance(field, Secret)}
    assert secret == {"password", "token"}
