"""Every page and every document of a rehearsal says that it is one, to everybody; so do its receipts and its mails."""

import re
from collections import deque
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from clas_api import create_app
from clas_api.cli.beside import SETTINGS, Asked, begin, configured, settings_beside
from clas_api.config import load_settings
from clas_api.pages.assets import style_sheet
from clas_api.rendering import FORMATS
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, CommitteeSession, DossierRow, DossierVersion, OutgoingMail, RoleRow
from tests.browsing import Browser, signed_in
from tests.limits import for_everybody

MOST = 150
"""Pages that one person opens."""

PEOPLE = ("anonymous", "porteur51", "porteur51-2", "agent51", "responsable51", "comite51", "admin")
BANNER = re.compile(r'<main[^>]*>\s*<p class="rehearsal" role="note"><strong>Essai :</strong>')


def _rehearsed(folder: Path, stage: str) -> Flask:
    """Return a rehearsal of the call of the Marne, told until a stage."""
    text = settings_beside(folder, "http://127.0.0.1:8000", departments=["marne"], log="errors")
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    with configured(folder):
        told = begin(folder, Asked(slug="marne", year="2025-2026", stage=stage, day=None, password="essai"))
        settings = load_settings()
    assert (told.stage, told.remark) == (stage, "")
    return create_app(settings)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A rehearsal that was told until its end."""
    with for_everybody():
        return _rehearsed(tmp_path_factory.mktemp("essai"), "closed")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A rehearsal in which nobody has deposited yet."""
    with for_everybody():
        return _rehearsed(tmp_path_factory.mktemp("essai"), "drafts")


def _client_of(app: Flask, who: str) -> Browser:
    if who == "anonymous":
        return Browser(app.test_client())
    with app.app_context():
        open_session(database.session, EVERYTHING)
        account = database.session.scalars(select(Account.id).where(Account.email == f"{who}@clas.example")).one()
    return Browser(signed_in(app, account))


def _walked(browser: Browser) -> Iterator[tuple[str, TestResponse]]:
    """Open what pages lead to, each kind of address a few times."""
    waiting, seen, kinds = deque(["/", "/espace", "/essai", "/mon-compte"]), set[str](), dict[str, int]()
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "…", urlsplit(address).path)
        if address in seen or kinds.get(kind, 0) >= 2:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        response = browser.client.get(address, follow_redirects=True)
        yield address, response
        if response.mimetype == "text/html":
            shown = browser.shown(response)
            links = (urlsplit(urljoin(shown.address, each)) for each in shown.links)
            waiting.extend(each._replace(fragment="").geturl() for each in links if not each.netloc and each.path)


def _says_so(address: str, response: TestResponse) -> bool:
    """Tell whether what is shown says that it is of a rehearsal; an address that is data, or a file of somebody's, says
    it by its receipts alone."""
    match response.mimetype:
        case "text/html" if "<main id=" in response.text:
            return bool(BANNER.search(response.text)) and "<title>Essai · " in response.text
        case "text/html" | "text/markdown":
            return "ESSAI · " in response.text and "Appel d'essai" in response.text.replace("&#39;", "'")
        case "text/calendar":
            return "X-WR-CALNAME:ESSAI · " in response.text and response.text.count("SUMMARY:ESSAI · ") > 0
        case "application/pdf" if "/documents/" not in address:
            pages = PdfReader(BytesIO(response.data)).pages
            return bool(pages) and all("ESSAI · " in page.extract_text() for page in pages)
    return True


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_says_so_to_everybody(app: Flask, who: str) -> None:
    opened = list(_walked(_client_of(app, who)))
    assert [address for address, response in opened if response.status_code >= 500] == []
    assert [address for address, response in opened if not _says_so(address, response)] == []
    assert len(opened) > (12 if who in ("anonymous", "admin") else 20), [address for address, _ in opened]
    kinds = {response.mimetype for _, response in opened}
    assert kinds >= {"text/html", "application/pdf", "text/calendar"}, kinds


def test_what_is_kept_of_a_session_says_so_in_every_format(app: Flask) -> None:
    with app.app_context():
        open_session(database.session, EVERYTHING)
        key = database.session.scalars(select(CommitteeSession.id)).one()
    agent = _client_of(app, "agent51").client
    names = ("seance.ics", *(f"{name}.{form}" for name in ("proces-verbal", "matrice") for form in FORMATS))
    for address in (f"/espace/caf/seances/{key}/{name}" for name in names):
        response = agent.get(address)
        assert response.status_code == 200, address
        assert _says_so(address, response), address


