"""An installation in which much was deposited, and the ways in which the rules of it are taken away."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from bench.filled import siret_of
from bench.samples import content
from clas_api.installation import current_installation
from clas_api.pages.caf.acts import ACTS
from clas_api.scenario import Made
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import database
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, hookimpl, read_department_directory
from clas_core.national import ReferentialLibrary
from tests.casts import SMALL, part
from tests.office import PDF
from tests.stages import Stages, World
from tests.unstudied import plan

YEAR = "2025-2026"
GROUP = "clas.departments"
SHOWN = (200, 302, 303)


@dataclass(frozen=True)
class Kept:
    """A database with a world in it: `settled` is a dossier whose whole year was told, and `made` all of it."""

    settings: Mapping[str, Any]
    world: World
    settled: str
    made: Made
    document: str
    letter: str

    def values(self, dossier: str) -> Mapping[str, Any]:
        """Return what goes into the parameters of an address about a dossier."""
        return {
            "key": dossier,
            "document": self.document,
            "attachment": self.document,
            "number": 1,
            "rank": 1,
            "one": 1,
            "other": 1,
            "form": "html",
            "amount": "demande",
            "letter": self.letter,
            "year": YEAR,
        }

    def sessions(self) -> Iterator[tuple[str, str]]:
        """Yield each session with an item of it."""
        yield self.world.session, self.world.item
        yield str(self.made.session), str(self.made.items["settled"])

    @property
    def session(self) -> str:
        """Where the session of the dossier is."""
        return f"/sessions/{self.made.session}"


def fill(stages: Stages, app: Flask, *, kept: bool = True, until: str = "settled") -> Kept:
    """Fill the empty database of `app`, whose rules' text is kept, or not, with a dossier at the stage `until`."""
    own = app.extensions["clas"].settings
    settings = {"database_url": own.database_url, "attachments": own.attachments, "log": "errors"}
    app.config["RATELIMIT_ENABLED"] = False
    world = plan(stages.put_back(app, "deposited", SMALL))
    if kept:
        with app.app_context():
            record_rules(current_installation(), database.session)

    def make(who: str, method: str, path: str, body: Any = None, *, of: str = "", **options: Any) -> Any:
        tag = {"If-Match": world.ask(who, "GET", of).headers["ETag"]} if of else {}
        answer = world.ask(who, method, path, body, headers=tag, **options)
        assert answer.status_code < 300, answer.text
        return answer.get_json()

    cast = replace(SMALL, parts=(part("settled", "porteur51", siret_of(1), content(), end="settled"),))
    made = world.tell(cast, after="people", until="drafts")
    path = f"/dossiers/{made.dossiers['settled']}"
    file = {"kind": "statutes", "file": (BytesIO(PDF), "statuts.pdf")}
    joined = make("porteur51", "POST", f"{path}/attachments", data=file, content_type="multipart/form-data")
    make("neighbour51", "PATCH", f"/dossiers/{world.draft}", {"beyond_homework": True}, of=f"/dossiers/{world.draft}")
    made = world.tell(cast, after="drafts", until=until, made=made)
    sent = world.ask("porteur51", "GET", f"/dossiers/{made.dossiers['settled']}/letters").get_json()["letters"]
    letter = sent[0]["id"] if sent else joined["id"]
    return Kept(settings, world, str(made.dossiers["settled"]), made, joined["id"], letter)


def _disabled(app: Flask, folder: Path) -> Mapping[str, Any]:
    return {"registry": DepartmentRegistry.load(enabled=("seine_et_marne",))}


def _broken(app: Flask, folder: Path) -> Mapping[str, Any]:
    """Marne cannot be loaded: one of its files is no TOML any more."""
    (folder / f"{YEAR}.toml").write_text("school_year = ", encoding="utf-8")
    points = [each for each in entry_points(group=GROUP) if each.name != "marne"]
    broken = DepartmentRegistry.load(installed=[*points, EntryPoint("marne", "clas_marne_qui_manque", GROUP)])
    return {"registry": broken}


def _without_its_year(app: Flask, folder: Path) -> Mapping[str, Any]:
    file = folder / f"{YEAR}.toml"
    text = file.read_text(encoding="utf-8").replace(f'school_year = "{YEAR}"', 'school_year = "2024-2025"', 1)
    (folder / "2024-2025.toml").write_text(text, encoding="utf-8")
    file.unlink()
    read = hookimpl(lambda: read_department_directory(folder))
    marne = DepartmentPlugin(type("Plugin", (), {"clas_department": staticmethod(read)})(), name="marne")
    others = [each for each in DepartmentRegistry.load() if each.slug != "marne"]
    return {"registry": DepartmentRegistry([marne, *others])}


def _without_national_rules(app: Flask, folder: Path) -> Mapping[str, Any]:
    library = app.extensions["clas"].library
    return {
        "library": ReferentialLibrary({each.school_year: each for each in library if str(each.school_year) != YEAR})
    }


WAYS: Mapping[str, Callable[[Flask, Path], Mapping[str, Any]]] = {
    "a department that is not enabled": _disabled,
    "a department whose file is broken": _broken,
    "a year whose file is gone": _without_its_year,
    "a national year that is unknown": _without_national_rules,
}


def take_away(app: Flask, way: str, folder: Path) -> None:
    """Serve the application without rules that it had."""
    app.config["RATELIMIT_ENABLED"] = False
    copied = folder / "clas_marne"
    shutil.copytree(str(files("clas_marne")), copied)
    left = WAYS[way](app, copied)
    app.extensions["clas"] = replace(app.extensions["clas"], **left, _estimators={})


OPEN_TO_ALL = ("public.", "simulator.", "static", "styles", "documentation", "openapi")
"""What says which calls are served: a call that is taken away is none of them."""


def addresses(app: Flask, kept: Kept) -> Iterator[str]:
    """Yield every address that is read of a dossier, a session or a call, those that a new route adds included."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(OPEN_TO_ALL):
            for values in _values(rule, kept):
                yield adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="GET")


def _values(rule: Rule, kept: Kept) -> Iterator[Mapping[str, Any]]:
    if rule.rule.startswith(("/api/v1/dossiers/<", "/espace/dossiers/<", "/espace/caf/dossiers/<")):
        slug = {"slug": "budget" if "/bilan/" in rule.rule else "contact"}
        for dossier in (kept.settled, kept.world.deposited, kept.world.draft):
            for act in ACTS if "act" in rule.arguments else ("",):
                yield {**kept.values(dossier), **slug, "act": act}
    elif "/sessions/<" in rule.rule or "/seances/<" in rule.rule:
        for session, item in kept.sessions():
            yield {"key": session, "item": item, "form": "html"}
    elif _is_a_call_at_work(rule):
        yield {"slug": "marne", "year": YEAR}
    elif rule.rule in ("/espace", "/api/v1/dossiers"):
        yield {}


def _is_a_call_at_work(rule: Rule) -> bool:
    """Tell whether an address is a list of the Caf's, and not the call that anybody may read, nor rules themselves."""
    at_work = (
        "/espace/",
        "/api/v1/statistics/",
        "/api/v1/departments/<slug>/sessions",
        "/api/v1/departments/<slug>/stat",
    )
    of_rules = "/consultation/" in rule.rule
    listed = rule.rule.startswith(at_work) or "/extensions" in rule.rule
    return rule.arguments <= {"slug", "year"} and listed and not of_rules
