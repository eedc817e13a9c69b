"""Documents that are refused, and disks and databases that fail: a sentence each time, and nothing left behind."""

import errno
import gc
import io
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from clas_api.refusals import StorageUnavailable
from clas_api.services.dossiers import attaching
from clas_api.store.files import Folder, Kept
from clas_api.store.models import Attachment, AuditEntry
from clas_api.v1.attachments import LARGEST_FORM
from clas_core.dossiers import LARGEST_DOCUMENT
from tests import office
from tests.api.attachments.conftest import Service, form_of

Read = Callable[[TestResponse, int], dict[str, Any]]


@pytest.fixture
def refused(service: Service, assert_french: Callable[[str], None]) -> Read:
    """Return a function that reads a refusal, and makes sure that nothing was kept."""

    def read(response: TestResponse, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.get_data(as_text=True)
        assert response.mimetype == "application/problem+json"
        problem: dict[str, Any] = response.get_json()
        for sentence in (problem["title"], problem["detail"], *(each["detail"] for each in problem.get("errors", ()))):
            assert_french(sentence)
        assert service.bytes_on_disk() == []
        with service.session() as session:
            assert session.scalars(select(Attachment)).all() == []
            assert session.scalars(select(AuditEntry)).all() == []
        return problem

    return read


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a program": ("a.exe", lambda: office.PDF),
    "a path and no type": ("../../etc/passwd", lambda: office.PDF),
    "a program under another name": ("a.pdf", lambda: b"MZ"),
    "nothing": ("a.pdf", lambda: b""),
    "a bomb": ("a.docx", office.bomb),
    "a bomb that lies": ("a.docx", office.lying),
    "macros": ("a.docx", lambda: office.docx({"word/vbaProject.bin": "x"})),
    "a path inside": ("a.docx", lambda: office.docx({"../../x": "x"})),
    "a password": ("a.docx", office.locked),
    "a script in a picture": ("a.svg", lambda: b"<svg onload='alert(1)'/>"),
    "a control character": ("a.txt", lambda: b"a\0b"),
}


@pytest.mark.parametrize(("name", "make"), REFUSED.values(), ids=REFUSED)
def test_a_document_that_is_not_accepted_says_why_at_its_place(
    service: Service, refused: Read, name: str, make: Callable[[], bytes]
) -> None:
    (error,) = refused(service.attach(make(), name), 422)["errors"]
    assert error["pointer"] == "/file"


def test_a_kind_and_a_type_that_are_not_accepted_are_both_said(service: Service, refused: Read) -> None:
    problem = refused(service.attach(office.PDF, "a.exe", kind="zzz"), 422)
    assert [each["pointer"] for each in problem["errors"]] == ["/kind", "/file"]


@pytest.mark.parametrize("beyond", [1, 2 * 1024 * 1024])
def test_a_document_that_is_too_large_is_refused_before_it_is_kept(
    service: Service, refused: Read, beyond: int
) -> None:
    problem = refused(service.attach(office.PDF.ljust(LARGEST_DOCUMENT + beyond)), 413)
    assert "10 Mio" in problem["detail"]
    assert [each["pointer"] for each in problem["errors"]] == ["/file"]


