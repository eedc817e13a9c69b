"""How well claims that were labelled before the code was read are set beside the socle, sentence by sentence.

Words were added by looking at one half. The other half is only counted: its figures are what may be hoped for of a
claim that nobody has seen, and they are lower.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from clas_core.dossiers.near_words import is_negated
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.dossiers.claims import view_of

WRITTEN: Mapping[str, Sequence[Mapping[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "claims_as_written.toml").read_text(encoding="utf-8")
)

FLOORS = {"looked_at": (Fraction(29, 29), Fraction(29, 31)), "held_out": (Fraction(21, 24), Fraction(21, 29))}
"""Precision and recall as they were measured: of the repetitions shown, how many are; of those that are, how many are
shown. A floor rises when more is found, and no word is added for a claim that is held out."""

NO_ACTION = {"beyond", "cannot be judged"}


@pytest.fixture(scope="module")
def referential(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear.parse("2025-2026"))


def _as_written(sentences: Sequence[tuple[str, str]]) -> str:
    """Return the text of a claim: a line for each item of a list, and for what ends without a full stop."""
    text = ""
    for _, sentence in sentences:
        text += (" " if text[-1:] in ".!?" and not sentence.startswith("-") else "\n") + sentence
    return text.strip()


def _found(referential: Referential, half: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each sentence with its label and the base actions that it is shown to repeat."""
    for claim in WRITTEN[half]:
        view = view_of(referential, claim["bonus"], _as_written(claim["sentences"]))
        for label, written in claim["sentences"]:
            sentence = written.removeprefix("- ")
            shown = {each.action.id for each in view.socle for one in each.alike if one.sentence in sentence}
            yield label, sentence, frozenset(shown)


def test_each_half_has_forty_claims_and_every_kind_of_sentence(referential: Referential) -> None:
    assert Counter({half: len(claims) for half, claims in WRITTEN.items()}) == {"looked_at": 40, "held_out": 40}
    for half in WRITTEN:
        labels = {label for label, *_ in _found(referential, half)}
        assert labels == {each.id for each in referential.base_actions} | NO_ACTION


@pytest.mark.parametrize("half", FLOORS)
def test_what_is_shown_is_right_as_often_as_was_measured(referential: Referential, half: str) -> None:
    found = list(_found(referential, half))
    right = sum(label in shown for label, _, shown in found)
    precision = Fraction(right, sum(len(shown) for *_, shown in found) or 1)
    recall = Fraction(right, sum(label not in NO_ACTION for label, *_ in found))
    wrong = [f"  {label} : {text} : {sorted(shown)}" for label, text, shown in found if shown != {label} - NO_ACTION]
    told = f"precision {float(precision):.3f}, recall {float(recall):.3f}"
    # Those that are held out are not told: whoever reads them has looked at them.
    told += "\n".join(["", *wrong]) if half == "looked_at" else ""
    least_precision, least_recall = FLOORS[half]
    assert precision >= least_precision, told
    assert recall >= least_recall, told


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("Nous ne faisons pas d’aide aux devoirs.", True),
        ("L'équipe n'organise plus de sorties à la médiathèque.", True),
        ("Il n'y a aucun goûter.", True),
        ("Nous ne faisons pas seulement l'aide aux devoirs.", False),
        ("Nous ne faisons pas que les devoirs.", False),
        ("Les enfants qui ne comprennent pas leurs leçons sont aidés.", False),
        ("Quand on ne sait pas faire ses devoirs, on demande.", False),
        ("Les nouvelles familles reçoivent le règlement, pas les autres.", False),
    ],
)
def test_what_is_not_done_repeats_nothing_and_what_is_not_only_done_may(sentence: str, negated: bool) -> None:
    assert is_negated(sentence) is negated


def test_a_sentence_of_what_is_not_done_stands_beside_no_base_action(referential: Referential) -> None:
    done, not_done = "Nous proposons un goûter aux familles.", "Nous ne proposons pas de goûter aux familles."
    assert any(each.repeats for each in view_of(referential, "parents", done).socle)
    view = view_of(referential, "parents", not_done)
    assert not any(each.repeats for each in view.socle)
    assert view.warnings == ()
    assert view.new == (not_done,)


@pytest.mark.parametrize("written", ["- un goûter\n- une fête", "Bref :\n• un goûter.\n– une fête"])
def test_the_items_of_a_list_are_shown_without_their_mark(referential: Referential, written: str) -> None:
    (covered,) = [each for each in view_of(referential, "parents", written).socle if each.repeats]
    assert [each.sentence.rstrip(".") for each in covered.alike] == ["un goûter", "une fête"]


@pytest.mark.parametrize("misspelt", ["Des sorties a la biblioteque du quartier", "Une visite de la mediateque locale"])
def test_letters_that_are_not_heard_hide_no_repetition(referential: Referential, misspelt: str) -> None:
    (covered,) = [each for each in view_of(referential, "children", misspelt).socle if each.repeats]
    assert covered.action.id == "children.local_resources"
