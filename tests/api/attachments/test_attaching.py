"""Joining, listing and downloading documents: by whom, of which dossiers, and what stays."""

import hashlib
from urllib.parse import unquote

import orjson
import pytest
from sqlalchemy import select

from clas_api.store.entries import whole
from clas_api.store.models import Attachment, AuditEntry, DossierRow
from clas_core.dossiers import MOST_BYTES, MOST_DOCUMENTS
from clas_core.dossiers.lifecycle import State
from tests import office
from tests.api.attachments.conftest import Service

DIGEST = hashlib.sha256(office.PDF).hexdigest()


def test_a_document_is_kept_outside_the_database_with_its_digest(service: Service) -> None:
    response = service.attach()
    assert response.status_code == 201
    document = response.get_json()
    assert document == {
        "id": document["id"],
        "dossier": str(service.dossier),
        "kind": "statutes",
        "filename": "statuts.pdf",
        "media_type": "application/pdf",
        "size": len(office.PDF),
        "sha256": f"sha256:{DIGEST}",
        "added_at": document["added_at"],
        "examined": None,
    }
    assert service.listed() == [document]
    assert service.bytes_on_disk() == [office.PDF]
    key = document["id"].replace("-", "")
    (file,) = [each for each in service.folder.rglob("*") if each.is_file()]
    assert file == service.folder / key[:2] / key[2:4] / document["id"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_downloaded_document_is_the_one_that_was_joined_and_has_no_right_in_a_browser(service: Service) -> None:
    address = service.attach(name="Statuts signés.pdf").headers["Location"].split(str(service.dossier))[1]
    response = service.ask("GET", address)
    assert response.data == office.PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(office.PDF))
    assert response.headers["ETag"] == f'"{DIGEST}"'
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''Statuts%20sign%C3%A9s.pdf" in disposition
    again = service.ask("GET", address, headers={"If-None-Match": f'"{DIGEST}"'})
    assert (again.status_code, again.data) == (304, b"")
    part = service.ask("GET", address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("نظام الجمعية.pdf", "نظام الجمعية.pdf"),
        ("协会章程.pdf", "协会章程.pdf"),
        ("📎.pdf", "📎.pdf"),
        ("rapport\u202efdp.exe.pdf", "rapportfdp.exe.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("ri\0b.pdf", "rib.pdf"),
    ],
)
def test_a_name_in_any_script_is_given_back_and_a_trap_is_not(service: Service, given: str, kept: str) -> None:
    response = service.attach(name=given)
    assert response.status_code == 201, response.get_data(as_text=True)
    assert response.get_json()["filename"] == kept
    address = response.headers["Location"].split(str(service.dossier))[1]
    disposition = service.ask("GET", address).headers["Content-Disposition"]
    assert kept in (unquote(disposition.partition("UTF-8''")[2]), disposition.removeprefix("attachment; filename="))
    assert all(each.is_relative_to(service.folder) for each in service.folder.parent.rglob("*pass*"))


def test_the_trace_says_what_was_joined(service: Service) -> None:
    document = service.attach().get_json()
    with service.session() as session:
        (entry,) = [whole(each.entry, each.told) for each in session.scalars(select(AuditEntry))]
    assert (entry["action"], entry["chain"], entry["subject"]) == ("document.attached", "marne", str(service.dossier))
    assert entry["after"] == {
        "document": document["id"],
        "kind": "statutes",
        "filename": "statuts.pdf",
        "media_type": "application/pdf",
        "size": len(office.PDF),
        "sha256": f"sha256:{DIGEST}",
    }


def test_joining_a_document_leaves_the_version_of_the_dossier_as_it_was(service: Service) -> None:
    service.attach()
    with service.session() as session:
        assert session.get_one(DossierRow, service.dossier).revision == 1


def test_the_same_bytes_under_one_kind_are_one_document(service: Service) -> None:
    first = service.attach()
    again = service.attach(name="encore.pdf")
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert service.attach(kind="other").status_code == 201
    assert len(service.listed()) == 2
    assert service.bytes_on_disk() == [office.PDF] * 2


def test_a_kind_that_is_none_is_refused_with_what_was_meant(service: Service) -> None:
    response = service.attach(kind="statute")
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert error["pointer"] == "/kind"
    assert "Vouliez-vous dire « statutes »" in error["detail"]


