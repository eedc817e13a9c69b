"""The blank form of a call says every question that is declared, its bounds, and when it is asked."""

import pytest

from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.documents.blank_form import blank_form
from clas_core.dossiers import layout_of, questionnaire_of
from clas_core.dossiers.attestations import ATTESTATIONS
from clas_core.national import Referential
from clas_core.years import SchoolYear
from tests.core.documents.words import words_of


@pytest.fixture(scope="module")
def lines(essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential) -> list[str]:
    return words_of(blank_form(referential_2025, essai.department, essai_campaign))


def test_every_question_of_a_dossier_and_of_its_bilan_is_there_once(
    lines: list[str], essai_campaign: Campaign, referential_2025: Referential
) -> None:
    rows = [each.split(" | ")[0] for each in lines if each.count(" | ") == 2]
    asked = [each for each in questionnaire_of(referential_2025, essai_campaign).questions if each.subject != "study"]
    for question in asked:
        found = [each for each in rows if each.startswith(question.label)]
        same = [each for each in asked if each.label.startswith(question.label)]
        assert len(found) == len(same), question.id
    local = sum(each.subject != "study" for each in essai_campaign.questions)
    assert f"{len(asked)} questions en tout" in "\n".join(lines)
    assert f"dont {local} de cet appel" in "\n".join(lines)


ASKED = (
    ("Familles accompagnées (de l'appel). Leur nombre, jamais leur nom.", "un nombre entier ; de 1 à 500"),
    ("Qui prépare le goûter ? (de l'appel)", "un choix parmi plusieurs : ☐ Les familles, ☐ Les bénévoles"),
    ("Combien de parents l'action touchera-t-elle ? (de l'appel)", "un nombre entier"),
    ("Courriel. Par exemple prenom.nom@exemple.fr.", "un texte d'une ligne ; jusqu'à 200 caractères"),
)
WHEN = (
    "obligatoire, posée à : association",
    "facultative, si à « Un goûter est-il servi ? » on répond « oui »",
    "facultative, à qui demande « Réseau des parents »",
    "obligatoire",
)


@pytest.mark.parametrize(
    ("asked", "when"), list(zip(ASKED, WHEN, strict=True)), ids=("whole", "choice", "programme", "text")
)
def test_a_question_says_how_it_is_answered_and_when_it_is_asked(
    lines: list[str], asked: tuple[str, str], when: str
) -> None:
    assert " | ".join((*asked, when)) in lines


def test_accounts_documents_and_statements_are_those_that_a_dossier_is_checked_by(lines: list[str]) -> None:
    layout = layout_of(SchoolYear(2025))
    for number, label in layout.accounts.items():
        assert f"{number} | {label} | " in lines
    assert "Statuts à jour (association, fondation)" in lines
    for each in ATTESTATIONS.values():
        assert [line for line in lines if line.startswith(each.label)]


def test_the_nation_has_a_form_of_its_own(referential_2025: Referential) -> None:
    document = blank_form(referential_2025)
    assert (document.department, document.digests) == ("", (referential_2025.digest,))
    assert not [each for each in words_of(document) if "(de l'appel)" in each]
