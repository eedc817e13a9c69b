"""Operations that give a document in the form that is asked: how they are described, and what they refuse."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Response

from clas_api.rendering import FORMATS
from clas_api.v1.body import Blueprint
from clas_api.v1.problems import problem

_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}


def in_each_form(blueprint: Blueprint) -> Callable[[Any], Any]:
    """Describe that an operation answers with a document as ``pdf``, ``md`` or ``html``."""

    def described(operation: Any) -> Any:
        for schema, media_type in ((_TEXT, "text/html"), (_TEXT, "text/markdown"), (_BINARY, "application/pdf")):
            operation = blueprint.response(200, schema, content_type=media_type)(operation)
        return operation

    return described


def no_such_form(forms: Collection[str] = FORMATS) -> Response:
    """Return the refusal of a form that is none of `forms`."""
    return problem(404, "unknown", "Introuvable", f"Formes disponibles : {', '.join(forms)}.")
