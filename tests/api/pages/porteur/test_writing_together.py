"""Two people of one porteur write its dossier at once, in pages: both are kept, and who has answered the same question,
and when, is told."""

from collections.abc import Callable
from uuid import UUID

import pytest

from bench.samples import content
from tests.api.pages.porteur.conftest import Site
from tests.browsing import Browser


@pytest.fixture
def both(make_site: Callable[..., Site], database_url: str) -> tuple[str, Browser, Browser]:
    """Return a dossier, and the browsers of the two people who write it."""
    site = make_site(database_url)
    site.person("alex")
    porteur = site.porteur("alex")
    dossier = site.dossier("alex", porteur, content())
    claude = site.person("claude", {"kind": "porteur", "porteur_id": UUID(porteur)})
    return dossier, site.browser("alex"), claude


def test_different_questions_are_both_kept_and_the_same_one_is_told_with_who_and_when(
    both: tuple[str, Browser, Browser],
) -> None:
    dossier, alex, claude = both
    alex.open(f"{dossier}/contact")
    claude.open(f"{dossier}/contact").send("save", contact__name="Claude", contact__phone="03 26 79 15 41")
    alex.send("save", contact__email="alex@clas.example")
    assert "Entre-temps : dossier enregistré, le 1er juillet 2025 à 10 h, par claude. Rien n'en est perdu." in alex.text
    kept = alex.form("save").values
    assert [kept[f"contact/{each}"] for each in ("name", "email", "phone")] == [
        "Claude", "alex@clas.example", "03 26 79 15 41",
    ]  # fmt: skip

    alex.open(f"{dossier}/contact")
    claude.open(f"{dossier}/contact").send("save", contact__name="Claude M.")
    claude.open(f"{dossier}/budget").send("save", budget__0__amount="7 000,00")
    alex.send("save", contact__name="Alex", contact__phone="03 26 00 00 00")
    assert alex.status == 412
    told = alex.text.partition('id="entre-temps"')[2].partition("</div>")[0]
    assert "Quelqu'un a enregistré ce dossier pendant que vous écriviez." in told
    assert "par claude" in told
    assert "03 26" not in told, "nobody else has answered that question"
    assert alex.form("save").values["contact/phone"] == "03 26 00 00 00"
    alex.send("save")
    assert alex.status == 200
    assert alex.form("save").values["contact/name"] == "Alex"
    assert alex.open(f"{dossier}/budget").form("save").values["budget/0/amount"] == "7\u202f000,00"


def test_one_line_of_a_budget_and_one_bonus_that_two_have_written_are_named(
    both: tuple[str, Browser, Browser],
) -> None:
    dossier, alex, claude = both
    for page, name, words in (
        ("budget", "budget/0/amount", "budget, compte"),
        ("actions/1/groupes/1", "actions/0/groups/0/beyond/children", "action 1, groupe 1, "),
    ):
        alex.open(f"{dossier}/{page}")
        claude.open(f"{dossier}/{page}").submit("save", {name: "1"})
        alex.submit("save", {name: "2"})
        assert alex.status == 412
        told = alex.text.partition('id="entre-temps"')[2].partition("</table>")[0]
        assert words in told
        assert "children" not in told
        assert "#" not in told.partition("<tbody>")[2]


def test_a_group_taken_out_while_it_was_written_comes_back_when_it_is_saved_again(
    both: tuple[str, Browser, Browser],
) -> None:
    dossier, alex, claude = both
    alex.open(f"{dossier}/actions/1/groupes/1")
    claude.open(f"{dossier}/actions/1/groupes/1/retirer").send("remove")
    alex.send("save", actions__0__groups__0__weeks="31")
    assert alex.status == 412
    assert alex.form("save").values["actions/0/groups/0/weeks"] == "31"
    alex.send("save")
    assert alex.status == 200
    assert alex.form("save").values["actions/0/groups/0/children"] == "10"
