"""The client's key of a request, ``Idempotency-Key``: sent again, it gets the answer that it got first."""

import re
from collections.abc import Callable

from flask import request

from clas_api.v1.body import Blueprint, View
from clas_core.errors import InvalidInput, Problem

_FORM = "[ -~]{1,200}"


def answer_key_header(blueprint: Blueprint) -> Callable[[View], View]:
    """Document that a request may have a key."""
    return blueprint.header("Idempotency-Key", "Sent again, gets the same answer", pattern=f"^{_FORM}$")


def asked_answer_key() -> str | None:
    """Return the key of the request, if it has one. Raises `InvalidInput`."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and re.fullmatch(_FORM, key) is None:
        raise InvalidInput([Problem(("Idempotency-Key",), "Une clé de 1 à 200 caractères ASCII est attendue.")])
    return key
