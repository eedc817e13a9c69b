"""What the code of a plugin may not take from elsewhere: modules and functions by name, with what each would do."""

from collections.abc import Mapping
from types import MappingProxyType

_MODULES_BY_DEED: Mapping[tuple[str, str], str] = {
    ("code.clock", "lit l'horloge"): "time sched calendar zoneinfo",
    ("code.chance", "tire au hasard"): "random secrets uuid numpy",
    ("code.network", "ouvre le réseau"): """
        socket ssl http urllib requests httpx aiohttp smtplib ftplib imaplib telnetlib xmlrpc socketserver poplib
        urllib3 paramiko websockets select selectors""",
    ("code.files", "lit ou écrit des fichiers"): """
        io tempfile shutil glob fileinput sqlite3 shelve dbm pickle csv zipfile tarfile pathlib linecache mmap fcntl""",
    ("code.environment", "lit la machine"): "os sys platform getpass pwd locale sysconfig",
    ("code.process", "lance autre chose"): """
        subprocess multiprocessing threading asyncio concurrent signal ctypes cffi pty _thread atexit faulthandler posix
        nt _posixsubprocess queue""",
    ("code.imports", "prend d'ailleurs que de la façade du noyau"): """
        flask sqlalchemy werkzeug click alembic django psycopg pandas clas_api marshmallow pluggy polars yaml""",
    ("code.dynamic", "se change lui-même"): "importlib inspect gc builtins code codeop runpy imp marshal dis weakref",
    ("code.print", "écrit dans le journal"): "logging warnings pprint syslog",
}
_CALLS_BY_DEED: Mapping[tuple[str, str], str] = {
    ("code.clock", "lit l'horloge"): "now today utcnow fromtimestamp perf_counter monotonic",
    ("code.files", "lit ou écrit des fichiers"): """
        open read_text write_text read_bytes write_bytes iterdir unlink mkdir""",
    ("code.dynamic", "se change lui-même"): "eval exec compile __import__ globals setattr delattr",
    ("code.network", "ouvre le réseau"): "urlopen create_connection getaddrinfo",
    ("code.environment", "lit la machine"): "getenv",
    ("code.process", "lance ou arrête autre chose"): "system popen Popen fork _exit exit quit abort",
    ("code.slow", "attend"): "sleep input breakpoint",
    ("code.state", "change comment tous calculent"): "getcontext setcontext",
    ("code.print", "écrit dans le journal"): "print",
}


def _by_name(deeds: Mapping[tuple[str, str], str]) -> Mapping[str, tuple[str, str]]:
    return MappingProxyType({name: deed for deed, names in deeds.items() for name in names.split()})


MODULES = _by_name(_MODULES_BY_DEED)
"""Modules by name: the check that names them, and what they do."""

CALLS = _by_name(_CALLS_BY_DEED)
"""Functions by name, whoever they are of."""


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


REACHED = _named("os sys socket subprocess builtins shutil random importlib pathlib threading _thread ctypes")
"""Modules that others hold: « logging.os » is « os »."""

HELD = _named("set dict list bytearray defaultdict deque Counter OrderedDict count cycle iter")
"""What makes something that a parameter would keep from one call to the next."""

INWARD = _named(
    "__setattr__ __delattr__ __dict__ __class__ __globals__ __subclasses__ __base__ __bases__ __mro__ __builtins__ "
    "__code__ __closure__ __defaults__ __getattribute__ __import__ __loader__"
)
"""By what code reaches what it is made of, and what others are."""

ENDS = frozenset(["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
"""What is raised to end a process."""

SOFT = ("code.print",)
"""Checks whose deed harms nothing."""

PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "clas_department": (),
        "clas_review": ("school_year", "dossier"),
        "clas_supplements": ("school_year", "group", "ps"),
        "clas_event": ("event",),
    }
)
"""What each hook is given."""

CHANGING = ("append", "add", "update", "extend", "setdefault", "pop", "clear", "insert", "remove", "__next__")
"""What changes a list, a table or a set."""
