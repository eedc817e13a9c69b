"""The style sheets and pictures of the pages: their address tells what they hold, so that a browser keeps them a year.

A file that changes has another address, and is asked for at once; a page that was left open still finds the one of its
own address, as it is by then.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for

ENDPOINTS = frozenset({"static", "bootstrap.static"})
"""Ours, and those of the library that brings the style sheet."""

A_YEAR = "public, max-age=31536000, immutable"
_TOLD = "v"


def attach(app: Flask) -> None:
    """Have each address of a file tell what it holds, and each file that is asked for by such an address kept."""
    app.url_defaults(_tell_content)
    app.after_request(_keep)
    app.jinja_env.globals["asset"] = _address


def _address(name: str) -> str:
    return url_for("static", filename=name)


def _tell_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in ENDPOINTS and (told := _told_of(endpoint, values.get("filename", ""))):
        values[_TOLD] = told


def _keep(response: Response) -> Response:
    if request.endpoint in ENDPOINTS and response.status_code in (200, 206, 304):
        told = request.args.get(_TOLD)
        if told and told == _told_of(request.endpoint, (request.view_args or {}).get("filename", "")):
            response.headers["Cache-Control"] = A_YEAR
    return response


def _told_of(endpoint: str, name: str) -> str:
    """Return what tells the content of a file; nothing when there is none."""
    blueprint = endpoint.rpartition(".")[0]
    folder = (current_app.blueprints[blueprint] if blueprint else current_app).static_folder
    path = Path(folder or "", name)
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ""
    return _digest(path, found.st_mtime_ns)


@cache
def _digest(path: Path, _changed: int) -> str:
    """Read once: again only when the file has changed, as it does for whoever writes pages."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
