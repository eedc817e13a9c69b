"""Steps after a decision that are not undone: each page says whom it touches and what is lost, and asks first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.after import OFFERS, show
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.services.committees.correcting import Told, list_decisions
from clas_api.services.year.beginning import begin_dossier
from clas_api.services.year.ending import close_dossier, give_up_grant
from clas_api.services.year.notifying import notify_decision
from clas_api.services.year.paying import left_to_pay
from clas_api.services.year.settling import settle_dossier, show_settlement
from clas_api.services.year.year_requests import BeginningSchema, EndingReasonSchema, GivingUpSchema
from clas_core.dossiers.lifecycle import STATES, needs_reason
from clas_core.errors import ClasError
from clas_core.money import parse_amount, write_euros


@dataclass(frozen=True, slots=True)
class Question:
    """What an act would do, in sentences; `reasoned` asks why it is done, `blocked` says why it cannot be done yet."""

    effects: Sequence[str]
    reasoned: bool = False
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a step asks before it is taken, and how it is taken; what is said once it is done."""

    title: str
    done: str
    ask: Callable[[Context, Work], Question]
    take: Callable[[Context, Work, CafForm], object]


def _last(context: Context, work: Work) -> Told:
    decisions = list_decisions(context, work.row.id)
    return decisions[-1]


def _ask_notifying(context: Context, work: Work) -> Question:
    taken = _last(context, work).decision
    amount = f", {write_euros(taken.granted_cents)} au plus" if taken.outcome == "approved" else ""
    return Question(
        [
            f"Un courriel dit à {work.row.porteur.name} : {STATES[work.row.state]}{amount}, avec le motif.",
            "Un courriel envoyé ne se reprend pas ; seule une correction motivée revient sur la décision.",
        ]
    )


def _ask_beginning(context: Context, work: Work) -> Question:
    return Question(
        [
            f"{work.row.porteur.name} : {write_euros(work.row.granted_cents)} au plus, selon les dépenses réelles.",
            "Les acomptes que l'appel prévoit sont à payer, et le porteur peut écrire son bilan.",
            "L'agrément ne s'abandonne plus ensuite : le dossier va jusqu'à son solde.",
        ]
    )


def _ask_settling(context: Context, work: Work) -> Question:
    found = show_settlement(context, work.row.id)
    due, granted, paid = (write_euros(parse_amount(found[name])) for name in ("due", "granted", "paid"))
    return Question(
        [
            f"D'après le bilan déposé, {due} sont dus à {work.row.porteur.name}, sur {granted} accordés.",
            f"{paid} sont déjà versés. Un courriel dit au porteur ce qui reste à verser ou à rendre.",
            "Un solde est définitif : ni le bilan ni la décision ne se corrigent plus.",
        ]
    )


def _ask_giving_up(context: Context, work: Work) -> Question:
    told = _last(context, work)
    groups = [f"« {label} »" for group, label in told.groups if group.retained]
    many = "s" if len(groups) > 1 else ""
    return Question(
        [
            f"{work.row.porteur.name} perd les {write_euros(told.standing)} accordés : rien n'en sera versé.",
            f"{len(groups)} groupe{many} : {', '.join(groups)}.",
            "Cette somme revient aux enveloppes du département, et ne compte plus dans les statistiques.",
            "Un courriel le dit au porteur, avec le motif.",
            "Cela ne se défait pas : aucune étape ne rend l'agrément.",
            "Le porteur peut déposer un autre dossier tant que l'appel est ouvert.",
        ],
        reasoned=True,
    )


def _ask_closing(context: Context, work: Work) -> Question:
    row = work.row
    left = left_to_pay(context, row.id)
    reasoned = needs_reason("close", row.state, row.outcome)
    effects = ["Un dossier clos ne change plus et ne se rouvre pas."]
    if reasoned:
        effects.append(f"Il est {STATES[row.outcome or row.state]} : le comité ne pourra plus en décider.")
    if row.state == "settled":
        effects.append("Tout est payé : le porteur, déjà prévenu du solde, ne reçoit pas de courriel.")
    elif row.state != "withdrawn":
        effects.append(f"Un courriel le dit à {row.porteur.name}{', avec le motif' if reasoned else ''}.")
    blocked = f"Ce dossier ne se clôt pas encore : {left}. Notez d'abord le paiement." if left else ""
    return Question(effects[:1] if blocked else effects, reasoned, blocked)


def _begin(context: Context, work: Work, form: CafForm) -> object:
    return begin_dossier(context, work.row.id, **form.read(BeginningSchema()), revision=form.revision)


def _give_up(context: Context, work: Work, form: CafForm) -> object:
    return give_up_grant(context, work.row.id, **form.read(GivingUpSchema()), revision=form.revision)


def _close(context: Context, work: Work, form: CafForm) -> object:
    return close_dossier(context, work.row.id, **form.read(EndingReasonSchema()), revision=form.revision)


ACTS: Mapping[str, Act] = {
    "notification": Act(
        "Notifier la décision ?",
        "La décision est notifiée : un courriel part.",
        _ask_notifying,
        lambda context, work, form: notify_decision(context, work.row.id, revision=form.revision),
    ),
    "commencement": Act(
        "Commencer l'année ?",
        "L'année est commencée : le porteur peut écrire son bilan.",
        _ask_beginning,
        _begin,
    ),
    "solde": Act(
        "Solder le dossier ?",
        "Le dossier est soldé.",
        _ask_settling,
        lambda context, work, form: settle_dossier(context, work.row.id, revision=form.revision),
    ),
    "abandon": Act(
        "Abandonner l'agrément ?",
        "L'agrément est abandonné : un courriel le dit au porteur, avec le motif.",
        _ask_giving_up,
        _give_up,
    ),
    "fin": Act(
        "Clore le dossier ?",
        "Le dossier est clos.",
        _ask_closing,
        _close,
    ),
}
"""Each act by its address, as `OFFERS` offers it."""

_RULE = f"/caf/dossiers/<uuid:key>/<any({', '.join(ACTS)}):act>"


@blueprint.get(_RULE, endpoint="act")
def ask_to_act(key: UUID, act: str) -> ResponseReturnValue:
    """Say what a step would do, and ask whether to take it; lead back to the page when it cannot be taken."""
    context = current_context()
    work = open_work(context, key)
    if not work.may(OFFERS[act].step):
        return redirect(url_for("caf.after", key=key), 303)
    return _ask(context, work, act)


@blueprint.post(_RULE)
def post_act(key: UUID, act: str) -> ResponseReturnValue:
    """Take a step, and go back to the page of the dossier; or ask again, with what kept it from being taken."""
    context = current_context()
    work = open_work(context, key)
    form = CafForm(request.form)
    try:
        ACTS[act].take(context, work, form)
    except ClasError as error:
        refusal = refused(context, form, error)
        work = open_work(context, key)
        if not work.may(OFFERS[act].step):
            return show(context, work, form, refusal)
        return _ask(context, work, act, form, refusal)
    flash(ACTS[act].done)
    return redirect(url_for("caf.after", key=key), 303)


def _ask(
    context: Context, work: Work, act: str, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    convention = None
    if act == "commencement":
        notification = _last(context, work).notification
        convention = notification is not None and notification.convention
    question = ACTS[act].ask(context, work)
    shown = {"act": ACTS[act], "offer": OFFERS[act], "name": act, "question": question, "convention": convention}
    return work_page(work, "act.html", "act", form, refusal, **shown)
