"""Porteurs: describing one, changing it, finding those that one may see. Two are never merged."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true

from clas_api.context import Context, command
from clas_api.security.permissions import departments_of, scope_of
from clas_api.services.people.found_porteurs import FoundPorteur
from clas_api.services.people.identity_changes import keep_identity, tell_cafs
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.trace import record
from clas_api.store.database import Scope
from clas_api.store.models import PorteurDepartment, PorteurRow, RoleRow
from clas_api.store.porteurs import found_by, hold_siren, join_department, of_siret, sirets_of
from clas_core.dossiers import changes_between
from clas_core.dossiers.differing import differences_within
from clas_core.errors import Duplicate, InvalidInput, NotFound, Problem
from clas_core.fields import Flag
from clas_core.identifiers import write_siret
from clas_core.porteurs import Address, Porteur, PorteurSchema, Representative
from clas_core.reading import flatten


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPorteur(Porteur):
    """A porteur to create or change: whether another establishment of a known SIREN is meant, and, once something was
    deposited, whether another organism; whether an address of its own may be unknown."""

    same_siren: bool
    other_siren: bool
    no_email: bool


class NewPorteurSchema(PorteurSchema):
    makes: ClassVar[Any] = NewPorteur

    same_siren = Flag(load_default=False, metadata={"description": "another establishment of a known SIREN is meant"})
    other_siren = Flag(
        load_default=False, metadata={"description": "another organism takes over what was deposited, by its SIREN"}
    )
    no_email = Flag(load_default=True, metadata={"description": "if false, a mail address of its own is asked for"})


_CONFIRMING = ("same_siren", "other_siren", "no_email")
"""What is sent beside a porteur, and is not of it."""

_OWN_ADDRESS = (
    "Écrivez l'adresse générale de l'organisme, ou dites qu'il n'en a pas : la Caf y écrit quand elle vérifie qui agit "
    "en son nom."
)
_NOT_YOURS = "Ce département n'est pas le vôtre : où un porteur dépose ailleurs ne se lit pas d'ici."

_SCHEMA = PorteurSchema()
_NEW = NewPorteurSchema()


def read_porteur(data: Any) -> Porteur:
    """Read the JSON of a porteur. Raises `InvalidInput` with every problem."""
    porteur: Porteur = _read(_SCHEMA, data)
    return porteur


def _read(schema: PorteurSchema, data: Any, today: date | None = None) -> Any:
    """Read a porteur; `today` when it is being described, since its SIRET cannot hold from a day to come."""
    problems: list[Problem] = []
    porteur: Any = None
    try:
        porteur = schema.load(data)
        since = porteur.siret_since
    except ValidationError as error:
        problems += flatten(error.messages)
        since = error.valid_data.get("siret_since") if isinstance(error.valid_data, dict) else None
    if today is not None and since is not None and since > today:
        problems.append(Problem(("siret_since",), "Ce jour n'est pas encore venu."))
    if today is not None and data.get("no_email") is False and not data.get("email"):
        problems.append(Problem(("email",), _OWN_ADDRESS))
    if problems:
        raise InvalidInput(problems)
    return porteur


def porteur_of(row: PorteurRow) -> Porteur:
    """Return a row as a value of the core: it was judged when it was described, and is only taken up again."""
    kept = {name: getattr(row, name) for name in _KEPT_AS_READ}
    address, representative = cast("dict[str, Any] | None", row.address), row.representative
    return Porteur(
        **kept,
        address=Address(**{**address, "lines": tuple(address["lines"])}) if address else None,
        representative=Representative(**cast("dict[str, Any]", representative)) if representative else None,
    )


def described(row: PorteurRow) -> dict[str, Any]:
    """Return what a porteur says of itself, as JSON values: what `read_porteur` reads."""
    return {
        "name": row.name,
        "siret": row.siret,
        "siret_since": row.siret_since.isoformat() if row.siret_since else None,
        "rna": row.rna,
        "nature": row.nature,
        "address": row.address,
        "representative": row.representative,
        "email": row.email,
        "phone": row.phone,
    }


@command
def create_porteur(context: Context, data: dict[str, Any]) -> PorteurRow:
    """Describe an organisation; whoever does becomes one of its people, or, for a Caf, sees it in its department.

    `data` is the JSON of a porteur, and perhaps ``same_siren``. Raises `InvalidInput`; `Duplicate` when its SIRET is
    known, or when another establishment of its SIREN is and ``same_siren`` does not say that this is meant. Commits.
    """
    scope_of(context.who, "porteurs.create")
    context.open_wholly(writing=True)
    porteur: NewPorteur = _read(_NEW, data, context.now.date())
    _refuse_duplicates(context, porteur, same_siren=porteur.same_siren)
    row = PorteurRow(created_at=context.now, updated_at=context.now, formerly=[])
    _write(row, porteur)
    context.session.add(row)
    context.session.flush()
    departments = departments_of(context.who, "porteurs.create")
    for slug in sorted(departments):
        join_department(context.session, row.id, slug, context.now)
        record(context, "porteur.joined", row.id, chain=slug, after={"porteur": str(row.id)})
    if not departments and context.who.account is not None:
        context.session.add(
            RoleRow(account_id=context.who.account, kind="porteur", porteur_id=row.id, granted_at=context.now)
        )
    record(context, "porteur.created", row.id, after=described(row))
    context.session.commit()
    return row


def _refuse_duplicates(context: Context, porteur: Porteur, *, same_siren: bool) -> None:
    """Refuse a SIRET that is known, or a SIREN that is unless `same_siren`: of many who ask at once, one is first."""
    hold_siren(context.session, porteur.siren)
    known = sirets_of(context.session, porteur.siren)
    if porteur.siret in known:
        raise _known_siret(porteur)
    if known and not same_siren:
        listed = ", ".join(map(write_siret, known))
        raise Duplicate(
            f"Un autre établissement du même organisme (SIREN {porteur.siren}) existe déjà : SIRET {listed}. Demandez "
            "à y être rattaché, ou confirmez qu'il s'agit d'un autre établissement, qui dépose pour lui-même.",
            "siret",
        )


def _known_siret(porteur: Porteur) -> Duplicate:
    return Duplicate(
        f"Un porteur a déjà le SIRET {write_siret(porteur.siret)}. Demandez à l'une de ses personnes, ou à la Caf, "
        "de vous y rattacher : deux fiches ne sont jamais fondues en une.",
        "siret",
    )


_KEPT_AS_READ = ("name", "siret", "siret_since", "rna", "nature", "email", "phone")


def _write(row: PorteurRow, porteur: Porteur) -> None:
    for name in ("siren", *_KEPT_AS_READ):
        setattr(row, name, getattr(porteur, name))
    row.address = asdict(porteur.address) if porteur.address else None
    row.representative = asdict(porteur.representative) if porteur.representative else None
    row.know()


def find_porteur(context: Context, key: UUID) -> PorteurRow:
    """Return a porteur that whoever asks may see. Raises `NotFound`."""
    scope = scope_of(context.who, "porteurs.read")
    context.open_wholly()
    return _find(context, scope, key)


def _find(context: Context, scope: Scope, key: UUID) -> PorteurRow:
    row = context.session.scalar(select(PorteurRow).where(PorteurRow.id == key, _visible(scope)))
    if row is None:
        raise NotFound("Ce porteur")
    return row


def _visible(scope: Scope) -> ColumnElement[bool]:
    """Keep the porteurs of whoever asks, and those that applied in a department of theirs."""
    if scope.everything:
        return true()
    seen: list[ColumnElement[bool]] = []
    if scope.porteurs:
        seen.append(PorteurRow.id.in_(scope.porteurs))
    if scope.departments:
        seen.append(_applied_in(scope.departments))
    return or_(*seen) if seen else false()


def _applied_in(departments: Iterable[str]) -> ColumnElement[bool]:
    return exists().where(PorteurDepartment.porteur_id == PorteurRow.id, PorteurDepartment.department.in_(departments))


PORTEUR_SORTS = {"name": PorteurRow.name_key, "siren": PorteurRow.siren, "siret": PorteurRow.siret}


@dataclass(frozen=True, slots=True, kw_only=True)
class PorteurSearch:
    """What a list of porteurs is asked for; `after` is the sort value and the key of the last one of the page before.

    `sort` is one of `PORTEUR_SORTS`, ``-`` before it for the greatest first.
    """

    siret: str | None = None
    siren: str | None = None
    text: str | None = None
    department: str | None = None
    sort: str = "name"
    after: tuple[str, UUID] | None = None
    limit: int = 50


def list_porteurs(context: Context, search: PorteurSearch) -> Sequence[PorteurRow | FoundPorteur]:
    """Return one page, and one more when another page follows.

    A Caf finds any porteur by its whole SIRET, to grant it time before it has applied there: its name, and no more.
    Where else a porteur applies is not told: raises `InvalidInput` for the department of another Caf.
    """
    scope = scope_of(context.who, "porteurs.read")
    if search.department is not None and scope.departments and search.department not in scope.departments:
        raise InvalidInput([Problem(("department",), _NOT_YOURS)])
    context.open_wholly()
    visible = _visible(scope)
    rows = context.session.scalars(_listed(search, visible)).all()
    if rows or search.siret is None or not departments_of(context.who, "extensions.grant"):
        return rows
    found = context.session.scalars(_listed(search, true())).all()
    return [FoundPorteur(id=row.id, name=row.name, siret=row.siret) for row in found]


def _listed(search: PorteurSearch, visible: ColumnElement[bool]) -> Select[PorteurRow]:
    query: Select[PorteurRow] = select(PorteurRow)
    if search.siret is not None:
        query = query.where(of_siret(search.siret))
    if search.siren is not None:
        query = query.where(PorteurRow.siren == search.siren)
    if search.text:
        query = query.where(found_by(search.text))
    if search.department is not None:
        query = query.where(_applied_in([search.department]))
    column, greatest_first = PORTEUR_SORTS[search.sort.removeprefix("-")], search.sort.startswith("-")
    if search.after is not None:
        value, key = search.after
        beyond = (column < value, PorteurRow.id < key) if greatest_first else (column > value, PorteurRow.id > key)
        query = query.where(or_(beyond[0], (column == value) & beyond[1]))
    order = (column.desc(), PorteurRow.id.desc()) if greatest_first else (column, PorteurRow.id)
    return query.where(visible).order_by(*order).limit(search.limit + 1)


def _differences(before: dict[str, Any], given: dict[str, Any]) -> Iterable[Problem]:
    """Say where what was sent differs from what is there; nothing of what cannot be read."""
    sent = {name: value for name, value in given.items() if name not in _CONFIRMING}
    try:
        read_porteur({**before, **sent})
    except InvalidInput:
        return ()
    return differences_within(sent, before, sent)


@command
def change_porteur(context: Context, key: UUID, given: dict[str, Any], *, revision: int | None) -> PorteurRow:
    """Change what is `given` of a porteur, whose `revision` was read; with ``same_siren``, as for a new one.

    Raises `NotFound`, `Stale`, `InvalidInput`, `Duplicate`. Commits.
    """
    scope = scope_of(context.who, "porteurs.write")
    context.open_wholly(writing=True)
    row = _find(context, scope, key)
    before = described(row)
    match_revision(context, row, revision, lambda: _differences(before, given))
    porteur: NewPorteur = _read(_NEW, {**before, **given}, context.now.date())
    if porteur.siret != row.siret:
        # Another establishment of its own SIREN is no new organism: that there are several was confirmed before.
        _refuse_duplicates(context, porteur, same_siren=porteur.same_siren or porteur.siren == row.siren)
    known = row.identity
    taken_over = keep_identity(context, row, porteur, confirmed=porteur.other_siren)
    _write(row, porteur)
    tell_cafs(context, taken_over, known, row.identity)
    changes = list(changes_between(before, described(row)))
    if changes:
        row.updated_at = context.now
        if before["siret"] != row.siret or before["name"] != row.name:
            row.confirmed_at = row.confirmed_basis = None  # what was confirmed is another organisation's name
        record(context, "porteur.changed", row.id, changes=changes)
        commit_or_stale(context, row)
    return row
