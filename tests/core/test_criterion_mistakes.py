"""A criterion's subject, field, kind and bounds go together, and a local one carries its department's slug."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

REQUIRED = "Ce champ est obligatoire."
WHOLE = "Un nombre entier est attendu, sans guillemets."
RANGE = 'kind = "range"\nfield = "children"\nmin = 5\nmax = 15'
"""What the first criterion of ``essai_national/2030-2031.toml`` asks for, to be replaced by what is to be refused."""


@pytest.mark.parametrize(
    "sound",
    [
        'kind = "at_least"\nfield = "children"\nmin = 5',
        'kind = "at_most"\nfield = "children"\nmax = 15',
        'kind = "range"\nfield = "adults"\nmin = 2\nmax = 2',
        'kind = "one_of"\nfield = "levels"\noptions = ["cp"]',
        'kind = "covers"\nfield = "levels"\noptions = ["cp", "terminale"]',
        'kind = "required"\nfield = "outside_school_time"',
    ],
)
def test_each_kind_of_criterion_is_accepted_with_its_bounds(referential_mistakes: Mistakes, sound: str) -> None:
    assert referential_mistakes({RANGE: sound}) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            'kind = "range"\nfield = "chidren"\nmin = 5\nmax = 15',
            (
                "field: Un critère de « group » ne peut pas porter sur « chidren ». Vouliez-vous dire « children » ? "
                "Champs : children, adults, levels, outside_school_time, sessions_per_week, weeks."
            ),
        ),
        (
            'kind = "required"\nfield = "axes"',
            (
                "field: Un critère de « group » ne peut pas porter sur « axes ». "
                "Champs : children, adults, levels, outside_school_time, sessions_per_week, weeks."
            ),
        ),
        ('kind = "required"\nfield = "children"', "kind: « required » ne s'applique pas au champ « children »."),
        (
            'kind = "at_least"\nfield = "levels"\nmin = 1',
            "kind: « at_least » ne s'applique pas au champ « levels ».",
        ),
        ('kind = "range"\nfield = "children"\nmin = 5', "max: « range » demande « max »."),
        ('kind = "range"\nfield = "children"\nmax = 5', "min: « range » demande « min »."),
        ('kind = "at_least"\nfield = "children"', "min: « at_least » demande « min »."),
        ('kind = "at_most"\nfield = "children"', "max: « at_most » demande « max »."),
        ('kind = "one_of"\nfield = "levels"', "options: « one_of » demande « options »."),
        (
            'kind = "at_least"\nfield = "children"\nmin = 5\nmax = 15',
            "max: « at_least » n'emploie pas « max » : retirez-le.",
        ),
        (
            'kind = "required"\nfield = "outside_school_time"\nday = 2030-01-01',
            "day: « required » n'emploie pas « day » : retirez-le.",
        ),
        (
            'kind = "range"\nfield = "children"\nmin = 15\nmax = 5',
            "max: Le maximum (5) est sous le minimum (15).",
        ),
        (
            'kind = "one_of"\nfield = "levels"\noptions = ["cp", "cm3"]',
            "options[1]: « cm3 » n'est pas une valeur de « levels ». Vouliez-vous dire « cm2 » ?",
        ),
        ('kind = "one_of"\nfield = "levels"\noptions = []', "options: Au moins 1 élément est attendu."),
        ('kind = "range"\nfield = "children"\nmin = true\nmax = 5', f"min: {WHOLE}"),
        ('kind = "range"\nfield = "children"\nmin = "1"\nmax = 5', f"min: {WHOLE}"),
        ('kind = "range"\nfield = "children"\nmin = 1.0\nmax = 5', f"min: {WHOLE}"),
        (
            'kind = "range"\nfield = "children"\nmin = -1\nmax = 5',
            "min: Un nombre entier de 0 à 1000000 est attendu ; reçu : -1.",
        ),
        (
            'kind = "between"\nfield = "children"\nmin = 1\nmax = 5',
            (
                "kind: « between » n'est pas admis ; choix possibles : range, at_least, at_most, one_of, covers, "
                "required, before, within."
            ),
        ),
        ('kind = "range"\nmin = 1\nmax = 5', f"field: {REQUIRED}"),
    ],
)
def test_a_criterion_that_does_not_hold_together_is_refused(
    referential_mistakes: Mistakes, written: str, said: str
) -> None:
    assert referential_mistakes({RANGE: written}) == [f"criteria[0].{said}"]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            'subject = "group"',
            'subject = "groupe"',
            (
                "subject: « groupe » n'est pas admis ; choix possibles : dossier, action, group. "
                "Vouliez-vous dire « group » ?"
            ),
        ),
        (
            'severity = "blocking"',
            'severity = "bloquant"',
            "severity: « bloquant » n'est pas admis ; choix possibles : blocking, warning.",
        ),
        (
            'standing = "published"',
            'standing = "publish"',
            (
                "standing: « publish » n'est pas admis ; choix possibles : published, expected. "
                "Vouliez-vous dire « published » ?"
            ),
        ),
        ('severity = "blocking"\n', "", f"severity: {REQUIRED}"),
        ('label = "5 à 15 enfants"\n', "", f"label: {REQUIRED}"),
        ('source = "texte"\n', "", f"source: {REQUIRED}"),
        ('standing = "published"\n', "", f"standing: {REQUIRED}"),
        ("checked_on = 2030-01-15\n", "", f"checked_on: {REQUIRED}"),
        (
            'source = "texte"',
            'source = "textes"',
            "source: La source « textes » n'est pas déclarée sous [sources]. Vouliez-vous dire « texte » ?",
        ),
    ],
)
def test_a_criterion_says_all_that_one_must_know_of_it(
    referential_mistakes: Mistakes, written: str, instead: str, said: str
) -> None:
    assert referential_mistakes({written: instead}, after="[[criteria]]") == [f"criteria[0].{said}"]


def test_the_day_of_a_criterion_is_a_day(referential_mistakes: Mistakes) -> None:
    assert referential_mistakes({"day = 2030-06-30": 'day = "2030-06-30"'}) == [
        "criteria[2].day: Une date sans guillemets est attendue, par exemple 2025-08-18."
    ]


def test_a_misspelt_field_key_is_told_the_right_one(referential_mistakes: Mistakes) -> None:
    """In files the key is `field`; what the code calls it inside is nobody's business."""
    said = referential_mistakes({'field = "children"': 'feild = "children"'})
    assert said == [
        f"criteria[0].field: {REQUIRED}",
        "criteria[0].feild: Champ inconnu. Vouliez-vous dire « field » ?",
    ]


