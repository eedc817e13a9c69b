"""``clas config``: what holds, secrets masked, and what is wrong in it."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from clas_api.config import Settings

Clas = Callable[..., Any]


def test_the_settings_are_shown(clas: Clas, shell: Path) -> None:
    (shell / "clas.toml").write_text('departments = ["marne"]', encoding="utf-8")
    done = clas("config", "show", CLAS_TODAY="2025-07-01")
    assert (done.status, done.errors) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in done.output.splitlines()[1:])
    assert set(rows) == {each.name for each in fields(Settings)}
    assert rows["today"] == "2025-07-01"
    assert "marne" in rows["departments"]


def test_a_setting_that_is_not_set_is_no_word_of_python(clas: Clas) -> None:
    """``None`` says nothing to who looks after an installation, and in JSON it is ``null``."""
    assert "None" not in clas("config", "show").output
    assert clas("config", "show", "--json").json["today"] is None


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_password_is_never_shown(clas: Clas, options: tuple[str, ...]) -> None:
    done = clas("config", "show", *options, CLAS_DATABASE_URL="postgresql://clas:tressecret@base/clas")
    assert done.status == 0
    assert "tressecret" not in done.output
    assert "postgresql://clas:***@base/clas" in done.output


@pytest.mark.parametrize("command", [("config", "check"), ("config", "show"), ("departments", "list")], ids=" ".join)
def test_a_password_is_never_in_a_refusal(clas: Clas, command: tuple[str, ...]) -> None:
    done = clas(*command, CLAS_DATABASE_URL="postgresql:clas:tressecret@base", CLAS_TODAY="x")
    assert done.status in (1, 2)
    assert "tressecret" not in done.output + done.errors


def test_a_sound_configuration_is_0(clas: Clas) -> None:
    done = clas("config", "check")
    assert (done.status, done.errors) == (0, "")
    assert "valable" in done.output


def test_a_wrong_configuration_is_1_with_every_problem(clas: Clas, shell: Path) -> None:
    (shell / "clas.toml").write_text('toda = 2025-07-01\ndepartments = "marne"\n', encoding="utf-8")
    done = clas("config", "check")
    assert (done.status, done.errors) == (1, "")
    first, second = done.output.splitlines()
    assert first.startswith("clas.toml:1: toda: ")
    assert "« today »" in first
    assert second.startswith("clas.toml:2: departments: ")


UNSAFE = {
    "oidc_issuer: ": {"CLAS_OIDC_ISSUER": "http://identite.example", "CLAS_OIDC_CLIENT_ID": "clas"},
    "oidc_client_id: ": {"CLAS_OIDC_ISSUER": "https://identite.example"},
    "oidc_issuer: À renseigner": {"CLAS_OIDC_CLIENT_ID": "clas"},
    "base_url: ": {"CLAS_BASE_URL": "http://caf.example"},
    "CLAS_MAIL_FROM: ": {"CLAS_MAIL_FROM": "nonsense"},
    "CLAS_SECOND_FACTOR: ": {"CLAS_SECOND_FACTOR": "yes"},
    "CLAS_SECRET_KEY: ": {"CLAS_SECRET_KEY": "a" * 36},
    "accessibility: ": {"CLAS_ACCESSIBILITY": "full", "CLAS_ACCESSIBILITY_AUDITED_BY": "Un auditeur"},
}


@pytest.mark.parametrize("told", UNSAFE)
def test_what_cannot_work_or_is_not_safe_is_refused(clas: Clas, told: str) -> None:
    done = clas("config", "check", **UNSAFE[told])
    assert (done.status, done.errors) == (1, "")
    assert done.output.splitlines()[-1].startswith(told)


def test_all_that_is_not_safe_comes_at_once(clas: Clas) -> None:
    settings = {"CLAS_OIDC_ISSUER": "http://identite.example", "CLAS_BASE_URL": "http://caf.example"}
    assert len(clas("config", "check", **settings).output.splitlines()) == 3


@pytest.mark.parametrize(
    "settings",
    [
        {"CLAS_BASE_URL": "http://caf.example", "CLAS_CLEARTEXT": "yes"},
        {"CLAS_BASE_URL": "http://localhost:8000"},
        {"CLAS_BASE_URL": "https://caf.example", "CLAS_MAIL_FROM": "clas@caf.example"},
        {"CLAS_OIDC_ISSUER": "https://identite.example", "CLAS_OIDC_CLIENT_ID": "clas"},
        {"CLAS_SECRET_KEY": "3f9a17c0b2d84e65" * 2},
    ],
)
def test_what_is_safe_or_meant_is_0(clas: Clas, settings: dict[str, str]) -> None:
    assert clas("config", "check", **settings).status == 0


LEGAL = {
    "CLAS_PUBLISHER": "Caf d'essai, 1 rue de l'Essai, 51100 Reims",
    "CLAS_PUBLICATION_DIRECTOR": "Une directrice",
    "CLAS_HOSTING": "Un hébergeur",
    "CLAS_CONTACT": "clas@caf.example",
    "CLAS_DPO": "dpo@caf.example",
}

REMARKED = {
    "hosting: Avant d'ouvrir au public, renseignez hosting, dpo :": {
        "CLAS_BASE_URL": "https://caf.example",
        "CLAS_SECOND_FACTOR": "required",
        "CLAS_SECRET_KEY": "3f9a17c0b2d84e65" * 2,
        "CLAS_HOSTING": "",
        "CLAS_DPO": "",
    },
    "second_factor: ": {"CLAS_BASE_URL": "https://caf.example"},
    "secret_key: ": {"CLAS_BASE_URL": "https://caf.example", "CLAS_SECOND_FACTOR": "required"},
}


@pytest.mark.parametrize("told", REMARKED)
def test_what_could_be_safer_is_a_remark_and_refuses_nothing(clas: Clas, told: str) -> None:
    settings = {**LEGAL, **REMARKED[told]}
    done = clas("config", "check", **settings)
    assert (done.status, done.errors) == (0, "")
    (_, remark) = done.output.splitlines()
    assert remark.startswith(f"Remarque : {told}")
    said = clas("config", "check", "--json", **settings).json
    assert (said["valid"], len(said["remarks"])) == (True, 1)


def test_nothing_is_remarked_where_it_is_safe_or_tried_here(clas: Clas) -> None:
    safe = {**LEGAL, "CLAS_SECOND_FACTOR": "required", "CLAS_SECRET_KEY": "3f9a17c0b2d84e65" * 2}
    for settings in ({}, {"CLAS_BASE_URL": "https://caf.example", **safe}):
        assert "Remarque" not in clas("config", "check", **settings).output


def test_a_wrong_environment_is_1_with_every_problem(clas: Clas) -> None:
    done = clas("config", "check", CLAS_TODAY="x", CLAS_PORT="80")
    assert (done.status, done.errors) == (1, "")
    assert "CLAS_TODAY" in done.output
    assert "CLAS_PORT" in done.output


def test_a_broken_added_year_is_told_by_every_command_that_needs_it(clas: Clas, shell: Path) -> None:
    (shell / "regles").mkdir()
    (shell / "regles" / "2026-2027.toml").write_text('school_year = "2026-2027"\n', encoding="utf-8")
    done = clas("referentials", "list", CLAS_REFERENTIALS=str(shell / "regles"))
    assert (done.status, done.output) == (2, "")
    assert "2026-2027.toml:1: " in done.errors
