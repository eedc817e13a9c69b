"""Prose of a department: Markdown without HTML, checked so that what it becomes stays readable by everyone.

Editors of local texts break accessibility without knowing it: headings that skip a level, links called "here",
images without a description. Such faults are named when the file is read, not when a page is already public.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_RISKY = re.compile(r"[<\[#]|[\n\r][ \t>]*[=-]")
"""What HTML, a link, an image or a heading begins with: a text without it needs no parser to be known as sound."""

_EMPTY_LINK_TEXTS = frozenset({"ici", "cliquez ici", "lien", "ce lien", "cliquer ici", "là", "en savoir plus", "suite"})
_SAFE_SCHEMES = ("https://", "http://", "mailto:", "tel:", "/", "#")


@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown text that `prose_faults` has found nothing against."""

    markdown: str

    def __str__(self) -> str:
        return self.markdown


@cache
def markdown_parser() -> "MarkdownIt":
    """The one Markdown dialect of the platform: CommonMark and tables, with HTML off."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def prose_faults(text: str) -> Sequence[str]:
    """Return what makes `text` unfit for a page, as French sentences; nothing when it is sound."""
    if not _RISKY.search(text):
        return ()
    return tuple(_faults(text))


def _faults(text: str) -> Iterator[str]:
    if "<" in text and _has_html(text):
        yield "Le HTML n'est pas admis : écrivez en Markdown."
    tokens = markdown_parser().parse(text)
    for token in tokens:
        if token.type == "heading_open":
            yield "Pas de titre dans un texte : chaque champ a déjà le sien. Utilisez une liste ou du gras."
        children = token.children or []
        for place, child in enumerate(children):
            if child.type == "image" and not child.content.strip():
                yield "Une image sans description est muette pour qui ne la voit pas : écrivez ![description](adresse)."
            if child.type == "link_open":
                yield from _link_faults(child, children[place + 1 :])


def _link_faults(link: "Token", following: "Sequence[Token]") -> Iterator[str]:
    inside = itertools.takewhile(lambda token: token.type != "link_close", following)
    words = "".join(token.content for token in inside).strip().lower()
    if not words or words in _EMPTY_LINK_TEXTS:
        yield f"Un lien doit dire où il mène : remplacez « {words} » par le nom de la page."
    if not str(link.attrs.get("href", "")).startswith(_SAFE_SCHEMES):
        yield "Un lien commence par https://, mailto: ou tel:."


def _has_html(text: str) -> bool:
    """Tell whether a CommonMark parser with HTML allowed would find any: the only reliable way to know."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    return any(
        token.type == "html_block" or any(child.type == "html_inline" for child in token.children or [])
        for token in tokens
    )
