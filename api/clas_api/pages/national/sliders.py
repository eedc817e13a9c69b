"""The sliders of a simulation: each a figure, moved by a slider or typed beside it, and read the same without script.

A form sends both, and what they stood at when the page was shown: what was typed holds where it was changed, else the
slider where it was moved. A slider goes by whole steps, so that where it stands is compared as the page had put it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from clas_core.money import amount_text, write_euros, write_percent
from clas_core.simulation.levers import BONUS
from clas_core.simulation.scenario import RATE_STEPS, Scenario

Unit = Literal["%", "€", "enfants"]

_TYPED = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_STEPS: Mapping[Unit, int] = {"%": 10, "€": 100, "enfants": 1}
"""How far a step of a slider goes, in what a figure is counted in: tenths of a percent, whole euros, children."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A figure that a form moves; `value`, `least` and `most` are whole numbers: hundredths of a percent, cents,
    children. `text` is what stands in its field, right or wrong; `present` what the rules to begin from say."""

    name: str
    key: str
    label: str
    unit: Unit
    least: int
    most: int
    present: int
    text: str
    value: int
    error: str = ""

    @property
    def position(self) -> str:
        """Where the slider stands, as its browser writes it."""
        return _position(self.value, self.unit, self.least, self.most)

    @property
    def ends(self) -> tuple[str, str]:
        return _plain(self.least, self.unit), _plain(self.most, self.unit)

    @property
    def step(self) -> str:
        return _plain(_STEPS[self.unit], self.unit)

    @property
    def said(self) -> str:
        return written(self.value, self.unit)

    @property
    def present_said(self) -> str:
        return written(self.present, self.unit)


def sliders_of(start: Scenario, sent: Mapping[str, str]) -> Sequence[Slider]:
    """Return the sliders of the figures to begin from, where a form as it was `sent` puts them."""
    labels = {each.id: each.label for each in start.referential.bonuses}
    found = [
        _slider(sent, "taux", "rate", "Taux", "%", 10, RATE_STEPS, start.rate),
        _slider(sent, "plafond", "price_ceiling", "Prix plafond", "€", 100, _twice(start.ceiling), start.ceiling),
        _slider(sent, "maximum", "maximum", "Maximum", "€", 100, _twice(start.own_maximum), start.own_maximum),
        *(
            _slider(sent, f"bonus-{name}", BONUS + name, labels[name], "€", 0, max(_twice(cents), 100_000), cents)
            for name, cents in start.bonuses.items()
        ),
    ]
    if start.sizes is not None:
        least, most = start.sizes
        found.append(_slider(sent, "moins", "least", "Taille : au moins", "enfants", 1, 30, least))
        found.append(_slider(sent, "plus", "most", "Taille : au plus", "enfants", 1, 30, most))
    return found


def texts_of(sliders: Sequence[Slider]) -> dict[str, str]:
    """Return what the sliders say, as the core reads it; what cannot be read is given as it was typed."""
    return {each.key: each.text if _read(each.text, each.unit) is None else _told(each) for each in sliders}


def written(value: int, unit: Unit) -> str:
    """Write a value in French, with its unit."""
    match unit:
        case "€":
            return write_euros(value)
        case "%":
            return write_percent(_share(value))
    return f"{value} enfants" if value > 1 else f"{value} enfant"


def _slider(
    sent: Mapping[str, str], name: str, key: str, label: str, unit: Unit, least: int, most: int, present: int
) -> Slider:
    typed = sent.get(name, "").strip()
    moved, was = _read(sent.get(f"{name}-curseur", ""), unit), _whole(sent.get(f"{name}-avant", ""))
    read = _read(typed, unit) if typed else present
    if moved is not None and was is not None and read == was:
        stood = _read(_position(was, unit, least, most), unit)
        if moved != stood:
            read, typed = moved, ""
    value = present if read is None else read
    text = typed if typed else _field(value, unit)
    return Slider(
        name=name, key=key, label=label, unit=unit, least=least, most=most, present=present, text=text, value=value
    )


def _read(text: str, unit: Unit) -> int | None:
    """Return what was typed as a whole number of what it is counted in; `None` for what is not one."""
    found = _TYPED.fullmatch(_SPACES.sub("", text[:40]).removesuffix(unit))
    if found is None or (unit == "enfants" and found[2]):
        return None
    return int(found[1]) if unit == "enfants" else int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 14 else None


def _position(value: int, unit: Unit, least: int, most: int) -> str:
    step = _STEPS[unit]
    kept = max(least, min(most, value))
    return _plain((kept + step // 2) // step * step, unit)


def _plain(value: int, unit: Unit) -> str:
    return str(value) if unit == "enfants" else f"{value // 100}.{value % 100:02d}"


def _field(value: int, unit: Unit) -> str:
    """Write a value as one types it."""
    return str(value) if unit == "enfants" else written(value, unit).removesuffix(f"\u00a0{unit}")


def _told(slider: Slider) -> str:
    """Write a value as the core reads it."""
    match slider.unit:
        case "€":
            return amount_text(slider.value)
        case "%":
            return f"{slider.value // RATE_STEPS}.{slider.value % RATE_STEPS:04d}"
    return str(slider.value)


def _share(steps: int) -> Decimal:
    return Decimal(steps) / RATE_STEPS


def _twice(cents: int) -> int:
    """Return about twice an amount, in whole hundreds of euros."""
    return (2 * cents // 10_000 + 1) * 10_000
