"""Help with a dossier, from its first draft on: what each page asks for, whom to call, writing to the Caf."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import Folder, open_own_folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import HELP, page
from clas_api.pages.porteur.site import blueprint
from clas_api.services.instruction.messaging import read_messages

REQUESTS: Mapping[str, str] = MappingProxyType(
    {
        "prolongation": (
            "Nous demandons une prolongation du délai pour déposer ce dossier.\n\nPourquoi : \n\nJusqu'au : "
        )
    }
)
"""What may be asked of the Caf, and how such a message begins: whoever writes it completes it."""


@blueprint.get("/dossiers/<uuid:key>/aide", endpoint="help")
def show_help(key: UUID) -> ResponseReturnValue:
    """Show what helps with a dossier: what its pages ask for, whom to call, the messages with the Caf."""
    begun = REQUESTS.get(request.args.get("demande", ""), "")
    form = TypedForm(MultiDict([("text", begun)] if begun else []))
    return show_help_page(open_own_folder(current_context(), key), form)


def show_help_page(folder: Folder, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    """Show the page of help, with a message that was begun, or could not be sent."""
    messages, new = read_messages(folder.context, folder.row.id)
    helped = {name: HELP[slug] for slug, name in folder.pages.items() if slug in HELP}
    return page(
        folder,
        "help.html",
        here="aide",
        status=status,
        form=form,
        messages=messages,
        new=new,
        helped=helped,
        contacts=folder.call.campaign.contacts,
    )
