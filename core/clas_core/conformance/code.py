"""The code of a plugin, read and not run: what it takes from elsewhere, what it keeps, what it would never be asked.

A department's code answers from what it is given alone. Whatever reads a clock, a network, a file or chance answers
otherwise tomorrow, and nobody can recompute a decision.
"""

import ast
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from clas_core.conformance.code_seen import Seen, seen_in
from clas_core.conformance.folder import entries_of
from clas_core.conformance.found import Found
from clas_core.conformance.leftovers import COMMENT
from clas_core.conformance.secrets import secrets_in
from clas_core.departments.plugin import HOOKS
from clas_core.errors import InvalidFile
from clas_core.reading import text_of


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
                yield Found(
                    "secrets.shown",
                    "error",
                    (),
                    f"Cette ligne montre {what}.",
                    "Retirez-la, et changez-le.",
                    told,
                    rank,
                )
            if "#" in line_text and COMMENT.search(line_text.partition("#")[2]):
                yield Found("left.comment", "warning", (), "Quelque chose attend d'être écrit.", "", told, rank)
        yield from (_placed(found, told) for found in seen_in(modules[entry.name], folder.name))
    if modules:
        yield from _imported(modules, folder.name)


def _placed(found: Seen, file: str) -> Found:
    check, reason, line, level = found
    mends = {
        "code.state": "Ne gardez rien d'un appel à l'autre.",
        "code.print": "Retirez-le.",
        "code.imports": "N'importez que de clas_core lui-même.",
        "code.hook": "Voyez le mode d'emploi des points d'extension.",
        "code.wrapper": "Un point d'extension ajoute sa réponse, sans voir celle des autres.",
        "code.patch": "Laissez à chacun ce qui est à lui.",
        "code.float": 'Écrivez Decimal("150.50").',
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
    named = {
        alias.asname or alias.name
        for node in ast.walk(modules["__init__.py"])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    if "clas_department" not in said | named | ({"clas_department"} if "*" in named else set()):
        reason = "Le paquet n'a pas « clas_department » : il ne dit pas quel département il est."
        yield Found(
            "code.hook", "error", (), reason, "Reprenez les cinq lignes d'un autre greffon.", f"{package}/__init__.py"
        )
    for name, module in modules.items():
        for node in module.body:
            hook = (
                isinstance(node, ast.FunctionDef) and node.name in HOOKS and name != "__init__.py" and name in reached
            )
            if hook and isinstance(node, ast.FunctionDef) and node.name not in named and "*" not in named:
                reason = f"« {node.name} » n'est pas importée par __init__.py : elle ne sera jamais appelée."
                yield Found(
                    "code.never_imported", "error", (), reason, "Importez-la.", f"{package}/{name}", node.lineno
                )


def _modules_named(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.removeprefix(f"{package}.").partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = (node.module or "").removeprefix(package).strip(".")
        yield from [module.partition(".")[0]] if module else [alias.name for alias in node.names]
