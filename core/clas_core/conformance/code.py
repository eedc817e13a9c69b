"""The code of a plugin, read and not run: what it takes from elsewhere, what it keeps, what it would never be asked.

A department's code answers from what it is given alone. Whatever reads a clock, a network, a file or chance answers
otherwise tomorrow, and nobody can recompute a decision.
"""

import ast
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType

import clas_core
from clas_core.conformance.folder import entries_of
from clas_core.conformance.found import Found, Level
from clas_core.conformance.leftovers import _COMMENT
from clas_core.conformance.secrets import secrets_in
from clas_core.departments.plugin import HOOKS
from clas_core.errors import InvalidFile
from clas_core.reading import text_of

_PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "clas_department": (),
        "clas_review": ("school_year", "dossier"),
        "clas_supplements": ("school_year", "group", "ps"),
        "clas_event": ("event",),
    }
)
_MODULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("time", "sched", "calendar"), ("code.clock", "lit l'horloge")),
        **dict.fromkeys(("random", "secrets", "uuid", "numpy"), ("code.chance", "tire au hasard")),
        **dict.fromkeys(
            ("socket", "ssl", "http", "urllib", "requests", "httpx", "aiohttp", "smtplib", "ftplib", "imaplib", "telnetlib",
             "xmlrpc", "socketserver", "poplib", "urllib3", "paramiko", "websockets", "select", "selectors"),
            ("code.network", "ouvre le réseau"),
        ),  # fmt: skip
        **dict.fromkeys(
            ("io", "tempfile", "shutil", "glob", "fileinput", "sqlite3", "shelve", "dbm", "pickle", "csv", "zipfile", "tarfile",
             "pathlib", "linecache", "mmap", "fcntl"),
            ("code.files", "lit ou écrit des fichiers"),
        ),  # fmt: skip
        **dict.fromkeys(("os", "sys", "platform", "getpass", "pwd", "locale", "sysconfig"), ("code.environment", "lit la machine")),
        **dict.fromkeys(
            ("subprocess", "multiprocessing", "threading", "asyncio", "concurrent", "signal", "ctypes", "cffi", "pty", "_thread"),
            ("code.process", "lance autre chose"),
        ),
        **dict.fromkeys(
            ("flask", "sqlalchemy", "werkzeug", "click", "alembic", "django", "psycopg", "pandas", "clas_api", "marshmallow",
             "pluggy", "polars", "yaml"),
            ("code.imports", "prend d'ailleurs que de la façade du noyau"),
        ),  # fmt: skip
        **dict.fromkeys(("importlib", "inspect", "gc", "builtins", "code", "codeop", "runpy", "imp"), ("code.dynamic", "se change lui-même")),
    }
)
_CALLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("now", "today", "utcnow", "fromtimestamp", "perf_counter", "monotonic"), ("code.clock", "lit l'horloge")),
        **dict.fromkeys(("open", "read_text", "write_text", "read_bytes", "write_bytes", "iterdir", "unlink", "mkdir"), ("code.files", "lit ou écrit des fichiers")),
        **dict.fromkeys(("eval", "exec", "compile", "__import__", "globals", "setattr", "delattr"), ("code.dynamic", "se change lui-même")),
        **dict.fromkeys(("urlopen", "create_connection", "getaddrinfo"), ("code.network", "ouvre le réseau")),
        **dict.fromkeys(("getenv",), ("code.environment", "lit la machine")),
        **dict.fromkeys(("system", "popen", "Popen", "fork", "_exit", "exit", "quit", "abort"), ("code.process", "lance ou arrête autre chose")),
        **dict.fromkeys(("sleep", "input", "breakpoint"), ("code.slow", "attend")),
        **dict.fromkeys(("print",), ("code.print", "écrit dans le journal")),
    }
)
_SOFT = ("code.print",)


def check_code(folder: Traversable) -> Iterator[Found]:
    """Report what the modules of a plugin may not do; a folder without any has none."""
    modules: dict[str, ast.Module] = {}
    for entry in entries_of(folder):
        if not entry.name.endswith(".py") or not entry.is_file():
            continue
        told = f"{folder.name}/{entry.name}"
        try:
            text = text_of(entry, name=told)
            modules[entry.name] = ast.parse(text)
        except InvalidFile as error:
            yield Found("code.unreadable", "error", (), error.problems[0].message, file=told)
            continue
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None)
            reason = f"Ce n'est pas du Python : {getattr(error, 'msg', type(error).__name__)}."
            yield Found("code.syntax", "error", (), reason, "Corrigez la ligne.", told, line)
            continue
        for rank, line_text in enumerate(text.split("\n"), 1):
            for what in secrets_in(line_text[:10_000]):
                yield Found("secrets.shown", "error", (), f"Cette ligne montre {what}.", "Retirez-la, et changez-le.", told, rank)
            if "#" in line_text and _COMMENT.search(line_text.partition("#")[2]):
                yield Found("left.comment", "warning", (), "Quelque chose attend d'être écrit.", "", told, rank)
        yield from (_placed(found, told) for found in _module(modules[entry.name], folder.name))
    if modules:
        yield from _imported(modules, folder.name)


