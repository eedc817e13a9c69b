"""Names are put in the order of a French list, and found however they are written, alike on both databases."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.filled import siret_of
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import PorteurRow
from clas_api.store.porteurs import found_by, porteurs_named

NOW = datetime(2025, 7, 1, tzinfo=UTC)
IN_ORDER = (
    "association Zoé",
    "Ça ira",
    "École ouverte",
    "ÉCOLE SAINT-JEAN",
    "Île verte",
    "L’Envol",
    "Œuvre des jeunes",
    "Zèbre",
)


@pytest.fixture
def session(engine: Engine) -> Session:
    session = Session(engine)
    open_session(session, EVERYTHING, writing=True)
    for number, name in enumerate(reversed(IN_ORDER)):
        siret = siret_of(number)
        row = PorteurRow(name=name, siret=siret, siren=siret[:9], nature="association", formerly=[])
        row.created_at = row.updated_at = NOW
        row.know()
        session.add(row)
    session.flush()
    return session


def test_accents_capitals_and_ligatures_do_not_count(session: Session) -> None:
    keys = list(session.scalars(select(PorteurRow.id)))
    assert tuple(each.name for each in porteurs_named(session, keys)) == IN_ORDER
    last: UUID = porteurs_named(session, keys)[-1].id
    row = session.get_one(PorteurRow, last)
    row.name = "Abeille"
    session.flush()
    session.expire_all()
    assert session.scalars(select(PorteurRow).order_by(PorteurRow.name_key)).first() == row
    session.close()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ouverte ecole", "École ouverte"),
        ("oeuvre", "Œuvre des jeunes"),
        ("jeunes œuvre", "Œuvre des jeunes"),
        ("l'envol", "L’Envol"),
        ("saint jean", "ÉCOLE SAINT-JEAN"),
        ("ile_verte", None),
        ("école 100%", None),
    ],
)
def test_a_name_is_found_by_its_words_in_any_order(session: Session, text: str, name: str | None) -> None:
    found = list(session.scalars(select(PorteurRow.name).where(found_by(text))))
    session.close()
    assert found == ([] if name is None else [name])
