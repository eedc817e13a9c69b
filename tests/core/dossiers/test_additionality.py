"""Additionality: each claim beside the socle of its axis, and a warning, never a verdict, where it repeats it."""

import pytest

from clas_core.dossiers import BonusClaim, DossierAction, DossierContent, DossierGroup
from clas_core.dossiers.additionality import ClaimView, additionality
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear


@pytest.fixture(scope="module")
def referential(library: ReferentialLibrary) -> Referential:
    return library.get(SchoolYear.parse("2025-2026"))


def _claims(referential: Referential, *claims: tuple[str, str | None]) -> list[ClaimView]:
    groups = [DossierGroup(bonuses=(BonusClaim(id=bonus, beyond=beyond),)) for bonus, beyond in claims]
    content = DossierContent(actions=(DossierAction(groups=(DossierGroup(label="Sans bonus"), *groups)),))
    return list(additionality(content, referential))


def test_a_claim_stands_beside_every_base_action_of_its_axis_and_no_other(referential: Referential) -> None:
    for bonus in ("children", "parents"):
        (view,) = _claims(referential, (bonus, "Un atelier de théâtre."))
        assert [each.action for each in view.socle] == list(referential.base_actions_of(bonus))
        assert len(view.socle) == 5


def test_a_claim_is_placed_in_the_dossier(referential: Referential) -> None:
    first, second = _claims(referential, ("children", "Un atelier."), ("parents", "Un café."))
    assert (first.position, second.position) == (2, 3)
    assert second.path == ("actions", 0, "groups", 2, "bonuses", 0)
    assert second.label == "Groupe 3"


@pytest.mark.parametrize(
    ("bonus", "beyond", "repeated"),
    [
        # Plurals, accents and capitals do not hide a repetition.
        ("parents", "DES TEMPS CONVIVIAL ENTRE PARENT ET ENFANT", "parents.conviviality"),
        ("parents", "Nous aiderons… aider les parents à comprendre le code de l'ecole", "parents.school_codes"),
        ("children", "Des cahiers de présence et une fiche de suivi", "children.attendance"),
        ("children", "Valoriser les compétences par l'entraide du groupe", "children.mutual_help"),
    ],
)
def test_a_claim_in_the_words_of_the_socle_is_warned_of(
    referential: Referential, bonus: str, beyond: str, repeated: str
) -> None:
    (view,) = _claims(referential, (bonus, beyond))
    assert [each.action.id for each in view.socle if each.repeats] == [repeated]
    (warning,) = view.warnings
    (covered,) = [each for each in view.socle if each.repeats]
    assert all(word in covered.action.label and word in warning for word in covered.repeated)


@pytest.mark.parametrize(
    "beyond",
    ["Un projet de théâtre avec une compagnie, joué en juin.", "Une sortie au musée.", "parents parents parents"],
)
def test_a_claim_of_something_else_is_not_warned_of(referential: Referential, beyond: str) -> None:
    for bonus in ("children", "parents"):
        (view,) = _claims(referential, (bonus, beyond))
        assert view.warnings == ()


def test_a_single_shared_word_is_no_repetition(referential: Referential) -> None:
    (view,) = _claims(referential, ("parents", "Un café des parents, animé par une psychologue."))
    assert any(each.repeated for each in view.socle)
    assert not any(each.repeats for each in view.socle)


@pytest.mark.parametrize("beyond", [None, "", "  "])
def test_a_claim_without_words_says_so(referential: Referential, beyond: str | None) -> None:
    (view,) = _claims(referential, ("children", beyond))
    assert view.warnings == ("Rien n'est écrit de ce qui dépasse le socle.",)


def test_a_bonus_that_the_year_does_not_have_stands_beside_nothing(referential: Referential) -> None:
    (view,) = _claims(referential, ("licorne", "Une licorne."))
    assert (view.bonus, view.socle) == (None, ())
    assert "licorne" in view.warnings[0]
