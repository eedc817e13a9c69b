"""What may be imported."""

from collections.abc import Mapping
from types import MappingProxyType

from clas_core.imports.columns import Target
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.porteurs import PORTEURS

TARGETS: Mapping[str, Target] = MappingProxyType({each.id: each for each in (PORTEURS, PAST_YEARS)})
"""What may be imported, by name."""
