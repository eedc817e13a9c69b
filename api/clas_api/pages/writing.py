"""How pages write days, amounts and states; what every page shows."""

from typing import TYPE_CHECKING, Any

from flask.globals import request_ctx

from clas_api.installation import current_installation
from clas_api.services.rules.finding import call_title
from clas_api.words import AUDITED, STATES, STATUSES
from clas_core.estimates import origins_in_words
from clas_core.identifiers import write_siret
from clas_core.money import parse_amount, write_euros
from clas_core.national.corrections import correction_said
from clas_core.years import write_at, write_day, write_moment, write_when

if TYPE_CHECKING:
    from jinja2 import Environment


def add_filters(environment: "Environment") -> None:
    """Teach the templates to write in French."""
    environment.filters["call_title"] = _call_title
    environment.filters["day"] = write_day
    environment.filters["correction"] = correction_said
    environment.filters["when"] = write_when
    environment.filters["at"] = write_at
    environment.filters["euros"] = lambda text: write_euros(parse_amount(text))
    environment.filters["cents"] = write_euros
    environment.filters["origins_in_words"] = origins_in_words
    environment.filters["moment"] = write_moment
    environment.filters["siret"] = write_siret
    environment.filters["weight"] = write_weight
    environment.filters["absolute"] = write_absolute
    environment.filters["webcal"] = write_webcal
    environment.globals["accessibility_in_words"] = lambda: AUDITED[current_installation().settings.accessibility]
    environment.globals["url_for"] = write_address
    environment.globals["STATES"] = STATES
    environment.globals["STATUSES"] = STATUSES


def _call_title(row: Any) -> str:
    """Write the call that a row is of, as people name it."""
    return call_title(current_installation(), row.department, row.call)


def write_address(endpoint: str, **values: Any) -> str:
    """Write the address of a page of this service, as `flask.url_for` does; a page has thirty, most of them in full.

    Nothing is looked up of relative endpoints, defaults and other hosts, which no template has.
    """
    adapter = request_ctx.url_adapter
    assert adapter is not None
    return adapter.build(endpoint, values)


def write_absolute(path: str) -> str:
    """Write an address of this service as it is reached from anywhere."""
    return current_installation().settings.base_url + path


def write_webcal(path: str) -> str:
    """Write the address of a calendar as agendas know one that is to be subscribed to: ``webcal://…``."""
    return "webcal" + write_absolute(path).removeprefix("https").removeprefix("http")


def write_weight(size: int) -> str:
    """Write how much a file or a disk weighs: ``340 Kio``, ``1,2 Mio``, ``76,9 Gio``."""
    if size >= 1024**3:
        return f"{size / 1024**3:.1f}\u00a0Gio".replace(".", ",")
    if size < 1024 * 1024:
        return f"{max(round(size / 1024), 1)}\u00a0Kio"
    return f"{size / 1024 / 1024:.1f}\u00a0Mio".replace(".", ",")


def everywhere() -> dict[str, Any]:
    """What every page may show: the pinned day of a demonstration; or the day of a rehearsal, which every page says."""
    clock = current_installation().clock
    if clock.rehearsal is not None:
        return {"rehearsed_today": clock.today()}
    return {"pinned_today": clock.pinned}