def _placed(found: tuple[str, str, int, Level], file: str) -> Found:
    check, reason, line, level = found
    mends = {
        "code.state": "Ne gardez rien d'un appel à l'autre.",
        "code.print": "Retirez-le.",
        "code.imports": "N'importez que de clas_core lui-même.",
        "code.hook": "Voyez le mode d'emploi des points d'extension.",
        "code.wrapper": "Un point d'extension ajoute sa réponse, sans voir celle des autres.",
        "code.float": "Écrivez Decimal(\"150.50\").",
    }
    mend = mends.get(check, "Répondez de ce qui vous est donné, et de rien d'autre.")
    return Found(check, level, (), reason, mend, file, line)


def _imported(modules: Mapping[str, ast.Module], package: str) -> Iterator[Found]:
    """Report modules that nobody imports: their hooks would never be called."""
    reached, waiting = {"__init__.py"}, ["__init__.py"]
    while waiting:
        for node in ast.walk(modules.get(waiting.pop(), ast.Module([], []))):
            for name in _modules_named(node, package):
                if f"{name}.py" in modules and f"{name}.py" not in reached:
                    reached.add(f"{name}.py")
                    waiting.append(f"{name}.py")
    for name in sorted(set(modules) - reached):
        reason = "Nul n'importe ce module : ses fonctions ne seront jamais appelées."
        mend = f"Écrivez « from {package}.{name[:-3]} import … » dans __init__.py, ou retirez-le."
        yield Found("code.never_imported", "error", (), reason, mend, f"{package}/{name}")
    if "__init__.py" not in modules:
        return
    said = {node.name for node in ast.walk(modules["__init__.py"]) if isinstance(node, ast.FunctionDef)}
    named = {alias.asname or alias.name for node in ast.walk(modules["__init__.py"]) if isinstance(node, ast.ImportFrom) for alias in node.names}
    if "clas_department" not in said | named | ({"clas_department"} if "*" in named else set()):
        reason = "Le paquet n'a pas « clas_department » : il ne dit pas quel département il est."
        yield Found("code.hook", "error", (), reason, "Reprenez les cinq lignes d'un autre greffon.", f"{package}/__init__.py")
    for name, module in modules.items():
        for node in module.body:
            hook = isinstance(node, ast.FunctionDef) and node.name in HOOKS and name != "__init__.py" and name in reached
            if hook and isinstance(node, ast.FunctionDef) and node.name not in named and "*" not in named:
                reason = f"« {node.name} » n'est pas importée par __init__.py : elle ne sera jamais appelée."
                yield Found("code.never_imported", "error", (), reason, "Importez-la.", f"{package}/{name}", node.lineno)


def _modules_named(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.removeprefix(f"{package}.").partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = (node.module or "").removeprefix(package).strip(".")
        yield from [module.partition(".")[0]] if module else [alias.name for alias in node.names]


def _module(tree: ast.Module, package: str) -> Iterator[tuple[str, str, int, Level]]:
    kept = {
        target.id: node.lineno
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.Call | ast.ListComp | ast.DictComp)
    }
    for node in ast.walk(tree):
        yield from _imports(node, package)
        if isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            yield "code.environment", "« environ » : ce code lit la machine.", node.lineno, "error"
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield "code.state", f"« {', '.join(node.names)} » change d'un appel à l'autre.", node.lineno, "error"
        elif isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
            if not any(isinstance(each, ast.Break | ast.Return) for each in ast.walk(node)):
                yield "code.slow", "Cette boucle ne finit pas.", node.lineno, "error"
        elif isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
            if broad and all(isinstance(each, ast.Pass | ast.Continue) for each in node.body):
                yield "code.silent", "Toute erreur est tue ici.", node.lineno, "warning"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(node, kept)
        elif isinstance(node, ast.ClassDef):
            yield from (("code.state", f"« {each.targets[0].id} » est gardé par la classe.", each.lineno, "warning") for each in node.body
                        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and isinstance(each.value, ast.List | ast.Dict | ast.Set))  # fmt: skip