def test_a_hint_never_proposes_what_would_be_refused_again(referential_mistakes: Mistakes) -> None:
    said = referential_mistakes({'field = "children"': 'field = "children"\nabout = "children"'})
    assert said == ["criteria[0].about: Champ inconnu."]


def test_two_criteria_of_one_identifier_are_refused(referential_mistakes: Mistakes) -> None:
    assert referential_mistakes({'id = "dossier.day"': 'id = "group.children"'}) == [
        "criteria[2].id: « group.children » est déjà l'identifiant de criteria[0] : donnez-en un autre."
    ]


@pytest.mark.parametrize("name", ["group.children", "three_adults", "essais.three_adults", "essai_three_adults"])
def test_a_local_criterion_carries_its_departments_slug(campaign_mistakes: Mistakes, name: str) -> None:
    """None can pass for a national one."""
    assert campaign_mistakes({'id = "essai.three_adults"': f'id = "{name}"'}) == [
        f"criteria[0].id: Un critère local commence par « essai. » : écrivez « essai.{name} »."
    ]


@pytest.mark.parametrize("made", ["deadline", "online", "previous_bilan"])
def test_a_local_criterion_does_not_take_the_name_of_one_made_from_the_calendar(
    campaign_mistakes: Mistakes, made: str
) -> None:
    assert campaign_mistakes({'id = "essai.three_adults"': f'id = "essai.{made}"'}) == [
        f"criteria[0].id: « essai.{made} » est déjà fait à partir d'une autre partie du fichier : renommez-le."
    ]
