"""A document as HTML: alone as a file that needs nothing else, or inside the pages of the service."""

import hashlib
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from clas_api.rendering.charts import draw
from clas_api.rendering.qr import qr_picture
from clas_core.departments.logo import Logo
from clas_core.documents.chart import Chart
from clas_core.documents.model import (
    Bullets,
    Document,
    Facts,
    Link,
    Notice,
    PageBreak,
    Paragraph,
    QrCode,
    Signatures,
    Steps,
    Table,
)
from clas_core.prose import Prose, markdown_parser

if TYPE_CHECKING:
    from jinja2 import Environment

_YEAR = re.compile(r"\b\d{4}-\d{4}\b")

_KINDS = {
    Paragraph: "paragraph",
    Notice: "notice",
    Bullets: "bullets",
    Steps: "steps",
    Facts: "facts",
    Table: "table",
    Chart: "chart",
    QrCode: "qr_code",
    Signatures: "signatures",
    PageBreak: "page-break",
    Link: "link",
    Prose: "prose",
}


def kind_of(value: Any) -> str:
    """Return the name by which a template tells a block or a text."""
    return _KINDS.get(type(value), "plain")


def prose_to_html(prose: Prose) -> Markup:
    """Return the HTML of checked Markdown, from a parser that lets no HTML through."""
    return Markup(markdown_parser().render(prose.markdown))  # noqa: S704  # the parser has HTML off


def prose_to_inline_html(prose: Prose) -> Markup:
    """Return the HTML of Markdown that stands in a line: without the paragraph around it."""
    html = markdown_parser().render(prose.markdown).strip()
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html.removeprefix("<p>").removesuffix("</p>")
    return Markup(html)  # noqa: S704  # the parser has HTML off


def whole_years(title: str) -> Markup:
    """Return a title in which no school year is cut at the end of a line."""
    return Markup(_YEAR.sub(r'<span class="nowrap">\g<0></span>', str(escape(title))))  # noqa: S704  # what was escaped


def address_of_picture(picture: Logo) -> str:
    """Return a picture as an address that holds it, so that a file needs nothing else."""
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode()}"


def add_document_helpers(environment: "Environment") -> None:
    """Teach a Jinja environment to show documents."""
    environment.tests["of_kind"] = lambda value, kind: kind_of(value) == kind
    environment.filters["drawn"] = draw
    environment.filters["coded"] = qr_picture
    environment.filters["held"] = address_of_picture
    environment.filters["prose"] = prose_to_html
    environment.filters["inline_prose"] = prose_to_inline_html
    environment.filters["whole_years"] = whole_years


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        # Named from the distribution: naming the pages themselves would bring in all that they stand on.
        loader=PackageLoader("clas_api", "pages/templates"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    add_document_helpers(environment)
    return environment


@cache
def _style() -> str:
    pages = files("clas_api") / "pages"
    parts = (pages / "styles" / "1-tokens.css", pages / "templates" / "documents" / "standalone.css")
    return re.sub(r"/\*.*?\*/", "", "".join(each.read_text(encoding="utf-8") for each in parts), flags=re.DOTALL)


def style_digest() -> str:
    """Return the digest by which a content security policy lets the style of `to_html` through."""
    return "sha256-" + b64encode(hashlib.sha256(_style().encode()).digest()).decode()


def to_html(document: Document) -> str:
    """Return `document` as one HTML file, with its style inside."""
    style = Markup(_style())  # noqa: S704  # a file of ours
    return _environment().get_template("documents/standalone.html").render(document=document, style=style)