def _imports(node: ast.AST, package: str) -> Iterator[tuple[str, str, int, Level]]:
    names: list[tuple[str, int]] = []
    if isinstance(node, ast.Import):
        names = [(alias.name, node.lineno) for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [(node.module or "", node.lineno)]
        if node.module == "clas_core":
            for alias in node.names:
                if alias.name not in clas_core.__all__ and alias.name != "*":
                    yield "code.imports", f"« {alias.name} » n'est pas offert par clas_core.", node.lineno, "error"
    for name, line in names:
        head = name.partition(".")[0]
        if head in _MODULES:
            check, does = _MODULES[head]
            yield check, f"« {name} » : ce code {does}.", line, "error"
        elif name.startswith("clas_core.") or (head.startswith("clas_") and head not in ("clas_core", package)):
            yield "code.imports", f"« {name} » n'est pas promis aux greffons.", line, "error"


def _called(node: ast.Call) -> Iterator[tuple[str, str, int, Level]]:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in _CALLS:
        check, does = _CALLS[name]
        yield check, f"« {name} » : ce code {does}.", node.lineno, "warning" if check in _SOFT else "error"
    if name in ("cache", "lru_cache"):
        yield "code.state", f"« {name} » garde des réponses d'un appel à l'autre.", node.lineno, "warning"
    if name in ("LocalAid", "Decimal"):
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(each, ast.Constant) and isinstance(each.value, float):
                yield "code.float", f"« {each.value} » est un flottant : un montant n'en est jamais un.", node.lineno, "error"
    if name == "float":
        yield "code.float", "« float » : un montant n'est jamais un flottant.", node.lineno, "error"


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, kept: Mapping[str, int]) -> Iterator[tuple[str, str, int, Level]]:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if isinstance(default, ast.List | ast.Dict | ast.Set):
            yield "code.state", f"Un paramètre de « {node.name} » garde ce qu'on y met.", default.lineno, "error"
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and isinstance(each.func.value, ast.Name):
            if each.func.value.id in kept and each.func.attr in ("append", "add", "update", "extend", "setdefault", "pop", "clear", "insert", "remove", "__next__"):
                yield "code.state", f"« {each.func.value.id} » change d'un appel à l'autre.", each.lineno, "error"
        target = each.targets[0] if isinstance(each, ast.Assign) else each.target if isinstance(each, ast.AugAssign) else None
        if isinstance(target, ast.Subscript | ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in kept:
            yield "code.state", f"« {target.value.id} » change d'un appel à l'autre.", each.lineno, "error"
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "next" and each.args:
            if isinstance(each.args[0], ast.Name) and each.args[0].id in kept:
                yield "code.state", f"« {each.args[0].id} » change d'un appel à l'autre.", each.lineno, "error"
    marked = None
    for decorator in node.decorator_list:
        head = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = head.id if isinstance(head, ast.Name) else head.attr if isinstance(head, ast.Attribute) else ""
        if name in ("cache", "lru_cache", "cached_property"):
            yield "code.state", f"« {name} » garde des réponses d'un appel à l'autre.", node.lineno, "warning"
        if name == "hookimpl":
            marked = decorator
    yield from _hook(node, marked)


def _hook(node: ast.FunctionDef | ast.AsyncFunctionDef, marked: ast.expr | None) -> Iterator[tuple[str, str, int, Level]]:
    options = {each.arg for each in marked.keywords if each.arg} if isinstance(marked, ast.Call) else set()
    if options & {"wrapper", "hookwrapper"}:
        yield "code.wrapper", f"« {node.name} » enrobe les autres réponses.", node.lineno, "error"
    elif options:
        yield "code.hook", f"« {', '.join(sorted(options))} » : rien ne tient à l'ordre des greffons.", node.lineno, "error"
    if marked is None and node.name in HOOKS:
        yield "code.hook", f"« {node.name} » n'a pas la marque @hookimpl : elle ne serait jamais appelée.", node.lineno, "error"
    if marked is not None and node.name not in HOOKS:
        yield "code.hook", f"« {node.name} » n'est pas un point d'extension : {', '.join(HOOKS)}.", node.lineno, "error"
    if node.name in HOOKS and marked is not None:
        if isinstance(node, ast.AsyncFunctionDef):
            yield "code.hook", f"« {node.name} » est asynchrone : sa réponse ne viendrait pas.", node.lineno, "error"
        if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node)) and not options & {"wrapper", "hookwrapper"}:
            yield "code.wrapper", f"« {node.name} » répond par morceaux (yield).", node.lineno, "error"
        unknown = [each.arg for each in node.args.args if each.arg not in _PARAMETERS.get(node.name, (each.arg,)) and each.arg != "self"]
        if unknown:
            yield "code.hook", f"« {node.name} » ne reçoit pas {', '.join(unknown)}.", node.lineno, "error"
        yield from _written_to(node)


def _written_to(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, str, int, Level]]:
    given = {each.arg for each in node.args.args}
    for each in ast.walk(node):
        target = each.targets[0] if isinstance(each, ast.Assign) else each.target if isinstance(each, ast.AugAssign) else None
        if isinstance(target, ast.Subscript | ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in given:
            yield "code.answer", f"« {target.value.id} » n'est pas à ce code : il le changerait.", each.lineno, "error"
