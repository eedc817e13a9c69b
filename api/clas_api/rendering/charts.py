"""A chart as SVG, drawn on the server by pygal: it stands in the page itself, in the colours of the page.

pygal lays the bars out and scales them. What it draws is copied without its styles, scripts, tips and remarks, which
the policy of our pages refuses: shapes and texts alone, told apart by more than their colour, with a title and a
description in words. Colours are those of the text around; a page gives others to what has the class of a series.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from clas_core.documents.chart import Chart
from clas_core.plain_text import line_of

WIDTH = 360
"""In units of the picture: that of a small phone, so that words are read there; it grows with its place."""

LETTERS = 12
"""How high letters are, in the same units."""

_LINE, _LONGEST, _SIGN = 19, 18, 7
"""How high a bar is, how many letters of a name are drawn, and how wide a letter is at most."""

_NEXT = {"fill": "none", "stroke": "currentColor", "stroke-width": "1.5"}
"""How the second series looks: hollow, whatever the colours are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text that stands in a chart: where its line begins, or ends where it `ends` there, in units of the picture."""

    text: str
    x: float
    y: float
    ends: bool


def draw(chart: Chart) -> Markup:
    """Return `chart` as an SVG picture that needs nothing else."""
    return Markup(tostring(_made(chart), encoding="unicode"))  # noqa: S704  # of our own elements; texts are escaped


def draw_apart(chart: Chart) -> tuple[str, Sequence[Written]]:
    """Return the shapes of `chart` as SVG, and the texts that stand among them, for what draws texts in its own way."""
    made = _made(chart)
    written = list(_taken_out(made))
    return tostring(made, encoding="unicode"), written


def _made(chart: Chart) -> Element:
    made = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img"})
    said = f"chart-{chart.id}"
    made.set("aria-labelledby", f"{said}-title {said}-desc")
    SubElement(made, "title", id=f"{said}-title").text = line_of(chart.title)
    SubElement(made, "desc", id=f"{said}-desc").text = chart.description
    drawn = _laid_out(chart)
    made.set("viewBox", drawn.get("viewBox", ""))
    _copy(drawn, made, _Within())
    return made


_MOVED = re.compile(r"translate\((-?[\d.]+)(?:[ ,]+(-?[\d.]+))?\)")


def _taken_out(node: Element, x: float = 0, y: float = 0) -> Iterator[Written]:
    """Take each text out of a picture, and yield those that are seen; `x` and `y` are where its groups moved to."""
    for each in list(node):
        if each.tag == "g":
            moved = _MOVED.search(each.get("transform", ""))
            yield from _taken_out(each, x + float(moved[1]) if moved else x, y + float(moved[2] or 0) if moved else y)
        elif each.tag in ("title", "desc", "text"):
            node.remove(each)
            if each.tag == "text":
                at, low = (float(each.get(name, "0")) for name in ("x", "y"))
                low += float(each.get("dy", "0"))
                yield Written(text=each.text or "", x=x + at, y=y + low, ends=each.get("text-anchor") == "end")


def _laid_out(chart: Chart) -> Any:
    """Return the tree that pygal draws."""
    places = chart.drawn
    written = [chart.written(value) for series in chart.series for value in series.values if value is not None]
    several = len(chart.series) > 1
    plot = pygal_styled(
        "HorizontalBar",
        width=WIDTH,
        height=len(places) * len(chart.series) * _LINE + len(places) * 6 + 20 + (44 if several else 0),
        margin=4,
        margin_right=4 + _SIGN * max(map(len, written), default=0),
        show_legend=several,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        truncate_legend=_LONGEST,
        show_x_labels=False,
        show_x_guides=False,
        print_values=True,
        print_values_position="top",
        range=(0, max((value or 0 for series in chart.series for value in series.values), default=0) or 1),
        no_prefix=True,
        include_x_axis=True,
    )
    # Upwards is how pygal counts: the first category is the one at the top.
    plot.x_labels = [_short(chart.categories[place]) for place in reversed(places)]
    for series in chart.series:
        values = [series.values[place] for place in reversed(places)]
        plot.add(line_of(series.name), values, formatter=lambda value: chart.written(int(value)))
    return plot.render_tree()


def pygal_styled(kind: str, **options: Any) -> Any:
    """Return a plot of pygal of some `kind`, with our letters and none of its own looks."""
    pygal = _pygal()
    style = pygal.style.Style(
        label_font_size=LETTERS, major_label_font_size=LETTERS, value_font_size=LETTERS, legend_font_size=LETTERS
    )
    return getattr(pygal, kind)(css=[], js=[], style=style, **options)


@cache
def _pygal() -> Any:
    """Import the library, when the first chart is drawn. Its way of importing maps, which nobody here draws, is old: it
    would be asked for every other module of the process."""
    import pygal.style

    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]
    return pygal


def _short(name: str) -> str:
    name = line_of(name)
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


class _Within:
    """Where in what pygal draws something stands: by the names that it gives its parts."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self.names = names

    def below(self, node: Any) -> "_Within":
        return _Within(self.names | frozenset((node.get("class") or "").split()))

    @property
    def series(self) -> str | None:
        return next((name[-1] for name in self.names if name in ("color-0", "color-1")), None)


def copy_drawn(drawn: Any, made: Element) -> None:
    """Copy what is to be seen of what pygal has drawn into `made`."""
    _copy(drawn, made, _Within())


_LEFT_OUT = frozenset({"background", "tooltip-overlay", "titles", "guide", "no_data"})


def _copy(drawn: Any, made: Element, above: _Within) -> None:
    """Copy what is to be seen of `drawn` into `made`, each shape with how it looks."""
    for node in drawn:
        if not isinstance(node.tag, str):
            continue
        within = above.below(node)
        if within.names & _LEFT_OUT:
            continue
        match node.tag.rpartition("}")[2]:
            case "g":
                group = SubElement(made, "g", _attributes(node, "transform"))
                _copy(node, group, within)
                if not len(group):
                    made.remove(group)
            case "rect" if within.series is not None:
                rect = SubElement(made, "rect", _attributes(node, "x", "y", "width", "height"))
                rect.set("class", f"series-{within.series}")
                for name, value in (_NEXT if within.series == "1" else {"fill": "currentColor"}).items():
                    rect.set(name, value)
            case "path" if "line" in within.names:
                path = SubElement(made, "path", d=node.get("d"), fill="none", stroke="currentColor")
                if within.series is not None:
                    path.set("class", f"series-{within.series}")
                    path.set("stroke-width", "2.5" if within.series == "0" else "1.5")
            case "text":
                text = SubElement(made, "text", _attributes(node, "x", "y"))
                text.set("fill", "currentColor")
                text.set("font-size", str(LETTERS))
                text.set("text-anchor", "end" if "axis" in within.names else "start")
                if "axis" in within.names:  # its middle stands at the middle of the bars
                    text.set("dy", "4")
                text.text = node.text


def _attributes(node: Any, *names: str) -> dict[str, str]:
    return dict(_rounded(node, names))


def _rounded(node: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield attributes with a decimal at most: what is finer is not seen, and weighs."""
    for name in names:
        if (value := node.get(name)) is not None:
            try:
                yield name, f"{float(value):.1f}".removesuffix(".0")
            except ValueError:
                yield name, value
