"""What is answered, read back by another library than the one that wrote it: its structure, and what it says."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from icalendar import Calendar
from markdown_it import MarkdownIt
from pypdf import PageObject, PdfReader


class Shape(HTMLParser):
    """The elements of a page, in order, with the names of what they say; and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.texts: list[str] = []
        self.links: list[str] = []

    @classmethod
    def of(cls, page: str) -> "Shape":
        shape = cls()
        shape.feed(page)
        shape.close()
        return shape

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        self.texts += [value for name, value in attrs if value and name in ("value", "alt", "title")]
        self.links += [value for name, value in attrs if value and (tag, name) == ("a", "href")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def components(calendar: bytes) -> list[str]:
    """Return the names of the lines of a calendar, unfolded by hand."""
    lines = calendar.replace(b"\r\n ", b"").decode().split("\r\n")
    return [re.split("[;:]", line)[0] for line in lines]


@dataclass
class Blocks:
    """The blocks of a Markdown text, and what they say, as CommonMark reads them."""

    kinds: list[tuple[str, ...]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "Blocks":
        blocks = cls()
        for token in MarkdownIt("commonmark").enable("table").parse(text):
            inside = [each for each in token.children or [] if each.type not in ("text", "softbreak", "hardbreak")]
            blocks.kinds.append((token.type, *(each.type for each in inside)))
            blocks.texts.append("".join(each.content or " " for each in token.children or []))
        return blocks


def outline(pdf: bytes) -> list[Any]:
    return [len(each) if isinstance(each, list) else "title" for each in PdfReader(io.BytesIO(pdf)).outline]


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def events(calendar: bytes) -> Iterator[str]:
    for each in Calendar.from_ical(calendar).walk("VEVENT"):
        yield from (str(each[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION") if name in each)
