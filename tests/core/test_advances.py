"""The advances of a call come to the whole of what is granted at most, whatever their number."""

from collections.abc import Callable

import pytest

Mistakes = Callable[..., list[str]]

ADVANCE = '[[advances]]\nshare = {share}\non = 2025-11-{day:02}\nsource = "note"\n\n'
OWN = '[[advances]]\nshare = 0.5\non = 2025-12-01\nsource = "note"\n'
"""The advance of the file of the tests."""


def _said(campaign_mistakes: Mistakes, *shares: str) -> list[str]:
    added = "".join(ADVANCE.format(share=share, day=day) for day, share in enumerate(shares, start=1))
    return campaign_mistakes({OWN: added})


@pytest.mark.parametrize("shares", [("1",), ("0.7", "0.3"), ("0.333", "0.333", "0.334"), ("0.5",)])
def test_shares_that_come_to_the_whole_are_accepted(campaign_mistakes: Mistakes, shares: tuple[str, ...]) -> None:
    assert _said(campaign_mistakes, *shares) == []


def test_the_advance_that_goes_above_the_whole_is_refused_once_at_its_place(campaign_mistakes: Mistakes) -> None:
    # 70 % and 30 % come to 100 %, a cent of a hundredth more does not; what follows is not said again.
    assert _said(campaign_mistakes, "0.7", "0.3", "0.0001", "0.2") == [
        (
            "advances[2].share: Avec celui-ci, les acomptes de la campagne font 100,01\u00a0% de ce qui est accordé : "
            "leurs parts, ensemble, ne dépassent pas 1."
        )
    ]


@pytest.mark.parametrize("share", ["nan", "inf", "1.5", "0", '"0.7"', "true"])
def test_a_share_that_is_none_is_refused_for_itself_alone(campaign_mistakes: Mistakes, share: str) -> None:
    assert [each.split(": ")[0] for each in _said(campaign_mistakes, "0.7", share)] == ["advances[1].share"]
