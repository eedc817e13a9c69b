"""Databases with many complete drafts, far faster than one by one through the service."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from bench.filled import NOW, identified, person, porteurs
from bench.samples import content
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import DossierRow
from tests.databases import seal_rows


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody with a key, and the complete drafts that they may deposit."""

    key: str
    drafts: tuple[UUID, ...]


def fill(url: str, applicants: int, drafts: int) -> list[Applicant]:
    """Add applicants to an empty database, each with as many drafts in the Marne."""
    engine = create_engine(url)
    made = []
    for number, porteur in enumerate(porteurs(engine, applicants, ["marne"])):
        somebody = person(engine, f"porteur{number}", [{"kind": "porteur", "porteur_id": porteur}])
        keys = tuple(identified("draft", number, place) for place in range(drafts))
        _add(Session(engine), porteur, keys)
        made.append(Applicant(somebody.key, keys))
    engine.dispose()
    seal_rows(url)
    return made


def _add(session: Session, porteur: UUID, keys: tuple[UUID, ...]) -> None:
    """Add drafts of one porteur, each at a place of its own: as where a call takes several dossiers."""
    same = {"department": "marne", "call": "2025-2026", "porteur_id": porteur, "content": content()}
    counts = {"actions": 1, "groups": 1, "children": 10, "asked_cents": 296_970}
    moments = {"created_at": NOW, "updated_at": NOW}
    rows = [{"id": key, "place": place, **same, **counts, **moments} for place, key in enumerate(keys, start=1)]
    with session:
        open_session(session, EVERYTHING, writing=True)
        session.execute(insert(DossierRow), rows)
        session.commit()
