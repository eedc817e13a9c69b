"""What a process of tests makes once, and not for each application or command that a test begins anew.

Each depends on nothing but what it is made of: the same text gives the same thing, and another text another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from clas_api.application import Service
from clas_core.national import Referential, files, library
from clas_core.national.files import read_referential
from clas_core.reading import text_of


@contextmanager
def made_once() -> Iterator[None]:
    """Make once, until the end of the block: templates, the years of the nation, what builds the addresses of routes.

    They are most of what it takes to make an application, to open its first pages, and to run a command.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Service.jinja_options, "bytecode_cache", _Templates())
        _read_years_once(patch)
        _build_addresses_once(patch)
        yield


class _Templates(BytecodeCache):
    """The code of templates, by their name and their text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


def _read_years_once(patch: pytest.MonkeyPatch) -> None:
    made: dict[tuple[str, ...], Referential] = {}

    def once(file: Any, *, name: str = "") -> Referential:
        beside = file.parent / files.QUESTIONS / file.name
        texts = [text_of(each, name=name) for each in (file, beside) if each.is_file()]
        key = (name, str(file), *texts)
        if key not in made:
            made[key] = read_referential(file, name=name)
        return made[key]

    patch.setattr(library, "read_referential", once)


def _build_addresses_once(patch: pytest.MonkeyPatch) -> None:
    made: dict[tuple[Any, ...], Any] = {}
    make = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), append_unknown)
        if rule.defaults:
            return make(rule, append_unknown)
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    patch.setattr(Rule, "_compile_builder", once)
