"""The people of a story: an account for each, with the role that the installation gives."""

from uuid import UUID

from sqlalchemy import select

from clas_api.scenario.cast import Person
from clas_api.scenario.story import Story
from clas_api.security.passwords import hash_password
from clas_api.services.trace import record
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Account, RoleRow


def people(story: Story) -> None:
    """Open the accounts that are not there yet: another call's story may have people of this one."""
    cast, session = story.cast, story.context.session
    # Hashed once: they share it, and a hash is made to take long.
    hashed = hash_password(cast.password) if cast.password else None
    open_session(session, EVERYTHING, writing=True)
    known = {account.email: account.id for account in session.scalars(select(Account))}
    for person in cast.people:
        story.made.accounts[person.key] = known.get(person.email) or _open(story, person, hashed)
    session.commit()


def _open(story: Story, person: Person, hashed: str | None) -> UUID:
    session, role = story.context.session, person.role
    opened = person.opened or story.context.now
    account = Account(
        email=person.email, name=person.name, password_hash=hashed if person.signs_in else None, created_at=opened
    )
    session.add(account)
    session.flush()
    if role is not None:
        session.add(
            RoleRow(
                account_id=account.id,
                kind=role.kind,
                department=role.department,
                institution=role.institution,
                granted_at=opened,
            )
        )
        if role.department is not None:
            after = {"kind": role.kind, "department": role.department, "institution": role.institution}
            record(story.context, "role.grant", account.id, chain=role.department, after=after)
    # Who has no role yet will be one of a porteur's people.
    kind, department = (role.kind, role.department) if role else ("porteur", person.department)
    record(story.context, "account.opened", account.id, after={"role": kind, "department": department})
    return account.id
