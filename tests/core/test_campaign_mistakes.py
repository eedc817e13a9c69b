"""Each mistake in a department's file of one year is refused in French, at its place, with what was probably meant."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

REQUIRED = "Ce champ est obligatoire."
TEXT = "Un texte entre guillemets est attendu."
FLAG = "« true » ou « false » est attendu, sans guillemets."
NUMBER = "Un nombre positif ou nul est attendu, sans guillemets."
WHOLE = "Un nombre entier est attendu, sans guillemets."


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
        ("opens = ", "open = ", "calendar.open: Champ inconnu. Vouliez-vous dire « opens » ?"),
        (
            "closes = 2025-06-30",
            'closes = "2025-06-30"',
            (
                "calendar.closes: « 2025-06-30 » n'est pas un mois ; écrivez par exemple 2025-09. "
                "Un jour s'écrit sans guillemets : 2025-06-30."
            ),
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
            (
                "calendar.events[0].when: « mai » n'est pas un mois ; écrivez par exemple 2025-09. "
                'Pour garder les mots du document : { text = "…" }.'
            ),
        ),
        (
            "when = 2025-05-07T10:00:00",
            "when = 10:00:00",
            (
                "calendar.events[0].when: Un jour (2025-08-18), un jour et son heure (2024-05-07T10:00:00), "
                'un mois ("2025-09"), une période { from, to } ou les mots du document { text } est attendu.'
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