def test_the_largest_document_is_accepted(service: Service) -> None:
    assert service.attach(office.PDF.ljust(LARGEST_DOCUMENT)).status_code == 201


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("beyond", [1, 2 * 1024 * 1024])
def test_a_form_sent_in_pieces_is_held_to_the_same_limit(service: Service, refused: Read, beyond: int) -> None:
    content = io.BytesIO(office.PDF.ljust(LARGEST_FORM - 1024 + beyond))
    form = form_of({"kind": "x" * 500, "file": FileStorage(content, "a.pdf")})
    form["data"] = form["data"].ljust(LARGEST_FORM + beyond)
    response = service.ask(
        "POST",
        "/attachments",
        input_stream=io.BytesIO(form["data"]),
        content_type=form["content_type"],
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    refused(response, 413)
    gc.collect()  # a form that is cut leaves its temporary file to be collected


def test_other_addresses_keep_their_own_limit(service: Service) -> None:
    response = service.ask("PATCH", data=b" " * (1024 * 1024 + 1), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert "1 Mio" in response.get_json()["detail"]


def test_nobody_in_particular_is_refused_before_the_document_is_read(service: Service) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("the document was read")

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for who, status in ((None, 401), ("agent", 403)):
        response = service.ask("POST", "/attachments", who=who, headers=headers, input_stream=Unread(b"x" * 1000))
        assert response.status_code == status


def _file(content: bytes = office.PDF) -> FileStorage:
    return FileStorage(io.BytesIO(content), "a.pdf")


OTHER_FORMS: dict[str, tuple[Callable[[], dict[str, Any]], int]] = {
    "JSON": (lambda: {"json": {"kind": "statutes"}}, 415),
    "the bytes alone": (lambda: {"data": b"%PDF-", "content_type": "application/pdf"}, 415),
    "a form without a file": (lambda: {"data": {"kind": "statutes"}}, 415),
    "a form that is cut": (lambda: {"data": b"--", "content_type": "multipart/form-data; boundary=x"}, 422),
    "a form without a boundary": (lambda: {"data": b"x", "content_type": "multipart/form-data"}, 422),
    "no kind": (lambda: form_of({"file": _file()}), 422),
    "two kinds": (lambda: form_of({"kind": ["statutes", "other"], "file": _file()}), 422),
    "two files": (lambda: form_of({"kind": "other", "file": [_file(), _file(office.PNG)]}), 422),
    "an unknown field": (lambda: form_of({"kind": "statutes", "file": _file(), "path": "/etc"}), 422),
    "a control character": (lambda: form_of({"kind": "statutes\0", "file": _file()}), 422),
    "a kind without end": (lambda: form_of({"kind": "x" * 600_000, "file": _file()}), 413),
}


@pytest.mark.parametrize(("make", "status"), OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_a_form_that_is_not_the_documented_one_is_refused(
    service: Service, refused: Read, make: Callable[[], dict[str, Any]], status: int
) -> None:
    refused(service.ask("POST", "/attachments", **make()), status)


class _FullDisk(io.BytesIO):
    """A document that cannot be copied to its end: the disk is full."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().read(4)


def test_a_folder_leaves_nothing_of_a_document_that_did_not_fit(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="rien n'a été modifié"):
        Folder(tmp_path).put(UUID(int=1), _FullDisk(office.PDF))
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailable):
        Folder(tmp_path / "file").put(UUID(int=1), io.BytesIO(office.PDF))


def test_a_full_disk_is_answered_503_and_leaves_nothing(service: Service, refused: Read) -> None:
    class Full(Folder):
        def put(self, key: UUID, stream: IO[bytes]) -> Kept:
            return super().put(key, _FullDisk(stream.read()))

    service.keep_in(Full(service.folder))
    assert "rien n'a été modifié" in refused(service.attach(), 503)["detail"]


def test_a_crash_between_bytes_and_row_leaves_no_row_and_no_bytes(
    service: Service, refused: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        assert service.bytes_on_disk() == [office.PDF]  # they were there first
        raise StorageUnavailable

    monkeypatch.setattr(attaching, "record", fail)
    refused(service.attach(), 503)


def test_a_kill_between_bytes_and_row_leaves_no_row(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """The process ends: nothing of what would follow happens."""

    def killed(*args: Any) -> None:
        raise Killed

    monkeypatch.setattr(attaching, "_keep", killed)
    monkeypatch.setattr(attaching, "_let_go_unless_kept", lambda *args: None)
    with pytest.raises(Killed):
        service.attach()
    monkeypatch.undo()
    assert service.listed() == []
    assert service.attach().status_code == 201  # and what was left does not stand in the way


def test_bytes_stay_when_it_is_not_known_whether_the_row_was_committed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Session.commit

    def commit_then_lose_the_connection(session: Session) -> None:
        whole(session)
        raise OperationalError("COMMIT", {}, Exception("server closed the connection unexpectedly"))

    monkeypatch.setattr(Session, "commit", commit_then_lose_the_connection)
    assert service.attach().status_code >= 500
    monkeypatch.undo()
    (document,) = service.listed()
    assert service.ask("GET", f"/attachments/{document['id']}").data == office.PDF


def test_a_document_whose_bytes_are_away_is_said_to_be_so(
    service: Service, assert_french: Callable[[str], None]
) -> None:
    document = service.attach().get_json()["id"]
    for file in service.folder.rglob(document):
        file.unlink()
    response = service.ask("GET", f"/attachments/{document}")
    assert response.status_code == 503
    assert_french(response.get_json()["detail"])


def test_bytes_that_cannot_be_removed_keep_no_draft_from_going(service: Service) -> None:
    class Stuck(Folder):
        def remove(self, key: UUID) -> None:
            raise StorageUnavailable

    service.attach()
    service.keep_in(Stuck(service.folder))
    assert service.ask("DELETE", headers={"If-Match": '"1"'}).status_code == 204
    assert service.ask("GET").status_code == 404
