"""A curve as SVG, laid out by pygal as our charts are: in the colours of the text around, with its words beside."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from clas_api.rendering.charts import LETTERS, WIDTH, copy_drawn, pygal_styled
from clas_core.documents.curve import Curve
from clas_core.money import write_euros

_HEIGHT = 220
_MILLION = 100_000_000
"""In cents."""


def draw_curve(curve: Curve) -> Markup:
    """Return `curve` as an SVG picture that needs nothing else."""
    made = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart curve", "role": "img"})
    said = f"curve-{curve.id}"
    made.set("aria-labelledby", f"{said}-title {said}-desc")
    SubElement(made, "title", id=f"{said}-title").text = curve.title
    SubElement(made, "desc", id=f"{said}-desc").text = curve.description
    drawn = _laid_out(curve)
    made.set("viewBox", drawn.get("viewBox", ""))
    copy_drawn(drawn, made)
    return Markup(tostring(made, encoding="unicode"))  # noqa: S704  # of our own elements; texts are escaped


def _laid_out(curve: Curve) -> Any:
    """Return the tree that pygal draws: the curve, the level as a line across, and a line up to where they meet."""
    plot = pygal_styled(
        "XY",
        width=WIDTH,
        height=_HEIGHT,
        margin=4,
        margin_right=LETTERS,
        show_dots=False,
        show_legend=False,
        show_y_guides=False,
        show_x_guides=False,
        include_x_axis=True,
        range=(0, curve.top),
        xrange=(curve.places[0], curve.places[-1]),
        truncate_label=-1,
        x_labels=[curve.places[0], curve.places[-1]],
        y_labels=[0, curve.top],
    )
    plot.x_value_formatter = lambda place: curve.first if place <= curve.places[0] else curve.last
    plot.value_formatter = lambda height: _about(int(height))
    plot.add("", list(zip(curve.places, curve.heights, strict=True)))
    plot.add("", [(curve.places[0], curve.level), (curve.places[-1], curve.level)])
    if curve.met is not None:
        plot.add("", [(curve.met, 0), (curve.met, curve.level)])
    return plot.render_tree()


def _about(cents: int) -> str:
    """Write an amount beside an axis: in millions where there are some, in whole euros otherwise."""
    if cents >= _MILLION:
        return f"{(cents * 10 + _MILLION // 2) // _MILLION / 10:.1f}\u00a0M€".replace(".", ",")
    return write_euros(cents).partition(",")[0] + "\u00a0€"
