"""Each mistake in a department's file of one year is refused in French, at its place, with what was probably meant."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

REQUIRED = "Ce champ est obligatoire."
TEXT = "Un texte entre guillemets est attendu."
FLAG = "« true » ou « false » est attendu, sans guillemets."
NUMBER = "Un nombre positif ou nul est attendu, sans guillemets."
WHOLE = "Un nombre entier est attendu, sans guillemets."
NO_SOURCE = "n'est pas déclarée sous [sources]."
NO_INSTITUTION = "n'est pas déclarée sous [institutions]."


def test_the_campaign_of_the_tests_is_sound(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({}) == []


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('school_year = "2025-2026"\n', "", f"school_year: {REQUIRED}"),
        (
            '"2025-2026"',
            '"2025"',
            "school_year: « 2025 » n'est pas une année scolaire ; écrivez par exemple 2025-2026.",
        ),
        (
            '"2025-2026"',
            "2025",
            "school_year: Une année scolaire entre guillemets est attendue, par exemple « 2025-2026 ».",
        ),
        ("checked_on = 2026-11-21\n", "", f"checked_on: {REQUIRED}"),
        ("presentation =", "presentations =", "presentations: Champ inconnu. Vouliez-vous dire « presentation » ?"),
        ("gaps = [", "gap = [", "gap: Champ inconnu. Vouliez-vous dire « gaps » ?"),
        ("closes = 2025-06-30\n", "", f"calendar.closes: {REQUIRED}"),
        ("opens = ", "open = ", "calendar.open: Champ inconnu. Vouliez-vous dire « opens » ?"),
        (
            "closes = 2025-06-30",
            'closes = "2025-06-30"',
            "calendar.closes: Une date sans guillemets est attendue, par exemple 2025-08-18.",
        ),
        (
            'kind = "webinar"',
            'kind = "webinaire"',
            (
                "calendar.events[0].kind: « webinaire » n'est pas admis ; choix possibles : webinar, training, "
                "committee, notification, bilan_opens, bilan_due, other. Vouliez-vous dire « webinar » ?"
            ),
        ),
        (
            "when = 2025-05-07T10:00:00",
            'when = "mai"',
            "calendar.events[0].when: « mai » n'est pas un mois ; écrivez par exemple 2025-09.",
        ),
        (
            "when = 2025-05-07T10:00:00",
            "when = 10:00:00",
            (
                "calendar.events[0].when: Une date (2025-08-18), une date et son heure "
                '(2024-05-07T10:00:00) ou un mois ("2025-09") est attendu.'
            ),
        ),
        (
            "online_only = true",
            'online_only = "true"',
            f"deposit.online_only: {FLAG}",
        ),
        ("online_only = true", "online_only = 1", f"deposit.online_only: {FLAG}"),
        ('rules = ["Lire la note."]', 'rules = "Lire"', "deposit.rules: Une liste est attendue."),
        ("porteurs = 3", "porteurs = true", f"approved[0].porteurs: {WHOLE}"),
        ("porteurs = 3", 'porteurs = "3"', f"approved[0].porteurs: {WHOLE}"),
        ("porteurs = 3", "porteurs = 3.0", f"approved[0].porteurs: {WHOLE}"),
        (
            "porteurs = 3",
            "porteurs = -3",
            "approved[0].porteurs: Un nombre entier de 0 à 1000000 est attendu ; reçu : -3.",
        ),
        ('members = ["caf", "msa"]', "members = []", "committees[0].members: Au moins 1 élément est attendu."),
        (
            'members = ["caf", "msa"]',
            'members = "caf"',
            "committees[0].members: Une liste est attendue.",
        ),
        (
            'text = "Le réseau des parents."',
            'text = "Le <b>réseau</b>."',
            "articulations[0].text: Le HTML n'est pas admis : écrivez en Markdown.",
        ),
        ('text = "Le réseau des parents."', 'text = " "', f"articulations[0].text: {TEXT}"),
        ('text = "Le réseau des parents."', "text = 3", f"articulations[0].text: {TEXT}"),
        (
            'text = "Le réseau des parents."',
            f'text = "{"x" * 5_001}"',
            "articulations[0].text: Un texte de 5000 caractères au plus est attendu.",
        ),
        (
            "amount = 150.50",
            'amount = "150.50"',
            f"supplements[0].amount: {NUMBER}",
        ),
        (
            "amount = 150.50",
            "amount = 1000000000.01",
            "supplements[0].amount: Un nombre de 1000000000 au plus est attendu.",
        ),
        ("amount = 150.50", "amount = true", f"supplements[0].amount: {NUMBER}"),
        ("amount = 150.50", "amount = -1", f"supplements[0].amount: {NUMBER}"),
        ("amount = 150.50", "amount = nan", f"supplements[0].amount: {NUMBER}"),
        ("amount = 150.50", "amount = inf", f"supplements[0].amount: {NUMBER}"),
        ("amount = 150.50", "amount = 150.505", "supplements[0].amount: 150.505 n'est pas un montant au centime près."),
        (
            'kind = "charter"',
            'kind = "charte"',
            (
                "documents[0].kind: « charte » n'est pas admis ; choix possibles : charter, referential, note, guide, "
                "service, other. Vouliez-vous dire « charter » ?"
            ),
        ),
        ("camille@exemple.fr", "camille", "contacts[0].email: Une adresse de courriel est attendue."),
        (
            "03 26 79 15 42",
            "demain",
            "contacts[0].phone: Un numéro de téléphone est attendu, par exemple « 03 26 79 15 41 ».",
        ),
        ("[support]", "[suport]", "suport: Champ inconnu. Vouliez-vous dire « support » ?"),
        ("[[documents]]", "[documents]", "documents: Une liste est attendue."),
        (
            "[[orientations]]",
            "[[orientations]]\nrank = 1",
            "orientations[0].rank: Champ inconnu.",
        ),
    ],
)
def test_a_mistake_is_named_at_its_place(campaign_mistakes: Mistakes, written: str, instead: str, said: str) -> None:
    assert campaign_mistakes({written: instead}) == [said]


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("[deposit]", "deposit.source"),
        ("[bilan]", "bilan.source"),
        ("[[committees]]", "committees[0].source"),
        ("[[orientations]]", "orientations[0].source"),
        ("[[articulations]]", "articulations[0].source"),
        ("[[animations]]", "animations[0].source"),
        ("[support]", "support.source"),
        ("[[approved]]", "approved[0].source"),
        ("[[criteria]]", "criteria[0].source"),
        ("[[supplements]]", "supplements[0].source"),
    ],
)
def test_whatever_cites_a_source_cites_a_declared_one(campaign_mistakes: Mistakes, table: str, place: str) -> None:
    said = campaign_mistakes({'source = "note"': 'source = "notte"'}, after=table)
    assert said == [f"{place}: La source « notte » {NO_SOURCE} Vouliez-vous dire « note » ?"]


@pytest.mark.parametrize(
    ("table", "written", "instead", "place"),
    [
        ("[[contacts]]", 'institution = "caf"', 'institution = "caff"', "contacts[0].institution"),
        ("[[committees]]", 'members = ["caf", "msa"]', 'members = ["caf", "caff"]', "committees[0].members[1]"),
        ("[[committees]]", 'presided_by = "msa"', 'presided_by = "caff"', "committees[0].presided_by"),
        ("[[committees]]", 'secretariat = "caf"', 'secretariat = "caff"', "committees[0].secretariat"),
        ("[support]", 'institution = "caf"', 'institution = "caff"', "support.institution"),
    ],
)
def test_whatever_names_an_institution_names_a_declared_one(
    campaign_mistakes: Mistakes, table: str, written: str, instead: str, place: str
) -> None:
    said = campaign_mistakes({written: instead}, after=table)
    assert said == [f"{place}: L'institution « caff » {NO_INSTITUTION} Vouliez-vous dire « caf » ?"]


@pytest.mark.parametrize("name", ["committees", "criteria", "supplements"])
def test_an_identifier_is_given_once(campaign_mistakes: Mistakes, name: str) -> None:
    copies = {
        "committees": 'id = "technical"\nkind = "local"\nlabel = "Autre"\nmembers = ["caf"]\nsource = "note"',
        "criteria": 'id = "essai.three_adults"\nsubject = "group"\nkind = "required"\nfield = "outside_school_time"\n'
        'severity = "warning"\nlabel = "L"\nmessage = "M"\nsource = "note"\nstanding = "published"\n'
        "checked_on = 2026-11-21",
        "supplements": 'id = "ville"\nlabel = "Autre"\namount = 1\nsource = "note"',
    }
    said = campaign_mistakes({f"[[{name}]]": f"[[{name}]]\n{copies[name]}\n\n[[{name}]]"})
    identifier = copies[name].split('"')[1]
    assert said == [f"{name}[1].id: « {identifier} » est déjà l'identifiant de {name}[0] : donnez-en un autre."]


def test_the_name_of_a_source_is_an_identifier(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes({"[sources.note]": '[sources."La note"]\ntitle = "T"\n\n[sources.note]'})
    assert [each.split(": ", 1)[1] for each in said] == [
        "Un identifiant en minuscules est attendu (lettres, chiffres, « _ », « - », « . »)."
    ]
    assert said[0].startswith("sources.La note")


def test_a_source_is_known_by_its_table_and_by_no_other_name(campaign_mistakes: Mistakes) -> None:
    assert campaign_mistakes({"[sources.note]": '[sources.note]\nid = "autre"'}) == [
        "sources.note.id: Le nom de la table est déjà l'identifiant : retirez « id »."
    ]


def test_sources_are_named_tables(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes({"[sources.note]": "[[sources]]"})
    assert said[0] == "sources: Des tables nommées sont attendues."


def test_all_the_mistakes_of_a_campaign_come_at_once_in_order(campaign_mistakes: Mistakes) -> None:
    said = campaign_mistakes(
        {
            "checked_on = 2026-11-21": 'checked_on = "hier"',
            "closes = 2025-06-30": "closes = 2025-05-04",
            "online_only = true": "online_only = 1",
            'about = "2024-2025"': 'about = "2024"',
            'secretariat = "caf"': 'secretariat = "cnaf"',
            'source = "note"\n\n[[articulations]]': 'source = "notes"\n\n[[articulations]]',
            "amount = 150.50": "amount = 150.505",
        }
    )
    assert [each.split(":")[0] for each in said] == [
        "checked_on",
        "calendar.closes",
        "deposit.online_only",
        "bilan.about",
        "committees[0].secretariat",
        "orientations[0].source",
        "supplements[0].amount",
    ]


def test_a_far_fetched_word_is_refused_without_a_guess(campaign_mistakes: Mistakes) -> None:
    (said,) = campaign_mistakes({'source = "note"': 'source = "journal"'})
    assert said == f"deposit.source: La source « journal » {NO_SOURCE}"
