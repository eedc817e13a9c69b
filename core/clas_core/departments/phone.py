"""A telephone number, as a file or a form gives it."""

import re
from typing import Any

from marshmallow import validate

from clas_core.fields import Pasted

_PHONE = re.compile(r"(?:\+33 ?|0)\d(?:[ .]?\d\d){4}\Z|3\d(?: ?\d\d)\Z", re.ASCII)


class Phone(Pasted):
    """A telephone number of France."""

    def __init__(self, **options: Any) -> None:
        shape = validate.Regexp(_PHONE, error="Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 ».")
        super().__init__(longest=20, validate=[shape], **options)
