"""The kinds of long work that there are."""

from collections.abc import Mapping
from types import MappingProxyType

from clas_api.services.importing.trying import IMPORTING
from clas_api.services.jobs.job_kinds import JobKind
from clas_api.services.year.session_letters import LETTERS_JOB

KINDS: Mapping[str, JobKind] = MappingProxyType({each.name: each for each in (LETTERS_JOB, IMPORTING)})
"""By their names; a new kind is one more here, and whoever begins it is its use case."""
