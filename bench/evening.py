"""People who write on a page of their dossier, read another and deposit, each at their own pace, over raw sockets.

A saving is what `saving.js` sends: the whole form, then the page that it leads to, whose state the next one is written
on. Waits are counted from the moment when each was due, so that a server that is late does not slow down who asks it.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from random import Random
from time import perf_counter, process_time
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from tests.browsing import Form, forms_of

SAVES_EVERY = 20.0
READS_EVERY = 30.0
_MEANWHILE = (409, 412)
_PAGE = "actions/1"
_WRITTEN = "actions/0/description"
_STATUS = re.compile(rb"HTTP/1.1 (\d+)")
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)
_STATE = re.compile(r'name="(revision|shown)" value="([^"]*)"')
"""What a page says of the state that it is written on."""
_RECEIPT = re.compile(r"Numéro de récépissé</small>([^<]+)<")


@dataclass
class Porteur:
    """Somebody signed in, and their dossier. `said` is what their last acknowledged saving has written."""

    dossier: UUID
    cookie: str
    said: str = ""
    number: int = 0

    def address(self, page: str) -> str:
        return f"/espace/dossiers/{self.dossier}/{page}"


@dataclass
class Evening:
    """What was waited for, in seconds; the receipts that were given; what was answered otherwise than it should."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    deposits: list[float] = field(default_factory=list)
    receipts: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    client_share: float = 0.0


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str
    body: bytes


class _Connection:
    """One connection of a browser, kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cookie: str) -> None:
        self._reader, self._writer, self._cookie = reader, writer, cookie

    async def ask(self, path: str, form: Sequence[tuple[str, str]] | None = None) -> _Answer:
        body = urlencode(form).encode() if form is not None else b""
        sent = (
            ""
            if form is None
            else (
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
                "Sec-Fetch-Site: same-origin\r\n"
            )
        )
        method = "GET" if form is None else "POST"
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self._cookie}\r\n{sent}\r\n"
        self._writer.write(head.encode() + body)
        told = await self._reader.readuntil(b"\r\n\r\n")
        length, status, where = _LENGTH.search(told), _STATUS.match(told), _LOCATION.search(told)
        assert status is not None
        content = await self._reader.readexactly(int(length[1])) if length else b""
        return _Answer(int(status[1]), where[1].decode() if where else "", content)

    async def follow(self, answer: _Answer) -> _Answer:
        parts = urlsplit(answer.location)
        return await self.ask(parts.path + (f"?{parts.query}" if parts.query else ""))


def play(port: int, people: Sequence[Porteur], seconds: float, *, deposits: int) -> Evening:
    """Let these people work for `seconds`; `deposits` of them deposit once, at moments spread over that time."""
    return asyncio.run(_play(port, people, seconds, deposits))


async def _play(port: int, people: Sequence[Porteur], seconds: float, deposits: int) -> Evening:
    evening, chance = Evening(), Random(2025)
    opened = asyncio.Semaphore(8)
    writers = await asyncio.gather(*(_open(port, each, opened) for each in people))
    readers = [await _connect(port, each) for each in people]
    start, busy = perf_counter(), process_time()
    until = start + seconds
    tasks = []
    for rank, each in enumerate(people):
        connection, form = writers[rank]
        tasks.append(_write(evening, each, connection, form, start + chance.uniform(0, SAVES_EVERY), until))
        due = start + chance.uniform(0, seconds) if rank < deposits else None
        tasks.append(_read(evening, each, readers[rank], start + chance.uniform(0, READS_EVERY), until, due))
    await asyncio.gather(*tasks)
    evening.client_share = (process_time() - busy) / (perf_counter() - start)
    return evening


async def _connect(port: int, who: Porteur) -> _Connection:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    return _Connection(reader, writer, who.cookie)


async def _open(port: int, who: Porteur, few: asyncio.Semaphore) -> tuple[_Connection, Form]:
    """Open the page that somebody will write on, a few at a time: it is not what is measured."""
    async with few:
        connection = await _connect(port, who)
        page = await connection.ask(who.address(_PAGE))
        assert page.status == 200, page
        forms = forms_of(page.body.decode())
        return connection, next(each for each in forms if _WRITTEN in each.names)


async def _write(evening: Evening, who: Porteur, connection: _Connection, form: Form, due: float, until: float) -> None:
    """Save what somebody writes, each time that it is due, on the state that the last saving has made."""
    while due < until:
        await _sleep_until(due)
        who.number += 1
        said = f"Deux soirs par semaine ; version {who.number} de {who.dossier}."
        form.values[_WRITTEN] = said
        answer = await _save(who, connection, form)
        if answer.status in _MEANWHILE:  # their own deposit, in another window: they press the button of the page
            answer = await _save(who, connection, form)
        if answer.status == 200:
            who.said = said
        else:
            evening.failures.append(f"{answer.status} {answer.body[:300]!r}")
        evening.saves.append(perf_counter() - due)
        due += SAVES_EVERY


async def _save(who: Porteur, connection: _Connection, form: Form) -> _Answer:
    """Send the form, and read on which state the page that comes back is to be saved."""
    answer = await connection.ask(who.address(_PAGE), [*form.values.items(multi=True), ("action", "save")])
    if answer.status == 303:
        answer = await connection.follow(answer)
    for name, value in _STATE.findall(answer.body.decode()):
        form.values[name] = unescape(value)
    return answer


async def _read(
    evening: Evening, who: Porteur, connection: _Connection, due: float, until: float, deposit: float | None
) -> None:
    """Open the dossier each time that it is due; once, perhaps, deposit it."""
    while due < until:
        if deposit is not None and deposit < due:
            await _sleep_until(deposit)
            await _deposit(evening, who, connection, deposit)
            deposit = None
        await _sleep_until(due)
        page = await connection.ask(who.address("").rstrip("/"))
        if page.status != 200:
            evening.failures.append(f"{page.status} {page.body[:300]!r}")
        evening.pages.append(perf_counter() - due)
        due += READS_EVERY
    if deposit is not None:
        await _sleep_until(deposit)
        await _deposit(evening, who, connection, deposit)


async def _deposit(evening: Evening, who: Porteur, connection: _Connection, due: float) -> None:
    """Open the page that deposits and press its button; again where a saving of oneself has come in between."""
    while True:
        page = await connection.ask(who.address("verifier"))
        forms = forms_of(page.body.decode())
        form = next(each for each in forms if any(one.get("value") == "deposit" for one in each.buttons))
        answer = await connection.ask(form.action, [*form.values.items(multi=True), ("action", "deposit")])
        if answer.status not in _MEANWHILE:
            break
    if answer.status == 303:
        answer = await connection.follow(answer)
    found = _RECEIPT.search(answer.body.decode())
    if found:
        evening.receipts.add(found[1])
    else:
        evening.failures.append(f"deposit: {answer.status} {answer.body[:300]!r}")
    evening.deposits.append(perf_counter() - due)


async def _sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - perf_counter()))
