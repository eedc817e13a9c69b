"""The offline form of a dossier: given as a workbook, taken back as a draft, as if it had been typed."""

from collections.abc import Mapping, Sequence
from typing import IO
from uuid import UUID

from clas_api.context import Context
from clas_api.exchange.form_workbook import IDENTITY, write_form
from clas_api.exchange.reading import NOT_READ, read_every_sheet, refused
from clas_api.services.dossiers.drafting import expect_served, save_dossier
from clas_api.services.dossiers.moving import expect_writable
from clas_api.services.dossiers.reading import A_DOSSIER, is_of_porteur, load_dossier
from clas_api.services.rules.campaigns import OpenCall, call_of
from clas_api.services.rules.kept_calls import find_call, find_referential, title_of
from clas_api.store.models import DossierRow
from clas_core.dossiers import DossierContent, content_json, layout_of, questionnaire_of, read_content
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.imports.cells import Row, text_of
from clas_core.imports.form_reading import FormRead, read_form
from clas_core.imports.offline_form import OfflineForm, form_of
from clas_core.questions import Questionnaire
from clas_core.questions.answers import answered_before
from clas_core.years import SchoolYear

_BEGUN = (
    "Ce formulaire est vierge, et ce dossier est déjà commencé : reprenez le formulaire de ce dossier, ou dites que le "
    "fichier remplace ce qui est écrit."
)


def form_of_dossier(context: Context, key: UUID) -> tuple[DossierRow, bytes]:
    """Return a dossier of one's own, and its form with what is written of it. Raises `NotFound`, `Refused`."""
    row, call = _to_write(context, key)
    return row, write_form(_form(context, row, call))


def blank_form(context: Context, slug: str, name: str) -> bytes:
    """Return the form of a call, with nothing in it. Raises `UnknownDepartment`, `UnknownCampaign`."""
    plugin, campaign = find_call(context, slug, name)
    referential = find_referential(context, str(campaign.school_year))
    form = form_of(
        questionnaire_of(referential, campaign),
        layout_of(campaign.school_year),
        {each.id: each.label for each in referential.bonuses},
        content_json(DossierContent()),
        nature=None,
        title=f"Formulaire Clas, {plugin.department.name}, {campaign.name}",
        identity={"department": slug, "call": str(campaign.name)},
    )
    return write_form(form)


def take_form(context: Context, key: UUID, stream: IO[bytes], *, replace: bool = False) -> DossierRow:
    """Save what a form says into a dossier of one's own, over what was written when it was taken; `replace` over
    whatever is written. Commits.

    Raises `InvalidInput` with everything that is wrong, by cell; `Stale` when the dossier has changed since, `Refused`
    for the form of another dossier or call, `NotFound`.
    """
    sheets = read_every_sheet(stream)
    row, call = _to_write(context, key)
    known = _identity(sheets)
    if (known.get("department"), known.get("call")) != (row.department, row.call):
        raise Refused("Ce formulaire est celui d'un autre appel : prenez celui de ce dossier.")
    if known.get("dossier", str(key)) != str(key):
        raise Refused("Ce formulaire est celui d'un autre dossier : prenez celui de celui-ci.")
    if "dossier" not in known and not replace and row.content != content_json(DossierContent()):
        raise Refused(_BEGUN)
    read = read_form(_form(context, row, call), call.questionnaire, sheets)
    _expect_sound(row, read, call.questionnaire)
    taken_at = known.get("revision", "")
    revision = row.revision if replace or not taken_at.isdecimal() else int(taken_at)
    return save_dossier(context, key, read.content, revision=revision)


def _to_write(context: Context, key: UUID) -> tuple[DossierRow, OpenCall]:
    row = load_dossier(context, key)
    if context.who.id != "system" and not is_of_porteur(context, row):
        raise NotFound(A_DOSSIER)
    expect_writable(row)
    call = call_of(context, row)
    expect_served(context, row, call)
    return row, call


def _form(context: Context, row: DossierRow, call: OpenCall) -> OfflineForm:
    return form_of(
        call.questionnaire,
        layout_of(SchoolYear.parse(row.school_year)),
        {each.id: each.label for each in call.estimator.referential.bonuses},
        row.content,
        nature=row.porteur.nature,
        title=f"Formulaire Clas, {row.porteur.name}, {title_of(context, row)}",
        identity={
            "department": row.department,
            "call": row.call,
            "dossier": str(row.id),
            "revision": str(row.revision),
        },
    )


def _identity(sheets: Mapping[str, Sequence[Row]]) -> Mapping[str, str]:
    if IDENTITY not in sheets:
        raise refused("Ce fichier n'est pas le formulaire hors connexion : prenez-le sur la page du dossier.")
    return {text_of(row.cells[0]): text_of(row.cells[1]) for row in sheets[IDENTITY] if len(row.cells) > 1}


def _expect_sound(row: DossierRow, read: FormRead, asked: Questionnaire) -> None:
    """Raise `InvalidInput` with everything that is wrong with a form, by cell."""
    faults = list(read.faults)
    layout = layout_of(SchoolYear.parse(row.school_year))
    try:
        read_content(read.content, layout, asked, answered_before(row.content))
    except InvalidInput as error:
        faults += read.placed(error.problems)
    if faults:
        raise InvalidInput([Problem(("file",), str(each)) for each in faults], NOT_READ)
