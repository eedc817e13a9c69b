"""From documents of the core to formats: HTML, Markdown, PDF, iCalendar."""

import json
from collections.abc import Mapping
from typing import Any

from clas_api.rendering.markdown import to_markdown
from clas_core.departments import Campaign, Department
from clas_core.documents import Document, of_a_rehearsal

FORMATS = ("html", "md", "pdf")
FORMATS_WITH_DATA = ("json", *FORMATS)
"""Of a document that a machine reads as well."""


def render(document: Document, form: str, *, rehearsal: bool) -> tuple[bytes, str]:
    """Return `document` in one of `FORMATS`, with its media type; that of a `rehearsal` says so."""
    document = of_a_rehearsal(document) if rehearsal else document
    if form == "html":
        from clas_api.rendering.html import to_html

        return to_html(document).encode(), "text/html"
    if form == "pdf":
        from clas_api.rendering.pdf import to_pdf

        return to_pdf(document), "application/pdf"
    return to_markdown(document).encode(), "text/markdown"


def render_with_data(
    document: Document, content: Mapping[str, Any], form: str, *, rehearsal: bool
) -> tuple[bytes, str]:
    """Return `document` in one of `FORMATS_WITH_DATA`, with its media type: as JSON, it is its `content`."""
    if form == "json":
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode(), "application/json"
    return render(document, form, rehearsal=rehearsal)


def to_icalendar(department: Department, campaign: Campaign, *, rehearsal: bool) -> bytes:
    """Return the calendar of a call as iCalendar; that of a `rehearsal` says so."""
    from clas_api.rendering.call_icalendar import to_icalendar as make

    return make(department, campaign, rehearsal=rehearsal)


__all__ = ["FORMATS", "FORMATS_WITH_DATA", "render", "render_with_data", "to_icalendar", "to_markdown"]
