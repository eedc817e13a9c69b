"""What changed from one year to another is told in words and figures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clas_core.documents.differences import difference_sections
from clas_core.documents.model import Paragraph
from clas_core.national import Change, Referential, read_referential
from clas_core.national.difference import differences

ESSAI = Path(__file__).parent / "essai_national" / "2030-2031.toml"

Edited = Callable[..., Referential]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Return a function that reads the year of the tests with a few words changed, as the year after it."""

    def edit(*changes: tuple[str, str]) -> Referential:
        text = read_referential(ESSAI).text.replace("2030-2031", "2031-2032", 1)
        for written, instead in changes:
            assert written in text
            text = text.replace(written, instead, 1)
        (tmp_path / "edited.toml").write_text(text, encoding="utf-8")
        return read_referential(tmp_path / "edited.toml")

    return edit


def _one(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def test_nothing_changes_between_a_year_and_itself(referential_2025: Referential) -> None:
    assert differences(referential_2025, referential_2025) == ()


def test_a_changed_figure_is_given_before_and_after_with_its_percentage(
    essai_national: Referential, edited: Edited
) -> None:
    change = _one(differences(essai_national, edited(("value = 9000\n", "value = 9090\n"))))
    assert (change.kind, change.subject) == ("changed", "ps.price_ceiling")
    assert change.before == "9\u202f000,00\u00a0€ (publié)"
    assert change.after == "9\u202f090,00\u00a0€ (publié)"
    assert change.sentence == (
        "Prix plafond : de 9\u202f000,00\u00a0€ en 2030-2031 à 9\u202f090,00\u00a0€ en 2031-2032 "
        "(+\u00a090,00\u00a0€, soit +\u00a01,00\u00a0%)."
    )


def test_a_change_too_small_for_a_percentage_does_not_say_nought(essai_national: Referential, edited: Edited) -> None:
    change = _one(differences(essai_national, edited(("value = 9000\n", "value = 9000.01\n"))))
    assert change.sentence.endswith("(+\u00a00,01\u00a0€, soit moins de 0,01\u00a0%).")


def test_a_figure_that_falls_is_written_with_its_sign(essai_national: Referential, edited: Edited) -> None:
    change = _one(differences(edited(("value = 0.40", "value = 0.47")), essai_national))
    assert change.sentence == (
        "Taux de la Ps : de 47\u00a0% en 2031-2032 à 40\u00a0% en 2030-2031 (\u2212\u00a07 points)."
    )


def test_what_was_nothing_has_no_percentage(essai_national: Referential, edited: Edited) -> None:
    nothing = edited(("value = 400\n", "value = 0\n"))
    (change,) = differences(nothing, essai_national)
    assert change.sentence.endswith(
        "à 400,00\u00a0€ en 2030-2031 (encore attendu) (+\u00a0400,00\u00a0€, une première valeur)."
    )


def test_a_figure_that_gets_published_changes_without_a_percentage(essai_national: Referential, edited: Edited) -> None:
    change = _one(differences(essai_national, edited(('standing = "expected"', 'standing = "published"'))))
    assert change.sentence == (
        "Bonus enfants, 400,00\u00a0€ : rien ne change. On l'attendait, c'est maintenant publié."
    )


def test_the_freeze_of_2025_is_told_as_it_is(referential_2024: Referential, referential_2025: Referential) -> None:
    """Same amounts, expected in 2024-2025 and published in 2025-2026 by [51]; the bonuses are known only then."""
    figures = [each for each in differences(referential_2024, referential_2025) if each.family == "figures"]
    assert [(each.kind, each.subject) for each in figures] == [
        ("changed", "ps.rate"),
        ("changed", "ps.price_ceiling"),
        ("changed", "ps.maximum"),
        ("added", "bonuses.children"),
        ("added", "bonuses.parents"),
    ]
    assert figures[2].sentence == (
        "Montant maximum de la Ps, 2\u202f800,70\u00a0€ : rien ne change. On l'attendait, c'est maintenant publié."
    )
    assert (
        figures[3].sentence == "Bonus enfants : 329,00\u00a0€ en 2025-2026 ; aucun montant n'était connu en 2024-2025."
    )
    assert (figures[3].before, figures[3].after) == (None, "329,00\u00a0€ (publié)")


def test_going_back_in_time_turns_what_was_added_into_what_is_removed(
    referential_2024: Referential, referential_2025: Referential
) -> None:
    onward = differences(referential_2024, referential_2025)
    back = differences(referential_2025, referential_2024)
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((turned[each.kind], each.subject, each.after, each.before) for each in onward) == sorted(
        (each.kind, each.subject, each.before, each.after) for each in back
    )
    lost = [each.sentence for each in back if each.subject == "bonuses.parents"]
    assert lost == ["Bonus parents : 329,00\u00a0€ en 2025-2026 ; aucun montant n'est connu en 2024-2025."]


@pytest.mark.parametrize(
    ("written", "instead", "kind", "subject", "sentence"),
    [
        (
            "min = 5\nmax = 15",
            "min = 8\nmax = 12",
            "changed",
            "group.children",
            ("Critère « 5 à 15 enfants » : il demandait 5 à 15, il demande maintenant 8 à 12."),
        ),
        (
            'severity = "warning"',
            'severity = "blocking"',
            "changed",
            "dossier.day",
            (
                "Critère « avant l'été » : il n'était que signalé, il devient bloquant : ce qui ne le remplit pas est "
                "refusé."
            ),
        ),
        (
            'label = "Donner des méthodes."',
            'label = "Donner du temps."',
            "changed",
            "children.method",
            "Action du socle réécrite : « Donner des méthodes. » devient « Donner du temps. »",
        ),
        (
            'text = "Des actions menées avec les enfants."',
            'text = "Des actions."',
            "changed",
            "children",
            "Axe réécrit : « Des actions menées avec les enfants. » devient « Des actions. »",
        ),
        (
            'answer = "Au centime le plus proche."',
            'answer = "À l\'euro."',
            "changed",
            "rounding",
            (
                "Hypothèse de calcul modifiée : « Comment l'arrondi se fait-il ? Au centime le plus proche. » devient "
                "« Comment l'arrondi se fait-il ? À l'euro. »"
            ),
        ),
        (
            'label = "Les actions avec les enfants."',
            'label = "Les actions."',
            "changed",
            "children",
            "Élément décrit par le dossier réécrit : « Les actions avec les enfants. » devient « Les actions. »",
        ),
    ],
)
def test_a_changed_rule_is_told_in_words(
    essai_national: Referential, edited: Edited, written: str, instead: str, kind: str, subject: str, sentence: str
) -> None:
    change = _one(differences(essai_national, edited((written, instead))))
    assert (change.kind, change.subject) == (kind, subject)
    assert change.sentence == sentence


def test_rules_that_come_and_go_are_told(essai_national: Referential, edited: Edited) -> None:
    renamed = edited(('id = "children.method"', 'id = "children.time"'))
    assert [(each.kind, each.subject, each.sentence) for each in differences(essai_national, renamed)] == [
        ("added", "children.time", "Action du socle en plus : Donner des méthodes."),
        ("removed", "children.method", "Action du socle en moins : Donner des méthodes."),
    ]


def test_a_bonus_that_comes_without_an_amount_is_told(essai_national: Referential, edited: Edited) -> None:
    bonus = (
        '[[bonuses]]\nid = "parents"\nlabel = "Bonus parents"\npurpose = "P"\naxis = "parents"\nsource = "texte"\n\n'
    )
    change = _one(differences(essai_national, edited(("[[axes]]", bonus + "[[axes]]"))))
    assert (change.kind, change.sentence) == ("added", "Bonus en plus : Bonus parents")


def test_what_is_confirmed_or_not_described_before_is_told_apart_from_what_changes(
    referential_2024: Referential, referential_2025: Referential
) -> None:
    """For a dossier nothing changed from 2024-2025 to 2025-2026 but that the amounts of bonuses are known."""
    changes = differences(referential_2024, referential_2025)
    assert [each.subject for each in changes if each.effect == "rule"] == ["bonuses.children", "bonuses.parents"]
    confirmed = [each.name for each in changes if each.effect == "confirmed"]
    assert confirmed[2:5] == [
        "Montant maximum de la Ps : 2\u202f800,70\u00a0€",
        "« plus que l'aide aux devoirs »",
        "« 8 à 12 enfants »",
    ]
    sections = difference_sections(referential_2024, referential_2025)
    assert [each.title for each in sections] == [
        "Ce qui change de 2024-2025 à 2025-2026",
        "Ce qui reste, et se confirme",
        "Ce que les règles de 2024-2025 ne disaient pas",
    ]
    # What was data to a program is nowhere.
    words = repr(sections)
    assert not [each for each in ("exigé :", "bloquant ;", "(attendu)", "base_action", "group.") if each in words]
    (same,) = difference_sections(referential_2025, referential_2025)
    assert same.blocks == [Paragraph("Aucune règle ne change.")]
