"""Recording which rules the installation serves, since when: what a digest in an old answer can be traced by."""

from sqlalchemy.orm import Session

from clas_api.context import Context, command
from clas_api.installation import Installation
from clas_api.security.principal import SYSTEM
from clas_api.services.trace import record
from clas_api.store import record_served_rules


def record_rules(installation: Installation, session: Session) -> int:
    """Record the rules that are served and were not recorded yet; return how many. Commits."""
    return _record(Context(installation, session, SYSTEM, installation.clock.now()))


@command
def _record(context: Context) -> int:
    context.open_wholly(writing=True)
    served = context.installation
    new, texts = record_served_rules(context.session, served.library, served.registry, context.now.date())
    for each in new:
        after = {"kind": each.kind, "owner": each.owner, "school_year": each.call}
        record(context, "rules.served", each.digest, after=after)
    for text in texts:
        record(context, "rules.kept", text.digest, after={"school_year": text.call})
    context.session.commit()
    return len(new)
