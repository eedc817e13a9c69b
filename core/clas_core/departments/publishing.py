"""What a department publishes of what it grants, beyond what the decree on essential data demands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from clas_core.fields import Amount
from clas_core.sources import Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """What a department chooses to publish: `ps` tells that it takes the Ps and its bonuses for a grant, which the
    decree leaves open; `above` is a threshold of its own, in euros, where it is lower than that of the decree."""

    ps: Annotated[bool, "si la Ps et ses bonus sont publiés comme des subventions"] = False
    above: Annotated[Decimal | None, Amount(), "montant annuel au-dessus duquel publier, s'il est plus bas"] = None
    source: Cited
