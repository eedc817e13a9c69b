"""``clas rehearsal``: a call is rehearsed beside the live one, which nothing of it reaches; it is taken away whole."""

import fcntl
import hashlib
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from clas_api import create_app
from clas_api.cli.staging import STAGES
from clas_api.config import Settings, load_settings
from clas_api.installation import Installation
from clas_api.rehearsal import FILE, read_rehearsal, write_rehearsal
from clas_api.scenario.call_days import STAGES_IN_FRENCH, STAGES_OFFERED
from clas_api.services.maintenance import sending
from clas_api.store.files import Folder
from clas_core.years import PARIS

Clas = Callable[..., Any]
START = ("rehearsal", "start", "marne", "--no-serve")


def digests(folder: Path, *apart: str) -> dict[str, str]:
    """Return the digest of each file below a folder, but of those in the folders named `apart`."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.relative_to(folder).parts[0] not in apart)
    return {str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


@pytest.fixture
def live(shell: Path, clas: Clas, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A live installation in the folder, with a document, a mail server that nobody may speak to, and a key."""

    def speak(*_: object) -> None:
        raise AssertionError("a mail left")

    monkeypatch.setattr(sending, "deliver", speak)
    key = "0123456789abcdef" * 4
    (shell / "clas.toml").write_text(f'smtp_url = "smtp://127.0.0.1:9"\nsecret_key = "{key}"\n', encoding="utf-8")
    assert clas("db", "upgrade").status == 0
    Folder(shell / "clas-attachments").put(uuid4(), BytesIO(b"pdf"))
    assert clas("users", "invite", "chef@caf.example", "--name", "Chef", "--role", "admin").status == 0
    return shell


def test_nothing_of_a_rehearsal_reaches_the_live_call(live: Path, clas: Clas) -> None:
    before = digests(live)
    assert len(before) > 2
    done = clas(*START, "--stage", "deposited")
    assert (done.status, done.errors) == (0, "")
    assert digests(live, "essai") == before
    kept = load_settings({"CLAS_CONFIG": str(live / "essai" / "clas.toml")})
    assert (kept.smtp_url, kept.secret_key, kept.oidc_issuer) == (None, None, None)
    assert clas("rehearsal", "day", "2025-09-01").status == 0
    assert clas("rehearsal", "mails").output.count("[Essai] Récépissé ESSAI-51-2025-") == 10
    served = {"CLAS_CONFIG": str(live / "essai" / "clas.toml"), "CLAS_SMTP_URL": "smtp://127.0.0.1:9"}
    refused = clas("mail", "send", **served)
    assert (refused.status, "Aucun courriel d'un appel d'essai ne part" in refused.errors) == (2, True)
    assert clas("mail", "show", **served).status == 0
    assert clas("db", "backup", live / "copie.zip", **served).status == 2
    assert clas("audit", "verify", **served).status == 0
    assert clas("rehearsal", "purge", "--yes").status == 0
    assert digests(live) == before


def test_a_purge_leaves_nothing_and_takes_nothing_of_anybody_else(live: Path, clas: Clas) -> None:
    assert clas(*START).status == 0
    folder, documents = live / "essai", live / "essai" / "essai-documents"
    Folder(documents).put(uuid4(), BytesIO(b"pdf"))
    (folder / "notes.odt").write_text("notes", encoding="utf-8")
    (documents / "aa" / "bb").mkdir(parents=True, exist_ok=True)
    (documents / "aa" / "bb" / "lettre.odt").write_text("lettre", encoding="utf-8")
    (folder / "ailleurs").symlink_to(live / "clas-attachments")
    before = digests(live, "essai")
    done = clas("rehearsal", "purge", "--yes", "--json")
    assert done.status == 0
    assert done.json["left"] == ["ailleurs", "essai-documents/aa/bb/lettre.odt", "notes.odt"]
    left = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file() or each.is_symlink())
    assert left == done.json["left"]
    assert digests(live, "essai") == before
    assert clas("rehearsal", "purge", "--yes").status == 2, "it is nobody's any more"
    assert (folder / "notes.odt").is_file()


def test_a_folder_that_was_there_stays_and_one_that_was_made_goes(clas: Clas, shell: Path) -> None:
    (shell / "la").mkdir()
    for name in ("la", "neuf"):
        assert clas(*START, "--folder", name).status == 0
        assert clas("rehearsal", "purge", "--yes", "--folder", name).status == 0
    assert [each.name for each in shell.iterdir()] == ["la"]
    assert not any((shell / "la").iterdir())


