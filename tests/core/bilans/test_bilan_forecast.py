"""What was foreseen stands beside what was done, line by line and group by group; what is not told is not invented."""

from clas_core.bilans.bilan import BilanContent, BilanGroup
from clas_core.bilans.comparison import ApprovedGroup
from clas_core.bilans.forecast import budget_sides, foreseen_groups, group_sides, sides_json
from clas_core.dossiers.asked import first_questions
from clas_core.dossiers.budget import BudgetLine
from clas_core.dossiers.content import DossierAction, DossierContent, DossierGroup
from clas_core.groups import Group
from clas_core.questions.levels import LevelCount


def _line(account: str, amount: int | None, label: str | None = None, funder: str | None = None) -> BudgetLine:
    return BudgetLine(account=account, label=label, funder=funder, amount=amount)


def test_a_line_is_known_by_its_account_its_label_and_its_funder() -> None:
    forecast = [_line("64", 700_000), _line("74", 500_000, funder="caf"), _line("74", 200_000, funder="commune")]
    actual = [_line("74", 150_000, funder="commune"), _line("64", 720_050), _line("74", None, funder="caf")]
    shown = sides_json(budget_sides(forecast, actual), ())["budget"]
    assert [tuple(line.values()) for line in shown] == [
        ("64", None, None, "7000.00", "7200.50", "200.50"),
        ("74", None, "caf", "5000.00", None, None),
        ("74", None, "commune", "2000.00", "1500.00", "-500.00"),
    ]


def test_equal_lines_are_taken_in_their_order_and_one_that_is_absent_counts_for_nothing() -> None:
    forecast = [_line("60", 100), _line("60", 200)]
    actual = [_line("60", 150), _line("61", 30)]
    shown = budget_sides(forecast, actual)
    assert [(line.account, line.amount.forecast, line.amount.actual, line.amount.difference) for line in shown] == [
        ("60", 100, 150, 50),
        ("60", 200, 0, -200),
        ("61", 0, 30, 30),
    ]
    assert sum(line.amount.difference or 0 for line in shown) == 180 - 300


def test_an_approved_group_stands_beside_what_the_bilan_tells_of_it() -> None:
    approved = [
        ApprovedGroup(position=2, group=Group("CE2", 10, 800_000, adults=3), ps=264_000),
        ApprovedGroup(position=3, group=Group("CM1", 9, 700_000, adults=2), ps=231_000),
    ]
    told = BilanGroup(
        position=2,
        children=(LevelCount(level="ce2", girls=5, boys=4),),
        sessions_held=58,
        paid_adults=1,
        volunteer_adults=1,
        running_costs=760_000,
    )
    content = DossierContent(
        actions=(
            DossierAction(groups=(DossierGroup(), DossierGroup(children=10, sessions_per_week=2, weeks=30))),
            DossierAction(groups=(DossierGroup(weeks=30),)),
        )
    )
    foreseen = foreseen_groups(approved, content)
    bilan = BilanContent(groups=(told,))
    first, second = sides_json((), group_sides(approved, bilan, foreseen=foreseen))["groups"]
    assert first == {
        "position": 2,
        "label": "CE2",
        "children": {"forecast": 10, "actual": 9, "difference": -1},
        "adults": {"forecast": 3, "actual": 2, "difference": -1},
        "sessions": {"forecast": 60, "actual": 58, "difference": -2},
        "running_costs": {"forecast": "8000.00", "actual": "7600.00", "difference": "-400.00"},
        "answers": [],
    }
    assert second["children"] == {"forecast": 9, "actual": None, "difference": None}
    assert second["sessions"] == {"forecast": None, "actual": None, "difference": None}
    (asked, _) = sides_json((), group_sides(approved, bilan, first_questions(), foreseen))["groups"]
    assert {
        each["question"].partition(".")[2]: (each["forecast_text"], each["actual_text"]) for each in asked["answers"]
    } == {
        "children": ("10", "9 enfants (CE2 : 5 filles, 4 garçons)"),
        "sessions_held": ("60", "58"),
        "paid_adults": ("", "1"),
        "volunteer_adults": ("", "1"),
        "running_costs": ("8\u202f000,00\u00a0€", "7\u202f600,00\u00a0€"),
    }
    assert [each["difference"] for each in asked["answers"]] == [-1, -2, None, None, "-400.00"]
