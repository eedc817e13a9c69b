"""Showing a page of a dossier: what all of them are given."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.porteur.folder import Folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import SHOWN, Outcome
from clas_core.dossiers.merging import Shown

HELP: Mapping[str, str] = MappingProxyType(
    {
        "contact": "La personne que la Caf appelle au sujet du dossier ; c'est aussi à elle que partent les courriels.",
        "actions": "Une action est un lieu et un projet ; elle compte un ou plusieurs groupes de 8 à 12 enfants.",
        "axes": "Quelques lignes par axe suffisent : ce que vous faites, avec qui, à quel rythme.",
        "articulations": "Les autres dispositifs du territoire, et comment votre projet s'accorde avec eux.",
        "questions": "Ce que votre département demande en plus des questions nationales.",
        "programmes": "Les autres programmes du même appel, avec le montant que vous demandez à chacun.",
        "budget": "Les charges et les produits de l'année scolaire, compte par compte ; les deux totaux sont égaux.",
        "pieces": "Une photo lisible de chaque page suffit ; une pièce jointe par erreur se retire.",
        "attestations": "Ce que votre organisme certifie, et où en est le bilan de l'année dernière.",
        "verifier": "Relisez ce qui manque et ce qui serait versé ; il n'est déposé qu'après le dernier bouton.",
        "bilan": "Le bilan s'écrit en plusieurs fois ; ce qui était prévu est rappelé à côté de chaque champ.",
    }
)
"""What helps on a page of a dossier, in a sentence."""


def page(folder: Folder, template: str, *, here: str = "", status: int = 200, **values: Any) -> ResponseReturnValue:
    """Show a page of a dossier; `here` is its name among the pages that the dossier is written on."""
    shown = {"folder": folder, "pages": folder.pages, "here": here, "help": HELP.get(here, "")}
    return render_template(f"porteur/{template}", **{**shown, **values}), status


def form_page(
    folder: Folder,
    template: str,
    form: TypedForm,
    *,
    here: str,
    outcome: Outcome | None = None,
    revision: int | None = None,
    shows: Shown | None = None,
    **values: Any,
) -> ResponseReturnValue:
    """Show a form of a dossier, with what was typed when it could not be saved.

    The form says which state of the dossier it was written on. When somebody else has saved in between, it says the
    current one: sending it again, after reading what differs, saves over theirs. `revision` is that of what is
    written, when it is not the dossier itself. `shows` is what is there of what it has fields for.
    """
    differences = outcome.differences if outcome else None
    if outcome is None and folder.writable:
        form.remarks = folder.remarks
    address = url_for("porteur.section", key=folder.row.id, slug=here)
    typed_on = form.value("revision") if outcome and differences is None else ""
    return page(
        folder,
        template,
        here=here,
        status=outcome.status if outcome else 200,
        form=form,
        revision=typed_on or revision or folder.row.revision,
        shown=_shown(form, outcome, shows),
        differences=differences,
        since=outcome.since if outcome else "",
        own=bool(outcome and outcome.own),
        **{"address": address, **values},
    )


def _shown(form: TypedForm, outcome: Outcome | None, shows: Shown | None) -> str:
    """Return what a form says that its page shows: what it said before where it was refused, and else what is there."""
    if outcome is not None and outcome.shown is None and form.value(SHOWN):
        return form.value(SHOWN)
    shown = outcome.shown if outcome and outcome.shown else shows
    return json.dumps(dict(shown.digests), separators=(",", ":")) if shown else ""
