"""``tox -e quick`` picks the tests that a change touches, by what they import and by their names."""

from pathlib import Path

from tests.quick import module_of, picked

TESTS = {
    Path("tests/api/committees/test_voting.py"): "from clas_api.services.committees import deciding\n",
    Path("tests/api/mails/test_sending.py"): "import clas_api.delivery\n",
    Path("tests/api/v1/test_lists.py"): "from clas_core.money import cents_of\n",
}


def _picked(*changed: str) -> dict[str, str]:
    return {test.name: reason for test, reason in picked(map(Path, changed), TESTS)}


def test_a_test_is_picked_when_it_imports_what_has_changed() -> None:
    assert _picked("core/clas_core/money.py") == {"test_lists.py": "it imports clas_core.money"}
    assert _picked("api/clas_api/delivery.py") == {"test_sending.py": "it imports clas_api.delivery"}
    assert "test_voting.py" in _picked("api/clas_api/services/committees/deciding.py")


def test_a_test_is_picked_when_it_is_named_after_what_has_changed_or_its_folder() -> None:
    assert _picked("api/clas_api/services/mails/queue.py") == {"test_sending.py": "it is named after mails"}
    assert _picked("api/clas_api/pages/templates/voting.html") == {"test_voting.py": "it is named after voting"}


def test_a_test_that_has_changed_is_picked_and_nothing_else() -> None:
    assert _picked("tests/api/v1/test_lists.py") == {"test_lists.py": "it has changed"}
    assert _picked("docs/exploitation.md", "api/clas_api/services/other.py") == {}


def test_a_module_is_known_by_its_full_name() -> None:
    assert module_of(Path("plugins/marne/clas_marne/__init__.py")) == "clas_marne"
    assert module_of(Path("tests/stages.py")) == "tests.stages"
    assert module_of(Path("api/clas_api/pages/templates/base.html")) == ""
