"""The year of the national team, by the very commands that its guide prints, with first deposits under it.

By hand, one group of 9 000,00: 33 % of it is 2 970,00, above the maximum: 2 800,70, and 2 790,00 once it is corrected.
"""

import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bench.samples import content
from clas_api import create_app
from clas_api.config import Settings
from clas_api.store.database import database
from clas_core.departments import DepartmentRegistry
from clas_core.years import PARIS
from tests.api.accounts.conftest import House
from tests.api.year.next_calls import registry_of, write_days
from tests.casts import SIRETS, described
from tests.repository.test_guides import blocks

YEAR = "2026-2027"
GUIDE = "docs/equipe-nationale.md"
CALL = Path("plugins/marne/clas_marne")
JSON = dict[str, Any]


@pytest.fixture
def clas(clas: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return ``clas`` on a day, in an installation of its own whose departments are the folder of the guide."""
    shutil.copytree(Path(str(files("clas_marne"))), CALL, ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments: str, on: str, **environment: str) -> Any:
        if Path("regles").is_dir():
            environment = {"CLAS_REFERENTIALS": "regles", **environment}
        monkeypatch.setattr(DepartmentRegistry, "load", lambda *_, **__: registry_of(CALL))
        usual = {"CLAS_TODAY": on, "CLAS_DATABASE_URL": "sqlite:///clas.sqlite3"}
        return clas(*arguments, **usual | environment)

    return run


@contextmanager
def served(on: str) -> Iterator[House]:
    """Serve the installation of the commands, as it is on a day."""
    moment = datetime.fromisoformat(f"{on}T10:00:00").replace(tzinfo=PARIS)
    usual: JSON = {
        "database_url": f"sqlite:///{Path('clas.sqlite3').resolve()}",
        "referentials": Path("regles"),
        "log": "errors",
    }
    app = create_app(Settings(today=moment, **usual), registry_of(CALL))
    app.config["RATELIMIT_ENABLED"] = False
    try:
        yield House(lambda _: app, app)
    finally:
        with app.app_context():
            database.engine.dispose()


def written(house: House, who: str, dossier: str = "", phone: str = "03 26 47 10 20") -> str:
    """Write a whole dossier of one group of 9 000,00, or change whom to call for one; return its key."""
    whole = content()
    (group,) = whole["actions"][0]["groups"]
    whole["actions"][0]["groups"] = [{**group, "running_costs": "9000.00", "bonuses": []}]
    whole |= {"common_costs": "0.00", "beyond_homework": True}
    whole["budget"] = [{"account": "64", "amount": "9000.00"}, {"account": "74", "funder": "caf", "amount": "9000.00"}]
    if not dossier:
        porteur = house.ask("POST", "/porteurs", who, json=described(SIRETS[0])).get_json()["id"]
        asked = {"department": "marne", "school_year": YEAR, "porteur": porteur}
        dossier = house.ask("POST", "/dossiers", who, json=asked).get_json()["id"]
    else:
        whole["contact"] = {**whole["contact"], "phone": phone}
    revision = house.ask("GET", f"/dossiers/{dossier}", who).get_json()["revision"]
    saved = house.ask("PATCH", f"/dossiers/{dossier}", who, version=revision, json=whole)
    assert saved.status_code == 200, saved.text
    return dossier


def lines_of_the_guide() -> Iterator[tuple[str, str]]:
    """Yield the commands of the guide, and the files that it writes, from the draft of a year to its end."""
    for mark, body in blocks(GUIDE):
        if mark == "by-hand":
            continue
        if mark.endswith(".toml"):
            yield mark, body
            continue
        for line in body.strip().splitlines():
            yield "", line
            if line.startswith("clas referentials close"):
                return


def deposited(on: str, dossier: str = "") -> str:
    """Deposit a dossier, or deposit it again, by the service; return its key."""
    with served(on) as house:
        if not dossier:
            house.person("alex@clas.example")
        who = house.key("alex@clas.example")
        dossier = written(house, who, dossier)
        answer = house.ask("POST", f"/dossiers/{dossier}/deposit", who)
        assert answer.status_code == 201, answer.text
    return dossier


def expect_closed(on: str, dossier: str) -> None:
    with served(on) as house:
        who = house.key("alex@clas.example")
        written(house, who, dossier, "03 26 47 10 99")
        refused = house.ask("POST", f"/dossiers/{dossier}/deposit", who)
        assert refused.status_code == 409
        assert "L'année 2026-2027 est close depuis le 1er décembre 2027" in refused.get_json()["detail"]


def test_the_year_of_the_guide_is_played_with_its_first_deposits(clas: Callable[..., Any]) -> None:
    on, dossier = "2026-03-01", ""
    for mark, line in lines_of_the_guide():
        if mark:
            Path(mark).write_text(line, encoding="utf-8")
            continue
        words = shlex.split(line)
        environment = dict([words.pop(0).split("=")]) if "=" in words[0] else {}
        if "--on" in words:
            on = words[words.index("--on") + 1]
        done = clas(*words[1:], on=on, **environment)
        assert done.status == 0, (line, done.output, done.errors)
        if "enact" in words:
            assert clas("db", "upgrade", on=on).status == 0
            write_days(CALL / f"{YEAR}.toml")
            dossier = deposited("2026-06-15")
            expect_there(clas, "2026-06-15", dossier, "avant.json", "2800.70", "2800.70")
        elif line.endswith("correction-1.toml"):
            expect_there(clas, "2026-09-01", dossier, "encore.json", "2800.70", "2790.00")
            assert Path("encore.json").read_bytes() == Path("avant.json").read_bytes(), "it keeps the rules of then"
            deposited("2026-08-31", dossier)
            expect_there(clas, "2026-09-01", dossier, "apres.json", "2790.00", "2790.00")
    expect_closed("2027-12-02", dossier)
    verified = clas("verify", "avant.json", "apres.json", on="2027-12-02", CLAS_DATABASE_URL="sqlite:///absent.sqlite3")
    assert verified.status == 0, (verified.output, verified.errors)


def expect_there(clas: Callable[..., Any], on: str, dossier: str, file: str, total: str, nation: str) -> None:
    """Have the commands of the guide tell of a deposit: its certificate of `total`, verified; that the rules of now
    give `nation` for all that is deposited."""
    (_, body) = next(each for each in blocks(GUIDE) if each[0] == "by-hand" and "clas certificate" in each[1])
    for line in body.strip().splitlines():
        words = shlex.split(line.replace(str(UUID(int=0)), dossier).replace("certificat.json", file))
        done = clas(*words[1:], on=on)
        assert done.status == 0, (line, done.output, done.errors)
        if "--from-database" in words:
            told = json.loads(done.output)
            assert (told["groups"], told["total"]["after"]) == (1, nation)
    assert json.loads(Path(file).read_text("utf-8"))["amount"] == total
