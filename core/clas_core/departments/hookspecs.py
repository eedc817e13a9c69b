"""What a department's plugin may implement. One hook is required; the others are for what data cannot say.

Every hook is called for one department alone: each has a plugin manager of its own, so no answer of another
department can reach it. A hook adds to the national rules and cannot loosen them. A hook that raises, or answers
with something of the wrong shape, makes the request fail for its department and for no other. So does one that does
not answer: a department's code answers a few requests at once (`places`), and the others are told to come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pluggy

from clas_core.departments.department import Department
from clas_core.eligibility import Fact, Finding
from clas_core.groups import Group
from clas_core.years import SchoolYear

PROJECT = "clas"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAid:
    """Aid of the department to one group, in euros to the cent, with the text of its source.

    What follows the source is not for a department's code to say: its aid is paid by its Caf. `funder` and `payer` are
    the identifier and the name of who pays, empty for the Caf; `how` is how the amount was found, in words; `ruled` is
    what the rule gave, in euros, where the committee set another amount, and `reason` why it did.
    """

    id: str
    label: str
    amount: Decimal
    source: str
    funder: str = ""
    payer: str = ""
    how: str = ""
    ruled: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentEvent:
    """Something that has happened and is committed: a deposit, a decision, a settlement."""

    kind: str
    school_year: SchoolYear
    subject: str
    details: Mapping[str, Any]


@hookspec(firstresult=True)
def clas_department() -> Department | None:
    """Say which department this is.

    When: once, when the service starts.
    Returns: the department, usually ``read_department(__package__)``.
    ``None``: means that the plugin describes no department, which refuses it.
    """


@hookspec
def clas_review(school_year: SchoolYear, dossier: Mapping[str, Fact]) -> Sequence[Finding] | None:
    """Add findings on a dossier that no criterion of a file can express.

    When: each time a dossier is assessed, after the national and local criteria.
    Parameters: `school_year`, the year of the call; `dossier`, the facts of the dossier by name.
    Returns: findings, whose ``origin`` is the department's slug. They can only add to the others.
    ``None``: means nothing to add.
    """


@hookspec
def clas_supplements(school_year: SchoolYear, group: Group, ps: int) -> Sequence[LocalAid] | None:
    """Grant local aid to a group that no table of a file can express.

    When: for each eligible group of an estimate or a decision, once its Ps is known. A settlement does not ask: it
    takes what was answered at the decision.
    Parameters: `school_year`, the year of the call; `group`, as declared; `ps`, its Ps in cents.
    Returns: amounts of zero or more, added to the Ps and never taken from it.
    ``None``: means no aid beyond the supplements of the campaign's file.
    """


@hookspec
def clas_event(event: DepartmentEvent) -> None:
    """Be told of something that has happened, to pass it on.

    When: after it is committed; a failure here is reported and undoes nothing.
    Parameters: `event`, what has happened.
    Returns: nothing; any answer is ignored.
    ``None``: is the only answer.
    """
