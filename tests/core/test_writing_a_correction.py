"""A correction is written as one would by hand; a closed year is known as it was while it was in force."""

from datetime import date
from pathlib import Path

import pytest

from clas_core.errors import InvalidInput
from clas_core.national import ReferentialLibrary
from clas_core.national.correcting import CorrectionAsked, correctable_values, correction_name, correction_text
from clas_core.national.files import corrected_by
from clas_core.national.taking_steps import take_step
from clas_core.years import SchoolYear
from tests.drafts import YEAR, added_year

SHIPPED = ReferentialLibrary.load().get(SchoolYear(2025))


def asked(**values: str) -> CorrectionAsked:
    places = {name.replace("__", "."): typed for name, typed in values.items()}
    return CorrectionAsked(reason="Une faute.", title="Rectificatif", published_on=None, values=places)


def test_what_is_written_is_read_as_a_file_of_ones_own() -> None:
    text = correction_text(SHIPPED, asked(ps__rate="0.34", ps__price_ceiling="8500"), on=date(2026, 3, 2), by="Cnaf")
    now = corrected_by(SHIPPED, text, name=correction_name(SHIPPED))
    assert (now.ps.rate.text, now.ps.price_ceiling.text) == ("34\u00a0%", "8\u202f500,00\u00a0€")
    assert now.corrections[0].places == ("ps.rate", "ps.price_ceiling")
    assert correction_name(now) == "2025-2026.correction-2.toml"
    assert {each.place: each.text for each in correctable_values(now)}["ps.rate"] == "0,34"


def test_every_value_that_may_be_corrected_is_read_as_it_is_written() -> None:
    for each in correctable_values(SHIPPED):
        assert each.read(each.text.replace(",", ".") if "," in each.text and ", " not in each.text else each.text) == (
            each.value
        ), each.place


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    wrong = asked(ps__rate="un tiers", ps__maximum="NaN€", ps__elsewhere="1")
    with pytest.raises(InvalidInput) as told:
        correction_text(SHIPPED, wrong, on=date(2026, 3, 2), by="Cnaf")
    assert [each.path[1] for each in told.value.problems] == ["ps.rate", "ps.maximum", "ps.elsewhere"]
    for typed in ("NaN", "inf", "1e999999999", "1_000", "٣"):
        with pytest.raises(InvalidInput) as told:
            correction_text(SHIPPED, asked(ps__maximum=typed), on=date(2026, 3, 2), by="Cnaf")
        assert "Écrivez un nombre" in told.value.problems[0].message, typed
    with pytest.raises(InvalidInput, match="Aucune valeur ne change"):
        correction_text(SHIPPED, asked(ps__rate="0.330"), on=date(2026, 3, 2), by="Cnaf")


def test_a_closed_year_is_known_as_it_was_in_force_corrected_or_not(tmp_path: Path) -> None:
    added_year(tmp_path, "in_force")
    year = SchoolYear(2026)
    in_force = ReferentialLibrary.load(tmp_path).get(year)
    text = correction_text(in_force, asked(ps__maximum="2790"), on=date(2025, 7, 1), by="Cnaf")
    (tmp_path / correction_name(in_force)).write_text(text, encoding="utf-8")
    corrected = ReferentialLibrary.load(tmp_path).get(year)
    file = tmp_path / f"{YEAR}.toml"
    rules, questions = file.read_text("utf-8"), (tmp_path / "questions" / file.name).read_text("utf-8")
    file.write_text(take_step(rules, "closed", on=date(2027, 12, 1), by="Cnaf", questions=questions), encoding="utf-8")
    library = ReferentialLibrary.load(tmp_path)
    closed = library.get(year)
    assert (closed.status, closed.closed_on) == ("closed", date(2027, 12, 1))
    for of_then in (in_force, corrected):
        found = library.of_digest(of_then.digest)
        assert found is not None
        assert (found.status, found.digest, found.ps) == ("in_force", of_then.digest, of_then.ps)


@pytest.mark.parametrize(
    "typed",
    [
        '"\nnumber = 9\n[changes."ps.price_ceiling"]\nvalue = 1\n#',
        "'''\n[sources.x]\ntitle = 1",
        'une "citation", \\u0022 et \\ à la fin\\',
        "\u202edroite\u2066gauche\u200b\ufeff",
        "un\u2028deux\x85trois\x0bquatre",
        "{{7*7}} </script><b>",
    ],
)
def test_what_is_typed_stays_words_in_the_file(typed: str) -> None:
    words = CorrectionAsked(reason=typed, title=typed, published_on=None, values={"ps.rate": "0.34"})
    text = correction_text(SHIPPED, words, on=date(2026, 3, 2), by=typed)
    now = corrected_by(SHIPPED, text, name=correction_name(SHIPPED))
    (correction,) = now.corrections
    assert (correction.number, correction.places) == (1, ("ps.rate",))
    assert now.ps.price_ceiling == SHIPPED.ps.price_ceiling
