"""Groups that a porteur asks for in two dossiers of one year: two calls, or two dossiers of one, must not pay them both
in silence. It is a remark for whoever studies them: two groups may have one name."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clas_core.plain_text import search_key


class AskedGroup(NamedTuple):
    """A group that was deposited: its label, the commune of its action."""

    label: str
    city: str


def asked_twice(groups: Iterable[AskedGroup], others: Iterable[AskedGroup]) -> Iterator[AskedGroup]:
    """Yield the `groups` that are among `others` too: of one label, in one commune, however they are typed."""
    there = {_key(each) for each in others}
    return (each for each in groups if _key(each) in there)


def _key(group: AskedGroup) -> tuple[str, str]:
    return search_key(group.label), search_key(group.city)
