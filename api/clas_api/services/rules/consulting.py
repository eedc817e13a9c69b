"""The consultation on a year of national rules, for a Caf: the draft item by item, what it says of each, what is
answered. Of the other Cafs it reads the answers alone, without what they answer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.refusals import Stale, VersionNotSaid
from clas_api.security.permissions import departments_of
from clas_api.services.revisions import ANY
from clas_api.services.rules.kept_calls import find_department
from clas_api.services.trace import record
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import RuleComment
from clas_api.store.reading import Query
from clas_core.errors import InvalidInput, NotFound, Problem, Refused
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.items import Item, item_at, items_of
from clas_core.national.life import rules_digest
from clas_core.national.outcomes import MOST_COMMENTS
from clas_core.reading import parse_toml

_OWN = Query(
    select(RuleComment)
    .where(RuleComment.school_year == bindparam("year"), RuleComment.department == bindparam("department"))
    .order_by(RuleComment.written_at, RuleComment.id)
)
_ANSWERS = Query(
    select(RuleComment.place, RuleComment.outcome, RuleComment.reason, RuleComment.answered_at)
    .where(
        RuleComment.school_year == bindparam("year"),
        RuleComment.department != bindparam("department"),
        RuleComment.outcome.is_not(None),
    )
    .order_by(RuleComment.answered_at, RuleComment.id)
)
_CHANGED = "Cet avis a changé pendant que cette page était ouverte : relisez-le ci-dessous."
_ANSWERED = "Une réponse a été donnée à cet avis : il ne se change ni ne se retire plus. Donnez-en un autre."
_AN_ITEM = "Ce point du projet"
_A_COMMENT = "Cet avis"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAnswer:
    """What was answered to a comment of another department, as every Caf may read it."""

    place: str
    outcome: str
    reason: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A draft as a Caf reads it: its items beside those of `before`, what the department says, what others are
    answered."""

    year: Referential
    before: Referential | None
    items: Sequence[Item]
    comments: Sequence[RuleComment]
    answers: Sequence[PublicAnswer]

    @property
    def is_open(self) -> bool:
        return is_open(self.year)

    @property
    def digest(self) -> str:
        """The digest of the rules as they are now."""
        return digest_of_rules(self.year.text)

    def of(self, place: str) -> Sequence[RuleComment]:
        return [each for each in self.comments if each.place == place]

    def answered(self, place: str) -> Sequence[PublicAnswer]:
        return [each for each in self.answers if each.place == place]

    def item(self, place: str) -> Item:
        """Return the item of a place, or what is left of one that was commented on. Raises `NotFound`."""
        return find_item(self.items, place, said=bool(self.of(place)))


def is_open(year: Referential) -> bool:
    """Tell whether comments are taken on a year."""
    return year.status == "consultation"


@lru_cache(maxsize=8)
def digest_of_rules(text: str) -> str:
    """Return the digest of the rules that a text of a year says, whatever step it has taken: what was commented on is
    the same draft once it is in force unchanged."""
    return rules_digest(parse_toml(text, name=""))


def open_years(library: ReferentialLibrary) -> Sequence[Referential]:
    """Return the years that are in consultation."""
    return [each for each in library if is_open(each)]


def year_before(library: ReferentialLibrary, year: Referential) -> Referential | None:
    """Return the last known year before one."""
    return next((each for each in reversed(list(library)) if each.school_year < year.school_year), None)


def find_item(items: Sequence[Item], place: str, *, said: bool) -> Item:
    """Return the item of a place; one that is `said` of and is there no more has nothing left but its place. Raises
    `NotFound`."""
    found = item_at(items, place)
    if found is None and said:
        return Item(place=place, group="whole", label=f"Point retiré du projet ({place})", now=None)
    if found is None:
        raise NotFound(_AN_ITEM)
    return found


def read_consultation(context: Context, slug: str, year: str) -> Consultation:
    """Return a year as a department comments on it. Raises `NotFound`, `Forbidden`, `UnknownSchoolYear`."""
    context.open("consultations.comment")
    if slug not in departments_of(context.who, "consultations.comment"):
        raise NotFound("Cette consultation")
    find_department(context, slug)
    referential = context.installation.library.parse(year)
    before = year_before(context.installation.library, referential)
    asked = {"year": str(referential.school_year), "department": slug}
    comments = _OWN.all(context.session, **asked)
    open_session(context.session, EVERYTHING)  # of every department, what it was answered, and no more
    answers = [
        PublicAnswer(place=place, outcome=outcome, reason=reason, answered_at=at)
        for place, outcome, reason, at in _ANSWERS.rows(context.session, **asked)
    ]
    return Consultation(
        year=referential, before=before, items=items_of(referential, before), comments=comments, answers=answers
    )


