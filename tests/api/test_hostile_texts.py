"""Whatever is typed stays text in whatever is answered: a year is told twice, in harmless words and in hostile ones.

The words are put in at the door itself, into every field that a schema calls a line or words. What comes out has the
same structure, sign for sign and header for header, and is read back by another library than the one that wrote it.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import create_engine

from bench.samples import content
from clas_api.rendering import FORMATS
from clas_core.fields import Line, Words
from clas_core.plain_text import line_of, lines_of
from tests.api.mails.conftest import outbox
from tests.api.mails.reading import HEADERS, read
from tests.api.mails.test_composing import Campaign, letter
from tests.api.probes import SITTING, extension
from tests.api.read_back import Blocks, Shape, components, events, outline, pages
from tests.api.test_every_text_field import asked_in_words
from tests.api.texts_not_reached import NOT_REACHED
from tests.stages import World

HOSTILE = (
    "=?utf-8?q?x=0D=0ABcc:_a@b.fr=0D=0A=0D=0A<b>y</b>?=",
    "Nom\r\nBcc: autre@mal.example\r\n\r\nCorps",
    "</script></textarea><script>alert(1)</script>",
    "{{7*7}}{% raw %}${7*7}#{7*7}",
    '#import "@preview/x" #read("/etc/passwd") $x$',
    "=cmd|'/c calc'!A1",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT;,:\\n",
    "nul\0nul\x1b[31mrouge\x07",
    "\u202edroite\u2066gauche\u200b\ufeff",
    "demi\ud800e" + "\u0301" * 60,
    "../../etc/passwd",
    '"; filename="x.exe',
    "un\u2028deux\x85trois\x0bquatre",
    "\uf0b7 puce \uf0a7 puce",
    "👨‍👩‍👧‍👦 می‌خواهم שלום",
    "mot" * 20,
    "# titre | *gras* [x](javascript:y) `z`",
    "--><![CDATA[&amp;&lt;%s%n",
)
HARMLESS = tuple(re.sub(r".+", f"mot{chr(97 + place)}", lines_of(text)) for place, text in enumerate(HOSTILE))
"""As many words, in as many lines: where lines may be typed, each stays one."""


UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Told:
    """What a year has given: by address without its keys, what is answered; what was typed, where; the mails."""

    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    mails: list[Any] = field(default_factory=list)

    def of(self, media_type: str) -> dict[tuple[str, str], Any]:
        return {place: each for place, each in self.answers.items() if each.mimetype == media_type}


@contextmanager
def everything_typed(texts: tuple[str, ...], result: Told, *, but: tuple[str, ...] = ()) -> Iterator[None]:
    """Put `texts` into every line and all words that are read, `but` those of some names, in turn; note what they are
    kept as, and where."""
    turns = cycle(texts)
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Line, Words):
            take = kind.deserialize

            def put(self: Any, value: Any, attr: Any = None, data: Any = None, _take: Any = take, **more: Any) -> Any:
                if isinstance(value, str) and attr not in but:
                    put_in = next(turns)
                    value = f"{value[: self.longest - len(put_in) - 1]} {put_in}"
                kept = _take(self, value, attr, data, **more)
                if isinstance(kept, str):
                    result.typed.add(kept)
                    result.fields.add(f"{type(self.root).__name__}.{attr or self.parent.name}")
                return kept

            patch.setattr(kind, "deserialize", put)
        yield


def told(world: World, texts: tuple[str, ...]) -> Told:
    """Tell a year in which everybody types `texts`, and open all that is there."""
    result = Told()
    with everything_typed(texts, result):
        campaign = Campaign(world, "Bonjour")
        _begin(campaign)
        campaign.play()
    for who in ("porteur51", "head51", "committee51"):
        _walk(world, who, result)
        _ask(world, who, result)
    engine = create_engine(world.app.extensions["clas"].settings.database_url)
    result.mails = [letter(recipient=e.recipient, subject=e.subject, body=e.body) for e in outbox(engine)]
    engine.dispose()
    return result


def _begin(campaign: Campaign) -> None:
    """Have people type what the story does not: more of a place, and acts that stand beside a year."""
    dossier, marne = f"/dossiers/{campaign.world.deposited}", "/departments/marne"
    actions = content()["actions"]
    actions[0]["place"] = {"address": "1 rue", "postal_code": "51100", "city": "Reims", "territory": "Quartier"}
    campaign.make("porteur51", "PATCH", dossier, {"actions": actions}, of=dossier)
    campaign.make("head51", "POST", f"{dossier}/notes", {"text": "Note"})
    campaign.make("head51", "POST", *extension(campaign.world))
    session = f"/sessions/{campaign.make('head51', 'POST', f'{marne}/sessions', SITTING)['id']}"
    campaign.make("head51", "PATCH", session, {"place": "Mairie"}, of=session)
    seats = [{"institution": "caf", "name": "Dominique Roy", "presides": True}]
    campaign.make("head51", "PUT", f"{session}/seats", {"seats": seats}, of=session)
    campaign.make("head51", "POST", f"{session}/cancellation", {"reason": "Reportée"}, of=session)
    token = {"label": "Logiciel", "department": "marne", "scopes": ["dossiers:read"]}
    campaign.make("head51", "POST", "/tokens", token)
    address = {"url": "https://exemple.fr/clas", "events": ["dossier.deposited"]}
    campaign.make("head51", "POST", "/webhooks", {"label": "Entrepôt", "department": "marne", **address})


def _walk(world: World, who: str, result: Told) -> None:
    """Open whatever the pages lead to, one of each kind of address."""
    browser = world.browser(who)
    waiting, seen = ["/espace"], set()
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        kind = UUID.sub("·", address)
        if kind in seen or not address.startswith("/") or "deconnexion" in address:
            continue
        seen.add(kind)
        answer = browser.client.get(address)
        result.answers[who, kind] = answer
        if answer.mimetype == "text/html" and answer.status_code == 200:
            waiting += Shape.of(answer.text).links
        elif "Location" in answer.headers:
            waiting.append(answer.headers["Location"])


def _ask(world: World, who: str, result: Told) -> None:
    """Ask for all that the JSON service gives."""
    keys = {"dossiers": world.deposited, "porteurs": world.porteur, "sessions": str(world.made.session)}
    given = {"slug": "marne", "year": "2025-2026", "number": "1", "item": world.item}
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith("/api/v1/"):
            known = {**given, "key": keys.get(rule.rule.split("/")[3], "")}
            for form in FORMATS if "form" in rule.arguments else ("",):
                known["form"] = form
                if all(known.get(name) for name in rule.arguments):
                    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], rule.rule)  # noqa: B023
                    place = rule.rule.replace("<form>", form)
                    result.answers[who, place] = world.ask(who, "GET", path.removeprefix("/api/v1"))


_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The trace names the rows that it seals by their keys, which are others each time."""


