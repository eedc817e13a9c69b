"""How what was sent differs from what is there: by place, in words."""

import pytest

from clas_core.dossiers.differing import differences


def _told(there: object, sent: object) -> dict[str, str]:
    return {each.pointer: each.message for each in differences(there, sent)}


def test_what_is_equal_is_not_told_however_it_is_written() -> None:
    assert _told({"amount": "9000.00", "text": None, "all": []}, {"amount": "9000", "text": "", "all": None}) == {}


@pytest.mark.parametrize(
    ("name", "there", "sent", "told"),
    [
        ("amount", "9000.00", "8000.50", "Enregistré : 9\u202f000,00\u00a0€ ; le vôtre : 8\u202f000,50\u00a0€."),
        ("amount", "beaucoup", None, "Enregistré : «\u00a0beaucoup\u00a0» ; le vôtre : rien."),
        ("children", 8, 12, "Enregistré : «\u00a08\u00a0» ; le vôtre : «\u00a012\u00a0»."),
        ("done", True, False, "Enregistré : oui ; le vôtre : non."),
        ("done", False, None, "Enregistré : non ; le vôtre : rien."),
        ("levels", ["a"], ["a", "b"], "Enregistré : «\u00a0a\u00a0» ; le vôtre : «\u00a0a\u00a0», «\u00a0b\u00a0»."),
        ("outcome", "approved", "deferred", "Enregistré : «\u00a0agréé\u00a0» ; le vôtre : «\u00a0ajourné\u00a0»."),
        ("of", {"a": 1}, "b", "Enregistré : 1 élément ; le vôtre : «\u00a0b\u00a0»."),
    ],
)
def test_values_are_written_in_plain_french(name: str, there: object, sent: object, told: str) -> None:
    assert _told({name: there}, {name: sent}) == {f"/{name}": told}


def test_groups_are_compared_by_their_position_and_named_by_it() -> None:
    there = {"groups": [{"position": 1, "retained": True}, {"position": 2, "retained": True}]}
    assert _told(there, {"groups": list(reversed(there["groups"]))}) == {}
    assert _told(there, {"groups": [{"position": 2, "retained": False}]}) == {
        "/groups/0/retained": "Groupe 2, enregistré : oui ; le vôtre : non.",
        "/groups/1/position": "Groupe 1, enregistré : «\u00a01\u00a0» ; le vôtre : rien.",
        "/groups/1/retained": "Groupe 1, enregistré : oui ; le vôtre : rien.",
    }


def test_what_has_no_position_is_compared_by_its_place() -> None:
    there = {"actions": [{"title": "Nord"}]}
    assert _told(there, {"actions": [{"title": "Nord"}, {"title": "Sud"}]}) == {
        "/actions/1/title": "Enregistré : rien ; le vôtre : «\u00a0Sud\u00a0»."
    }
    assert _told({"groups": [{"position": 1}]}, {"groups": [{"position": [2]}]}).keys() == {"/groups/0/position"}
