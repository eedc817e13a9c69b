"""What is restored is what was copied, from either database to either; a copy is whole, or it is refused."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from clas_api.refusals import StorageUnavailable
from clas_api.services.maintenance import restoring
from clas_api.services.maintenance.backing_up import back_up, open_backup
from clas_api.services.maintenance.verifying import Fault, open_chains, verify
from clas_api.services.outbox import write_mail
from clas_api.services.trace import record
from clas_core.errors import Refused
from tests.api.backups.conftest import Rows, copy, put_back, rows_of
from tests.contexts import context_on, writing_on


def _documents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _faults_of(engine: Engine) -> list[Fault]:
    """Return what the trace says of the rows: those of `filled` that are invented are sealed as any other."""
    with context_on(engine) as context:
        return list(verify(context, open_chains(context)))


def test_what_is_restored_is_what_was_copied(
    filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    before = rows_of(filled)
    assert all(before.values()), f"nothing in {[name for name, rows in before.items() if not rows]}"
    manifest = copy(filled, attachments, tmp_path / "copie.zip")
    assert (manifest.documents, manifest.missing) == (2, 0)
    put_back(bare_engine, tmp_path / "other", tmp_path / "copie.zip")
    assert rows_of(bare_engine) == before
    assert _documents(tmp_path / "other") == _documents(attachments)
    # The text of invented rules is not what their digest names; all else is sealed, on whichever database.
    assert [each.table for each in _faults_of(filled)] == ["kept_rules"]
    assert _faults_of(bare_engine) == _faults_of(filled)


def test_a_copy_of_a_copy_is_the_same(filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "1.zip", tmp_path / "2.zip"
    copy(filled, attachments, one)
    put_back(bare_engine, attachments, one)
    copy(bare_engine, attachments, other)
    with ZipFile(one) as first, ZipFile(other) as second:
        assert {each: first.read(each) for each in first.namelist()} == {
            each: second.read(each) for each in second.namelist()
        }


def test_a_copy_taken_while_others_write_is_of_one_moment(
    engine: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    """Each writing adds one mail and one entry of the trace: a copy of one moment has as many of both."""
    stop, count = threading.Event(), 0

    def keep_writing() -> None:
        nonlocal count
        while not stop.is_set():
            with writing_on(engine) as context:
                write_mail(context, "a@exemple.fr", str(count), "")
                record(context, "essai", str(count), chain="marne")
                context.session.commit()
            count += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        while count < 30:
            stop.wait(0.01)
        with context_on(engine) as context:
            open_backup(context)
            seen = count
            while count < seen + 20:
                stop.wait(0.01)
            back_up(context, tmp_path / "copie.zip", lambda _: None)
    finally:
        stop.set()
        writer.join()
    put_back(bare_engine, attachments, tmp_path / "copie.zip")
    copied, now = rows_of(bare_engine), rows_of(engine)
    assert 30 <= len(copied["outgoing_mails"]) == len(copied["audit_entries"]) < len(now["audit_entries"])
    assert copied["audit_entries"] == now["audit_entries"][: len(copied["audit_entries"])]
    assert set(copied["outgoing_mails"]) < set(now["outgoing_mails"])
    with context_on(bare_engine) as context:
        assert list(verify(context, open_chains(context))) == []


def test_a_copy_is_restored_into_an_empty_database_alone(
    filled: Engine, attachments: Path, tmp_path: Path, assert_french: Callable[[str], None]
) -> None:
    copy(filled, attachments, tmp_path / "copie.zip")
    before = rows_of(filled)
    with pytest.raises(Refused, match="n'est pas vide") as refused:
        put_back(filled, attachments, tmp_path / "copie.zip")
    assert_french(str(refused.value))
    assert rows_of(filled) == before
    assert len(_documents(attachments)) == 2


def test_tables_without_rows_are_empty_enough(
    filled: Engine, make_database: Callable[[str], str], attachments: Path, tmp_path: Path
) -> None:
    copy(filled, attachments, tmp_path / "copie.zip")
    empty = create_engine(make_database(filled.dialect.name))
    put_back(empty, tmp_path / "other", tmp_path / "copie.zip")
    assert rows_of(empty) == rows_of(filled)
    empty.dispose()


def test_a_database_of_somebody_else_is_left_alone(
    filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    copy(filled, attachments, tmp_path / "copie.zip")
    with bare_engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (a INTEGER)"))
    with pytest.raises(Refused):
        put_back(bare_engine, attachments, tmp_path / "copie.zip")
    assert inspect(bare_engine).get_table_names() == ["theirs"]


def _assert_nothing(engine: Engine, folder: Path) -> None:
    rows: Rows = rows_of(engine) if inspect(engine).get_table_names() else {}
    assert not any(rows.values())
    assert _documents(folder) == {}


def test_a_restoration_that_breaks_leaves_nothing(
    filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    copy(filled, attachments, tmp_path / "copie.zip")
    real, calls = restoring._restore_document, []

    def break_at_the_second(*given: Any) -> bool:
        calls.append(given)
        if len(calls) == 2:
            raise StorageUnavailable
        return real(*given)

    with patch.object(restoring, "_restore_document", break_at_the_second), pytest.raises(StorageUnavailable):
        put_back(bare_engine, tmp_path / "other", tmp_path / "copie.zip")
    _assert_nothing(bare_engine, tmp_path / "other")
    put_back(bare_engine, tmp_path / "other", tmp_path / "copie.zip")
    assert rows_of(bare_engine) == rows_of(filled)


def test_another_document_of_the_same_name_stops_everything(
    filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    copy(filled, attachments, tmp_path / "copie.zip")
    other = tmp_path / "other"
    shutil.copytree(attachments, other)
    file = next(each for each in other.rglob("*1") if each.is_file())
    file.write_bytes(b"autre")
    with pytest.raises(Refused, match="autre document"):
        put_back(bare_engine, other, tmp_path / "copie.zip")
    assert file.read_bytes() == b"autre"
    assert not any(rows_of(bare_engine).values())


def test_a_document_that_cannot_be_read_is_counted_and_the_rest_is_copied(
    filled: Engine, bare_engine: Engine, attachments: Path, tmp_path: Path
) -> None:
    next(each for each in attachments.rglob("*1") if each.is_file()).unlink()
    manifest = copy(filled, attachments, tmp_path / "copie.zip")
    assert (manifest.documents, manifest.missing) == (1, 1)
    put_back(bare_engine, tmp_path / "other", tmp_path / "copie.zip")
    assert rows_of(bare_engine) == rows_of(filled)
    assert list(_documents(tmp_path / "other")) == [str(UUID(int=0))]


def _rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Return a copy of a copy, its files changed by `change`."""
    with ZipFile(file) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    change(members)
    wrong = file.with_name("fausse.zip")
    with ZipFile(wrong, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return wrong


def _manifest(**more: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **more}).encode()

    return change


