"""``clas departments enable|disable``: the configuration is written, comments kept; who is overridden is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.databases import upgrade_url

Clas = Callable[..., Any]

WRITTEN = '# Servis ici\ndepartments = ["marne", "seine_et_marne"]  # les deux\nlog = "errors"\n'


def test_a_department_is_disabled_and_enabled_again_in_the_file(clas: Clas, shell: Path) -> None:
    upgrade_url(f"sqlite:///{shell / 'clas.sqlite3'}")
    file = shell / "clas.toml"
    done = clas("departments", "disable", "marne", "--json")
    assert done.json == {"slug": "marne", "enabled": False, "served": True}
    assert file.read_text() == 'departments = ["seine_et_marne"]\n'  # without a file, all were
    file.write_text(WRITTEN)
    file.chmod(0o640)
    assert "redémarrez le service" in clas("departments", "disable", "marne", "--yes").output
    assert file.read_text() == WRITTEN.replace('"marne", ', "")
    assert file.stat().st_mode & 0o777 == 0o640
    assert clas("departments", "list", "--json").json[0]["slug"] == "seine_et_marne"
    assert clas("departments", "enable", "marne").status == 0
    assert clas("departments", "enable", "marne").status == 0  # it is already
    assert {each["slug"] for each in clas("departments", "list", "--json").json} == {"marne", "seine_et_marne"}
    assert [each for each in shell.iterdir() if each.suffix == ".part"] == []
    assert clas("audit", "verify").status == 0


def test_what_cannot_be_changed_says_why_and_changes_nothing(clas: Clas, shell: Path) -> None:
    upgrade_url(f"sqlite:///{shell / 'clas.sqlite3'}")
    file = shell / "clas.toml"
    file.write_text(WRITTEN)
    done = clas("departments", "disable", "marne", "--yes", CLAS_DEPARTMENTS="marne,seine_et_marne")
    assert done.status != 0
    assert "CLAS_DEPARTMENTS" in done.errors
    unknown = clas("departments", "enable", "marnee")
    assert unknown.status != 0
    assert "Vouliez-vous dire « marne »" in unknown.errors
    assert file.read_text() == WRITTEN
    clas("departments", "disable", "marne", "--yes")
    last = clas("departments", "disable", "seine_et_marne", "--yes")
    assert last.status != 0
    assert "dernier département" in last.errors
