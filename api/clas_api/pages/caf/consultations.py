"""The consultations on national rules, for a Caf: the draft item by item, giving an opinion, changing or withdrawing
it, reading what is answered."""

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.form import write_typed
from clas_api.security.permissions import departments_of
from clas_api.services.rules.consultation_requests import CommentTextSchema
from clas_api.services.rules.consulting import (
    Consultation,
    change_comment,
    give_comment,
    open_years,
    read_consultation,
    withdraw_comment,
)
from clas_api.services.rules.kept_calls import find_department
from clas_api.store.models import RuleComment
from clas_core.errors import ClasError, NotFound
from clas_core.national.items import GROUPS, WHOLE, Item
from clas_core.national.outcomes import OUTCOMES

_LABELS = {"text": "votre avis"}
_RULE = "/departements/<slug>/consultation/<year>"
_COMMENT = f"{_RULE}/avis/<uuid:comment>"


@blueprint.get("/caf/consultations", endpoint="consultations")
def show_consultations() -> ResponseReturnValue:
    """List the years in consultation, by the departments that one works for."""
    context = current_context()
    context.open("consultations.comment")
    slugs = sorted(departments_of(context.who, "consultations.comment"))
    departments = [find_department(context, slug).department for slug in slugs]
    return render_template(
        "caf/consultations.html", years=open_years(context.installation.library), departments=departments
    )


@blueprint.get(_RULE, endpoint="consultation")
def show_consultation(slug: str, year: str) -> ResponseReturnValue:
    """Show a draft item by item, with what the department says of each."""
    context = current_context()
    read = read_consultation(context, slug, year)
    return render_template(
        "caf/consultation.html",
        department=find_department(context, slug).department,
        form=CafForm(),
        read=read,
        groups=list(_grouped(read)),
        WHOLE=WHOLE,
        stale=[each for each in read.comments if each.outcome is None and each.digest != read.digest],
    )


@blueprint.get(f"{_RULE}/<place>", endpoint="consulted_item")
def show_item(slug: str, year: str, place: str) -> ResponseReturnValue:
    """Show an item of a draft, what the department says of it, what was answered, with a form for another opinion."""
    context = current_context()
    return _item(context, slug, read_consultation(context, slug, year), place, CafForm())


@blueprint.post(f"{_RULE}/<place>")
def post_comment(slug: str, year: str, place: str) -> ResponseReturnValue:
    """Give an opinion."""
    context = current_context()
    form = CafForm(request.form, labels=dict(_LABELS))
    try:
        text = form.read(CommentTextSchema())["text"]
        _, new = give_comment(context, year=year, department=slug, place=place, text=text)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _item(context, slug, read_consultation(context, slug, year), place, form, refusal)
    flash("Votre avis est enregistré." if new else "Cet avis était déjà enregistré : il l'est une fois.")
    return redirect(url_for("caf.consulted_item", slug=slug, year=year, place=place), 303)


@blueprint.get(_COMMENT, endpoint="comment")
def show_comment(slug: str, year: str, comment: UUID) -> ResponseReturnValue:
    """Show an opinion, to be said otherwise."""
    context = current_context()
    read, row = _found(context, slug, year, comment)
    return _comment(context, slug, read, row, CafForm(write_typed(CommentTextSchema(), row)))


@blueprint.post(_COMMENT)
def post_changed_comment(slug: str, year: str, comment: UUID) -> ResponseReturnValue:
    """Say it otherwise."""
    context = current_context()
    form = CafForm(request.form, labels=dict(_LABELS))
    try:
        text = form.read(CommentTextSchema())["text"]
        row = change_comment(context, year, comment, text=text, revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _comment(context, slug, *_found(context, slug, year, comment), form, refusal)
    flash("Votre avis est changé.")
    return redirect(url_for("caf.consulted_item", slug=slug, year=year, place=row.place), 303)


@blueprint.get(f"{_COMMENT}/retrait", endpoint="withdrawn_comment")
def ask_to_withdraw(slug: str, year: str, comment: UUID) -> ResponseReturnValue:
    """Ask before an opinion is withdrawn."""
    context = current_context()
    return _withdrawal(context, slug, *_found(context, slug, year, comment), CafForm())


@blueprint.post(f"{_COMMENT}/retrait")
def post_withdrawn(slug: str, year: str, comment: UUID) -> ResponseReturnValue:
    """Withdraw an opinion."""
    context = current_context()
    form = CafForm(request.form)
    try:
        place = withdraw_comment(context, year, comment, revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _withdrawal(context, slug, *_found(context, slug, year, comment), form, refusal)
    flash("Votre avis est retiré.")
    return redirect(url_for("caf.consulted_item", slug=slug, year=year, place=place), 303)


def _grouped(read: Consultation) -> Iterator[tuple[str, list[Item]]]:
    for group, items in groupby(read.items, key=lambda each: each.group):
        if group != WHOLE:
            yield GROUPS[group], list(items)


def _found(context: Context, slug: str, year: str, key: UUID) -> tuple[Consultation, RuleComment]:
    read = read_consultation(context, slug, year)
    row = next((each for each in read.comments if each.id == key), None)
    if row is None:
        raise NotFound("Cet avis")
    return read, row


def _item(
    context: Context, slug: str, read: Consultation, place: str, form: CafForm, refusal: Refusal | None = None
) -> ResponseReturnValue:
    form.labels |= _LABELS
    return render_template(
        "caf/consulted_item.html",
        department=find_department(context, slug).department,
        form=form,
        read=read,
        item=read.item(place),
        outcomes=OUTCOMES,
    ), refusal.status if refusal else 200


def _comment(
    context: Context, slug: str, read: Consultation, row: RuleComment, form: CafForm, refusal: Refusal | None = None
) -> ResponseReturnValue:
    form.labels |= _LABELS
    return render_template(
        "caf/comment.html",
        department=find_department(context, slug).department,
        form=form,
        read=read,
        row=row,
        item=read.item(row.place),
        outcomes=OUTCOMES,
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200


def _withdrawal(
    context: Context, slug: str, read: Consultation, row: RuleComment, form: CafForm, refusal: Refusal | None = None
) -> ResponseReturnValue:
    return render_template(
        "caf/withdrawn_comment.html",
        department=find_department(context, slug).department,
        form=form,
        read=read,
        row=row,
        item=read.item(row.place),
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200
