"""Every class of errors says what it is and has a status of its own: none is a silent 500."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import clas_api
import clas_core
from clas_api.statuses import STATUSES
from clas_core.errors import ClasError


def below(kind: type[ClasError]) -> Iterator[type[ClasError]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@pytest.fixture(scope="module")
def classes() -> set[type[ClasError]]:
    """Every class of errors of the core and of the service, wherever it is declared."""
    for package in (clas_core, clas_api):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith("_guide"):
                import_module(module.name)
    return {each for each in below(ClasError) if each.__module__.startswith(("clas_core.", "clas_api."))}


def test_every_class_of_errors_has_a_status(classes: set[type[ClasError]]) -> None:
    assert len(classes) > 20
    assert {each.__name__ for each in classes if STATUSES.get(each.kind, 500) == 500} == set()


def test_every_status_is_of_a_kind_that_exists(classes: set[type[ClasError]]) -> None:
    assert set(STATUSES) == {ClasError.kind} | {each.kind for each in classes}


def test_no_two_kinds_share_a_word_or_a_title(classes: set[type[ClasError]]) -> None:
    saying = [each for each in classes | {ClasError} if "kind" in vars(each)]
    assert all("title" in vars(each) for each in saying)
    assert len({each.kind for each in saying}) == len({each.title for each in saying}) == len(saying)
