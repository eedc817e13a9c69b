"""An orientation with an identifier is asked of each dossier: two questions, made from it."""

from pathlib import Path

import pytest

from clas_core.departments import Campaign, campaign_of_text
from clas_core.dossiers import questionnaire_of
from clas_core.errors import InvalidFile
from clas_core.national import Referential

TEXT = (Path(__file__).parent / "essai" / "2025-2026.toml").read_text(encoding="utf-8")


def _with(orientation: str) -> str:
    return f"{TEXT}\n{orientation}"


def _messages(text: str) -> list[str]:
    with pytest.raises(InvalidFile) as refused:
        campaign_of_text(text, "essai", name="essai/2025-2026.toml")
    return [f"{'/'.join(map(str, each.path))} : {each.message}" for each in refused.value.problems]


def test_an_orientation_is_asked_of_the_dossier_and_then_how(
    essai_campaign: Campaign, referential_2025: Referential
) -> None:
    asked = questionnaire_of(referential_2025, essai_campaign)
    follows, how = asked.question("essai.needs"), asked.question("essai.needs.how")
    assert follows is not None
    assert how is not None
    assert follows.label == "Votre projet suit-il cette orientation : « Répondre aux besoins » ?"
    assert follows.counted
    assert not follows.required
    assert how.when is not None
    said = [each.id for each, _ in asked.asked("dossier", {"answers": {"essai.needs": True}}, "association")]
    unsaid = [each.id for each, _ in asked.asked("dossier", {"answers": {"essai.needs": False}}, "association")]
    assert "essai.needs.how" in said
    assert "essai.needs.how" not in unsaid


def test_without_an_identifier_it_is_only_read(referential_2025: Referential) -> None:
    campaign = campaign_of_text(TEXT.replace('id = "essai.needs"\n', ""), "essai", name="essai")
    assert [each.title for each in campaign.orientations] == ["Répondre aux besoins"]
    assert not any(each.id.startswith("essai.needs") for each in campaign.questions)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            TEXT.replace('"essai.needs"', '"besoins"'),
            "orientations/0/id : Une orientation dont on répond commence par « essai. » : écrivez « essai.besoins ».",
        ),
        (
            _with('[[orientations]]\nid = "essai.needs"\ntitle = "Une autre"\ntext = "Texte."\nsource = "note"\n'),
            (
                "orientations/1/id : « essai.needs » est déjà le nom d'une question : donnez-en un autre à "
                "cette orientation."
            ),
        ),
        (
            TEXT.replace('title = "Répondre aux besoins"', f'title = "{"besoin " * 40}"'),
            "orientations/0/title : Une orientation dont on répond a un titre de 200 caractères au plus.",
        ),
    ],
)
def test_an_orientation_that_cannot_be_asked_is_told(changed: str, told: str) -> None:
    assert told in _messages(changed)
