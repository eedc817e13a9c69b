"""A dossier as a whole: what its porteur finds first, and how anybody who may see it reads it."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import Folder, open_folder
from clas_api.pages.porteur.progress import follows, show_dossier_page
from clas_api.pages.porteur.questions import Asked
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.wording import shown_changes
from clas_api.security.permissions import departments_of
from clas_api.services.dossiers.attaching import list_documents
from clas_api.services.dossiers.reading import compare_versions, list_versions, load_version
from clas_api.services.dossiers.shown_answers import shown_content
from clas_api.services.people.porteurs import described
from clas_core.departments import Campaign
from clas_core.dossiers import document_kinds, layout_of
from clas_core.dossiers.attestations import ATTESTATIONS
from clas_core.eligibility import FIELDS, LEVELS
from clas_core.errors import NotFound
from clas_core.national import Referential
from clas_core.porteurs import NATURES


def words_of(folder: Folder) -> dict[str, object]:
    """Return how the words of a dossier for machines are called."""
    return words_for(folder.call.estimator.referential, folder.call.campaign, folder.asked)


def words_for(referential: Referential, campaign: Campaign, asked: Asked) -> dict[str, object]:
    """Return how the words of what was deposited under these rules are called."""
    layout = layout_of(referential.school_year)
    return {
        "levels": LEVELS,
        "attestations": ATTESTATIONS,
        "axes": FIELDS["dossier"]["axes"].choices,
        "accounts": layout.accounts,
        "funders": layout.funders,
        "natures": NATURES,
        "bonuses": {bonus.id: bonus.label for bonus in referential.bonuses},
        "kinds": document_kinds(campaign),
        "asked": asked,
    }


@blueprint.get("/dossiers/<uuid:key>", endpoint="dossier")
def show_dossier(key: UUID) -> ResponseReturnValue:
    """Show what remains to do and what follows to whoever writes a dossier; its Caf follows it there too.

    Everybody else, and its Caf while it was never deposited, reads the whole of it.
    """
    folder = open_folder(current_context(), key)
    if not folder.mine and not follows(folder):
        return redirect(url_for("porteur.reading", key=key))
    return show_dossier_page(folder)


@blueprint.get("/dossiers/<uuid:key>/lecture", endpoint="reading")
def read_dossier(key: UUID) -> ResponseReturnValue:
    """Show everything that a dossier says, and what the rules say of it."""
    context = current_context()
    folder = open_folder(context, key)
    documents = list_documents(context, key)
    return page(
        folder,
        "reading.html",
        here="lecture",
        words=words_of(folder),
        porteur=described(folder.row.porteur),
        documents=documents,
        versions=list_versions(context, key),
        granting=folder.row.department in departments_of(context.who, "extensions.grant"),
        answering=(
            not folder.mine
            and not folder.row.versions
            and folder.row.department in departments_of(context.who, "messages.write")
        ),
    )


@blueprint.get("/dossiers/<uuid:key>/versions", endpoint="versions")
def show_versions(key: UUID) -> ResponseReturnValue:
    """List the deposits of a dossier, and what changed between two of them."""
    context = current_context()
    folder = open_folder(context, key)
    versions = list_versions(context, key)
    numbers = [version.number for version in versions]
    one = request.args.get("de", max(len(numbers) - 1, 1), type=int)
    other = request.args.get("a", len(numbers), type=int)
    changes = None
    if one in numbers and other in numbers and one != other:
        found = compare_versions(context, key, one, other)
        changes = shown_changes(found, folder.row.school_year, folder.call.questionnaire)
    return page(folder, "versions.html", here="versions", versions=versions, one=one, other=other, changes=changes)


@blueprint.get("/dossiers/<uuid:key>/versions/<int:number>", endpoint="version")
def show_version(key: UUID, number: int) -> ResponseReturnValue:
    """Show one deposit, as it was."""
    context = current_context()
    folder = open_folder(context, key)
    version = load_version(context, key, number)
    words = {**words_of(folder), "asked": folder.asked_of(version)}
    content = shown_content(context, folder.row, version.content, version)
    return page(folder, "version.html", here="versions", version=version, content=content, words=words)


@blueprint.get("/dossiers/<uuid:key>/recepisse", endpoint="receipt")
def show_receipt(key: UUID) -> ResponseReturnValue:
    """Show the receipt of the last deposit, to be kept or printed."""
    context = current_context()
    folder = open_folder(context, key)
    if not folder.row.versions:
        raise NotFound("Le récépissé de ce dossier")
    return page(folder, "receipt.html", here="recepisse", version=load_version(context, key, folder.row.versions))
