"""Settings of an installation: one ``clas.toml``, each key also as ``CLAS_…`` in the environment.

Nothing need be set to try the platform. An unknown key is refused, so that a misspelt one is not silently ignored.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from clas_api.antivirus import is_address
from clas_api.rehearsal import folder_beside
from clas_core.errors import UNKNOWN, InvalidFile, InvalidInput, Problem, did_you_mean
from clas_core.plain_text import pasted
from clas_core.reading import line_of, parse_toml, text_of
from clas_core.years import PARIS

ENVIRONMENT_PREFIX = "CLAS_"
CONFIG_VARIABLE = "CLAS_CONFIG"


def absolute_database_url(url: str) -> str:
    """Take the path of a SQLite file from the folder where the command is run, wherever the service is installed."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url in (prefix, prefix + ":memory:"):
        return url
    return prefix + str(Path(url.removeprefix(prefix)).absolute())


def _database_url(text: str) -> str:
    if "://" not in text:
        raise ValueError("Une adresse de base est attendue, par exemple sqlite:///clas.sqlite3.")
    return absolute_database_url(text)


def _today(text: str) -> date:
    try:
        return date.fromisoformat(text) if len(text) <= 10 else _in_paris(datetime.fromisoformat(text))
    except ValueError:
        raise ValueError("Une date est attendue, par exemple 2025-07-01, ou 2025-08-18T23:59:59.") from None


def _in_paris(moment: datetime) -> datetime:
    return moment.astimezone(PARIS) if moment.tzinfo else moment.replace(tzinfo=PARIS)


