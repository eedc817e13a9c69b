"""Calling an address that somebody else has given: never one inside our network, never for long, never elsewhere.

The address is looked up once, every answer is checked, and the connection is made to what was checked: a name that
answers otherwise a moment later leads nowhere. Redirections are not followed.
"""

import re
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import SplitResult, urlsplit

SECONDS = 10.0
"""For the whole of one call."""

LARGEST_BODY = 64 * 1024
_HEAD = 4096
_PORTS = frozenset({443, 8443})
_INSIDE = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".home.arpa",
    ".test",
    ".invalid",
)
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+", re.ASCII)
_URL = re.compile(r"[!-~]{1,500}", re.ASCII)
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.ASCII)
_CARRYING = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")))
"""IPv6 that carries IPv4, or that no longer means anything: where it would lead cannot be told from it."""


class NotCallable(ValueError):
    """An address that is never called, with a French sentence."""


class NotReached(Exception):
    """The address did not answer in time, or not as a web server does; with a French sentence."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far calls go. `loopback` lets them reach this very machine, in clear: for tests, which say so."""

    loopback: bool = False


ABROAD = Reach()


def check_url(url: str, reach: Reach = ABROAD) -> SplitResult:
    """Return an address in its parts, once it may be called by the look of it. Raises `NotCallable`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotCallable("Cette adresse ne se lit pas : écrivez-la comme « https://exemple.fr/clas ».") from None
    host = parts.hostname or ""
    if not _URL.fullmatch(url) or not host or parts.fragment:
        raise NotCallable("Une adresse entière est attendue, comme « https://exemple.fr/clas », sans accent ni espace.")
    if parts.username is not None or parts.password is not None:
        raise NotCallable("N'écrivez ni nom ni mot de passe dans l'adresse : chaque envoi est signé.")
    if reach.loopback and host == "127.0.0.1":
        return parts
    if parts.scheme != "https":
        raise NotCallable("Une adresse qui commence par « https:// » est attendue : rien ne part en clair.")
    if port not in (None, *_PORTS):
        raise NotCallable("Seuls les ports 443 et 8443 sont appelés.")
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal):
            raise NotCallable(_OURS)
    elif not _HOST.fullmatch(host) or host.endswith(_INSIDE) or _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise NotCallable(_OURS)
    return parts


_OURS = "Cette adresse n'est pas celle d'un serveur public : une machine du réseau de l'installation n'est pas appelée."


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the public internet, and of one machine."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.scope_id is not None or any(address in each for each in _CARRYING):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def post(url: str, headers: Mapping[str, str], body: bytes, reach: Reach = ABROAD) -> int:
    """Send `body` and return the status of the answer, whose text nobody reads. Raises `NotCallable`, `NotReached`."""
    parts = check_url(url, reach)
    if len(body) > LARGEST_BODY:
        raise NotCallable("Ce message est trop long pour partir.")
    ends = monotonic() + SECONDS
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = checked_address(parts.hostname or "", port, reach)
    try:
        with socket.create_connection((address, port), timeout=_left(ends)) as plain:
            if parts.scheme != "https":
                return _asked(plain, parts, headers, body, ends)
            plain.settimeout(_left(ends))
            with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as connection:
                return _asked(connection, parts, headers, body, ends)
    except TimeoutError:
        raise NotReached(f"Pas de réponse en {SECONDS:.0f} secondes.") from None
    except ssl.SSLError as error:
        raise NotReached(f"La connexion chiffrée a été refusée : {error.reason or 'certificat'}.") from error
    except OSError as error:
        raise NotReached(f"Le serveur ne répond pas : {error.strerror or type(error).__name__}.") from error


def checked_address(host: str, port: int, reach: Reach = ABROAD) -> str:
    """Return the address of a host, once all those that it has are public. Raises `NotCallable`, `NotReached`."""
    found = _looked_up(host, port)
    for each in found:
        literal = ip_address(each)
        if not is_public(literal) and not (reach.loopback and literal.is_loopback):
            raise NotCallable(_OURS)
    return found[0]


def _looked_up(host: str, port: int) -> Sequence[str]:
    """Look a name up, for as long as a call lasts: the system's own patience may be far longer."""
    found: list[str] = []

    def look_up() -> None:
        try:
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            found.clear()

    thread = threading.Thread(target=look_up, name="clas look-up", daemon=True)
    thread.start()
    thread.join(SECONDS)
    answers = tuple(found)
    if not answers:
        raise NotReached("Ce nom de serveur n'existe pas, ou personne ne répond pour lui.")
    return answers


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _asked(connection: socket.socket, parts: SplitResult, headers: Mapping[str, str], body: bytes, ends: float) -> int:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {
        "Host": parts.netloc,
        "User-Agent": "Clas-Webhooks/1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    connection.settimeout(_left(ends))
    connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body)
    answer = b""
    while b"\n" not in answer and len(answer) < _HEAD:
        connection.settimeout(_left(ends))
        received = connection.recv(_HEAD)
        if not received:
            break
        answer += received
    status = re.match(rb"HTTP/1\.[01] ([1-5][0-9]{2})\b", answer)
    if status is None:
        raise NotReached("La réponse n'est pas celle d'un serveur web.")
    return int(status[1])
