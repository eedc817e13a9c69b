"""One dossier of a session: recusals, opinions, votes, and the decision that is being prepared."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.decision_form import (
    OUTCOME_WORDS,
    Asked,
    asked_of,
    decision_typed,
    fields_of,
    first_form,
    form_of_decision,
    named,
)
from clas_api.pages.caf.figures import COMPUTE, figures_of
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.session_view import SessionView, session_page, view_of
from clas_api.pages.caf.site import blueprint
from clas_api.services.committees.advising import advice_on
from clas_api.services.committees.deciding import load_item, prepare_decision
from clas_api.services.committees.envelopes import follow_envelopes
from clas_api.services.committees.recusing import declare_recusal, late_recusals, may_settle, settle_recusal
from clas_api.services.committees.together import note_all_for
from clas_api.services.committees.vote_requests import (
    AskedOpinionSchema,
    AskedVoteSchema,
    AskedVotesSchema,
    NewRecusalSchema,
    SettledRecusalSchema,
)
from clas_api.services.committees.voting import record_votes, vote, write_opinion
from clas_api.services.instruction.comparing import view_additionality
from clas_api.services.instruction.instructing import latest_examinations
from clas_api.store.models import AgendaItem, DossierRow
from clas_core.committees.committee import CHOICES, SCALES, outcomes_allowed
from clas_core.committees.decision_schemas import read_decision
from clas_core.documents.minutes import envelope_name
from clas_core.dossiers.lifecycle import STATES, is_decidable
from clas_core.errors import ClasError, InvalidInput, NotFound, Path, Problem, Refused
from clas_core.reading import read_json


@blueprint.get("/caf/seances/<uuid:key>/dossiers/<uuid:item>", endpoint="item")
def show_item(key: UUID, item: UUID) -> ResponseReturnValue:
    """Show a dossier of the agenda: what was asked and proposed, opinions, votes, the decision being prepared."""
    return _show(current_context(), key, item)


def _handle(
    key: UUID,
    item: UUID,
    act: Callable[[Context, CafForm], str],
    *,
    called: Mapping[str, str] | None = None,
    field_of: Callable[[Path], str] | None = None,
) -> ResponseReturnValue:
    """Do what a form of the page asks, and go back to the page; or show it again with what was typed."""
    context = current_context()
    form = CafForm(request.form, called=called or {})
    try:
        flash(act(context, form))
    except ClasError as error:
        refusal = refused(context, form, error, field_of)
        return _show(context, key, item, form, refusal)
    return redirect(url_for("caf.item", key=key, item=item), 303)


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/deport", endpoint="recusal")
def post_recusal(key: UUID, item: UUID) -> ResponseReturnValue:
    """Declare that one takes no part in a dossier; the secretariat declares it for a seat."""

    def act(context: Context, form: CafForm) -> str:
        declare_recusal(context, key, item, **form.read(NewRecusalSchema()))
        return "Le déport est noté."

    return _handle(key, item, act, called={"reason": "recusal"})


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/deport/<uuid:seat>", endpoint="settled_recusal")
def post_settled_recusal(key: UUID, item: UUID, seat: UUID) -> ResponseReturnValue:
    """Keep or lift a recusal that was found late, for whoever presides."""
    field = f"settled/{seat}"

    def act(context: Context, form: CafForm) -> str:
        keeps = form.value("action") == "keep"
        settle_recusal(context, key, item, seat, **form.read(SettledRecusalSchema(), keeps=keeps))
        return "Le déport est maintenu." if keeps else "Le déport est levé."

    return _handle(key, item, act, called={"reason": field})


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/avis", endpoint="opinion")
def post_opinion(key: UUID, item: UUID) -> ResponseReturnValue:
    """Keep one's opinion as a draft, or give it, for good."""

    def act(context: Context, form: CafForm) -> str:
        given = form.value("action") == "give"
        write_opinion(context, key, item, **form.read(AskedOpinionSchema(), given=given), revision=form.revision)
        return "Votre avis est rendu." if given else "Votre avis est gardé : vous seul le voyez."

    return _handle(key, item, act, called={"reason": "opinion"})


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/vote", endpoint="vote")
def post_vote(key: UUID, item: UUID) -> ResponseReturnValue:
    """Vote for one's own seat."""

    def act(context: Context, form: CafForm) -> str:
        vote(context, key, item, **form.read(AskedVoteSchema()))
        return "Votre vote est noté."

    return _handle(key, item, act)


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/votes", endpoint="votes")
def post_votes(key: UUID, item: UUID) -> ResponseReturnValue:
    """Record the votes of the seats, as the secretariat hears them: those that are chosen, and no other."""
    voting: list[UUID] = []

    def act(context: Context, form: CafForm) -> str:
        if form.value("action") == "all":
            ((_, why),) = note_all_for(context, key, [item], by_itself=True).items()
            if why:
                raise Refused(f"Rien n'est noté : {why.rstrip('.')}.")
            return "Chaque siège présent est noté pour : changez celui qui diffère."
        voting.extend(seat for seat in form.keys("voting") if form.words(f"vote/{seat}"))
        typed = [
            {"seat": str(seat), "choice": form.words(f"vote/{seat}"), "revision": form.revision_of(f"revision/{seat}")}
            for seat in voting
        ]
        asked = read_json({"votes": typed}, AskedVotesSchema())["votes"] if typed else ()
        votes = [(each["seat"], each["choice"], each["revision"]) for each in asked]
        record_votes(context, key, item, votes)  # also none: it judges whether whoever asks may record any
        if not votes:
            raise InvalidInput([Problem(("choice",), "Choisissez le vote d'un siège au moins.")])
        return "Les votes sont notés."

    def field_of(path: Path) -> str:
        match path:
            case ("votes", int(index), *_):
                return f"vote/{voting[index]}"
        return ""

    return _handle(key, item, act, field_of=field_of)


