"""What one module of a plugin does, read from its syntax."""

import ast
from collections.abc import Iterator, Mapping

import clas_core
from clas_core.conformance.code_words import CALLS, CHANGING, MODULES, PARAMETERS, SOFT
from clas_core.conformance.found import Level
from clas_core.departments.plugin import HOOKS

Seen = tuple[str, str, int, Level]
"""What was seen: the name of its check, why, its line, and how grave it is."""


def seen_in(tree: ast.Module, package: str) -> Iterator[Seen]:
    """Yield what a module of `package` does that it may not."""
    kept = {
        target.id: node.lineno
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
        and isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.Call | ast.ListComp | ast.DictComp)
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
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            )
            if broad and all(isinstance(each, ast.Pass | ast.Continue) for each in node.body):
                yield "code.silent", "Toute erreur est tue ici.", node.lineno, "warning"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(node, kept)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.List | ast.Dict | ast.Set):
                    yield "code.state", f"« {node.name} » garde quelque chose.", each.lineno, "warning"


def _imports(node: ast.AST, package: str) -> Iterator[Seen]:
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
        if head in MODULES:
            check, does = MODULES[head]
            yield check, f"« {name} » : ce code {does}.", line, "error"
        elif name.startswith("clas_core.") or (head.startswith("clas_") and head not in ("clas_core", package)):
            yield "code.imports", f"« {name} » n'est pas promis aux greffons.", line, "error"


def _called(node: ast.Call) -> Iterator[Seen]:
    name = (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )
    if name in CALLS:
        check, does = CALLS[name]
        yield check, f"« {name} » : ce code {does}.", node.lineno, "warning" if check in SOFT else "error"
    if name in ("cache", "lru_cache"):
        yield "code.state", f"« {name} » garde des réponses d'un appel à l'autre.", node.lineno, "warning"
    if name in ("LocalAid", "Decimal"):
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(each, ast.Constant) and isinstance(each.value, float):
                yield (
                    "code.float",
                    f"« {each.value} » est un flottant : un montant n'en est jamais un.",
                    node.lineno,
                    "error",
                )
    if name == "float":
        yield "code.float", "« float » : un montant n'est jamais un flottant.", node.lineno, "error"


def _changed_by(node: ast.AST) -> ast.Name | None:
    """Return the name of which a part is assigned by a line of code: ``kept`` of ``kept[key] = 1``."""
    if isinstance(node, ast.Assign):
        target: ast.expr = node.targets[0]
    elif isinstance(node, ast.AugAssign):
        target = node.target
    else:
        return None
    return (
        target.value
        if isinstance(target, ast.Subscript | ast.Attribute) and isinstance(target.value, ast.Name)
        else None
    )


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, kept: Mapping[str, int]) -> Iterator[Seen]:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if isinstance(default, ast.List | ast.Dict | ast.Set):
            yield "code.state", f"Un paramètre de « {node.name} » garde ce qu'on y met.", default.lineno, "error"
    for each in ast.walk(node):
        if (
            (
                isinstance(each, ast.Call)
                and isinstance(each.func, ast.Attribute)
                and isinstance(each.func.value, ast.Name)
            )
            and each.func.value.id in kept
            and each.func.attr in CHANGING
        ):
            yield "code.state", f"« {each.func.value.id} » change d'un appel à l'autre.", each.lineno, "error"
        changed = _changed_by(each)
        if changed is not None and changed.id in kept:
            yield "code.state", f"« {changed.id} » change d'un appel à l'autre.", changed.lineno, "error"
        if (
            isinstance(each, ast.Call)
            and isinstance(each.func, ast.Name)
            and each.func.id == "next"
            and each.args
            and isinstance(each.args[0], ast.Name)
            and each.args[0].id in kept
        ):
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


def _hook(node: ast.FunctionDef | ast.AsyncFunctionDef, marked: ast.expr | None) -> Iterator[Seen]:
    options = {each.arg for each in marked.keywords if each.arg} if isinstance(marked, ast.Call) else set()
    if options & {"wrapper", "hookwrapper"}:
        yield "code.wrapper", f"« {node.name} » enrobe les autres réponses.", node.lineno, "error"
    elif options:
        yield (
            "code.hook",
            f"« {', '.join(sorted(options))} » : rien ne tient à l'ordre des greffons.",
            node.lineno,
            "error",
        )
    if marked is None and node.name in HOOKS:
        yield (
            "code.hook",
            f"« {node.name} » n'a pas la marque @hookimpl : elle ne serait jamais appelée.",
            node.lineno,
            "error",
        )
    if marked is not None and node.name not in HOOKS:
        yield "code.hook", f"« {node.name} » n'est pas un point d'extension : {', '.join(HOOKS)}.", node.lineno, "error"
    if node.name in HOOKS and marked is not None:
        if isinstance(node, ast.AsyncFunctionDef):
            yield "code.hook", f"« {node.name} » est asynchrone : sa réponse ne viendrait pas.", node.lineno, "error"
        if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node)) and not options & {
            "wrapper",
            "hookwrapper",
        }:
            yield "code.wrapper", f"« {node.name} » répond par morceaux (yield).", node.lineno, "error"
        unknown = [
            each.arg
            for each in node.args.args
            if each.arg not in PARAMETERS.get(node.name, (each.arg,)) and each.arg != "self"
        ]
        if unknown:
            yield "code.hook", f"« {node.name} » ne reçoit pas {', '.join(unknown)}.", node.lineno, "error"
        yield from _written_to(node)


def _written_to(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Seen]:
    given = {each.arg for each in node.args.args}
    for each in ast.walk(node):
        changed = _changed_by(each)
        if changed is not None and changed.id in given:
            yield (
                "code.answer",
                f"« {changed.id} » n'est pas à ce code, qui le change.",
                changed.lineno,
                "error",
            )
