"""Groups, and other programmes than the Clas, that a porteur asks for in two dossiers of one year: two calls, or two
dossiers of one, must not pay them both in silence. It is a remark for whoever studies them: two groups may have one
name."""

from collections.abc import Iterable, Iterator, Mapping
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


def programmes_twice(programmes: Iterable[Mapping[str, str]], others: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the labels of the `programmes` of a deposit, as they are sealed with it, that are among `others` too: of
    one name in the files of their calls, or of one label."""
    there = list(others)
    names, labels = {each["id"] for each in there}, {search_key(each["label"]) for each in there}
    return (each["label"] for each in programmes if each["id"] in names or search_key(each["label"]) in labels)


def _key(group: AskedGroup) -> tuple[str, str]:
    return search_key(group.label), search_key(group.city)