def _set(name: str, data: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.update({name: data(members.get(name, b""))})


@pytest.mark.parametrize(
    "change",
    [
        _set("tables/porteurs.jsonl", lambda data: data.replace(b"association", b"commune")),
        _set("tables/audit_entries.jsonl", lambda data: data.split(b"\n", 1)[1]),
        _set(f"documents/{UUID(int=0)}", lambda data: data[:-1] + b"x"),
        _set(f"documents/{UUID(int=0)}", lambda data: data[:-1]),
        _set("documents/../../ailleurs", lambda _: b"x"),
        _set("manifest.json", lambda _: b"[]"),
        _set("manifest.json", lambda _: b"{"),
        lambda members: members.pop("manifest.json"),
        lambda members: members.pop("tables/porteurs.jsonl"),
        lambda members: members.pop(f"documents/{UUID(int=1)}"),
        _manifest(tables_version="0001"),
        _manifest(format="autre"),
        _manifest(tables=[]),
        _manifest(documents=3),
    ],
    ids=[
        "a row changed",
        "an entry of the trace removed",
        "a document changed",
        "a document cut",
        "a file beside",
        "a manifest of another shape",
        "a manifest cut",
        "no manifest",
        "a table removed",
        "a document removed",
        "other tables",
        "another form",
        "no tables",
        "more documents",
    ],
)
def test_a_copy_that_is_not_what_it_says_is_refused_before_anything_is_done(
    copied: Path, tmp_path: Path, assert_french: Callable[[str], None], change: Callable[[Any], None]
) -> None:
    bare = create_engine(f"sqlite:///{tmp_path / 'restored.sqlite3'}")
    with pytest.raises(Refused) as refused:
        put_back(bare, tmp_path / "other", _rewritten(copied, change))
    assert_french(str(refused.value))
    _assert_nothing(bare, tmp_path / "other")
    bare.dispose()


def test_a_file_that_was_cut_is_refused(copied: Path, tmp_path: Path) -> None:
    bare = create_engine(f"sqlite:///{tmp_path / 'restored.sqlite3'}")
    whole = copied.read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        copied.write_bytes(whole[:size])
        with pytest.raises(Refused):
            put_back(bare, tmp_path / "other", copied)
    middle = len(whole) // 2
    copied.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    with pytest.raises(Refused):
        put_back(bare, tmp_path / "other", copied)
    _assert_nothing(bare, tmp_path / "other")
    bare.dispose()
