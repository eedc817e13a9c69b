"""Two people write one dossier at once: what each has changed is kept, and only where both have answered one question
otherwise does somebody have to choose.

A page says what it showed: a digest of each answer that it has a field for. What was sent and is still what was shown
was not changed there, and gives way to what is saved; what is saved and is still what was shown gives way to what was
sent; where both are other, and differ, there is a clash.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from clas_core.dossiers.changes import Change
from clas_core.dossiers.placed import placed_answers, thing_of, with_answers
from clas_core.errors import Path

_NAME: Mapping[int, str] = MappingProxyType({2: "title", 4: "label"})
"""How an action, and a group, are called by who wrote them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page showed: the places that it has fields for, and all below them, and a digest of each answer there."""

    covers: Sequence[Path]
    digests: Mapping[str, str]

    def has(self, place: Path) -> bool:
        """Tell whether a place is one that the page has a field for."""
        return any(place[: len(each)] == each for each in self.covers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A dossier, as JSON, with what was sent; `clashes` are the answers that two have changed, from what is saved to
    what was sent, and `shown` what the page that asks to choose among them shows: what is saved now."""

    content: Mapping[str, Any]
    clashes: Sequence[Change]
    shown: Shown


def shown_of(content: Mapping[str, Any], covers: Iterable[Path]) -> Shown:
    """Return what a page shows of a dossier that has fields for the places that it `covers`."""
    places = tuple(covers)
    told = Shown(covers=places, digests={})
    digests = {_key(place): _digest(answer) for place, answer in placed_answers(content).items() if told.has(place)}
    return Shown(covers=places, digests=digests)


def merge(there: Mapping[str, Any], sent: Mapping[str, Any], shown: Shown) -> Merged:
    """Return the dossier that is `there` with what was changed in `sent`, which says whole sections, as JSON."""
    saved = {place: each for place, each in placed_answers(there).items() if shown.has(place)}
    mine = {place: each for place, each in placed_answers(sent).items() if shown.has(place)}
    others = _others(shown, saved)
    changed: dict[Path, Any] = {}
    clashes: list[Change] = []
    for place in dict.fromkeys((*mine, *saved)):
        before, now, new = shown.digests.get(_key(place), ""), _said(saved, place), _said(mine, place)
        another = thing_of(place) in others
        if new == now or (new == before and not another):
            continue
        if now == before and not another:
            changed[place] = mine.get(place)
        else:
            clashes.append(Change(place, saved.get(place), mine.get(place)))
    return Merged(
        content=with_answers(there, changed), clashes=clashes, shown=_to_choose(there, shown, clashes, others)
    )


def _to_choose(there: Mapping[str, Any], shown: Shown, clashes: Iterable[Change], others: Collection[Path]) -> Shown:
    """Return what a page shows once it has told of the clashes: of them, and of what is another thing, what is there;
    of all else what it showed before, so that what others have changed there still stays."""
    now = shown_of(there, shown.covers).digests
    told = {_key(each.path) for each in clashes}
    digests = {
        name: digest
        for source, of_now in ((shown.digests, False), (now, True))
        for name, digest in source.items()
        if (name in told or thing_of(_place(name)) in others) is of_now
    }
    return Shown(covers=shown.covers, digests=digests)


def _others(shown: Shown, saved: Mapping[Path, Any]) -> Collection[Path]:
    """Return the actions and groups that another now stands in the place of, or none: neither what they were called nor
    another of their answers is what was shown, or nothing is."""
    filled: dict[Path, list[Path]] = {}
    for name in shown.digests:
        if thing := thing_of(_place(name)):
            filled.setdefault(thing, []).append(_place(name))
    changed = {
        thing: [each for each in places if _said(saved, each) != shown.digests[_key(each)]]
        for thing, places in filled.items()
    }
    there = {thing_of(place) for place in saved}
    return {
        thing
        for thing, places in changed.items()
        if thing not in there
        or (len(places) > 1 and (len(places) == len(filled[thing]) or (*thing, _NAME[len(thing)]) in places))
    }


def _said(answers: Mapping[Path, Any], place: Path) -> str:
    return _digest(answers[place]) if place in answers else ""


def _digest(answer: Any) -> str:
    text = json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(sha256(text.encode("utf-8", "surrogatepass")).digest()[:6]).decode()


def _key(place: Path) -> str:
    return "/".join(map(str, place))


def _place(name: str) -> Path:
    return tuple(int(part) if part.isdecimal() else part for part in name.split("/"))