def test_a_purge_asks_and_waits_until_nothing_is_served(clas: Clas, shell: Path) -> None:
    assert clas(*START).status == 0
    assert clas("rehearsal", "purge", given=b"n\n").status == 130
    with (shell / "essai" / "essai.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (("rehearsal", "purge", "--yes"), START):
            refused = clas(*command)
            assert (refused.status, "arrêtez-le" in refused.errors) == (2, True)
    assert (shell / "essai" / FILE).is_file()


def test_a_rehearsal_that_is_started_again_goes_on(clas: Clas, shell: Path) -> None:
    first = clas(*START, "--stage", "drafts")
    assert clas("rehearsal", "day", "2025-08-18").status == 0
    database = (shell / "essai" / "essai.sqlite3").read_bytes()
    again = clas(*START)
    assert (again.status, "18 août 2025" in again.output) == (0, True)
    assert (shell / "essai" / "essai.sqlite3").read_bytes() == database
    password = first.output.partition("mot de passe : ")[2].partition(")")[0]
    assert f"mot de passe : {password})" in again.output
    assert len(password) > 10
    for more, said in (
        (("rehearsal", "start", "seine_et_marne", "--no-serve"), "autre appel d'essai"),
        ((*START, "--year", "2024-2025"), "autre appel d'essai"),
        ((*START, "--day", "2025-09-01"), "clas rehearsal day 2025-09-01"),
        ((*START, "--stage", "decided"), "sans --stage"),
    ):
        refused = clas(*more)
        assert (refused.status, said in refused.errors) == (2, True), refused.errors


def test_one_whose_beginning_was_cut_short_is_begun_again(clas: Clas, shell: Path) -> None:
    assert clas(*START, "--stage", "drafts").status == 0
    told = read_rehearsal(shell / "essai")
    (shell / "essai" / FILE).write_text(
        (shell / "essai" / FILE).read_text("utf-8").replace("ready = true", "ready = false"), "utf-8"
    )
    assert clas(*START, "--stage", "people").status == 0
    begun = read_rehearsal(shell / "essai")
    assert (begun.ready, begun.password != told.password, begun.moment.date()) == (True, True, date(2025, 5, 26))


def test_a_folder_that_is_not_its_own_is_refused(live: Path, clas: Clas) -> None:
    (live / "plein").mkdir()
    (live / "plein" / "a.txt").write_text("a", encoding="utf-8")
    before = digests(live)
    for folder, said in (
        ("plein", "contient déjà autre chose"),
        (".", "la base du vrai appel"),
        ("clas-attachments/essai", "aux documents du vrai appel"),
    ):
        refused = clas(*START, "--folder", folder)
        assert (refused.status, said in refused.errors) == (2, True), refused.errors
        for other in (("show",), ("day", "2025-09-01"), ("mails",), ("purge", "--yes")):
            refused = clas("rehearsal", *other, "--folder", folder)
            assert (refused.status, "n'est pas le dossier d'un appel d'essai" in refused.errors) == (2, True)
    assert digests(live) == before


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("ailleurs",), "n'est pas servi"),
        (("marne", "--year", "2031-2032"), "n'a pas d'appel 2031-2032"),
        (("marne", "--address", "la-bas"), "https://"),
        (("marne", "--day", "demain"), "n'est pas un jour"),
    ],
)
def test_what_cannot_be_begun_leaves_no_folder(clas: Clas, shell: Path, more: tuple[str, ...], said: str) -> None:
    refused = clas("rehearsal", "start", *more, "--no-serve")
    assert (refused.status, said in refused.errors) == (2, True), refused.errors
    assert not list(shell.iterdir())


def test_the_day_goes_on_for_a_service_that_runs_and_never_back(clas: Clas, shell: Path) -> None:
    assert clas(*START).status == 0
    settings = load_settings({"CLAS_CONFIG": str(shell / "essai" / "clas.toml")})
    clock = create_app(settings).extensions["clas"].clock
    assert clock.today() == date(2025, 5, 26), "the day on which the call opens"
    assert clas("rehearsal", "day", "2025-10-02", "--json").json == {"day": "2025-10-02"}
    assert clock.today() == date(2025, 10, 2)
    assert clas("rehearsal", "show", "--json").json["now"].startswith("2025-10-02T08:0")
    for day, said in (("2025-10-02", "sans revenir"), ("2025-10-01", "sans revenir"), ("2031-01-01", "trop loin")):
        refused = clas("rehearsal", "day", day)
        assert (refused.status, said in refused.errors) == (2, True), refused.errors
    assert clock.today() == date(2025, 10, 2)
    (shell / "essai" / FILE).write_text("department = 1", encoding="utf-8")
    assert clock.today() == date(2025, 10, 2), "what does not read is as it was"
    refused = clas("rehearsal", "show")
    assert (refused.status, "password: Un texte est attendu." in refused.errors) == (2, True)


def test_the_clock_of_a_rehearsal_ends_with_its_day(tmp_path: Path, clas: Clas, shell: Path) -> None:
    assert clas(*START).status == 0
    told = read_rehearsal(shell / "essai")
    long_ago = datetime(2020, 1, 1, tzinfo=PARIS)
    write_rehearsal(shell / "essai", type(told)(**{**_values(told), "since": long_ago}))
    settings = load_settings({"CLAS_CONFIG": str(shell / "essai" / "clas.toml")})
    assert Installation.load(settings).clock.today() == told.moment.date()


def _values(told: Any) -> dict[str, Any]:
    return {name: getattr(told, name) for name in type(told).__dataclass_fields__}


def test_a_database_of_a_rehearsal_is_one_whatever_is_configured(clas: Clas, shell: Path, tmp_path: Path) -> None:
    assert clas(*START).status == 0
    named = shell / "vrai.sqlite3"
    named.symlink_to(shell / "essai" / "essai.sqlite3")
    for url in (
        f"sqlite:///{shell}/essai/essai.sqlite3",
        f"sqlite:///{named}",
        f"sqlite:///{shell}/essai/autre.db?a=1",
    ):
        settings = Settings(database_url=url, smtp_url="smtp://127.0.0.1:9", today=date(2025, 7, 1))
        assert (settings.rehearsal, settings.mails_leave) == (shell / "essai", False)
    for url in (f"sqlite:///{shell}/clas.sqlite3", "sqlite:///:memory:", "postgresql://clas@localhost/essai"):
        assert Settings(database_url=url).rehearsal is None


def test_the_stages_that_are_offered_are_those_of_the_story() -> None:
    assert STAGES == tuple(STAGES_OFFERED) == tuple(STAGES_IN_FRENCH)
