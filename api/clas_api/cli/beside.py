"""An installation beside the configured one: a folder that holds all of it, begun, told in, served, and taken away.

``clas rehearsal`` keeps one for as long as a Caf rehearses, ``clas departments preview`` while it is looked at.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from clas_api.cli.output import load_installation

if TYPE_CHECKING:
    from clas_api.config import Settings
    from clas_api.scenario.rehearsed import ToldStory
    from clas_core.departments import Campaign, Department

SETTINGS = "clas.toml"
DOCUMENTS = "essai-documents"
LOCK = "essai.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a story: of which call, until which stage, and on which day it is looked at."""

    slug: str
    year: str | None
    stage: str
    day: date | None
    password: str


def settings_beside(folder: Path, base_url: str, **kept: str | Sequence[str] | None) -> str:
    """Return the settings of an installation whose whole is in `folder`, as TOML: its database and its documents there,
    no server for its mails, no identity provider; and what is `kept` of the configured one."""
    from clas_api.rehearsal import DATABASE

    values = {
        "database_url": f"sqlite:///{folder / DATABASE}",
        "attachments": str(folder / DOCUMENTS),
        "base_url": base_url,
        **kept,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value is not None]
    return "\n".join(["# Les réglages d'un appel d'essai : « clas rehearsal start » les écrit.", *lines, ""])


def added_years(live: "Settings") -> dict[str, str | None]:
    """Return where the years that the configuration adds are, and the key that they are signed by, for another one."""
    places = {"referentials": live.referentials, "referentials_key": live.referentials_key}
    return {key: str(each.absolute()) if each else None for key, each in places.items()}


@contextmanager
def configured(folder: Path, site: Path | None = None) -> Iterator[None]:
    """Have the settings of `folder` and no others, here and below, perhaps with the packages of `site` first."""
    from clas_api.config import CONFIG_VARIABLE, ENVIRONMENT_PREFIX

    before, paths = dict(os.environ), list(sys.path)
    for name in [each for each in os.environ if each.startswith(ENVIRONMENT_PREFIX)]:
        del os.environ[name]
    os.environ[CONFIG_VARIABLE] = str(folder / SETTINGS)
    if site is not None:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH", ""))))
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.path.insert(0, str(site))
    try:
        yield
    finally:
        if site is not None:
            for name in [each for each in sys.modules if (site / each.partition(".")[0]).is_dir()]:
                del sys.modules[name]
        sys.path[:] = paths
        os.environ.clear()
        os.environ.update(before)


def begin(folder: Path, asked: Asked, *, made_folder: bool = False) -> "ToldStory":
    """Make the database of `folder` that of a rehearsal, and tell its story, by the settings that are in force.

    It is marked as a rehearsal before there is any table: nothing of it is ever taken for the real call.
    """
    from sqlalchemy import create_engine

    from clas_api.cli.storage import prepare_database
    from clas_api.config import load_settings
    from clas_api.installation import Clock, Installation
    from clas_api.rehearsal import Rehearsal, write_rehearsal
    from clas_api.scenario.rehearsed import first_moment, tell_call

    wall = Clock().now()
    installation = load_installation()
    department = installation.registry.get(asked.slug).department
    campaign = _call_of(department, asked.year)
    begun = Rehearsal(
        department=asked.slug,
        call=asked.year,
        moment=first_moment(campaign, asked.day, wall.date()),
        since=wall,
        password=asked.password,
        ready=False,
        made_folder=made_folder,
    )
    write_rehearsal(folder, begun)
    settings = load_settings()
    prepare_database(settings)
    installation = Installation.load(settings)  # as a rehearsal now
    engine = create_engine(settings.database_url)
    try:
        told = tell_call(
            installation,
            engine,
            department,
            campaign,
            stage=asked.stage,
            day=asked.day,
            password=asked.password,
        )
    finally:
        engine.dispose()
    write_rehearsal(folder, replace(begun, moment=told.moment, since=Clock().now(), ready=True))
    return told


def wanted_call(department: "Department", year: str | None) -> str | None:
    """Return the name of the call that is asked for, the latest where none is; `None` of a department without any.

    Raises `UsageError` for one that it does not have.
    """
    if year is None:
        return str(department.latest.name) if department.latest else None
    if _call_of(department, year) is None:
        names = ", ".join(map(str, department.campaigns)) or "aucun"
        raise click.UsageError(f"{department.name} n'a pas d'appel {year} ; ses appels : {names}.")
    return year


def _call_of(department: "Department", name: str | None) -> "Campaign | None":
    return next((each for known, each in department.campaigns.items() if str(known) == name), None)


def show_people(slug: str, year: str | None, password: str) -> None:
    """Say who of those that are invented may sign in, and as what."""
    from clas_api.scenario.any_call import logins_of

    department = load_installation().registry.get(slug).department
    campaign = _call_of(department, year)
    click.echo(f"Comptes (mot de passe : {password})")
    for login in logins_of(department, campaign):
        click.echo(f"  {login.email:<32} {login.role}")


def remove(folder: Path) -> Mapping[str, Sequence[str]]:
    """Remove what an installation beside has written in `folder`; return what is ``removed``, and what is ``left`` for
    not being of it. What says that it is a rehearsal goes last: cut short, it is one still, and is purged again."""
    from clas_api.rehearsal import DATABASE, FILE, read_rehearsal

    made_folder = read_rehearsal(folder).made_folder
    removed = [*_remove_documents(folder / DOCUMENTS)]
    ours = [*(DATABASE + suffix for suffix in ("", "-wal", "-shm", "-journal")), SETTINGS, f"{FILE}.part", LOCK, FILE]
    for name in ours:
        if (file := folder / name).is_file() or file.is_symlink():
            file.unlink()
            removed.append(name)
    left = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if not each.is_dir() or each.is_symlink())
    if made_folder and not any(folder.iterdir()):
        folder.rmdir()
        removed.append(str(folder))
    return {"removed": removed, "left": left}


def _remove_documents(documents: Path) -> Iterator[str]:
    """Remove the documents of dossiers, which have names that no person gives, and the folders that are empty then."""
    if documents.is_symlink() or not documents.is_dir():
        return
    for file in sorted(documents.glob("??/??/*")):
        if _is_ours(file):
            file.unlink()
            yield str(file.relative_to(documents.parent))
    for below in sorted(documents.glob("**/"), reverse=True):
        if not below.is_symlink() and not any(below.iterdir()):
            below.rmdir()


def _is_ours(file: Path) -> bool:
    try:
        UUID(file.name.removesuffix(".part"))
    except ValueError:
        return False
    return file.is_file() and not file.is_symlink()
