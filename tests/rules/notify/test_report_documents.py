"""What stands on a report: also where nothing happened, or there is nothing to compare with."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from notify.domain import opinion_report, weekly_report
from notify.domain.breakdowns import Stock
from notify.domain.opinion_report import Costs, Measures, Opinions
from notify.domain.spans import Length, span_named
from notify.domain.survey_report import Forms, Objective, Surveys
from notify.domain.weekly_report import Asked, Week
from printing.document import Chart, Figures, Section, Table

from .plan import NAMES
from .reported import FEBRUARY, IN_FEBRUARY, a_case, a_visit, stock

NOTHING = Measures(0, 0, 0, 0, 0)


def opinions(of: Stock, **what: Any) -> list[Section]:
    plain: dict[str, Any] = {
        "stock": of, "department": None, "projects": {"P1": "锦江花园"}, "measures": NOTHING, "costs": Costs({}, 0, 0),
        "tables": (), "names": NAMES,
    }  # fmt: skip
    return opinion_report.sections(Opinions(**plain | what))


def table(sections: list[Section], key: str) -> Table:
    (found,) = [part for section in sections for part in section.parts if isinstance(part, Table) and part.key == key]
    return found


def cells(sections: list[Section], key: str, name: str) -> dict[str, Any]:
    found = table(sections, key)
    rows = [*found.rows, *([found.total] if found.total else [])]
    (row,) = [row for row in rows if row[0] == name]
    return dict(zip([column.key for column in found.columns], row, strict=True))


def compared(sections: list[Section], key: str) -> Any:
    return next(
        item.compared
        for section in sections
        for part in section.parts
        if isinstance(part, Figures)
        for item in part.items
        if item.key == key
    )


@pytest.mark.rule("N4")
@pytest.mark.parametrize("name", ["2026-02", "2024-02"])
def test_a_month_in_which_nothing_happened_is_a_report_of_noughts(name: str) -> None:
    found = opinions(stock([], span=span_named(Length.MONTH, name, "")))
    assert cells(found, "complaints_by_class", "合计") == {
        "name": "合计", "came": 0, "valid": 0, "invalid": 0, "undecided": 0, "handled": 0, "hours_median": None, "hours_p90": None,
        "in_time": None, "visits": 0, "satisfied": None,
    }  # fmt: skip
    assert compared(found, "came") == ()


@pytest.mark.rule("N4")
def test_without_a_month_to_compare_with_no_comparison_is_made_up() -> None:
    before = Stock(FEBRUARY.before, [a_case(registered_at=IN_FEBRUARY - timedelta(days=30))], [])
    assert compared(opinions(stock([a_case()])), "came") == ()
    found = opinions(replace(stock([a_case()]), before=before))
    assert compared(found, "came") == (("上月", 1),)
    assert cells(found, "all_by_class", "合计")["came_before"] == 1
    assert "came_year_ago" not in cells(found, "all_by_class", "合计")
    quiet = opinions(replace(stock([a_case()]), year_ago=Stock(FEBRUARY.year_ago, [], [])))
    assert compared(quiet, "came") == (("去年同期", 0),)


@pytest.mark.rule("N4")
def test_complaints_and_suggestions_stand_on_sheets_of_their_own() -> None:
    cases = [a_case(verdict="valid"), a_case(kind="suggestion", adopted=True), a_case(kind="suggestion", adopted=False),
             a_case(kind="suggestion"), a_case(kind="repair_request")]  # fmt: skip
    found = opinions(stock(cases))
    assert cells(found, "complaints_by_class", "合计")["came"] == 1
    assert [row[:3] for row in table(found, "suggestions_by_use").rows] == [
        ("采纳", 1, 1 / 3), ("不采纳", 1, 1 / 3), ("待定", 1, 1 / 3)
    ]  # fmt: skip
    assert cells(found, "all_by_kind", "合计")["came"] == 5


@pytest.mark.rule("N4")
def test_every_breakdown_adds_up_to_the_whole() -> None:
    cases = [
        a_case(case_class=case_class, matter=matter, department=department, verdict="valid")
        for case_class in ("class_1", "class_2", None)
        for matter in ("leak", "noise")
        for department in ("sales", "property_company")
    ]
    found = opinions(stock(cases, [a_visit(case) for case in cases[:5]]))
    for section in found:
        for part in section.parts:
            if isinstance(part, Table) and part.total and "came" in (keys := [column.key for column in part.columns]):
                for key in ("came", "valid", "handled", "visits"):
                    if key in keys:
                        place = keys.index(key)
                        assert sum(row[place] for row in part.rows) == part.total[place], (part.key, key)


@pytest.mark.rule("N4")
def test_a_departments_own_table_is_not_divided_by_departments() -> None:
    whole = {part.key for section in opinions(stock([a_case()])) for part in section.parts if isinstance(part, Table)}
    own = opinions(stock([a_case()]), department="service_centre")
    keys = {part.key for section in own for part in section.parts if isinstance(part, Table)}
    assert whole - keys == {
        "all_by_department", "complaints_by_department", "satisfaction", "objectives", "visits", "measures",
    }  # fmt: skip


@pytest.mark.rule("N4")
def test_a_quarter_shows_its_three_months_and_the_costs() -> None:
    quarter = span_named(Length.QUARTER, "2026-Q1", "")
    found = opinions(stock([a_case()], span=quarter), costs=Costs({"contractor": 5000, "company": 700}, 4000, 1000))
    assert [row[:2] for row in table(found, "by_month").rows] == [("1月", 0), ("2月", 1), ("3月", 0)]
    assert [row[1] for row in table(found, "costs").rows] == [5000, 700, 0, 0, 4000, 1000]


def week(of: Stock, asked: list[Asked] | None = None) -> list[Section]:
    return weekly_report.sections(Week(of, asked or [], (), (), None, NAMES))


SEVENTH = span_named(Length.WEEK, "2026-W07", "")


@pytest.mark.rule("N3")
def test_a_week_in_which_nothing_happened() -> None:
    found = week(stock([], span=SEVENTH))
    assert table(found, "desks").total == ("合计", 0, 0, 0, 0, 0, 0, None, None, None)
    assert table(found, "came").rows == ()


@pytest.mark.rule("N3")
def test_each_desk_has_its_row_and_they_add_up() -> None:
    cases = [
        a_case(desk=desk, is_late=desk == "sales_desk") for desk in ("engineering_desk", "sales_desk", "sales_desk")
    ]
    found = week(stock(cases, span=SEVENTH))
    assert [row[:6] for row in table(found, "desks").rows] == [
        ("工程项目专员", 1, 0, 0, 1, 0), ("经营部驻场专员", 2, 0, 0, 2, 2)
    ]  # fmt: skip
    assert [row[0] for row in table(found, "late").rows] == [case.case_no for case in cases[1:]]


@pytest.mark.rule("N3")
def test_coordination_counts_what_was_asked_answered_and_is_late() -> None:
    begun, end = SEVENTH.starts_at, SEVENTH.ends_at
    hour = timedelta(hours=1)
    asked = [
        Asked("工作联系单", "property_company", begun, begun + 8 * hour, begun + 8 * hour),
        Asked("工作联系单", "property_company", begun, begun + 8 * hour, begun + 9 * hour),
        Asked("工作联系单", "property_company", begun - hour, end, None),
        Asked("工作联系单", "property_company", begun - hour, end - hour, None),
        Asked("移交", "sales", begun, None, None),
    ]
    found = table(week(stock([], span=SEVENTH), asked), "coordination")
    assert found.rows == (("工作联系单", "物业公司", 2, 2, 2, 2), ("移交", "经营销售部", 1, 0, 0, 1))
    assert found.total == ("合计", "", 3, 2, 2, 3)


@pytest.mark.rule("V7")
def test_satisfaction_is_of_forms_with_an_overall_answer_and_says_how_many_lack_one() -> None:
    surveys = Surveys([Forms("P1", 10, 8, 6, 90, 100), Forms("P2", 0, 0, 0, 0, 0)], (), ())
    found = opinions(stock([]), surveys=surveys)
    assert [row[1:] for row in table(found, "satisfaction").rows] == [
        (10, 8, 6, 0.75, 2, 0.9),
        (0, 0, 0, None, 0, None),
    ]
    assert cells(found, "satisfaction", "合计")["satisfaction"] == 0.75


@pytest.mark.rule("V9")
@pytest.mark.parametrize(("is_reached", "result"), [(True, "达到，予以表扬"), (False, "未达到，限期整改")])
def test_an_objective_and_its_shortfall_are_named_in_the_report(is_reached: bool, result: str) -> None:
    objective = Objective("住户满意度", "P1", IN_FEBRUARY.date(), 8, 10, "80.0%", "85.0%", is_reached)
    found = opinions(stock([]), surveys=Surveys((), [objective], ()))
    (row,) = table(found, "objectives").rows
    assert (row[0], row[3], row[4], row[7]) == ("住户满意度", "85.0%", "80.0%", result)


@pytest.mark.rule("N4")
def test_a_months_line_names_the_days_of_each_week_that_lie_in_it() -> None:
    (chart,) = [part for part in opinions(stock([a_case()]))[0].parts if isinstance(part, Chart)]
    assert chart.labels == ("1日", "2至8日", "9至15日", "16至22日", "23至28日")
    assert chart.series[0].values == (0, 0, 1, 0, 0)
