"""Drafting a dossier: starting it, saving it at any stage, taking it up from last year, checking it, giving it up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from clas_api.context import Context, command
from clas_api.services.dossiers.attaching import forget_bytes
from clas_api.services.dossiers.complementing import moment_that_counts
from clas_api.services.dossiers.moving import expect_writable
from clas_api.services.dossiers.reading import (
    A_DOSSIER,
    content_for,
    documents_for,
    documents_json,
    documents_of,
    load_dossier,
)
from clas_api.services.dossiers.shown_answers import shown_points
from clas_api.services.people.porteurs import porteur_of
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import OpenCall, call_for, call_of, call_to_change, is_over
from clas_api.services.trace import hold_chain, record
from clas_api.store.dossiers import find_dossier, live_dossiers, version_of
from clas_api.store.models import Attachment, DossierRow
from clas_api.store.porteurs import join_department
from clas_api.store.sight import Sight
from clas_api.store.standing import previous_bilan_state
from clas_core.dossiers import (
    DossierCheck,
    DossierContent,
    changes_between,
    check_dossier,
    content_json,
    copied_for_next_year,
    kept_content,
    layout_of,
    read_content,
)
from clas_core.dossiers.differing import differences_within
from clas_core.dossiers.schemas import WHEN_SAID
from clas_core.errors import InvalidInput, NotFound, OutOfTime, Problem, Refused
from clas_core.questions.answers import Questionnaire, answered_before
from clas_core.years import SchoolYear


@command
def start_dossier(
    context: Context, slug: str, name: str, porteur: UUID, *, copy_from: UUID | None = None
) -> tuple[DossierRow, bool]:
    """Return the draft of a porteur for the call of that `name`, and whether it is new: starting twice gives the
    same draft.

    `copy_from` is an earlier dossier of the same porteur to begin with. Raises `NotFound`, `UnknownDepartment`,
    `UnknownCampaign`, or `OutOfTime` when the call is closed. Commits.
    """
    scope = context.open("dossiers.write", writing=True)
    if porteur not in scope.porteurs:
        raise NotFound("Ce porteur")
    call = call_for(context, slug, name, porteur)
    live = live_dossiers(context.session, porteur, slug, name)
    if existing := _to_continue(live, several=call.campaign.deposit.several_dossiers):
        return existing, False
    if call.deadline is not None and is_over(call.deadline, context.now):
        raise OutOfTime(
            f"L'appel s'est clos le {call.told(call.deadline)}. Pour y répondre encore, demandez à la Caf une "
            "prolongation."
        )
    content = _first_content(context, porteur, copy_from, call)
    row = DossierRow(
        department=slug,
        call=name,
        porteur_id=porteur,
        place=max((each.place for each in live), default=0) + 1,
        content=content_json(content),
        copied_from=copy_from,
        begun_referential=call.estimator.referential.digest,
        begun_campaign=call.campaign.digest,
        created_at=context.now,
        updated_at=context.now,
    )
    summarise(row, content, asked=0)
    try:
        with context.session.begin_nested():
            context.session.add(row)
    except IntegrityError:
        # Somebody of the same porteur has started it just now: theirs is the draft.
        return live_dossiers(context.session, porteur, slug, name)[-1], False
    hold_chain(context, slug)  # before what a grant of more time also writes, in the same order as it does
    join_department(context.session, porteur, slug, context.now)
    after = {"school_year": name, "porteur": str(porteur), "copied_from": str(copy_from) if copy_from else None}
    record(context, "dossier.started", row.id, chain=slug, after=after)
    context.session.commit()
    return row, True


def _to_continue(live: Any, *, several: bool) -> DossierRow | None:
    """Return the dossier that starting again leads to: the only one, or, where there may be several, a draft."""
    drafts = [each for each in live if each.state == "draft"] if several else live
    return drafts[-1] if drafts else None


def _first_content(context: Context, porteur: UUID, copy_from: UUID | None, call: OpenCall) -> DossierContent:
    if copy_from is None:
        return DossierContent()
    own = (DossierRow.id == copy_from, DossierRow.porteur_id == porteur)
    earlier = context.session.scalar(select(DossierRow).where(*own))
    if earlier is None:
        raise NotFound("Le dossier à reprendre")
    return copied_for_next_year(kept_content(earlier.content), call.questionnaire)


def with_sections(row: DossierRow, sections: dict[str, Any], questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the content of a dossier with the sections that were sent. Raises `InvalidInput` with every problem."""
    layout = layout_of(SchoolYear.parse(row.school_year))
    sent = content_json(read_content(sections, layout, questionnaire, answered_before(row.content)))
    written = {**content_json(kept_content(row.content)), **{name: sent.get(name) for name in sections}}
    return {name: each for name, each in written.items() if name not in WHEN_SAID or each}


@command
def save_dossier(context: Context, key: UUID, sections: dict[str, Any], *, revision: int | None) -> DossierRow:
    """Save sections of a dossier whose `revision` was read; nothing need be complete, and it is never too late.

    What lists show of it is what is written until it is deposited, and from then on what was deposited.
    Raises `NotFound`, `Stale` when somebody else has saved it since, `InvalidInput` with every problem. Commits.
    """
    row = held_dossier(context, key)
    call = call_of(context, row)
    asked = call.questionnaire
    # What is there already is saved, whoever saved it; it is looked at only where the version is another.
    if revision in (None, row.revision) or not _is_there(row, sections, asked):
        match_revision(context, row, revision, lambda: _differences(row, sections, asked))
    expect_writable(row)
    expect_served(context, row, call)
    return keep_written(context, row, call, with_sections(row, sections, asked))