def test_it_is_said_on_paper_too() -> None:
    (printed,) = re.findall(r"@media print \{\n([^{]*)\{ display: none", style_sheet())
    hidden = {each.strip() for each in printed.split(",")}
    assert ".pinned" in hidden
    assert hidden.isdisjoint({".rehearsal", "main"})


def test_an_error_says_so_even_where_the_database_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    assert BANNER.search(client.get("/nulle-part").text)

    def away(*_: object, **__: object) -> str:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr("clas_api.pages.errors.render_template", away)
    assert "<h1>Essai : " in client.get("/nulle-part").text


def test_receipts_are_none_and_mails_say_so_and_none_is_sent(app: Flask) -> None:
    with app.app_context():
        open_session(database.session, EVERYTHING)
        receipts = {*filter(None, database.session.scalars(select(DossierRow.receipt)))}
        receipts |= set(database.session.scalars(select(DossierVersion.receipt)))
        mails = list(database.session.scalars(select(OutgoingMail)))
    assert len(receipts) == 11
    assert all(re.fullmatch(r"ESSAI-51-2025-\d{5}", each) for each in receipts)
    assert len(mails) > 20
    for mail in mails:
        assert mail.subject.startswith("[Essai] ")
        assert mail.body.startswith("Ceci est un appel d'essai")
        assert (mail.state, mail.sent_at) == ("waiting", None)


def test_the_caf_leads_it_from_a_page_and_nobody_else(app: Flask) -> None:
    page = _client_of(app, "agent51").open("/essai")
    assert page.status == 200
    assert page.text.count("<details>") == 100 or page.text.count("<details>") > 20
    today = "20 juillet 2026"
    assert today in page.text
    refused = page.send("move", day="2026-07-01")
    assert (refused.status, "sans revenir en arrière" in refused.text) == (409, True)
    wrong = refused.send("move", day="demain")
    assert (wrong.status, "Une date est attendue" in wrong.text) == (422, True)
    moved = wrong.send("move", day="2026-09-01")
    assert (moved.status, moved.text.count("1er septembre 2026") >= 2) == (200, True)
    for who, status in (("responsable51", 200), ("admin", 200), ("porteur51", 403), ("comite51", 403)):
        assert _client_of(app, who).open("/essai").status == status, who
    stranger = app.test_client().get("/essai")
    assert (stranger.status_code, stranger.location) == (303, "/connexion?next=/essai")


def test_whoever_is_in_it_goes_on_when_the_day_has_moved_by_months(app: Flask) -> None:
    client = app.test_client()
    page = Browser(client).open("/connexion")
    (form,) = [each for each in page.forms if "password" in each.names]
    sent = {**form.values.to_dict(), "email": "agent51@clas.example", "password": "essai"}
    page.shown(client.post("/connexion", data=sent, follow_redirects=True, headers={"Sec-Fetch-Site": "same-origin"}))
    page.open("/essai").send("move", day="2027-05-02")
    assert page.open("/espace").status == 200
    assert "2 mai 2027" in page.text
    assert page.address == "/espace"


def _moved(app: Flask, day: str) -> None:
    moved = _client_of(app, "responsable51").open("/essai").send("move", day=day)
    assert moved.status == 200, moved.text