def _departments(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _there(text: str, *, file: bool = False) -> Path:
    if not (Path(text).is_file() if file else Path(text).is_dir()):
        raise ValueError(f"Le {'fichier' if file else 'dossier'} « {text} » n'existe pas.")
    return Path(text)


def _folder(text: str) -> Path:
    return Path(text).absolute()


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("Une adresse qui commence par https:// est attendue.")
    return text.rstrip("/")


def _directory(text: str) -> str:
    if not re.fullmatch(r"https://[^/\s@]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?(/[^\s?#]*)?", text):
        raise ValueError("Une adresse qui commence par https:// est attendue, ou une adresse de cette machine.")
    return text.rstrip("/")


def _mail_server(text: str) -> str:
    if not re.match(r"smtps?://[^/\s]+", text):
        raise ValueError("Un serveur de courriel est attendu, par exemple smtp://localhost:25.")
    return text


def _antivirus(text: str) -> str:
    if not is_address(text):
        raise ValueError("Un antivirus est attendu, par exemple unix:/run/clamav/clamd.ctl ou tcp://127.0.0.1:3310.")
    return text


def _addresses(text: str) -> tuple[str, ...]:
    addresses = _departments(text)
    if not addresses or not all(re.fullmatch(r"[^@\s]+@[^@\s]+", each) for each in addresses):
        raise ValueError("Des adresses de courriel sont attendues, séparées par des virgules.")
    return addresses


def _secret_key(text: str) -> str:
    if len(text) < 32:
        raise ValueError("Une clé de 32 caractères au moins est attendue.")
    if len(set(text)) < _FEWEST_SIGNS:
        raise ValueError(
            "Cette clé se devine. Tirez-en une : python -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return text


_FEWEST_SIGNS = 8
"""Different characters of a key: one drawn by lot, in hexadecimal too, has more."""


def _sender(text: str) -> str:
    if not re.fullmatch(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,190}", text) or text.endswith((".", "-")):
        raise ValueError("Une adresse de courriel est attendue, par exemple clas@caf.example.")
    return text


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"{' ou '.join(f'« {each} »' for each in words)} est attendu.")
        return text

    return read


def _number_of_proxies(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text, re.ASCII):
        raise ValueError("Un nombre de 0 à 9 est attendu, entre guillemets.")
    return int(text)


def _line(text: str) -> str:
    return pasted(text)


def _secret(text: str) -> str:
    return text


def _setting(read: Callable[[str], Any], default: Any = None, *, secret: bool = False) -> Any:
    """A key of the configuration: how its text is read, and whether it is to be masked when shown."""
    metadata = {"read": read, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation may set.

    - `database_url`: SQLite or PostgreSQL. `attachments` is the folder of the documents of dossiers.
    - `today` pins the clock, for demonstrations and tests: to a day, which begins at eight, or to a second.
    - `departments` restricts which installed departments are served; `None` serves them all. `referentials` is a
      directory that adds school years, and `referentials_key` the public key that each of its files must be signed by.
    - `base_url` is the address under which people reach the service: mails lead there. `smtp_url` and `mail_from`
      say how mails leave; without `smtp_url` they wait in the outbox.
    - `audit_heads_to` are the addresses to which ``clas audit heads --send`` sends the heads of the trace.
    - `secret_key` signs cookies; by default one is made once and kept in the database, shared by every process.
    - `oidc_issuer`, `oidc_client_id`, `oidc_client_secret`: sign-in through an identity provider, ProConnect for one.
      `oidc_email` is ``trusted`` for one that gives only addresses that it has verified and never says so: then an
      address counts unless it says that it has not.
    - `second_factor` is ``required`` where agents, heads of service, the national team and administrators must have
      one; otherwise whoever wishes has one.
    - `cleartext` is ``yes`` where a service beyond this machine is meant to be reached without TLS.
    - `proxies` is how many proxies stand before the service, each of which says whom it speaks for: attempts are
      counted by that address.
    - `clamav` is where an antivirus answers by clamd's protocol; without it documents are not looked at for viruses.
    - `directory_url` is where a public directory of organisations answers as the API Recherche d'entreprises does;
      without it every organisation is described by hand.
    - `publisher`, `publication_director`, `hosting`, `contact`, `dpo`: who answers for the installation, for its legal
      pages. `accessibility` is what an audit found (``none`` without one), by whom and when.
    - `log` is ``requests``, a line for each, or ``errors``, a line for what was not foreseen.
    """

    database_url: str = _setting(_database_url, lambda: absolute_database_url("sqlite:///clas.sqlite3"))
    attachments: Path = _setting(_folder, lambda: Path("clas-attachments").absolute())
    today: date | None = _setting(_today)
    departments: tuple[str, ...] | None = _setting(_departments)
    referentials: Path | None = _setting(_there)
    referentials_key: Path | None = _setting(partial(_there, file=True))
    base_url: str = _setting(_web_address, "http://127.0.0.1:8000")
    smtp_url: str | None = _setting(_mail_server, secret=True)
    mail_from: str = _setting(_sender, "clas@localhost")
    audit_heads_to: tuple[str, ...] | None = _setting(_addresses)
    secret_key: str | None = _setting(_secret_key, secret=True)
    oidc_issuer: str | None = _setting(_web_address)
    oidc_client_id: str | None = _setting(_line)
    oidc_client_secret: str | None = _setting(_secret, secret=True)
    oidc_email: str = _setting(_one_of("verified", "trusted"), "verified")
    second_factor: str = _setting(_one_of("optional", "required"), "optional")
    cleartext: str = _setting(_one_of("no", "yes"), "no")
    proxies: int = _setting(_number_of_proxies, 0)
    clamav: str | None = _setting(_antivirus)
    directory_url: str | None = _setting(_directory)
    publisher: str | None = _setting(_line)
    publication_director: str | None = _setting(_line)
    hosting: str | None = _setting(_line)
    contact: str | None = _setting(_sender)
    dpo: str | None = _setting(_line)
    accessibility: str = _setting(_one_of("none", "partial", "full"), "none")
    accessibility_audited_by: str | None = _setting(_line)
    accessibility_audited_on: date | None = _setting(_today)
    log: str = _setting(_one_of("requests", "errors"), "requests")

    @property
    def rehearsal(self) -> Path | None:
        """The folder of the rehearsal that the database belongs to; `None` where it is that of the real call."""
        return folder_beside(self.database_url)

    @property
    def mails_leave(self) -> bool:
        """Whether mails are sent: those of a rehearsal never are."""
        return self.smtp_url is not None and self.rehearsal is None

    def shown(self) -> Mapping[str, str | None]:
        """The settings as text, secrets masked; `None` for one that is not set."""
        return {each.name: _shown(each, getattr(self, each.name)) for each in fields(self)}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the file named by ``CLAS_CONFIG`` or ``./clas.toml``, then from the environment.

    Raises `InvalidFile` or `InvalidInput` with every problem.
    """
    environment = os.environ if environment is None else environment
    named = environment.get(CONFIG_VARIABLE)
    file = Path(named or "clas.toml")
    values: dict[str, Any] = {}
    if named or file.exists():
        values = _read_file(file)
    problems = []
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == CONFIG_VARIABLE:
            continue
        key = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        try:
            values[key] = _from_text(key, text)
        except ValueError as error:
            problems.append(Problem((variable,), str(error) if key in _known() else _unknown_variable(variable)))
    if problems:
        raise InvalidInput(problems, "La configuration est à corriger.")
    return Settings(**values)


def _read_file(file: Path) -> dict[str, Any]:
    text = text_of(file, name=str(file))
    values: dict[str, Any] = {}
    problems = []
    for key, value in parse_toml(text, name=str(file)).items():
        try:
            values[key] = _from_toml(key, value)
        except ValueError as error:
            problems.append(Problem((key,), str(error), line_of(text, (key,))))
    if problems:
        raise InvalidFile(str(file), problems)
    return values


def _unknown_variable(variable: str) -> str:
    names = [ENVIRONMENT_PREFIX + key.upper() for key in _known()]
    return f"Variable inconnue.{did_you_mean(variable, names)} Variables connues : {', '.join(names)}."


def _known() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Settings))


def _from_toml(key: str, value: Any) -> Any:
    if key == "departments":
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        raise ValueError('Une liste de départements est attendue, par exemple ["marne"].')
    if key in ("today", "accessibility_audited_on") and isinstance(value, date):
        return _in_paris(value) if isinstance(value, datetime) else value
    if key in _known() and not isinstance(value, str):
        raise ValueError("Un texte entre guillemets est attendu.")
    return _from_text(key, value if isinstance(value, str) else "")


def _from_text(key: str, text: str) -> Any:
    for each in fields(Settings):
        if each.name == key:
            return each.metadata["read"](text)
    raise ValueError(UNKNOWN + did_you_mean(key, _known()) + f" Clés connues : {', '.join(_known())}.")


def _shown(setting: "Field[Any]", value: Any) -> str | None:
    if value is None:
        return None
    if setting.metadata["secret"]:
        return masked(value) if "://" in value else "***"
    return ", ".join(value) if isinstance(value, tuple) else masked(str(value))


def masked(url: str) -> str:
    """Hide the passwords of a database address."""
    hidden = re.sub(r"(?i)((?:password|passwd|pwd|secret|token)=)[^&]*", r"\1***", url)
    return re.sub(r"(://[^/@:]*):[^/?]*@", r"\1:***@", hidden)
