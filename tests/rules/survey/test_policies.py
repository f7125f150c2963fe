"""What the time for return visits can be, at its boundaries."""

from typing import Any

import pytest
from survey.domain.policies import check_return_visits


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
