"""How pages write days, amounts and states; what every page shows."""

from typing import TYPE_CHECKING, Any

from clas_api.installation import current_installation
from clas_api.words import STATES, STATUSES
from clas_core.money import parse_amount, write_euros
from clas_core.years import write_day, write_when

if TYPE_CHECKING:
    from jinja2 import Environment


def add_filters(environment: "Environment") -> None:
    """Teach the templates to write in French."""
    environment.filters["day"] = write_day
    environment.filters["when"] = write_when
    environment.filters["euros"] = lambda text: write_euros(parse_amount(text))
    environment.filters["cents"] = write_euros
    environment.globals["STATES"] = STATES
    environment.globals["STATUSES"] = STATUSES


def everywhere() -> dict[str, Any]:
    """What every page may show: the pinned day of a demonstration."""
    return {"pinned_today": current_installation().clock.pinned}