@blueprint.post("/caf/seances/<uuid:key>/dossiers/<uuid:item>/decision", endpoint="decision")
def post_decision(key: UUID, item: UUID) -> ResponseReturnValue:
    """Prepare the decision on a dossier: it is taken when the session closes."""

    def act(context: Context, form: CafForm) -> str:
        _, _, demand = load_item(context, key, item)
        asked = asked_of(demand)
        named(form, asked)
        placed.append(fields_of(form, asked))
        decision = read_decision(decision_typed(form, asked))
        prepare_decision(context, key, item, decision, revision=form.revision)
        return "La décision est préparée : elle sera prise à la clôture de la séance."

    placed: list[Callable[[Path], str]] = []
    if request.form.get("action") == COMPUTE:
        return _show(current_context(), key, item, CafForm(request.form))
    return _handle(key, item, act, field_of=lambda path: placed[0](path))


def _show(
    context: Context, key: UUID, item: UUID, form: CafForm | None = None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    whole, point, demand = load_item(context, key, item)
    view = view_of(context, whole)
    dossier = whole.dossiers[point.dossier_id]
    asked = asked_of(demand)
    envelopes = follow_envelopes(context, whole)
    study, claims = _study(context, dossier)
    advice = advice_on(context, dossier.id, but=key)
    counted = whole.tally_of(item)
    kept = _kept_form(view, point, study, asked)
    if form is None:
        form = kept
    else:
        form.complete(
            kept.values,
            sent=("groups/", "aids/", "programmes/", "outcome", "reason") if "outcome" in form.values else (),
        )
    named(form, asked)
    index = whole.items.index(point)
    return session_page(
        context,
        view,
        "item.html",
        form,
        refusal,
        item=point,
        dossier=dossier,
        demand=demand,
        asked=asked,
        figures=figures_of(form, demand, asked),
        study=study,
        claims=claims,
        advice=advice,
        recused=whole.recused_from(item),
        lifted=[each for each in whole.recusals[item] if each.lifted],
        late=[(each, may_settle(context, whole, each.seat)) for each in late_recusals(context, whole, about=point)],
        opinions={each.seat_id: each for each in whole.opinions[item]},
        votes={each.seat_id: each for each in whole.votes[item]},
        tally=counted,
        decidable=view.row.decides and is_decidable(dossier.state, dossier.outcome) and view.writable,
        outcomes={each: OUTCOME_WORDS[each] for each in outcomes_allowed(counted.result)},
        all_outcomes=OUTCOME_WORDS,
        envelopes=envelopes,
        envelope_name=envelope_name,
        choices=CHOICES,
        scales=SCALES,
        dossier_states=STATES,
        before=whole.items[index - 1] if index else None,
        following=whole.items[index + 1] if index + 1 < len(whole.items) else None,
    )


def _study(context: Context, dossier: DossierRow) -> tuple[Any, Any]:
    """Return the last study of a dossier, and its bonuses beside the socle; nothing to who is of its porteur."""
    try:
        study = latest_examinations(context, dossier.id)["study"]
        claims = view_additionality(context, dossier.id)
    except NotFound:
        return None, ()
    return study, claims


def _kept_form(view: SessionView, point: AgendaItem, study: Any, asked: Asked) -> CafForm:
    """Return the forms of the page as they are kept: the decision as it is prepared, else as the Caf proposes it."""
    proposed = point.draft or (study.proposal if study else None)
    form = form_of_decision(proposed, asked) if proposed else first_form(asked)
    kept: MultiDict[str, str] = form.values
    for each in view.whole.votes[point.id]:
        kept[f"vote/{each.seat_id}"] = each.choice
        if view.own and each.seat_id == view.own.id:
            kept["choice"] = each.choice
    for opinion in view.whole.opinions[point.id]:
        if view.own and opinion.seat_id == view.own.id:
            kept["scale"], kept["opinion"] = opinion.scale, opinion.reason
    return form
