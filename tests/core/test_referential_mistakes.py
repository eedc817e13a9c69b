"""Each mistake in a national file is refused in French, at its place: a figure without its source is no figure."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

REQUIRED = "Ce champ est obligatoire."
UNKNOWN = "Champ inconnu."
YEARS = "Un nombre entier de 1900 à 2200 est attendu"
HEADING = "Pas de titre dans un texte : chaque champ a déjà le sien. Utilisez une liste ou du gras."
IDENTIFIER = "Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »)."
NUMBER = "Un nombre positif ou nul est attendu, sans guillemets."


def test_the_referential_of_the_tests_is_sound(referential_mistakes: Mistakes) -> None:
    assert referential_mistakes({}) == []


@pytest.mark.parametrize(
    "table", ["[ps.rate]", "[ps.price_ceiling]", "[ps.maximum]", "[bonuses.amount]", "[[thresholds]]"]
)
@pytest.mark.parametrize("key", ["label", "value", "unit", "source", "standing", "checked_on"])
def test_a_figure_says_all_that_one_must_know_before_relying_on_it(
    referential_mistakes: Mistakes, table: str, key: str
) -> None:
    """DESIGN, 4: source, unit, label, checked_on and standing are required of every figure."""
    place = {"[bonuses.amount]": "bonuses[0].amount", "[[thresholds]]": "thresholds[0]"}.get(table, table.strip("[]"))
    assert referential_mistakes({f"\n{key} = ": "\n# "}, after=table) == [f"{place}.{key}: {REQUIRED}"]


@pytest.mark.parametrize("figure", ["rate", "price_ceiling", "maximum"])
def test_none_of_the_three_figures_of_the_ps_may_be_absent(referential_mistakes: Mistakes, figure: str) -> None:
    said = referential_mistakes({f"[ps.{figure}]": f"[ps.{figure}s]"})
    assert said[0] == f"ps.{figure}: {REQUIRED}"
    assert said[1] == f"ps.{figure}s: Champ inconnu. Vouliez-vous dire « {figure} » ?"


@pytest.mark.parametrize(
    ("table", "written", "instead", "said"),
    [
        ("", 'school_year = "2030-2031"\n', "", f"school_year: {REQUIRED}"),
        (
            "",
            'status = "draft"',
            'status = "drafts"',
            (
                "status: « drafts » n'est pas admis ; choix possibles : draft, consultation, in_force, closed. "
                "Vouliez-vous dire « draft » ?"
            ),
        ),
        ("", 'unit = "group"', 'unit = "child"', "ps.unit: « child » n'est pas admis ; choix possibles : group."),
        ("[ps.rate]", "value = 0.40", "value = 40", "ps.rate.value: Un taux est une part : 33 % s'écrit 0.33."),
        ("[ps.rate]", "value = 0.40", "value = 1.01", "ps.rate.value: Un taux est une part : 33 % s'écrit 0.33."),
        ("[ps.rate]", "value = 0.40", "value = -0.40", f"ps.rate.value: {NUMBER}"),
        ("[ps.rate]", "value = 0.40", 'value = "0.40"', f"ps.rate.value: {NUMBER}"),
        ("[ps.rate]", "value = 0.40", "value = nan", f"ps.rate.value: {NUMBER}"),
        ("[ps.maximum]", "value = 3600.00", "value = true", f"ps.maximum.value: {NUMBER}"),
        ("[ps.maximum]", "value = 3600.00", "value = inf", f"ps.maximum.value: {NUMBER}"),
        (
            "[ps.maximum]",
            "value = 3600.00",
            "value = 9000.01",
            "ps.maximum.value: Le montant maximum dépasse le prix plafond : un groupe ne reçoit pas plus que son prix.",
        ),
        (
            "[ps.maximum]",
            "value = 3600.00",
            "value = 3600.005",
            "ps.maximum.value: 3600.005 n'est pas un montant au centime près.",
        ),
        (
            "[ps.maximum]",
            'unit = "euro_per_group_and_year"',
            'unit = "euro"',
            "ps.maximum.unit: « euro » n'est pas admis ; choix possibles : euro_per_group_and_year, euro_per_year.",
        ),
        (
            "[ps.rate]",
            'unit = "share_of_running_costs"',
            'unit = "euro_per_year"',
            "ps.rate.unit: « euro_per_year » n'est pas admis ; choix possibles : share_of_running_costs.",
        ),
        (
            "[[axes]]",
            'id = "children"',
            'id = "child"',
            (
                "axes[0].id: « child » n'est pas admis ; choix possibles : children, parents, school, territory. "
                "Vouliez-vous dire « children » ?"
            ),
        ),
        ("[[scheme.milestones]]", "year = 1996", "year = 96", f"scheme.milestones[0].year: {YEARS} ; reçu : 96."),
        (
            "[[scheme.framework]]",
            "text = ",
            "texte = ",
            f"scheme.framework[0].text: {REQUIRED}|scheme.framework[0].texte: {UNKNOWN} Vouliez-vous dire « text » ?",
        ),
        (
            "[scheme]",
            'presentation = "De petits groupes d\'enfants."',
            'presentation = "# Titre"',
            f"scheme.presentation: {HEADING}",
        ),
        ("[[assumptions]]", 'value = "half_up"', 'value = "Half up"', f"assumptions[0].value: {IDENTIFIER}"),
    ],
)
def test_a_mistake_is_named_at_its_place(
    referential_mistakes: Mistakes, table: str, written: str, instead: str, said: str
) -> None:
    assert sorted(referential_mistakes({written: instead}, after=table)) == sorted(said.split("|"))


def test_a_rate_of_one_hundred_percent_is_still_a_share(referential_mistakes: Mistakes) -> None:
    assert referential_mistakes({"value = 0.40": "value = 1"}) == []


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("[ps.rate]", "ps.rate"),
        ("[ps.maximum]", "ps.maximum"),
        ("[[bonuses]]", "bonuses[0]"),
        ("[bonuses.amount]", "bonuses[0].amount"),
        ("[[axes]]", "axes[0]"),
        ("[[base_actions]]", "base_actions[0]"),
        ("[[criteria]]", "criteria[0]"),
        ("[[dossier_parts]]", "dossier_parts[0]"),
        ("[[scheme.milestones]]", "scheme.milestones[0]"),
        ("[[scheme.framework]]", "scheme.framework[0]"),
        ("[[thresholds]]", "thresholds[0]"),
    ],
)
def test_whatever_cites_a_source_cites_a_declared_one(referential_mistakes: Mistakes, table: str, place: str) -> None:
    (said,) = referential_mistakes({'source = "texte"': 'source = "journal"'}, after=table)
    assert said == f"{place}.source: La source « journal » n'est pas déclarée sous [sources]."


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("axes", 'id = "children"\nlabel = "L"\ntext = "T"\nsource = "texte"'),
        ("base_actions", 'id = "children.method"\naxis = "children"\nlabel = "L"\nsource = "texte"'),
        ("dossier_parts", 'id = "children"\nlabel = "L"\nsource = "texte"'),
        ("assumptions", 'id = "rounding"\nquestion = "Q"\nanswer = "A"\nvalue = "v"'),
        (
            "bonuses",
            'id = "children"\nlabel = "L"\npurpose = "P"\naxis = "children"\nsource = "texte"',
        ),
        (
            "thresholds",
            (
                'id = "convention"\nlabel = "L"\nvalue = 1\nunit = "euro_per_year"\nsource = "texte"\n'
                'standing = "published"\nchecked_on = 2030-01-15'
            ),
        ),
    ],
)
def test_an_identifier_is_given_once(referential_mistakes: Mistakes, name: str, copied: str) -> None:
    said = referential_mistakes({f"[[{name}]]": f"[[{name}]]\n{copied}\n\n[[{name}]]"})
    identifier = copied.split('"')[1]
    assert said == [f"{name}[1].id: « {identifier} » est déjà l'identifiant de {name}[0] : donnez-en un autre."]


def test_a_bonus_may_have_no_amount_yet(referential_mistakes: Mistakes) -> None:
    amount = (
        '[bonuses.amount]\nlabel = "Bonus enfants"\nvalue = 400\nunit = "euro_per_group_and_year"\nsource = "texte"\n'
        'standing = "expected"\nchecked_on = 2030-01-15\n'
    )
    assert referential_mistakes({amount: ""}) == []
