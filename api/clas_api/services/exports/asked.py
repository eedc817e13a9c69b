"""The questions whose answers a sheet of a call has, for whoever asks: those of every file that a deposit is sealed
under, and of the call as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from clas_api.context import Context
from clas_api.services.dossiers.shown_answers import reader_in
from clas_api.services.exports.records import ANSWERED, BEFORE, Record
from clas_api.services.rules.kept_calls import find_call, find_referential
from clas_api.services.rules.sealed_rules import sealed_campaign, sealed_referential
from clas_api.store.exported import digests_of_call
from clas_core.dossiers import questionnaire_of
from clas_core.dossiers.content import DossierGroup
from clas_core.errors import ClasError, Refused
from clas_core.questions import Question, Questionnaire
from clas_core.sheets import Column, Value, answer_cells, columns_of
from clas_core.sheets.catalogue import BILAN, DEPOSIT

_OF_A_BILAN = ("bilan", "bilan_group")


def questions_of_call(context: Context, slug: str, call: str) -> Questionnaire:
    """Return the questions of a call of which whoever asks may read the answers."""
    found: dict[str, Question] = {}
    programmes: dict[str, str] = {}
    for each in _questionnaires(context, slug, call):
        found |= {question.id: question for question in each.questions}
        programmes |= each.programmes
    asked = Questionnaire(tuple(found.values()), programmes)
    reader = reader_in(context, slug)
    return asked if reader is None else reader.questions(asked)


def _questionnaires(context: Context, slug: str, call: str) -> Iterator[Questionnaire]:
    """Yield what deposits answered, as far as their files are kept, then what is asked now: its words come first."""
    _, campaign = find_call(context, slug, call)
    for referential, digest in digests_of_call(context.session, slug, call):
        with suppress(Refused):
            rules = sealed_referential(context, referential, str(campaign.school_year))
            local = sealed_campaign(context, digest, str(campaign.school_year), slug)
            yield questionnaire_of(rules, local)
    with suppress(ClasError):
        yield questionnaire_of(find_referential(context, str(campaign.school_year)), campaign)


class Answered:
    """The columns of the questions of a subject, and the cells of a record in them; of a bilan, what was foreseen of
    each stands before it."""

    def __init__(self, questionnaire: Questionnaire, subject: str) -> None:
        self._parts: list[tuple[str, Question]] = []
        columns: list[Column] = []
        source = BILAN if subject in _OF_A_BILAN else DEPOSIT
        for question in questionnaire.on(subject):
            before = questionnaire.question(question.paired) if question.paired else None
            if before is not None and subject == "bilan_group":
                self._parts.append((BEFORE, before))
                columns += columns_of([before], DEPOSIT, words=", prévu")
            elif question.known and question.known.foreseen:
                self._parts.append((question.known.foreseen, question))
                columns.append(_foreseen(question))
            self._parts.append((ANSWERED, question))
            columns += columns_of([question], source, words=", réel" if before is not None else "")
        self.columns: Sequence[Column] = columns

    def cells(self, record: Record) -> Iterator[Value]:
        """Give the cells of a record."""
        for part, question in self._parts:
            if part in (ANSWERED, BEFORE):
                yield from answer_cells([question], record.get(part))
            else:
                yield getattr(_group_of(record.get(BEFORE) or {}), part)


def _foreseen(question: Question) -> Column:
    label = question.name[:1].upper() + question.name[1:]
    return Column(name=f"{question.id}.forecast", label=f"{label}, prévu", kind="whole", source=DEPOSIT)


def _group_of(told: Mapping[str, Any]) -> DossierGroup:
    """Return what of a group is foreseen by the core itself."""
    return DossierGroup(sessions_per_week=told.get("sessions_per_week"), weeks=told.get("weeks"))
