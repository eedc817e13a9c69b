"""The formats in which what was published is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from clas_core.open_data.award import Award, Giver
from clas_core.open_data.exact_json import exact_json
from clas_core.open_data.flat_requests import flat_requests
from clas_core.open_data.grants import grant_package
from clas_core.open_data.scdl import scdl_csv


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCall:
    """What was published of a call; `url` is where a file of it is read."""

    giver: Giver
    awards: Sequence[Award]
    title: str
    published_at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a publication is written: its name for people, that of its file, its media type."""

    label: str
    suffix: str
    media_type: str
    write: Callable[[PublishedCall], str]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "scdl": Format(
            label="SCDL « subventions » 2.1.1 (CSV)",
            suffix="csv",
            media_type="text/csv; charset=utf-8",
            write=lambda call: scdl_csv(call.giver, call.awards),
        ),
        "data-subvention": Format(
            label="Data.Subvention (JSON)",
            suffix="json",
            media_type="application/json",
            write=lambda call: exact_json(flat_requests(call.giver, call.awards)),
        ),
        "360giving": Format(
            label="360Giving (JSON)",
            suffix="json",
            media_type="application/json",
            write=lambda call: exact_json(
                grant_package(call.giver, call.awards, title=call.title, issued=call.published_at, url=call.url)
            ),
        ),
    }
)