@command
def give_comment(context: Context, *, year: str, department: str, place: str, text: str) -> tuple[RuleComment, bool]:
    """Say something of an item of a draft; return it, and whether it is new: the same, twice, is one. Commits.

    Raises `Refused` for a year that is not in consultation or beyond the most, `InvalidInput` for what is no item,
    `NotFound`, `Forbidden`.
    """
    referential = _expect(context, department, year)
    if item_at(items_of(referential, year_before(context.installation.library, referential)), place) is None:
        raise InvalidInput([Problem(("place",), f"Le projet {referential.school_year} n'a pas de point de ce nom.")])
    there = _OWN.all(context.session, year=str(referential.school_year), department=department)
    for each in there:
        if (each.place, each.text, each.outcome) == (place, text, None):
            return each, False
    if len(there) >= MOST_COMMENTS:
        raise Refused(f"Ce département a déjà donné {MOST_COMMENTS} avis sur ce projet : complétez l'un d'eux.")
    row = RuleComment(
        id=uuid4(),
        school_year=str(referential.school_year),
        department=department,
        place=place,
        written_at=context.now,
    )
    _write(context, row, referential, text)
    context.session.add(row)
    context.session.flush()
    record(context, "comment.written", row.id, chain=department, after=_traced(row))
    context.session.commit()
    return row, True


@command
def change_comment(context: Context, year: str, key: UUID, *, text: str, revision: int | None) -> RuleComment:
    """Say it otherwise, of the draft as it is now; the same again is the first. Commits. Raises `Refused`, `Stale`,
    `NotFound`, `Forbidden`."""
    row, referential = _held(context, year, key, revision)
    if row.outcome is None and (row.text, row.digest) == (text, digest_of_rules(referential.text)):
        return row
    _expect_unchanged(row, revision)
    before = {"text": row.text}
    _write(context, row, referential, text)
    context.session.flush()
    record(context, "comment.changed", row.id, chain=row.department, before=before, after=_traced(row))
    context.session.commit()
    return row


@command
def withdraw_comment(context: Context, year: str, key: UUID, *, revision: int | None) -> str:
    """Take a comment back; return the place that it was about. Commits. Raises as `change_comment` does."""
    row, _ = _held(context, year, key, revision)
    _expect_unchanged(row, revision)
    place = row.place
    record(context, "comment.withdrawn", row.id, chain=row.department, before=_traced(row))
    context.session.delete(row)
    context.session.commit()
    return place


def list_own(context: Context, year: str) -> tuple[Sequence[RuleComment], Sequence[PublicAnswer]]:
    """Return what the departments of whoever asks say of a year, and what all the others are answered."""
    context.open("consultations.comment")
    slugs = sorted(departments_of(context.who, "consultations.comment"))
    read = [read_consultation(context, slug, year) for slug in slugs]
    own = [row for each in read for row in each.comments]
    shown = {(row.place, row.outcome, row.reason, row.answered_at) for row in own}
    answers = dict.fromkeys(answer for each in read for answer in each.answers)
    return own, [each for each in answers if (each.place, each.outcome, each.reason, each.answered_at) not in shown]


def _expect(context: Context, slug: str, year: str) -> Referential:
    """Begin to write for a department, on a year that is in consultation."""
    scope = context.open("consultations.comment", writing=True)
    if slug not in scope.departments:
        raise NotFound("Cette consultation")
    find_department(context, slug)
    referential = context.installation.library.parse(year)
    if not is_open(referential):
        raise Refused(
            f"Les règles {referential.school_year} ne sont pas en consultation : aucun avis ne s'y donne, "
            "ne s'y change ni ne s'y retire. Écrivez à l'équipe nationale."
        )
    return referential


def _held(context: Context, year: str, key: UUID, revision: int | None) -> tuple[RuleComment, Referential]:
    """Return a comment of a department of whoever asks, alone to change it, and the draft that it is of."""
    scope = context.open("consultations.comment", writing=True)
    query = select(RuleComment).where(RuleComment.id == key, RuleComment.school_year == year).with_for_update()
    row = context.session.scalar(query)
    if row is None or row.department not in scope.departments:
        raise NotFound(_A_COMMENT)
    referential = _expect(context, row.department, row.school_year)
    if revision is None:
        raise VersionNotSaid
    return row, referential


def _expect_unchanged(row: RuleComment, revision: int | None) -> None:
    if row.outcome is not None:
        raise Refused(_ANSWERED)
    if revision not in (row.revision, ANY):
        raise Stale(_CHANGED)


def _write(context: Context, row: RuleComment, referential: Referential, text: str) -> None:
    kinds = {each.kind for each in context.who.roles if each.department == row.department}
    row.role = "head" if "head" in kinds else "agent"
    row.text, row.digest = text, digest_of_rules(referential.text)
    row.author, row.changed_at = context.who.id, context.now


def _traced(row: RuleComment) -> Mapping[str, str]:
    return {"comment": str(row.id), "year": row.school_year, "place": row.place, "text": row.text, "draft": row.digest}
