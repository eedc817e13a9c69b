"""Places of a department's code: who finds none waits a little, unless they are held by what gives none back."""

from threading import Timer

import pytest

from clas_core.departments import places
from clas_core.departments.places import Shared


def test_whoever_finds_no_place_waits_for_one_that_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SECONDS_TO_WAIT", 30.0)
    shared = Shared(1)
    assert shared.take("one")
    Timer(0.02, shared.give_back, ["one"]).start()
    assert shared.take("two")


def test_nobody_waits_for_what_was_held_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(places, "monotonic", lambda: now)
    monkeypatch.setattr(places, "SECONDS_TO_WAIT", 3600.0)
    shared = Shared(2)
    assert shared.take("slow")
    now += 3600
    assert shared.take("quick")
    assert not shared.take("at once")  # it would wait for an hour otherwise
    shared.give_back("slow")
    assert shared.take("another")
