"""A porteur is handed over from a page, which says whom it touches first; and its own address is asked, and told."""

import pytest
from sqlalchemy import select, update

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, OutgoingMail, PorteurRow, RoleRow
from clas_api.store.porteurs import join_department
from tests.api.pages.caf.conftest import HEAD, Caf
from tests.api.pages.conftest import text_of
from tests.browsing import Browser
from tests.readings import Asked, expect_few_statements
from tests.stages import invitation_token

__all__ = ["text_of"]

OWN = "bureau@tilleuls.example"
TRUE = {"name": "La Vraie", "email": "vraie@exemple.fr", "reason": "Le procès-verbal de 2025 la nomme."}


def _mails(caf: Caf, recipient: str) -> list[str]:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(OutgoingMail.body).where(OutgoingMail.recipient == recipient).order_by(OutgoingMail.created_at)
        found = list(database.session.scalars(query))
        database.session.rollback()
    return found


def _has_its_own_address(caf: Caf, email: str = OWN) -> None:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(PorteurRow).values(email=email))
        database.session.commit()


def _people(caf: Caf) -> list[str]:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        found = list(database.session.scalars(select(Account.email).join(RoleRow).where(RoleRow.kind == "porteur")))
        database.session.rollback()
    return found


def _opened(caf: Caf) -> Browser:
    return caf.site.person("responsable", HEAD).open(f"{caf.work}/remise")


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_the_page_says_whom_it_touches_and_whoever_accepts_is_alone(
    caf: Caf, one_reading: list[tuple[str, Asked]]
) -> None:
    _has_its_own_address(caf)
    page = _opened(caf)
    assert "alex (alex@clas.example)" in page.text
    assert OWN in page.text
    page.send("hand-over", **TRUE)
    assert page.address == caf.work, page.text
    assert _people(caf) == ["alex@clas.example"], "it is asked first"
    for told in ("alex@clas.example", OWN):
        assert TRUE["reason"] in _mails(caf, told)[-1]
    assert "cette adresse est celle de l'organisme" in _mails(caf, OWN)[-1]
    (asked,) = _mails(caf, TRUE["email"])
    assert "reprendre" in asked
    assert "rejoindre" not in asked
    invited = caf.site.anonymous().open(f"/invitations/{invitation_token(caf.site.app, TRUE['email'])}")
    assert "Reprendre un porteur de projet" in invited.text
    assert TRUE["reason"] in invited.text
    assert "rejoindre" not in invited.text.lower()
    invited.send("accept", name=TRUE["name"])
    assert _people(caf) == [TRUE["email"]]
    expect_few_statements(one_reading)


def test_what_is_missing_is_asked_at_its_place_and_what_was_typed_stays(caf: Caf) -> None:
    page = _opened(caf)
    page.send("hand-over", email="pas une adresse", name="La Vraie")
    assert page.status == 422
    assert {"email-error", "reason-error"} <= page.ids
    assert page.form("hand-over").values["name"] == "La Vraie"
    assert not any("remettre" in each for each in _mails(caf, "alex@clas.example"))


def test_sent_twice_it_is_done_once(caf: Caf) -> None:
    page = _opened(caf)
    form = page.form("hand-over")
    sent = {**dict(form.values.items()), **TRUE, "action": "hand-over"}
    first, second = (page.client.post(f"{caf.work}/remise", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(_mails(caf, TRUE["email"])) == 1


def test_an_agent_is_told_whose_it_is_to_do(caf: Caf) -> None:
    page = caf.agent.open(f"{caf.work}/remise")
    assert page.status == 200
    assert "responsable du service" in page.text
    assert "hand-over" not in {each.get("value") for form in page.forms for each in form.buttons}
    sent = {**dict(page.open(caf.work).forms[-1].values.items()), **TRUE}
    assert page.client.post(f"{caf.work}/remise", data=sent).status_code == 403


def test_a_porteur_that_applies_elsewhere_is_the_administrators(caf: Caf) -> None:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        porteur = database.session.scalars(select(PorteurRow)).one()
        join_department(database.session, porteur.id, "seine_et_marne", porteur.created_at)
        database.session.commit()
    assert "administrateur" in _opened(caf).text


def test_the_caf_sees_whether_the_organisation_has_an_address_of_its_own(caf: Caf) -> None:
    assert "Courriel de l'organisme : pas donné" in caf.agent.open(caf.work).text
    _has_its_own_address(caf, "alex@clas.example")
    assert "qui est aussi celui d'une de ses personnes" in caf.agent.open(caf.work).text
    _has_its_own_address(caf)
    page = caf.agent.open(caf.work)
    assert OWN in page.text
    assert "qui est aussi celui" not in page.text
    page.send("confirm", basis="Les statuts.")
    assert "Les statuts." in _mails(caf, OWN)[-1]
    assert sum("Les statuts." in each for each in _mails(caf, "alex@clas.example")) == 1


def test_an_organisation_is_asked_for_its_own_address(caf: Caf) -> None:
    browser = caf.site.person("claude").open("/espace/organismes/nouveau")
    browser.send("save", name="Les Nouveaux", siret="35600000000048", nature="association")
    assert browser.status == 422
    assert "email-error" in browser.ids
    browser.send("save", no_email="oui")
    assert "« Les Nouveaux » est enregistré" in browser.text


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_a_dossier_of_a_list_whose_porteur_is_to_be_confirmed_asks_little(
    caf: Caf, one_reading: list[tuple[str, Asked]]
) -> None:
    _has_its_own_address(caf, "alex@clas.example")
    caf.agent.open(f"{caf.work}/complements").submit("ask", {"text": "Les statuts.", "due_on": "10/07/2025"})
    page = caf.agent.open(f"{caf.work}?liste=tout")
    assert "qui est aussi celui d'une de ses personnes" in page.text
    assert "Réponse attendue jusqu'au 10 juillet 2025" in page.text
    expect_few_statements(one_reading)
    page.send("confirm", basis="")
    assert page.status == 422
    assert "qui est aussi celui d'une de ses personnes" in page.text
