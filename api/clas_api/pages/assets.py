"""The style sheet, scripts and pictures of the pages: their address tells what they hold; a browser keeps them a year.

A file that changes has another address, and is asked for at once; a page that was left open still finds the one of its
own address, as it is by then. The style sheet is written in several files, by what they are about, and served as one.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for

ENDPOINTS = frozenset({"static", "styles"})

STYLES = Path(__file__).parent / "styles"
STYLE_SHEET = "clas.css"
"""The files of `STYLES`, in the order of their names, without their comments."""

A_YEAR = "public, max-age=31536000, immutable"
_TOLD = "v"


def attach(app: Flask) -> None:
    """Have each address of a file tell what it holds, and each file that is asked for by such an address kept."""
    app.add_url_rule(f"{app.static_url_path}/{STYLE_SHEET}", "styles", _send_styles, defaults={"filename": STYLE_SHEET})
    app.url_defaults(_tell_content)
    app.after_request(_keep)
    app.jinja_env.globals["asset"] = _address


def style_sheet() -> str:
    """Return the style sheet of all pages."""
    return _joined(tuple((path, path.stat().st_mtime_ns) for path in sorted(STYLES.glob("*.css"))))


def _address(name: str) -> str:
    return url_for("static" if name != STYLE_SHEET else "styles", filename=name)


def _send_styles(filename: str) -> Response:
    response = Response(style_sheet(), mimetype="text/css", headers={"Cache-Control": "no-cache"})
    response.set_etag(_told_of("styles", filename))
    response.make_conditional(request)
    return response


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
    if endpoint == "styles":
        return _digest_of(style_sheet())
    path = Path(current_app.static_folder or "", name)
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ""
    return _digest(path, found.st_mtime_ns)


@cache
def _digest(path: Path, _changed: int) -> str:
    """Read once: again only when the file has changed, as it does for whoever writes pages."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


@cache
def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def _joined(parts: tuple[tuple[Path, int], ...]) -> str:
    text = "\n".join(path.read_text(encoding="utf-8") for path, _ in parts)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip() + "\n"
