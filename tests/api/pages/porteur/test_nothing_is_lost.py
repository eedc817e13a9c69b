"""What was typed comes back whatever becomes of it, and every refusal leads to its fields."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.api.pages.porteur.conftest import Site
from tests.browsing import Browser
from tests.office import PDF


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.person("alex")


@pytest.fixture
def dossier(site: Site, browser: Browser) -> str:
    return site.dossier("alex", site.porteur("alex"))


@pytest.fixture
def empty(site: Site, browser: Browser) -> str:
    """An empty draft of an organisation of which little is known."""
    porteur = site.porteur("alex", address=None, representative=None)
    return site.dossier("alex", porteur, {"actions": [{"groups": [{"bonuses": [{"id": "children"}]}]}]})


def test_a_refused_deposit_lists_everything_with_a_link_to_each_field(empty: str, browser: Browser) -> None:
    browser.open(f"{empty}/verifier")
    count = browser.html.count("/espace/") and int(browser.html.split(" points à compléter")[0].rsplit(">", 1)[1])
    browser.send("deposit")
    assert browser.status == 422
    listed = browser.html.partition('id="refus"')[2].partition("</div>")[0]
    links = [each.partition('"')[0] for each in listed.split('href="')[1:]]
    assert len(links) == count >= 20
    for link in links:
        assert "#" in link
        assert browser.leads_to_a_field(link), link


def test_the_points_left_are_counted_page_by_page(empty: str, browser: Browser) -> None:
    browser.open(empty)
    assert "2 à compléter" in browser.html.partition("Fiche de l'organisme")[2][:100]
    assert "Continuer : Contact" in browser.text


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("contact", {"contact/name": "Alex \u202eX", "contact/email": "pas un courriel", "contact/phone": "?"}),
        ("actions", {"common_costs": "beaucoup"}),
        (
            "actions/1",
            {
                "actions/0/title": "T" * 201,
                "actions/0/place/postal_code": "5110",
                "actions/0/schools": "Une\nDeux",
            },
        ),
        (
            "actions/1/groupes/1",
            {
                "actions/0/groups/0/children": "dix",
                "actions/0/groups/0/running_costs": "-4",
                "actions/0/groups/0/weeks": "54",
            },
        ),
        ("axes", {"axes/parents": "x" * 10_001, "axes/school": "gardé"}),
        ("budget", {"budget/0/amount": "1 000,999"}),
    ],
)
def test_what_was_typed_comes_back_with_a_message_beside_each_field(
    dossier: str, browser: Browser, page: str, typed: dict[str, str | list[str]]
) -> None:
    browser.open(f"{dossier}/{page}").submit("save", typed)
    assert browser.status == 422
    values = browser.form("save").values
    assert {name: values[name] for name in typed} == typed
    named = [link[1:] for link in browser.links if link.startswith("#") and link != "#contenu"]
    assert named
    for name in named:
        assert name in browser.ids
        assert f"{name}-error" in browser.ids
    browser.open(f"{dossier}/{page}")
    assert {name: browser.form("save").values[name] for name in typed} != typed


def test_a_line_of_the_budget_that_is_refused_is_found_behind_empty_ones(dossier: str, browser: Browser) -> None:
    browser.open(f"{dossier}/budget")
    ranks = {
        form: browser.form("save").values[form] for form in browser.form("save").names if form.endswith("/account")
    }
    rank = next(name.split("/")[1] for name, account in ranks.items() if account == "875")
    browser.submit("save", {f"budget/{rank}/amount": "cher"})
    assert f"#budget/{rank}/amount" in browser.links
    assert "virgule" in browser.text


def test_a_bonus_described_and_not_ticked_is_asked_about(dossier: str, browser: Browser) -> None:
    name = "actions/0/groups/0/beyond/parents"
    browser.open(f"{dossier}/actions/1/groupes/1").submit("save", {name: "Un café des parents"})
    assert browser.status == 422
    assert browser.form("save").values[name] == "Un café des parents"
    assert "Cochez ce bonus" in browser.text


def test_a_group_is_not_added_beside_a_mistake_which_comes_back(dossier: str, browser: Browser) -> None:
    browser.open(f"{dossier}/actions/1").submit("add-group", {"actions/0/place/postal_code": "5110"})
    assert browser.status == 422
    assert browser.form("save").values["actions/0/place/postal_code"] == "5110"
    browser.submit("add-group", {"actions/0/place/postal_code": "51100"})
    assert browser.address.endswith("/actions/1/groupes/2")


def test_a_page_saved_in_another_window_in_between_is_shown_and_can_be_saved_over(site: Site, dossier: str) -> None:
    one, other = site.browser("alex").open(f"{dossier}/contact"), site.browser("alex").open(f"{dossier}/contact")
    one.send("save", contact__name="Première")
    other.send("save", contact__name="Seconde")
    assert other.status == 412
    assert "Vous avez enregistré cette page depuis une autre fenêtre." in other.text
    told = other.html.partition('id="entre-temps"')[2].partition("</table>")[0]
    assert "Première" in told
    assert "Seconde" in told
    assert other.form("save").values["contact/name"] == "Seconde"
    assert site.browser("alex").open(f"{dossier}/contact").form("save").values["contact/name"] == "Première"
    other.send("save")
    assert other.status == 200
    assert site.browser("alex").open(f"{dossier}/contact").form("save").values["contact/name"] == "Seconde"


def test_an_action_written_while_another_was_added_keeps_both(site: Site, dossier: str) -> None:
    one, other = site.browser("alex").open(f"{dossier}/actions/1"), site.browser("alex").open(f"{dossier}/actions")
    other.send("add")
    one.send("save", actions__0__title="Quartier sud")
    assert one.status == 200
    assert "Entre-temps : dossier enregistré, le 1er juillet 2025 à 10 h, par vous. Rien n'en est perdu." in one.text
    actions = site.browser("alex").open(f"{dossier}/actions").html
    assert "Action 1 : Quartier sud" in actions
    assert "Action 2 : sans intitulé" in actions


def test_an_action_taken_out_in_between_comes_back_when_it_is_saved(site: Site, dossier: str) -> None:
    one, other = site.browser("alex").open(f"{dossier}/actions/1"), site.browser("alex")
    other.open(f"{dossier}/actions/1/retirer").send("remove")
    one.send("save", actions__0__title="Gardée")
    assert one.status == 412
    assert one.form("save").values["actions/0/title"] == "Gardée"
    one.send("save")
    assert "Action 1 : Gardée" in one.open(f"{dossier}/actions").html


def test_a_deposit_of_what_has_changed_since_it_was_read_is_not_made(site: Site, dossier: str) -> None:
    one, other = site.browser("alex").open(f"{dossier}/verifier"), site.browser("alex")
    other.open(f"{dossier}/contact").send("save", contact__name="Autre")
    one.send("deposit")
    assert one.status == 412
    assert "rien n'est déposé" in one.text
    one.send("deposit")
    assert one.address.endswith("/recepisse")


def test_what_was_typed_when_the_session_had_ended_can_be_sent_again(site: Site, dossier: str) -> None:
    browser = site.browser("alex").open(f"{dossier}/contact")
    with browser.client.session_transaction() as kept:
        account = kept["_user_id"]
        kept.clear()
    browser.send("save", contact__name="Longue saisie")
    assert browser.status == 403
    assert "Longue saisie" in browser.text
    with browser.client.session_transaction() as kept:
        kept["_user_id"] = account
    browser.send("1")
    assert browser.status == 200
    assert "Enregistré le" in browser.text
    assert browser.form("save").values["contact/name"] == "Longue saisie"


def test_a_form_that_another_site_made_somebody_send_is_not_offered_again(site: Site, dossier: str) -> None:
    client = site.browser("alex").client
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        response = client.post(f"{dossier}/contact", data={"contact/name": "Intrus"}, headers=headers)
        assert response.status_code == 403
        assert "Intrus" not in response.get_data(as_text=True)


def test_a_document_that_cannot_be_kept_is_refused_beside_its_field(dossier: str, browser: Browser) -> None:
    browser.open(f"{dossier}/pieces")
    token = browser.form("join").values["csrf_token"]
    for file, words in (
        ((io.BytesIO(b"MZ"), "programme.exe"), "Types acceptés"),
        ((io.BytesIO(b""), ""), "Choisissez un fichier"),
        ((io.BytesIO(b"pas un pdf"), "a.pdf"), "PDF"),
    ):
        sent = {"csrf_token": token, "kind": "project", "file": file}
        response = browser.client.post(browser.address, data=sent)
        assert response.status_code in (415, 422)
        html = response.get_data(as_text=True)
        assert words in html.partition('id="file-error"')[2].partition("</p>")[0]
        assert '<option value="project" selected>' in html


def test_a_document_larger_than_other_requests_gets_in(dossier: str, browser: Browser) -> None:
    browser.open(f"{dossier}/pieces")
    token = browser.form("join").values["csrf_token"]
    sent = {"csrf_token": token, "kind": "other", "file": FileStorage(io.BytesIO(PDF + b" " * 2_000_000), "grand.pdf")}
    # As bytes: the client of the tests would leave a temporary file open.
    boundary, body = encode_multipart(sent, "---document")
    response = browser.client.post(browser.address, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert response.status_code == 303


def test_an_organisation_described_twice_is_explained_and_another_establishment_can_be_confirmed(site: Site) -> None:
    site.person("alex")
    site.porteur("alex", "73282932000074")
    browser = site.person("claude").open("/espace/organismes/nouveau")
    browser.send("save", name="Les Mêmes", siret="73282932000074", nature="commune", no_email="oui")
    assert browser.status == 409
    assert "Un porteur a déjà le SIRET" in browser.text
    assert "siret-error" in browser.ids
    assert browser.form("save").values["name"] == "Les Mêmes"
    browser.send("save", siret="73282932000082")
    assert browser.status == 409
    assert "siret-error" in browser.ids
    assert "en JSON" not in browser.text
    assert "same_siren" in browser.form("save").names
    browser.send("save", same_siren="oui")
    assert "« Les Mêmes » est enregistré" in browser.text


def test_a_description_with_mistakes_comes_back_with_all_of_them(site: Site) -> None:
    browser = site.person("alex").open("/espace/organismes/nouveau")
    browser.send("save", siret="12", address__city="Reims", siret_since="hier", email="x")
    assert browser.status == 422
    for name in ("name", "siret", "nature", "address/lines", "siret_since", "email"):
        assert f"{name}-error" in browser.ids, name
    assert browser.form("save").values["address/city"] == "Reims"


def test_a_wrong_line_of_the_budget_is_named_by_its_account(site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    browser = site.browser("alex").open(f"{dossier}/budget")
    line = next(name for name in sorted(browser.form("save").names) if name.endswith("/amount"))
    account = browser.form("save").values[line.replace("/amount", "/account")]
    browser.send("save", **{line.replace("/", "__"): "beaucoup"})
    assert browser.status == 422
    assert f"Budget, compte {account}, montant" in browser.text
    assert "Ligne" not in browser.text
