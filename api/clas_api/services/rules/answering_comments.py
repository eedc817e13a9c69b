"""What the national team reads of a consultation, of every department, and answers: retained, not retained, to be
studied, with a reason. Who wrote is not told to it, but for their department and their role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.refusals import Stale, VersionNotSaid
from clas_api.services.outbox import write_mail
from clas_api.services.revisions import ANY
from clas_api.services.rules.consulting import digest_of_rules, find_item, year_before
from clas_api.services.trace import record
from clas_api.store.models import Account, RuleComment
from clas_api.store.reading import Query
from clas_core.departments.absent import plain_name
from clas_core.errors import NotFound
from clas_core.national import Referential
from clas_core.national.items import Item, items_of
from clas_core.national.outcomes import OUTCOMES

_ALL = Query(
    select(RuleComment)
    .where(RuleComment.school_year == bindparam("year"))
    .order_by(RuleComment.department, RuleComment.written_at, RuleComment.id)
)
_A_COMMENT = "Cet avis"
_CHANGED = "Cet avis, ou sa réponse, a changé pendant que cette page était ouverte : relisez-le ci-dessous."


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of an item, by every department, in the order of these."""

    item: Item
    comments: Sequence[RuleComment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A year with all that departments say of it, item by item as the draft has them; `names` are theirs."""

    year: Referential
    said: Sequence[Said]
    names: Mapping[str, str]

    @property
    def comments(self) -> Sequence[RuleComment]:
        return [one for each in self.said for one in each.comments]

    @property
    def digest(self) -> str:
        """The digest of the rules as they are now."""
        return digest_of_rules(self.year.text)

    @property
    def waiting(self) -> int:
        return sum(1 for each in self.comments if each.outcome is None)

    def of_department(self, slug: str) -> Sequence[Said]:
        """Return what one department says, item by item."""
        kept = (
            Said(item=each.item, comments=[one for one in each.comments if one.department == slug])
            for each in self.said
        )
        return [each for each in kept if each.comments]


def hear(context: Context, year: str) -> Heard:
    """Return what every department says of a year. Raises `Forbidden`, `UnknownSchoolYear`."""
    context.open("consultations.answer")
    referential = context.installation.library.parse(year)
    context.open_wholly()
    rows = _ALL.all(context.session, year=str(referential.school_year))
    return heard_of(context, referential, rows)


def heard_of(context: Context, referential: Referential, rows: Sequence[RuleComment]) -> Heard:
    """Arrange the comments on a year by its items; those on what is no item any more come last."""
    items = items_of(referential, year_before(context.installation.library, referential))
    rank = {each.place: number for number, each in enumerate(items)}
    places = sorted({each.place for each in rows}, key=lambda each: (rank.get(each, len(rank)), each))
    names = {each.slug: each.department.name for each in context.installation.registry}
    return Heard(
        year=referential,
        said=[
            Said(
                item=find_item(items, place, said=True),
                comments=[each for each in rows if each.place == place],
            )
            for place in places
        ],
        names={each.department: names.get(each.department) or plain_name(each.department) for each in rows},
    )


def find_comment(heard: Heard, key: UUID) -> tuple[RuleComment, Said]:
    """Return a comment of those that were heard, and its item with what all say of it. Raises `NotFound`."""
    for said in heard.said:
        for row in said.comments:
            if row.id == key:
                return row, said
    raise NotFound(_A_COMMENT)


@command
def answer_comment(
    context: Context, key: UUID, *, year: str, outcome: str, reason: str, revision: int | None
) -> RuleComment:
    """Answer a comment on a year, or answer it otherwise; whoever wrote it is told. The same answer again is the first.
    Commits.

    Raises `NotFound`, `Forbidden`, `Stale`.
    """
    context.open("consultations.answer", writing=True)
    context.open_wholly(writing=True)
    row = context.session.scalar(select(RuleComment).where(RuleComment.id == key).with_for_update())
    if row is None or row.school_year != year:
        raise NotFound(_A_COMMENT)
    if revision is None:
        raise VersionNotSaid
    if (row.outcome, row.reason) == (outcome, reason):
        return row
    if revision not in (row.revision, ANY):
        raise Stale(_CHANGED)
    before = {"outcome": row.outcome, "reason": row.reason} if row.outcome else None
    row.outcome, row.reason = outcome, reason
    row.answered_by, row.answered_at = context.who.id, context.now
    context.session.flush()
    after = {"comment": str(row.id), "outcome": outcome, "reason": reason}
    record(context, "comment.answered", row.id, chain=row.department, before=before, after=after)
    _tell_answered(context, row)
    context.session.commit()
    return row


def _tell_answered(context: Context, row: RuleComment) -> None:
    """Write to whoever wrote the comment, while they have an account."""
    kind, _, key = row.author.partition(":")
    account = context.session.get(Account, UUID(key)) if kind == "account" else None
    if account is None or account.disabled_at is not None:
        return
    link = (
        f"{context.installation.settings.base_url}/espace/departements/{row.department}/consultation/"
        f"{row.school_year}/{row.place}"
    )
    body = (
        f"Bonjour,\n\nL'équipe nationale a répondu à votre avis sur le projet de règles {row.school_year} : "
        f"{OUTCOMES[row.outcome or '']}.\n\nVotre avis et sa réponse : {link}\n"
    )
    subject = f"Projet de règles Clas {row.school_year} : une réponse à votre avis"
    write_mail(context, account.email, subject, body, department=row.department)
