"""How well a sentence of a claim is set beside the base action that it repeats: labelled examples, and floors."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear
from tests.core.dossiers.claims import view_of

LABELLED = tomllib.loads((Path(__file__).parent / "additionality.toml").read_text(encoding="utf-8"))

PRECISION, RECALL = 0.95, 0.8
"""Of a hundred repetitions that are shown, how many are; of a hundred that are, how many are shown. The rest is for
people: nothing is decided by it."""


@pytest.fixture(scope="module")
def referential(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear.parse("2025-2026"))


def _found(referential: Referential) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    for bonus, examples in LABELLED.items():
        for each in examples:
            shown = {one.action.id for one in view_of(referential, bonus, each["text"]).socle if one.repeats}
            yield each["text"], frozenset(each["repeats"]), frozenset(shown)


def test_the_examples_name_base_actions_of_the_year(referential: Referential) -> None:
    known = {each.id for each in referential.base_actions}
    labels = [name for examples in LABELLED.values() for each in examples for name in each["repeats"]]
    assert set(labels) == known
    texts = [each["text"] for examples in LABELLED.values() for each in examples]
    assert len(texts) == len(set(texts)) >= 50


def test_repetitions_are_shown_as_well_as_the_floors_say(referential: Referential) -> None:
    found = list(_found(referential))
    right = sum(len(labelled & shown) for _, labelled, shown in found)
    precision = right / max(sum(len(shown) for *_, shown in found), 1)
    recall = right / sum(len(labelled) for _, labelled, _ in found)
    told = [
        f"  {text} : too many {sorted(shown - labelled)}, missed {sorted(labelled - shown)}"
        for text, labelled, shown in found
        if labelled != shown
    ]
    measured = "\n".join((f"precision {precision:.3f} of {PRECISION}, recall {recall:.3f} of {RECALL}", *told))
    assert precision >= PRECISION, measured
    assert recall >= RECALL, measured


def test_each_sentence_that_repeats_the_socle_stands_beside_it_with_the_words_that_are_alike(
    referential: Referential,
) -> None:
    text = (
        "Nous aidons les enfants à faire leurs devoirs chaque soir. Une compagnie de danse crée un spectacle avec eux."
    )
    view = view_of(referential, "children", text)
    (covered,) = [each for each in view.socle if each.repeats]
    (alike,) = covered.alike
    assert alike.sentence == "Nous aidons les enfants à faire leurs devoirs chaque soir."
    assert alike.words == (("devoirs", "travail"), ("devoirs", "scolaire"))
    assert view.new == ("Une compagnie de danse crée un spectacle avec eux.",)
    (warning,) = view.warnings
    assert warning.endswith("à apprécier.")


def test_the_order_of_sentences_changes_nothing_of_what_is_alike(referential: Referential) -> None:
    sentences = [each["text"] for each in LABELLED["parents"]]
    one, other = (view_of(referential, "parents", " ".join(each)) for each in (sentences, sentences[::-1]))
    for first, second in zip(one.socle, other.socle, strict=True):
        assert {each.sentence for each in first.alike} == {each.sentence for each in second.alike}
