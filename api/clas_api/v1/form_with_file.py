"""Reading a form with a file: each field that is known once, nothing else, within the size of what is asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from clas_api.refusals import NotAFile, StorageUnavailable
from clas_core.errors import REQUIRED, InvalidInput, Problem

AROUND = 1024 * 1024
"""In bytes: what a form writes around its file."""

_ONCE = "Ce champ est donné plusieurs fois : envoyez un document à la fois."


def read_form(
    *texts: str, largest: int, too_large: str, summary: str, optional: Sequence[str] = ()
) -> tuple[Mapping[str, str], FileStorage]:
    """Return the texts of a form and its `file`, which has at most `largest` bytes. Raises `InvalidInput` with every
    field that is wrong, or `NotAFile` for what is no such form, or too large."""
    named = [*texts, "file"]
    if request.mimetype != "multipart/form-data":
        listed = f"{', '.join(f'« {each} »' for each in named[:-1])} et « file »"
        raise NotAFile(f"Envoyez un formulaire « multipart/form-data » avec les champs {listed}.", 415, field=None)
    request.max_content_length = largest + AROUND
    try:
        form, files = request.form, request.files
    except RequestEntityTooLarge:
        raise NotAFile(too_large, 413) from None
    except OSError as error:
        raise StorageUnavailable from error
    known = (*named, *optional)
    problems = [Problem((name,), "Champ inconnu.") for name in {*form, *files} if name not in known]
    given: dict[str, list[Any]] = {name: form.getlist(name) for name in (*texts, *optional)}
    given["file"] = files.getlist("file")
    for name in known:
        if len(given[name]) > 1 or (name in named and not given[name]):
            problems.append(Problem((name,), _ONCE if given[name] else REQUIRED))
    if problems:
        raise InvalidInput(problems, summary)
    return {name: given[name][0] for name in (*texts, *optional) if given[name]}, given["file"][0]
