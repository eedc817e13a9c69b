"""A document as it is kept: JSON values, of which the same document is made again.

What it was made from may change; what was sent does not. A logo is not kept: it is no part of what is said.
"""

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from clas_core.departments.logo import Logo
from clas_core.documents.letterhead import Letterhead, Sender, Signature
from clas_core.documents.model import (
    Bullets,
    Document,
    Facts,
    Link,
    Notice,
    PageBreak,
    Paragraph,
    Section,
    Signatures,
    Steps,
    Table,
)
from clas_core.prose import Prose

_TYPES: Mapping[str, type[Any]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            Bullets, Document, Facts, Letterhead, Link, Notice, PageBreak, Paragraph, Prose, Section, Sender, Signature,
            Signatures, Steps, Table,
        )
    }
)  # fmt: skip
"""What a kept document may be made of; a chart, which is drawn from figures that are elsewhere, is not."""


def document_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON values. Raises `TypeError` for one with something that cannot be kept."""
    written: dict[str, Any] = _json(document)
    return written


def document_of(kept: Mapping[str, Any]) -> Document:
    """Return the document that was kept."""
    document = _value(kept)
    assert isinstance(document, Document)
    return document


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Logo):
        return None
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if type(value).__name__ not in _TYPES:
        raise TypeError(f"{type(value).__name__} is not kept in a document")
    return {"is": type(value).__name__, **{each.name: _json(getattr(value, each.name)) for each in fields(value)}}


def _value(kept: Any) -> Any:
    if isinstance(kept, list):
        return tuple(_value(each) for each in kept)
    if not isinstance(kept, Mapping):
        return kept
    made = {name: _value(each) for name, each in kept.items() if name != "is"}
    if kept["is"] == "Table":
        made["amounts"] = frozenset(made["amounts"])
    return _TYPES[kept["is"]](**made)
