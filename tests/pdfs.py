"""What a second library reads of our PDFs: their marks, their tags, and which glyphs they draw."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ContentStream, DictionaryObject


def faults_of(pdf: bytes, *, title: str | None = None) -> Iterator[str]:
    """Say what keeps a PDF from being followed by whoever does not see it (PDF/UA-1), and what it draws as a box."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    metadata = reader.xmp_metadata
    if metadata is None or "pdfuaid:part" not in metadata.rdf_root.toxml():
        yield "it does not say that it is a PDF/UA"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not marked"
    if not str(root.get("/Lang", "")).startswith("fr"):
        yield "it has no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its title is not displayed"
    said = reader.metadata.title if reader.metadata else None
    if not said or (title is not None and said != title):
        yield f"its title is {said!r}"
    tags = set(_tags(root["/StructTreeRoot"]))
    if "/Document" not in tags:
        yield f"its tags are {sorted(tags)}"
    for number, page in enumerate(reader.pages, 1):
        if "/StructParents" not in page:
            yield f"page {number} is not in its structure"
        if missing := sum(1 for glyph in _glyphs(page, reader) if glyph == 0):
            yield f"page {number} draws {missing} boxes"


def _tags(node: Any, depth: int = 0) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _tags(each, depth)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node and depth < 60:
            yield from _tags(node["/K"], depth + 1)


def tags_of(pdf: bytes) -> set[str]:
    """Return the kinds of what a PDF is made of: « /H1 », « /TH » …"""
    return set(_tags(pypdf.PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"]))


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of the typefaces that the pages of a PDF are set in."""
    resources: list[Any] = [page["/Resources"].get_object() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    fonts = [font.get_object() for each in resources for font in each.get("/Font", {}).values()]
    return {str(each["/BaseFont"]).split("+")[-1] for each in fonts if "/BaseFont" in each}


def _glyphs(page: DictionaryObject, reader: pypdf.PdfReader) -> Iterator[int]:
    """Yield the numbers of the glyphs that a page draws, of the pictures in it too: 0 is the box."""
    resources = page.get("/Resources", DictionaryObject()).get_object()
    fonts = resources.get("/Font", DictionaryObject()).get_object()
    whole = False
    content = page.get_contents() if isinstance(page, pypdf.PageObject) else page
    if content is None:
        return
    for operands, operator in ContentStream(content, reader).operations:
        if operator == b"Tf":
            whole = fonts[operands[0]].get_object()["/Subtype"] == "/Type0"
        elif operator in (b"Tj", b"TJ", b"'", b'"') and whole:
            for text in operands[-1] if isinstance(operands[-1], list) else [operands[-1]]:
                codes = getattr(text, "original_bytes", b"")
                yield from (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
    for each in resources.get("/XObject", DictionaryObject()).get_object().values():
        if (drawn := each.get_object()).get("/Subtype") == "/Form":
            yield from _glyphs(drawn, reader)