def _shape(value: Any) -> Any:
    """Return the structure of a JSON value: its keys, how many there are of each, and of which type."""
    if isinstance(value, dict):
        return {_KEY.sub("a key", key): _shape(each) for key, each in value.items()}
    return [_shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    elif isinstance(value, str):
        yield value


def test_hostile_words_leave_the_structure_of_everything_as_it_is(small_world: Callable[[str], World]) -> None:
    harmless, hostile = told(small_world("sqlite"), HARMLESS), told(small_world("sqlite"), HOSTILE)
    assert len(hostile.answers) > 60
    assert harmless.answers.keys() == hostile.answers.keys()
    for place, answer in hostile.answers.items():
        other = harmless.answers[place]
        assert answer.status_code == other.status_code, place
        assert sorted(answer.headers.keys()) == sorted(other.headers.keys()), place
        if answer.mimetype == "text/html":
            assert Shape.of(answer.text).elements == Shape.of(other.text).elements, place
        elif answer.mimetype.endswith("json"):
            assert _shape(json.loads(answer.text)) == _shape(json.loads(other.text)), place
        elif answer.mimetype == "text/calendar":
            assert components(answer.data) == components(other.data), place
        elif answer.mimetype == "application/pdf":
            assert outline(answer.data) == outline(other.data), place
        elif answer.mimetype == "text/markdown":
            assert Blocks.of(answer.text).kinds == Blocks.of(other.text).kinds, place
    for text in HOSTILE:
        assert any(line_of(text) in each or lines_of(text) in each for each in hostile.typed), text
    _expect_said(hostile)
    texts = [place for place, each in asked_in_words() if type(each) in (Line, Words)]
    asked = {".".join(place.split(".")[-2:]) for place in texts if not _is_of_a_file(place)}
    assert asked - hostile.fields == NOT_REACHED


def _is_of_a_file(place: str) -> bool:
    """Tell a field of a schema that is made of a declaration, which its module has no name for: those of files, which
    stand in no request."""
    module, schema, _ = place.rsplit(".", 2)
    return not hasattr(sys.modules[module], schema)


def _expect_said(year: Told) -> None:
    for mail in year.mails:
        found = read(bytes(mail.compose()))
        assert found.names == HEADERS
    said = {
        "PDF": " ".join(page.extract_text() for a in year.of("application/pdf").values() for page in pages(a.data)),
        "Markdown": " ".join(text for a in year.of("text/markdown").values() for text in Blocks.of(a.text).texts),
        "calendars": " ".join(text for a in year.of("text/calendar").values() for text in events(a.data)),
        "pages": " ".join(text for a in year.of("text/html").values() for text in Shape.of(a.text).texts),
        "JSON": " ".join(t for a in year.of("application/json").values() for t in _leaves(json.loads(a.text))),
        "mails": " ".join(read(bytes(mail.compose())).body for mail in year.mails),
    }
    # A mail leaves out most, minutes hold a few and an event its place; a text that was written over before it was
    # deposited is told to nobody.
    least = {"pages": 0.7, "JSON": 0.7, "mails": 0.1, "PDF": 0.1, "Markdown": 0.1, "calendars": 0.02}
    for where, whole in said.items():
        blank = " ".join(whole.split())
        shown = {text for text in year.typed if " ".join(text.split()) in blank}
        assert len(shown) >= least[where] * len(year.typed), where
