"""What Cafs say of a year of national rules, by item or by department, and answering it."""

from collections import Counter
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.national.site import blueprint
from clas_api.pages.porteur.form import write_typed
from clas_api.services.rules.answering_comments import answer_comment, find_comment, hear
from clas_api.services.rules.consultation_requests import CommentAnswerSchema
from clas_api.services.rules.consulting import year_before
from clas_core.errors import ClasError
from clas_core.national.outcomes import OUTCOMES

_LABELS = {"outcome": "suite donnée", "reason": "motif"}
_RULE = "/regles/<year>/avis"


@blueprint.get(_RULE, endpoint="comments")
def show_comments(year: str) -> ResponseReturnValue:
    """List what is said of a year, item by item, of every department or of one."""
    heard = hear(current_context(), year)
    slug = request.args.get("departement", "")
    return render_template(
        "national/comments.html",
        heard=heard,
        year=str(heard.year.school_year),
        departments=sorted(heard.names.items(), key=lambda each: each[1]),
        counts=Counter(each.department for each in heard.comments),
        slug=slug if slug in heard.names else "",
        said=heard.of_department(slug) if slug in heard.names else heard.said,
        outcomes=OUTCOMES,
    )


@blueprint.get(f"{_RULE}/<uuid:comment>", endpoint="comment")
def show_comment(year: str, comment: UUID) -> ResponseReturnValue:
    """Show an opinion, with what others say of the same item, to be answered."""
    return _page(current_context(), year, comment)


@blueprint.post(f"{_RULE}/<uuid:comment>")
def post_answer(year: str, comment: UUID) -> ResponseReturnValue:
    """Answer it."""
    context = current_context()
    form = CafForm(request.form, labels=dict(_LABELS))
    try:
        asked = form.read(CommentAnswerSchema())
        answer_comment(context, comment, year=year, **asked, revision=form.revision)
    except ClasError as error:
        return _page(context, year, comment, form, refused(context, form, error))
    flash("La réponse est enregistrée ; la personne qui a donné l'avis est prévenue.")
    return redirect(url_for("national.comments", year=year), 303)


def _page(
    context: Context, year: str, key: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    heard = hear(context, year)
    row, said = find_comment(heard, key)
    if form is None:
        form = CafForm(write_typed(CommentAnswerSchema(), row))
    form.labels |= _LABELS
    return render_template(
        "national/comment.html",
        heard=heard,
        year=str(heard.year.school_year),
        before=year_before(context.installation.library, heard.year),
        row=row,
        said=said,
        form=form,
        outcomes=OUTCOMES,
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200
