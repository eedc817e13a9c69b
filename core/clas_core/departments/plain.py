"""Departments that are data alone: their module only hands their files over, and loading it can do nothing else."""

import ast
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.metadata import EntryPoint

_MODULE = """
from clas_core import Department, hookimpl, read_department

@hookimpl
def clas_department() -> Department:
    return read_department(__package__)
"""
"""What `clas departments new` writes, without its words: no department that is data alone says anything else."""


def is_data_alone(point: EntryPoint) -> bool:
    """Tell, without running any of it, whether the module that a department is loaded from only reads its files.

    A module that cannot be found or read is not: whoever loads it then says why.
    """
    if not point.value.isidentifier():
        return False
    try:
        spec = PathFinder.find_spec(point.value)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return False
        return _without_words(spec.loader.get_data(spec.loader.path).decode()) == _PLAIN
    except (OSError, ValueError, SyntaxError, ImportError, RecursionError, MemoryError):
        return False


def _without_words(text: str) -> str:
    """Return the structure of a module, whatever its docstrings and comments say."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return ast.dump(tree)


_PLAIN = _without_words(_MODULE)
