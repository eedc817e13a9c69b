"""What one module of a plugin does, read from its syntax."""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Self

import clas_core
from clas_core.conformance.code_words import CALLS, CHANGING, ENDS, HELD, INWARD, MODULES, PARAMETERS, REACHED, SOFT
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
    bound = Bound.of(tree)
    yield from _at_import(tree, bound)
    for node in ast.walk(tree):
        yield from _imports(node, package)
        if isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Attribute | ast.Name):
            yield from _reached(node)
        elif isinstance(node, ast.Raise):
            yield from _ends(node)
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
            yield from _function(node, kept, bound)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.List | ast.Dict | ast.Set):
                    yield "code.state", f"« {node.name} » garde quelque chose.", each.lineno, "warning"


class Bound(NamedTuple):
    """The names that a module binds: those that it imports, those of its own functions and classes, and what marks a
    hook, whatever it is called here."""

    imported: frozenset[str]
    own: frozenset[str]
    marks: frozenset[str]

    @classmethod
    def of(cls, tree: ast.Module) -> Self:
        imported, marks = set(), {"hookimpl"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    imported.add(alias.asname or alias.name.partition(".")[0])
                    marks |= {alias.asname or alias.name} if alias.name == "hookimpl" else set()
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Name | ast.Attribute):
                called = node.value.func if isinstance(node.value, ast.Call) else node.value
                if _name_of(called) in ("HookimplMarker", "hookimpl"):
                    marks |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        own = {node.name for node in tree.body if isinstance(node, defined)}
        return cls(frozenset(imported), frozenset(own), frozenset(marks))


def _name_of(node: ast.expr) -> str:
    """Return the last name by which something is called: ``now`` of ``datetime.now``."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _at_import(tree: ast.Module, bound: Bound) -> Iterator[Seen]:
    """Report what a module does when it is loaded: it changes another, or marks what is no function as a hook."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            heads = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
            if any(_name_of(each) in bound.marks for each in heads):
                yield (
                    "code.hook",
                    f"« {node.name} » est une classe : un point d'extension est une fonction.",
                    node.lineno,
                    "error",
                )
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id in HOOKS:
                    reason = f"« {target.id} » n'est pas écrite par « def » : elle ne serait jamais appelée."
                    yield "code.hook", reason, node.lineno, "error"
            yield from _patched(node, bound)


def _patched(node: ast.AST, bound: Bound) -> Iterator[Seen]:
    changed = _changed_by(node)
    if changed is not None and changed.id in bound.imported:
        yield "code.patch", f"« {changed.id} » n'est pas à ce code, qui le change.", changed.lineno, "error"


def _reached(node: ast.Attribute | ast.Name) -> Iterator[Seen]:
    """Report what is reached through others: « logging.os », « environ », what things are made of."""
    name = _name_of(node)
    if isinstance(node, ast.Attribute) and name in ("environ", "environb"):
        yield "code.environment", f"« {name} » : ce code lit la machine.", node.lineno, "error"
    elif isinstance(node, ast.Attribute) and name in REACHED:
        check, does = MODULES[name]
        yield check, f"« {name} » : ce code {does}.", node.lineno, "error"
    elif name in INWARD:
        yield "code.dynamic", f"« {name} » : ce code se change lui-même.", node.lineno, "error"


def _ends(node: ast.Raise) -> Iterator[Seen]:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if raised is not None and _name_of(raised) in ENDS:
        yield "code.process", f"« {_name_of(raised)} » : ce code arrête autre chose.", node.lineno, "error"


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
            yield check, f"« {name} » : ce code {does}.", line, "warning" if check in SOFT else "error"
        elif name.startswith("clas_core.") or (head.startswith("clas_") and head not in ("clas_core", package)):
            yield "code.imports", f"« {name} » n'est pas promis aux greffons.", line, "error"


def _called(node: ast.Call) -> Iterator[Seen]:
    name = _name_of(node.func)
    if name in CALLS:
        check, does = CALLS[name]
        yield check, f"« {name} » : ce code {does}.", node.lineno, "warning" if check in SOFT else "error"
    if isinstance(node.func, ast.Name) and name in ("hash", "id"):
        yield "code.chance", f"« {name} » : sa réponse change d'un processus à l'autre.", node.lineno, "error"
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
    elif isinstance(node, ast.Delete):
        target = node.targets[0]
    else:
        return None
    if not isinstance(target, ast.Subscript | ast.Attribute):
        return None
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    return target if isinstance(target, ast.Name) else None


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, kept: Mapping[str, int], bound: Bound) -> Iterator[Seen]:
    for default in filter(None, (*node.args.defaults, *node.args.kw_defaults)):
        made = isinstance(default, ast.Call) and _name_of(default.func) in HELD
        if made or isinstance(default, ast.List | ast.Dict | ast.Set):
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
        yield from _patched(each, bound)
        if changed is not None and (changed.id in kept or changed.id in bound.own):
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
        name = _name_of(head)
        if name in ("cache", "lru_cache", "cached_property"):
            yield "code.state", f"« {name} » garde des réponses d'un appel à l'autre.", node.lineno, "warning"
        if name in bound.marks:
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
        for each in ast.walk(node):
            if isinstance(each, ast.Return) and isinstance(each.value, ast.GeneratorExp):
                yield "code.wrapper", f"« {node.name} » répond par morceaux.", each.lineno, "error"
            elif isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == node.name:
                yield "code.recursion", f"« {node.name} » s'appelle elle-même.", each.lineno, "error"
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