def test_the_deadline_and_the_session_are_of_the_day_that_was_moved_to(begun: Flask) -> None:
    """A porteur deposits, the Caf studies, the committee sits and is told: on pages, from one day to another."""
    dossiers = _dossiers(begun)
    first = _client_of(begun, "porteur51").open(f"/espace/dossiers/{dossiers['porteur51']}/verifier")
    deposited = first.submit("deposit", {"confirmed": "true"} if "confirmed" in first.form("deposit").names else {})
    assert re.search(r"ESSAI-51-2025-00001", deposited.text), deposited.text
    _moved(begun, "2025-08-18")
    second = _client_of(begun, "porteur51-3").open(f"/espace/dossiers/{dossiers['porteur51-3']}/verifier")
    assert any(each.get("value") == "deposit" for form in second.forms for each in form.buttons)
    _moved(begun, "2025-08-19")
    late = second.submit("deposit", {})
    assert (late.status, "L'appel s'est clos le 18 août 2025 à 23 h 59" in late.text) == (409, True), late.text
    agent, work = _client_of(begun, "agent51"), f"/espace/caf/dossiers/{dossiers['porteur51']}"
    agent.open(f"{work}/recevabilite").send("judge", verdict="met")
    form = agent.open(f"{work}/etude").form("study")
    reasons = {name: "Un projet d'un an." for name in form.names if "/bonuses/" in name}
    agent.submit("study", {"outcome": "approved", "reason": "Les groupes qui remplissent les règles.", **reasons})
    assert agent.status == 200, agent.text
    session = _session_planned(agent, dossiers["porteur51"])
    early = agent.open(session).send("open")
    assert "Une séance ne s'ouvre pas avant son jour, le 2 octobre 2025" in early.text
    _moved(begun, "2025-10-02")
    assert "La séance est ouverte" in agent.open(session).send("open").text
    (item,) = {each for each in agent.links if each.startswith(f"{session}/dossiers/")}
    votes = [name for name in agent.open(item).form("votes").names if name.startswith("vote/")]
    agent.submit("votes", dict.fromkeys(votes, "for"))
    agent.send("decide")
    agent.open(f"{session}/cloture").send("close")
    _moved(begun, "2025-10-09")
    agent.open(f"{work}/notification").send("notify")
    assert "Notifiée le 9 octobre 2025" in agent.text, agent.text


def _session_planned(agent: Browser, dossier: str) -> str:
    """Plan a session of 2 October on a dossier, with all whom it proposes and the Caf; return its address."""
    agent.open("/espace/caf/marne/2025-2026/seances")
    agent.send("plan", body="technical", held_on="02/10/2025", place="Siège de la Caf", quorum="1")
    session = agent.address
    agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": dossier})
    proposed = agent.open(f"{session}/sieges").form("seat").values
    free = next(each for each in range(50) if not proposed.get(f"seats/{each}/account"))
    assert proposed[f"seats/{free}/institution"] == "caf"
    agent.submit("seat", {f"seats/{free}/name": "Dominique Roy", "presides": str(free)})
    present = re.findall(r'name="present" value="([^"]+)"', agent.open(f"{session}/sieges").html)
    agent.submit("attend", {"present": present})
    assert agent.status == 200, agent.text
    return session


def test_a_bilan_is_settled_paid_and_closed_on_its_day(app: Flask) -> None:
    with app.app_context():
        open_session(database.session, EVERYTHING)
        filed = select(DossierRow.id).where(DossierRow.state == "bilan_filed")
        key = database.session.scalars(filed).one()
    agent, work = _client_of(app, "agent51"), f"/espace/caf/dossiers/{key}"
    agent.open(f"{work}/solde").send("settle")
    (payment,) = re.findall(r'value="(pay-[^"]+)"', agent.open(f"{work}/suite").html)
    place = f"payments/{payment.removeprefix('pay-')}"
    agent.submit(payment, {f"{place}/reference": "VIR 1", f"{place}/paid_on": "15/07/2026"})
    agent.open(f"{work}/fin").send("close")
    with app.app_context():
        open_session(database.session, EVERYTHING)
        assert database.session.get_one(DossierRow, key).state == "closed"


def _dossiers(app: Flask) -> dict[str, str]:
    """Return the dossier of each person, by the beginning of their address."""
    with app.app_context():
        open_session(database.session, EVERYTHING)
        begun_by = select(Account.email, DossierRow.id).join(RoleRow, RoleRow.account_id == Account.id)
        rows = database.session.execute(begun_by.join(DossierRow, DossierRow.porteur_id == RoleRow.porteur_id)).all()
    return {email.partition("@")[0]: str(key) for email, key in rows}


def test_a_browser_does_not_take_the_note_of_one_for_that_of_the_other(app: Flask, make_app: object) -> None:
    assert callable(make_app)
    address = "/api/v1/departments/marne/campaigns/2025-2026/call.md"
    live: Flask = make_app()
    marks = [each.test_client().get(address).headers["ETag"] for each in (app, live)]
    assert marks[0] != marks[1]
    again = app.test_client().get(address, headers={"If-None-Match": marks[0]})
    assert again.status_code == 304
