"""Recording which rules the installation serves, since when: what a digest in an old answer can be traced by."""

from sqlalchemy.orm import Session

from clas_api.installation import Installation
from clas_api.store import record_served_rules


def record_rules(installation: Installation, session: Session) -> int:
    """Record the rules that are served and were not recorded yet; return how many. Commits."""
    new = record_served_rules(session, installation.library, installation.registry, installation.clock.today())
    session.commit()
    return new