def test_only_the_porteur_joins_documents(service: Service) -> None:
    assert service.attach(who=None).status_code == 401
    assert service.attach(who="agent").status_code == 403
    assert service.attach(who="other_agent").status_code == 403
    assert service.attach(who="committee").status_code == 403
    assert service.listed() == []
    assert service.bytes_on_disk() == []


@pytest.mark.parametrize(("state", "seen"), [("draft", 404), ("deposited", 200)])
def test_documents_are_read_by_whoever_may_read_the_dossier(service: Service, state: State, seen: int) -> None:
    address = service.attach().headers["Location"].split(str(service.dossier))[1]
    if state != "draft":
        service.set_state(state)
    for path in ("/attachments", address):
        assert service.ask("GET", path, who="agent").status_code == 200
        assert service.ask("GET", path, who="committee").status_code == seen
        assert service.ask("GET", path, who="other_agent").status_code == 404
        assert service.ask("GET", path, who=None).status_code == 401


def test_a_document_of_another_dossier_is_not_found_below_this_one(service: Service) -> None:
    document = service.attach().get_json()["id"]
    with service.session() as session:
        row = session.get_one(DossierRow, service.dossier)
        other = DossierRow(
            department=row.department,
            call="2024-2025",
            porteur_id=row.porteur_id,
            content=row.content,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        session.add(other)
        session.commit()
        service.dossier = other.id
    assert service.ask("GET", f"/attachments/{document}").status_code == 404
    assert service.ask("GET", "/attachments/rien").status_code == 404


def test_a_withdrawn_dossier_takes_no_document(service: Service) -> None:
    service.set_state("withdrawn")
    response = service.attach()
    assert response.status_code == 409
    assert "retiré" in response.get_json()["detail"]


def test_no_route_changes_a_document_or_removes_them_all(service: Service) -> None:
    address = service.attach().headers["Location"].split(str(service.dossier))[1]
    for method in ("PUT", "PATCH"):
        assert service.ask(method, address).status_code == 405
    for method in ("DELETE", "PUT", "PATCH"):
        assert service.ask(method, "/attachments").status_code == 405


def test_documents_go_with_the_draft_that_is_removed(service: Service) -> None:
    service.attach()
    service.attach(office.PNG, "photo.png", "other")
    assert service.ask("DELETE", headers={"If-Match": '"7"'}).status_code == 412
    assert len(service.bytes_on_disk()) == 2
    assert service.ask("DELETE", headers={"If-Match": '"1"'}).status_code == 204
    assert service.bytes_on_disk() == []
    with service.session() as session:
        assert session.scalars(select(Attachment)).all() == []
        last = session.scalars(select(AuditEntry.told).order_by(AuditEntry.number.desc())).first()
    assert [each["filename"] for each in orjson.loads(last or "{}")["before"]["documents"]] == [
        "statuts.pdf",
        "photo.png",
    ]


def test_documents_of_a_deposited_dossier_stay(service: Service) -> None:
    service.attach()
    service.set_state("deposited")
    assert service.ask("DELETE", headers={"If-Match": '"2"'}).status_code == 409
    assert service.bytes_on_disk() == [office.PDF]


def _fill(service: Service, count: int, size: int) -> None:
    """Write `count` rows of documents of `size` bytes, without any bytes."""
    with service.session() as session:
        row = session.get_one(DossierRow, service.dossier)
        for number in range(count):
            session.add(
                Attachment(
                    dossier_id=row.id,
                    department=row.department,
                    porteur_id=row.porteur_id,
                    kind="other",
                    filename=f"{number}.pdf",
                    media_type="application/pdf",
                    size=size,
                    sha256=f"sha256:{number:064x}",
                    added_at=row.created_at,
                    added_by="essai",
                )
            )
        session.commit()


@pytest.mark.parametrize(
    ("count", "size", "status"),
    [
        (MOST_DOCUMENTS - 1, 1, 201),
        (MOST_DOCUMENTS, 1, 409),
        (1, MOST_BYTES - len(office.PDF), 201),
        (1, MOST_BYTES - len(office.PDF) + 1, 409),
    ],
)
def test_a_dossier_has_forty_documents_and_a_hundred_mebibytes_at_most(
    service: Service, count: int, size: int, status: int
) -> None:
    _fill(service, count, size)
    assert service.attach().status_code == status
    assert len(service.bytes_on_disk()) == (1 if status == 201 else 0)
