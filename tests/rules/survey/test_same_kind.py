"""The like that comes again within a month, at its boundaries (V2)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import CaseClass, CaseKind, Department
from hypothesis import given
from hypothesis import strategies as st
from survey.domain.return_visit import ReturnVisit, Waits, wait
from survey.domain.same_kind import OPINIONS, KnownCase, came_again, month_ends, same_kind

from .visits import NOW, OFFICER, TICK, china, visit

VISITED = KnownCase(
    UUID(int=2), "KS-2026-000001", "P1", "3-1201", CaseKind.REPAIR_REQUEST, CaseClass.HOUSE_QUALITY, "leak",
    Department.SERVICE_CENTRE, UUID(int=3), NOW - timedelta(days=5),
)  # fmt: skip
UNTIL = month_ends(NOW, 1)


def other(**what: Any) -> KnownCase:
    facts: dict[str, Any] = {
        "case_id": UUID(int=7), "case_no": "KS-2026-000007", "unit_no": "5-101", "kind": CaseKind.COMPLAINT, "registered_at": UNTIL,
    }  # fmt: skip
    return replace(VISITED, **facts | what)


def waiting(waits: Waits = Waits.UNREACHABLE, now: datetime = NOW, until: datetime = UNTIL) -> ReturnVisit:
    return wait(visit(), waits, "三次未接", OFFICER, now, until)


@pytest.mark.rule("V2")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (china(2026, 3, 10, 10), china(2026, 4, 11)),
        (china(2026, 3, 11) - TICK, china(2026, 4, 11)),
        (china(2026, 3, 11), china(2026, 4, 12)),
        (china(2026, 1, 31, 10), china(2026, 3, 1)),
        (china(2028, 1, 31, 10), china(2028, 3, 1)),
        (china(2026, 12, 31, 10), china(2027, 2, 1)),
    ],
)
def test_the_month_ends_with_the_same_date_or_the_months_last(start: datetime, end: datetime) -> None:
    assert month_ends(start, 1) == end
    assert month_ends(start.astimezone(UTC), 1) == end


@pytest.mark.rule("V2")
@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.integers(1, 12))  # noqa: DTZ001
def test_the_month_always_ends_at_midnight_in_china_at_least_28_days_on(start: datetime, months: int) -> None:
    end = month_ends(start, months).astimezone(CHINA)
    assert (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
    assert timedelta(days=28) <= end - start.astimezone(CHINA) <= timedelta(days=32 * months)


@pytest.mark.rule("V2")
@pytest.mark.parametrize(
    ("registered_at", "counts"),
    [(NOW - TICK, False), (NOW, False), (NOW + TICK, True), (UNTIL, True), (UNTIL + TICK, False)],
)
def test_it_counts_after_handling_and_to_the_months_last_moment(registered_at: datetime, counts: bool) -> None:
    like = other(registered_at=registered_at)
    assert came_again(waiting(), VISITED, [like]) == (like if counts else None)


@pytest.mark.rule("V2")
@pytest.mark.parametrize(
    ("what", "alike"),
    [
        ({}, True), ({"case_class": CaseClass.PROPERTY_SERVICE}, False), ({"case_class": None}, False), ({"matter": "crack"}, False),
        ({"project": "P2"}, False), ({"case_id": VISITED.case_id}, False), ({"kind": CaseKind.SUGGESTION}, True),
        ({"kind": CaseKind.REPAIR_REQUEST}, True), ({"kind": CaseKind.PRAISE}, False), ({"kind": CaseKind.INQUIRY}, False),
        ({"unit_no": None, "customer_id": None}, True),
    ],
)  # fmt: skip
def test_the_same_class_subject_and_project(what: dict[str, Any], alike: bool) -> None:
    for waits in Waits:
        assert same_kind(VISITED, other(**what), waits) is alike


@pytest.mark.rule("V2")
def test_for_an_online_reply_only_the_same_department_counts() -> None:
    elsewhere = other(department=Department.PROPERTY_COMPANY)
    assert same_kind(VISITED, elsewhere, Waits.UNREACHABLE)
    assert not same_kind(VISITED, elsewhere, Waits.ONLINE)


@pytest.mark.rule("V2")
def test_for_an_online_reply_the_month_runs_from_the_reply() -> None:
    replied_at = NOW + timedelta(days=2)
    online = waiting(Waits.ONLINE, replied_at, month_ends(replied_at, 1))
    assert came_again(online, VISITED, [other(registered_at=replied_at)]) is None
    late = other(registered_at=month_ends(replied_at, 1))
    assert came_again(online, VISITED, [late]) == late


@pytest.mark.rule("V2")
def test_of_several_the_first_decides() -> None:
    first, second = other(registered_at=NOW + TICK), other(registered_at=NOW + 2 * TICK, case_no="KS-2026-000006")
    assert came_again(waiting(), VISITED, [second, first]) == first


def test_praise_and_questions_are_no_opinions_against_what_was_done() -> None:
    assert set(CaseKind) - OPINIONS == {CaseKind.PRAISE, CaseKind.INQUIRY}