def expect_served(context: Context, row: DossierRow, call: OpenCall) -> None:
    """Raise what says why nothing is changed of a dossier whose call is not served."""
    if not call.served:
        call_to_change(context, row)


def keep_written(context: Context, row: DossierRow, call: OpenCall, written: dict[str, Any]) -> DossierRow:
    """Keep what is `written` of a dossier that is held, and commit; nothing where it is what was there."""
    before = row.content
    content = kept_content(written)
    changes = list(changes_between(before, written))
    if not changes:
        return row
    deposited = version_of(context.session, row.id, row.versions) if row.versions else None
    if deposited is None:
        summarise(row, content, asked=judge(context, row, call, content, context.now).asked)
    else:
        documents = documents_json(documents_of(context, row.id))
        row.changed = (deposited.content, deposited.attachments) != (written, documents)
    row.content, row.updated_at = written, context.now
    record(context, "dossier.saved", row.id, chain=row.department, changes=changes)
    commit_or_stale(context, row)
    return row


def _is_there(row: DossierRow, sections: dict[str, Any], asked: Questionnaire) -> bool:
    """Tell whether saving sections would change nothing."""
    try:
        return with_sections(row, sections, asked) == row.content
    except InvalidInput:
        return False


def _differences(row: DossierRow, sections: dict[str, Any], asked: Questionnaire) -> Iterable[Problem]:
    """Say where sections that were sent differ from those that are there; nothing of what cannot be read."""
    try:
        sent = with_sections(row, sections, asked)
    except InvalidInput:
        return ()
    return differences_within(sections, row.content, sent)


def held_dossier(context: Context, key: UUID) -> DossierRow:
    """Begin to write, and return the porteur's dossier, held until the commit. Raises `NotFound`."""
    scope = context.open("dossiers.write", writing=True)
    row = find_dossier(context.session, Sight(scope=scope, drafts=scope), key, hold=True)
    if row is None:
        raise NotFound(A_DOSSIER)
    return row


def summarise(row: DossierRow, content: DossierContent, *, asked: int) -> None:
    """Put into a dossier's row the counts and the amount that lists show, to its Caf and its committee too."""
    row.actions, row.groups = len(content.actions), len(content.groups)
    row.children = sum(group.children or 0 for group in content.groups)
    row.asked_cents = asked


def judge(
    context: Context,
    row: DossierRow,
    call: OpenCall,
    content: DossierContent,
    on: datetime,
    documents: Sequence[Attachment] | None = None,
) -> DossierCheck:
    """Check a content of a dossier as if it were deposited at the moment `on`, with `documents`; those that whoever
    asks may read when they are not given.

    Whether the bilan of the year before is filed is known where that year was begun here; elsewhere it is declared.
    """
    return check_dossier(
        _with_known_bilan(context, row, call, content),
        porteur_of(row.porteur),
        call.campaign,
        call.estimator,
        deposited_on=on.date(),
        extended_until=call.extended_until.date() if call.extended_until else None,
        attached=frozenset(
            each.kind
            for each in (documents_for(context, row) if documents is None else documents)
            if each.examined != "infected"  # nobody could read it
        ),
    )


def _with_known_bilan(context: Context, row: DossierRow, call: OpenCall, content: DossierContent) -> DossierContent:
    rules = call.campaign.bilan
    if rules is None or not rules.needed_for_next_deposit:
        return content
    filed = previous_bilan_state(context.session, row.porteur_id, row.department, row.call, str(rules.about))
    return content if filed is None else replace(content, previous_bilan="filed" if filed else "not_filed")


def check(context: Context, key: UUID) -> tuple[DossierRow, DossierCheck]:
    """Say at any time what a dossier lacks, what the rules say of it, and what it would be paid."""
    row = load_dossier(context, key)
    call = call_of(context, row)
    content = kept_content(content_for(context, row))
    asked_for = row.state == "complements_asked"
    on = moment_that_counts(context, row) if row.versions and (asked_for or not row.changed) else context.now
    checked = judge(context, row, call, content, on)
    return row, replace(checked, points=shown_points(context, row, checked.points, call.questionnaire))


@command
def remove_draft(context: Context, key: UUID, *, revision: int | None) -> None:
    """Remove a draft that was never deposited, with its documents: their bytes go once it is committed. Commits."""
    row = held_dossier(context, key)
    match_revision(context, row, revision)
    if row.versions:
        raise Refused("Ce dossier a été déposé : il ne se supprime plus. Vous pouvez le retirer.")
    documents = context.session.scalars(select(Attachment).where(Attachment.dossier_id == row.id)).all()
    keys = [document.id for document in documents]
    gone = [{"filename": each.filename, "sha256": each.sha256} for each in documents]
    for document in documents:
        context.session.delete(document)
    context.session.flush()  # before the dossier that they are of
    before = {"content": row.content, "documents": gone}
    record(context, "dossier.removed", row.id, chain=row.department, before=before)
    context.session.delete(row)
    commit_or_stale(context, row)
    forget_bytes(context, keys)
