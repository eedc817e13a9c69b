"""The style sheet: it has all that templates use and nothing that none does, and its colours can be read."""

import re
from collections.abc import Iterator, Mapping

import pytest

from clas_api.pages.assets import STYLES, style_sheet

PAGES = STYLES.parent
HOOKS = frozenset(
    {"name", "question", "folder-whose", "seat-ticks", "counts-by-state", "aids", "advice", "summary", "simulator",
     "result", "budget-side", "subtitle", "nav-item", "form-check-label"}
)  # fmt: skip
"""Names without a look: by them scripts and tests find what they are about."""

OF_LAYOUT = re.compile(
    r"(col|g|gx|gy|gap|m[tbysex]|py|d|align-items|justify-content|flex|w|fw|h\d|list-unstyled|text|position)\b"
)
"""Distances, columns and sizes: kept whole, so that whoever writes a page finds the next one too."""


def classes_of(markup: str) -> Iterator[str]:
    """Yield the classes of a template, also those it chooses; one that is put together, with an end: ``state-*``."""
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', markup):
        plain = re.sub(r"\{%.*?%\}", "", value)
        for chosen in re.findall(r"(?:^|\s)\{\{(.*?)\}\}", plain):
            for quoted in re.findall(r"'([^']*)'", re.sub(r"(==|in) '[^']*'", "", chosen)):
                yield from quoted.split()
        yield from re.sub(r"\{\{.*?\}\}", "*", plain).split()


def used() -> frozenset[str]:
    markup = [
        path.read_text("utf-8") for path in (PAGES / "templates").rglob("*.html") if path.name != "standalone.html"
    ]
    by_code = [*(PAGES / "static").glob("*.js"), *(PAGES.parent / "rendering").glob("*.py")]
    words = {word for path in by_code for word in re.findall(r"[a-z][a-z-]+", path.read_text("utf-8"))}
    begun = {f"{word}*" for word in words if word.endswith("-") and len(word) > 4}
    return frozenset({each for text in markup for each in classes_of(text)} | words | begun)


def styled() -> frozenset[str]:
    selectors = re.findall(r"([^{};]+)\{", style_sheet())
    return frozenset(each for selector in selectors for each in re.findall(r"\.([a-z][\w-]*)", selector))


def test_every_class_of_a_page_has_its_rule() -> None:
    known = styled() | HOOKS
    plain = {each for each in used() if "*" not in each and re.fullmatch(r"[a-z][\w-]*", each)}
    written = {name for text in (PAGES / "templates").rglob("*.html") for name in classes_of(text.read_text("utf-8"))}
    assert (plain & written) - known == set()
    begun = {each.rstrip("*") for each in written if each.endswith("*") and each != "*"}
    assert not {each for each in begun if not any(name.startswith(each) for name in known)}


def test_no_rule_is_left_of_what_no_page_has_any_more() -> None:
    offered = " ".join(re.findall(r"/\*.*?\*/", (STYLES / "4-parts.css").read_text("utf-8"), re.DOTALL))
    begun = tuple(each.rstrip("*") for each in used() if each.endswith("*") and each != "*")
    left = {name for name in styled() - used() if not name.startswith(begun) and not OF_LAYOUT.match(name)}
    assert {name for name in left if not re.search(rf"\b{name}\b", offered)} == set()


def test_colours_stand_in_one_file() -> None:
    colour = re.compile(r"#(?:[0-9a-f]{3}){1,2}\b(?!-)|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    others = [path for path in sorted(STYLES.glob("*.css")) if path.name != "1-tokens.css"]
    documents = [*(PAGES / "templates").rglob("*.css"), *(PAGES / "static").glob("*.js")]
    named = {path.name: colour.findall(path.read_text("utf-8")) for path in (*others, *documents)}
    painted = re.compile(r'(?:fill|stroke|color)="#')
    markup = {path.name: painted.findall(path.read_text("utf-8")) for path in (PAGES / "templates").rglob("*.html")}
    assert {name: found for name, found in {**named, **markup}.items() if found} == {}


def themes() -> Mapping[str, Mapping[str, str]]:
    """Return the colours of each theme; on a dark screen and on paper, the light one where nothing else is said."""
    text = (STYLES / "1-tokens.css").read_text("utf-8")
    parts = re.split(r"@media (?:\(prefers-color-scheme: )?(dark|print)", text)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in parts[::2])
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **paper}}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2 measures it."""

    def light_of(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light_of(one), light_of(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


GROUNDS = ("ground", "surface", "soft")
STATES = ("good", "wait", "bad", "calm")
TEXTS = (
    *((ink, ground) for ink in ("ink", "ink-soft", "title", "accent", "accent-strong") for ground in GROUNDS),
    *((f"{state}-ink", ground) for state in STATES for ground in (f"{state}-soft", *GROUNDS)),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-sun", "sun"), ("surface", "bad-ink"),
    ("ink", "wait-soft"), ("accent", "wait-soft"),
)  # fmt: skip
SHAPES = (
    *((shape, ground) for shape in ("focus", "line-strong", "chart-1") for ground in GROUNDS),
    *((f"{state}-line", ground) for state in STATES for ground in ("ground", "surface")),
    *((f"chart-{number}", "surface") for number in range(1, 7)),
)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_what_is_written_can_be_read_and_what_is_drawn_be_seen(theme: str) -> None:
    colours = themes()[theme]
    assert len(colours) > 30
    measured = {pair: contrast(*(colours[each] for each in pair)) for pair in (*TEXTS, *SHAPES)}
    assert {pair: round(found, 2) for pair, found in measured.items() if found < (4.5 if pair in TEXTS else 3)} == {}
