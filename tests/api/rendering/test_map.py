"""The map of France: every department is on it once, says its standing in words, and shares its borders."""

import re

import pytest
from jinja2 import Environment, PackageLoader

from clas_api.rendering.map import FILLS, Shown, map_of_france, outlines
from clas_api.rendering.map_making import Ring, rings_of, simplified, written
from clas_core.departments.names import NAMES

NOTHING = Shown(fill="blank", words="pas encore sur cette plateforme")


def drawn(shown: dict[str, Shown]) -> str:
    environment = Environment(loader=PackageLoader("clas_api", "pages/templates"), autoescape=True)
    made = map_of_france(shown, {"full": "appel ouvert"}, NOTHING)
    template = environment.from_string("{% from '_map.html' import france %}{{ france(made, 'Carte', 'Une liste.') }}")
    return template.render(made=made)


def test_every_department_is_drawn_and_says_what_is_told_of_it() -> None:
    page = drawn({"51": Shown(fill="full", words="appel <ouvert>", address="/departements/marne")})
    titles = re.findall(r"<title>(.+?) \((\w+)\) : (.+?)</title>", page)
    assert {code: name.replace("&#39;", "'") for name, code, _ in titles} == dict(NAMES)
    assert ("Marne", "51", "appel &lt;ouvert&gt;") in titles
    assert page.count("<a href=") == 1
    assert 'tabindex="-1" aria-label="Marne (51) : appel &lt;ouvert&gt;"' in page
    assert "style=" not in page


@pytest.mark.parametrize("fill", FILLS)
def test_each_fill_is_told_by_more_than_its_colour(fill: str) -> None:
    page = drawn({"51": Shown(fill=fill, words="x")})
    marne = re.search(r"<title>Marne \(51\) : x</title><path ([^ ]+)", page)
    assert marne is not None
    assert marne[1] in ('class="map-full"', 'class="map-blank"', f'fill="url(#map-{fill})"')
    if fill in ("striped", "dotted"):
        assert f'id="map-{fill}"' in page


def test_outlines_are_of_the_mainland_and_of_corsica_and_weigh_little() -> None:
    assert set(outlines()) == {code for code in NAMES if len(code) == 2}
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for path in outlines().values())
    assert sum(map(len, outlines().values())) < 25_000


def test_two_neighbours_keep_one_border() -> None:
    """A wavy border between two squares, which one writes downwards and the other upwards."""
    wave = [(100 + (rank % 3), 10 * rank) for rank in range(11)]
    left: Ring = [(0, 100), (0, 0), *wave]
    right: Ring = [(200, 0), (200, 100), *reversed(wave)]
    made = simplified({"a": [left], "b": [right]})
    shared = set(made["a"][0]) & set(made["b"][0])
    assert {wave[0], wave[-1]} <= shared
    assert set(made["a"][0]) - {(0, 0), (0, 100)} == shared
    assert len(shared) < len(wave)


def test_an_outline_is_read_and_written_by_relative_moves() -> None:
    (ring,) = rings_of("m 1,1 5,0 0,5 -5,0 z")
    assert ring == [(2, 2), (12, 2), (12, 12), (2, 12)]
    assert written([ring]) == "M2 2l10 0 0 10-10 0z"
