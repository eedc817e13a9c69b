"""Porteurs of a file: each is described as its row says; one that is known is never changed by a file."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select

from clas_api.context import Context
from clas_api.services.importing.reports import Judged
from clas_api.services.trace import Fact, record_all
from clas_api.store import seals
from clas_api.store.imports import pieces, porteurs_of_sirens, seen_in, standing_on
from clas_api.store.models import NATIONAL, ImportedPorteur, ImportRow, PorteurDepartment, PorteurRow
from clas_api.store.porteurs import hold_sirens
from clas_core.errors import Refused
from clas_core.identifiers import write_siret
from clas_core.imports.mapping import FileMapping
from clas_core.imports.reading import Fault, ReadRow
from clas_core.porteurs import Porteur

_KEPT_AS_READ = ("name", "siret", "siren", "siret_since", "rna", "nature", "email", "phone")
_SHOWN = 5


def judge(context: Context, slug: str, rows: Sequence[ReadRow], mapping: FileMapping) -> Judged:
    """Tell which rows make a porteur. One whose SIRET is known is left as it is; another establishment of a known
    SIREN is asked about."""
    judged = Judged()
    known = porteurs_of_sirens(context.session, {row.value.siren for row in rows})
    seen = seen_in(context.session, {key for each in known.values() for _, _, key in each}, slug)
    elsewhere: list[int] = []
    among: dict[str, int] = {}
    for row in rows:
        porteur: Porteur = row.value
        there = {siret: (name, key) for siret, name, key in known.get(porteur.siren, ())}
        if porteur.siret in there:
            name, key = there[porteur.siret]
            judged.unchanged.append(row)
            if key not in seen:
                elsewhere.append(row.number)
            elif name != porteur.name:
                judged.remarks.append(
                    f"Ligne {row.number} : « {porteur.name} » est connu sous le nom « {name} » (SIRET "
                    f"{write_siret(porteur.siret)}), qui est gardé."
                )
            continue
        if not mapping.other_establishments and (there or porteur.siren in among):
            said = ", ".join(map(write_siret, there)) or f"à la ligne {among[porteur.siren]}"
            judged.faults.append(_other_establishment(row, porteur, said, mapping))
            continue
        among.setdefault(porteur.siren, row.number)
        judged.make.append(row)
    if elsewhere:
        shown = ", ".join(map(str, elsewhere[:_SHOWN])) + (" …" if len(elsewhere) > _SHOWN else "")
        judged.remarks.append(
            f"{len(elsewhere)} porteur(s) connu(s) de la plateforme, et pas encore de votre Caf (ligne {shown}) : vous "
            "les verrez dès qu'ils déposeront chez vous."
        )
    return judged


def _other_establishment(row: ReadRow, porteur: Porteur, said: str, mapping: FileMapping) -> Fault:
    return Fault(
        row=row.number,
        column=mapping.columns.get("siret", "SIRET"),
        value=porteur.siret,
        reason=(
            f"Un autre établissement du même organisme (SIREN {porteur.siren}) est connu : {said}. Acceptez que "
            "plusieurs établissements d'un organisme déposent chacun pour soi, ou retirez cette ligne."
        ),
    )


def make(context: Context, row: ImportRow, rows: Sequence[ReadRow]) -> None:
    """Make the porteurs of some rows, which a department then sees. The caller commits."""
    slug, session = row.department, context.session
    hold_sirens(session, {each.value.siren for each in rows})
    made: list[tuple[Fact, Fact]] = []
    for each in rows:
        porteur: Porteur = each.value
        key = uuid4()
        kept: dict[str, Any] = {name: getattr(porteur, name) for name in _KEPT_AS_READ}
        kept["address"] = asdict(porteur.address) if porteur.address else None
        kept["representative"] = asdict(porteur.representative) if porteur.representative else None
        new = PorteurRow(id=key, created_at=context.now, updated_at=context.now, formerly=[], **kept)
        new.know()
        session.add(new)
        told = {**each.json, "import": str(row.id), "row": each.number}
        made.append(
            (Fact("porteur.created", key, after=told), Fact("porteur.joined", key, after={"porteur": str(key)}))
        )
    session.flush()
    for each, (fact, _) in zip(rows, made, strict=True):
        session.add(PorteurDepartment(porteur_id=fact.subject, department=slug, since=context.now))
        session.add(ImportedPorteur(import_id=row.id, porteur_id=fact.subject, department=slug, row=each.number))
    record_all(context, slug, [joined for _, joined in made])
    record_all(context, NATIONAL, [created for created, _ in made])


def unmake(context: Context, row: ImportRow) -> int:
    """Take away the porteurs that an import made; return how many. Raises `Refused` while something stands on one."""
    session = context.session
    if standing := standing_on(session, row):
        shown = ", ".join(f"« {name} »" for name in standing[:_SHOWN]) + (" …" if len(standing) > _SHOWN else "")
        raise Refused(
            f"Cet import ne s'annule plus : {len(standing)} de ses porteurs ont depuis une personne, un dossier, un "
            f"autre département, ou ont été modifiés ({shown})."
        )
    keys = session.scalars(select(ImportedPorteur.porteur_id).where(ImportedPorteur.import_id == row.id)).all()
    noted = {**seals.ROWS_NOTED, "synchronize_session": False}
    for some in pieces(keys):
        of_them = PorteurDepartment.porteur_id.in_(some)
        for key in some:
            joined = {"porteur_id": key, "department": row.department}
            seals.note_gone(session, PorteurDepartment, joined)
            seals.note_gone(session, PorteurRow, {"id": key})
        session.execute(delete(ImportedPorteur).where(ImportedPorteur.porteur_id.in_(some)))
        session.execute(delete(PorteurDepartment).where(of_them), execution_options=noted)
        session.execute(delete(PorteurRow).where(PorteurRow.id.in_(some)), execution_options=noted)
    if keys:
        told = {"import": str(row.id), "porteurs": len(keys)}
        record_all(context, NATIONAL, [Fact("import.undone", row.id, after=told)])
    return len(keys)
