"""The keys of everybody in a story of the tests: what the story itself has none of."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from clas_api.scenario import Story
from clas_api.security.tokens import hash_of, hash_of_page, new_token
from clas_api.services.people.installation_key import cookie_key
from clas_api.services.trace import record
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import NATIONAL, Token
from tests.casts import PROGRAMS

SCOPES = "dossiers:read porteurs:read audit:read"
YEARS = timedelta(days=3650)


@dataclass(frozen=True)
class Keys:
    """The keys of everybody to the JSON service, those of programs included, and the marks of their pages."""

    json: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    programs: dict[str, UUID] = field(default_factory=dict)


def hand_out_keys(story: Story) -> Keys:
    """Give everybody a key and the mark of a session of pages; make the key that signs their cookies."""
    keys, session, now = Keys(), story.context.session, story.cast.days.people
    cookie_key(session)
    open_session(session, EVERYTHING, writing=True)

    def add(**columns: Any) -> UUID:
        token = Token(created_at=now, expires_at=now + YEARS, **columns)
        session.add(token)
        session.flush()
        record(story.context, "token.create", token.id, chain=token.department or NATIONAL)
        return token.id

    for name, account in story.made.accounts.items():
        keys.json[name], keys.pages[name] = new_token(), new_token()
        add(label="essai", token_hash=hash_of(keys.json[name]), account_id=account)
        add(label="pages", token_hash=hash_of_page(keys.pages[name]), account_id=account)
    for name, department in {**PROGRAMS, "spare": "marne"}.items():
        keys.json[name] = new_token()
        hashed = hash_of(keys.json[name])
        keys.programs[name] = add(label="essai", token_hash=hashed, department=department, scopes=SCOPES)
    session.commit()
    return keys
