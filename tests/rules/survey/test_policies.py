"""What the time for return visits can be, at its boundaries."""

from typing import Any

import pytest
from survey.domain.policies import check_return_visits, check_visiting


@pytest.mark.rule("V1")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({}, None), ({"working_days": 1}, None), ({"working_days": 60}, None), ({"working_days": 0}, "/working_days"),
        ({"working_days": 61}, "/working_days"), ({"working_days": 2.5}, "/working_days"),
        ({"remind_share": 1.0}, "/remind_share"), ({"remind_share": 0}, "/remind_share"), ({"days": 2}, "/days"),
    ],
)  # fmt: skip
def test_a_visit_is_made_within_working_days_and_reminded_of_before(what: dict[str, Any], at: str | None) -> None:
    found = check_return_visits({"working_days": 2, "remind_share": 0.7} | what)
    assert [problem.pointer for problem in found] == ([at] if at else [])


@pytest.mark.rule("V1", "V2", "V8")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({}, None), ({"attempts": 1, "attempt_days": 1}, None), ({"attempts": 0}, "/attempts"), ({"attempt_days": 4}, "/attempt_days"),
        ({"attempt_days": 3}, None), ({"waiting_months": 0}, "/waiting_months"), ({"waiting_months": 12}, None),
        ({"officer_visits_least": 3}, None), ({"officer_visits_least": 4}, "/officer_visits_least"),
        ({"household_share": 1.0}, "/household_share"), ({"household_share": 0.2}, None), ({"phone_share_most": 1}, None),
        ({"phone_share_most": 0}, "/phone_share_most"), ({"visits": 2}, "/visits"),
    ],
)  # fmt: skip
def test_how_often_to_try_and_how_many_visits_a_month(what: dict[str, Any], at: str | None) -> None:
    found = check_visiting({
        "attempts": 3, "attempt_days": 2, "waiting_months": 1, "officer_visits_least": 2, "officer_visits_most": 3,
        "household_share": 0.1, "phone_share_most": 0.5,
    } | what)  # fmt: skip
    assert [problem.pointer for problem in found] == ([at] if at else [])
