"""The rules that a certificate names, among those that this service has kept of what it has served."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from clas_api.context import Context
from clas_api.store.models import KeptRules, ServedRules
from clas_core.certificates import Certified
from clas_core.departments import Campaign, campaign_of_text
from clas_core.errors import InvalidFile
from clas_core.national import Referential, referential_of_text


@dataclass(frozen=True, slots=True)
class RulesKeptHere:
    """Rules by their digests; `asking` gives the context to look for them in, and is asked only when some are."""

    asking: Callable[[], Context]

    def referential(self, certified: Certified) -> Referential | None:
        """Return the national rules that a certificate names, where their text was kept and is still read."""
        wanted = certified.referential_digest
        if (text := self._text(wanted, "national", str(certified.call.year))) is None:
            return None
        try:
            found = referential_of_text(text, name=wanted[:19])
        except InvalidFile:
            return None
        return found if found.digest == wanted else None

    def campaign(self, certified: Certified) -> Campaign | None:
        """Return the call that a certificate names, as it was in force then: its amendments are in the kept text."""
        wanted = certified.campaign_digest
        if (text := self._text(wanted, certified.department, str(certified.call))) is None:
            return None
        try:
            found = campaign_of_text(text, certified.department, name=wanted[:19])
        except InvalidFile:
            return None
        return found if found.digest == wanted else None

    def _text(self, digest: str, owner: str, call: str) -> str | None:
        """Return the text of the rules of an owner: those of another department are not those of this one."""
        query = (
            select(KeptRules.text)
            .join(ServedRules, ServedRules.digest == KeptRules.digest)
            .where(KeptRules.digest == digest, ServedRules.owner == owner, ServedRules.call == call)
        )
        found: str | None = self.asking().session.scalar(query)
        return found
