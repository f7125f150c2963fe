"""What the table of notices, the names and the figure for chasing can say: a line that could not go out is refused with its
place."""

from typing import Any

import pytest
from notify.domain import policies

from .plan import FIELDS

CLOSED = "intake.case.closed.v1"
LINE = {"to": "site_lead", "zh": ["办结", "{{ case_no }}"], "en": ["closed", "{{ case_no }}"]}


def pointers(found: Any) -> list[str]:
    assert all(problem.what and problem.expected for problem in found)
    return [problem.pointer for problem in found]


@pytest.mark.rule("N1", "N5")
@pytest.mark.parametrize(
    ("what", "at"),
    [
        ({}, None),
        ({"when": {"reason": ["x", None, True, 1]}}, None),
        ({"zh": ["办结", "{{ amount_fen }}"]}, "/0/zh/1"),
        ({"zh": ["办结", "{{ case_no.x }}"]}, "/0/zh/1"),
        ({"zh": ["办结", "{{ case_no"]}, "/0/zh/1"),
        ({"zh": ["办" * 101, "x"]}, "/0/zh/0"),
        ({"en": ["{{ case_no|day }}", "x"]}, "/0/en/0"),
        ({"en": ["closed", "{case_no}"]}, "/0/en/1"),
        ({"to": "nobody"}, "/0"),
        ({"to": ""}, "/0/to"),
        ({"zh": ["办结"]}, "/0/zh"),
        ({"zh": ["办结", 7]}, "/0/zh/1"),
        ({"zh": ["办结", " "]}, "/0/zh/1"),
        ({"en": None}, "/0/en"),
        ({"when": {"reason": "x"}}, "/0/when/reason"),
        ({"when": {"reason": [[]]}}, "/0/when/reason/0"),
        ({"when": {"nothing": ["x"]}}, "/0"),
        ({"above": {"round": "x"}}, "/0/above/round"),
        ({"above": {"case_no": 1}}, "/0"),
        ({"wants_answer": "no"}, "/0/wants_answer"),
        ({"settled_by": [CLOSED]}, "/0"),
        ({"settled_by": "x"}, "/0/settled_by"),
        ({"cc": "site_lead"}, "/0/cc"),
    ],
)
def test_a_line_goes_to_somebody_in_words_its_event_can_fill(what: dict[str, Any], at: str | None) -> None:
    found = policies.check_notices(FIELDS, {CLOSED: [LINE, LINE | what]})
    assert pointers(found) == ([] if at is None else [f"/{CLOSED}/1{at[2:]}"])


def test_only_published_events_are_told() -> None:
    assert pointers(policies.check_notices(FIELDS, {"intake.case.sung.v1": [LINE]})) == ["/intake.case.sung.v1"]
    assert pointers(policies.check_notices(FIELDS, {CLOSED: []})) == [f"/{CLOSED}"]


NAMES = {"fields": {"matter": "matter"}, "lists": {"matter": {"": ["无", "none"]}}}


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (NAMES, None),
        (NAMES | {"fields": {"matter": "matters"}}, "/fields/matter"),
        (NAMES | {"lists": {"matter": {"leak": ["漏"]}}}, "/lists/matter/leak"),
        (NAMES | {"lists": {"matter": {"leak": ["漏", ""]}}}, "/lists/matter/leak/1"),
        ({"lists": {}}, "/fields"),
    ],
)
def test_every_field_uses_a_list_of_names_in_both_languages(data: Any, at: str | None) -> None:
    assert pointers(policies.check_names(data)) == ([] if at is None else [at])


@pytest.mark.rule("N1")
@pytest.mark.parametrize(
    ("hours", "times", "at"),
    [
        (24, 3, None),
        (0.5, 1, None),
        (0, 3, "/hours"),
        (-1, 3, "/hours"),
        (24, 0, "/times"),
        (24, 51, "/times"),
        (1441, 1, "/hours"),
    ],
)
def test_a_notice_is_chased_after_some_time_and_not_for_ever(hours: float, times: int, at: str | None) -> None:
    assert pointers(policies.check_chase({"hours": hours, "times": times})) == ([] if at is None else [at])
