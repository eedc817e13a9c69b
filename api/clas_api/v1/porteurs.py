"""``/porteurs``: the organisations that apply."""

from typing import Any
from uuid import UUID

from clas_api.services.people.account_requests import ConfirmationSchema
from clas_api.services.people.confirming import confirm_porteur
from clas_api.services.people.porteurs import (
    PORTEUR_SORTS,
    PorteurSearch,
    change_porteur,
    create_porteur,
    find_porteur,
    list_porteurs,
)
from clas_api.store import places
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.paging import page, place_of
from clas_api.v1.porteur_schemas import (
    PorteurAnswerSchema,
    PorteurPageSchema,
    PorteurPatchSchema,
    PorteurQuerySchema,
    PorteurRequestSchema,
)
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent, sent

blueprint = Blueprint("porteurs", __name__, description="The organisations that apply")


@blueprint.get("/porteurs")
@blueprint.query(PorteurQuerySchema)
@blueprint.answers(200, PorteurPageSchema)
def get_porteurs(query: dict[str, Any]) -> dict[str, Any]:
    """List the porteurs that you may see, by name if `sort` says nothing; a Caf finds any by its whole SIRET.

    Of one that has not applied there it is told the name alone, and nobody is told where else a porteur applies.
    """
    limit = query["limit"]
    search = PorteurSearch(
        siret=query["siret"],
        siren=query["siren"],
        text=query["q"],
        department=query["department"],
        sort=query["sort"],
        after=place_of(query, places.text, places.key),
        limit=limit,
    )
    column = PORTEUR_SORTS[search.sort.removeprefix("-")].key
    rows = list_porteurs(current_context(), search)
    return page(rows, limit, lambda row: [getattr(row, column), str(row.id)])


@blueprint.post("/porteurs")
@blueprint.arguments(PorteurRequestSchema)
@blueprint.answers(201, PorteurAnswerSchema)
def post_porteur(asked: dict[str, Any]) -> Sent:
    """Describe an organisation; you become one of its people."""
    row = create_porteur(current_context(), asked)
    return sent(row, location=f"/porteurs/{row.id}")


@blueprint.get("/porteurs/<uuid:key>")
@blueprint.answers(200, PorteurAnswerSchema)
def get_porteur(key: UUID) -> Sent:
    """Show one porteur."""
    return sent(find_porteur(current_context(), key))


@blueprint.post("/porteurs/<uuid:key>/confirmation")
@blueprint.arguments(ConfirmationSchema)
@blueprint.answers(200, PorteurAnswerSchema)
def post_confirmation(asked: dict[str, Any], key: UUID) -> Sent:
    """Say, for a Caf where it deposited, that the people of a porteur are entitled to act for it, and on what basis."""
    return sent(confirm_porteur(current_context(), key, asked["basis"]))


@blueprint.patch("/porteurs/<uuid:key>")
@blueprint.arguments(PorteurPatchSchema)
@blueprint.answers(200, PorteurAnswerSchema)
@if_match(blueprint)
def patch_porteur(asked: dict[str, Any], key: UUID) -> Sent:
    """Change what is given of a porteur."""
    return sent(change_porteur(current_context(), key, asked, revision=asked_revision()))
