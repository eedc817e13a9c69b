"""A chart as SVG, drawn on the server by pygal: it stands in the page itself, in the colours of the page.

pygal lays the bars out and scales them. What it draws is copied without its styles, scripts, tips and remarks, which
the policy of our pages refuses: shapes and texts alone, told apart by more than their colour, with a title and a
description in words. Colours are those of the text around; a page gives others to what has the class of a series.
"""

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from clas_core.documents.chart import Chart
from clas_core.plain_text import line_of

WIDTH = 360
"""In units of the picture: that of a small phone, so that words are read there; it grows with its place."""

_FONT, _LINE, _LONGEST, _SIGN = 12, 19, 18, 7
"""Heights of letters and of a bar, how many letters of a name are drawn, and how wide a letter is at most."""

_NEXT = {"fill": "none", "stroke": "currentColor", "stroke-width": "1.5"}
"""How the second series looks: hollow, whatever the colours are."""


def draw(chart: Chart, *, font: str = "") -> Markup:
    """Return `chart` as an SVG picture that needs nothing else; `font` is for where no page gives one."""
    made = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img"})
    said = f"chart-{chart.id}"
    made.set("aria-labelledby", f"{said}-title {said}-desc")
    if font:
        made.set("font-family", font)
    SubElement(made, "title", id=f"{said}-title").text = line_of(chart.title)
    SubElement(made, "desc", id=f"{said}-desc").text = chart.description
    drawn = _laid_out(chart)
    made.set("viewBox", drawn.get("viewBox", ""))
    _copy(drawn, made, _Within())
    return Markup(tostring(made, encoding="unicode"))  # noqa: S704  # of our own elements; their texts are escaped


def _laid_out(chart: Chart) -> Any:
    """Return the tree that pygal draws."""
    pygal = _pygal()
    places = chart.drawn
    written = [chart.written(value) for series in chart.series for value in series.values if value is not None]
    several = len(chart.series) > 1
    plot = pygal.HorizontalBar(
        width=WIDTH,
        height=len(places) * len(chart.series) * _LINE + len(places) * 6 + 20 + (44 if several else 0),
        css=[],
        js=[],
        style=pygal.style.Style(
            label_font_size=_FONT, major_label_font_size=_FONT, value_font_size=_FONT, legend_font_size=_FONT
        ),
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
                SubElement(made, "path", d=node.get("d"), fill="none", stroke="currentColor")
            case "text":
                text = SubElement(made, "text", _attributes(node, "x", "y"))
                text.set("fill", "currentColor")
                text.set("font-size", str(_FONT))
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
