"""Recording which rules the installation serves, since when: what a digest in an old answer can be traced by."""

from clas_api.installation import current_installation
from clas_api.store import record_served_rules
from clas_api.store.database import database


def record_rules() -> int:
    """Record the rules that are served and were not recorded yet; return how many. Commits."""
    installation = current_installation()
    session = database.session
    new = record_served_rules(session, installation.library, installation.registry, installation.clock.today())
    session.commit()
    return new
