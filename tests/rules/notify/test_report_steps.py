"""When reports are drawn, and who signs them in which order."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Department, Role
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import reports
from notify.domain.policies import check_reports
from notify.domain.reports import LENGTHS, Kind, Report, Rule, Step
from notify.domain.spans import span_at, span_named

from .plan import in_force

SEEDED = in_force("reports")
AT = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)


def a_report(kind: Kind = Kind.QUARTER, **what: Any) -> Report:
    periods = {
        Kind.WEEKLY: "2026-W10",
        Kind.DEPARTMENT_MONTH: "2026-02",
        Kind.MONTH: "2026-02",
        Kind.QUARTER: "2026-Q1",
    }
    plain: dict[str, Any] = {
        "report_id": UUID(int=1), "report_no": "BG-2026-000001", "kind": kind,
        "span": span_named(LENGTHS[kind], periods[kind], ""), "project": None, "department": None, "version": 1,
        "is_latest": True, "drawn_at": AT, "drawn_by": "clock", "sha256": "", "title_zh": "", "title_en": "",
        "rule": Rule.from_data(SEEDED[kind]),
    }  # fmt: skip
    return Report(**plain | what)


def take(report: Report, step: Step, by: str, *roles: Role, **words: str) -> Report:
    return reports.take(report, step, by, frozenset(roles), words, AT)


@pytest.mark.rule("N4")
def test_the_seeded_policy_is_sound() -> None:
    assert check_reports(SEEDED) == []


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("kind", "spoilt", "place"),
    [
        ("weekly", {"on_day": 8}, "/weekly/on_day"),
        ("weekly", {"at": "24:00"}, "/weekly/at"),
        ("month", {"receives": ["nobody"]}, "/month/receives/0"),
        ("month", {"steps": []}, "/month/steps"),
        ("quarter", {"steps": [{"step": "check", "roles": ["auditor"]}]}, "/quarter/steps"),
        ("year", {"steps": [{"step": "sign", "roles": ["auditor"]}] * 2}, "/year/steps"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused_with_its_place(kind: str, spoilt: dict[str, Any], place: str) -> None:
    found = check_reports(SEEDED | {kind: SEEDED[kind] | spoilt})
    assert [problem.pointer for problem in found] == [place]


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("kind", "after", "period", "draw_at"),
    [
        (
            Kind.WEEKLY,
            datetime(2026, 3, 9, 8, 29, 59, tzinfo=CHINA),
            "2026-W10",
            datetime(2026, 3, 9, 8, 30, tzinfo=CHINA),
        ),
        (
            Kind.WEEKLY,
            datetime(2026, 3, 9, 8, 30, tzinfo=CHINA),
            "2026-W11",
            datetime(2026, 3, 16, 8, 30, tzinfo=CHINA),
        ),
        (Kind.MONTH, datetime(2026, 2, 28, 23, 59, tzinfo=CHINA), "2026-02", datetime(2026, 3, 6, 8, 30, tzinfo=CHINA)),
        (Kind.QUARTER, datetime(2026, 1, 1, tzinfo=CHINA), "2025-Q4", datetime(2026, 1, 8, 8, 30, tzinfo=CHINA)),
        (Kind.YEAR, datetime(2026, 1, 15, 8, 30, tzinfo=CHINA), "2026", datetime(2027, 1, 15, 8, 30, tzinfo=CHINA)),
    ],
)
def test_a_report_is_drawn_on_its_day_at_its_hour(kind: Kind, after: datetime, period: str, draw_at: datetime) -> None:
    span, at = Rule.from_data(SEEDED[kind]).next_after(LENGTHS[kind], after)
    assert (span.name, at) == (period, draw_at)


@pytest.mark.rule("N3", "N4")
@given(st.sampled_from(Kind), st.integers(1_577_836_800, 2_840_140_800))
def test_no_period_is_left_out_whenever_one_looks(kind: Kind, seconds: int) -> None:
    rule, length, at = Rule.from_data(SEEDED[kind]), LENGTHS[kind], datetime.fromtimestamp(seconds, UTC)
    span, due_at = rule.next_after(length, at)
    assert due_at > at >= rule.draw_at(span.before)
    following, _ = rule.next_after(length, due_at)
    assert following.before == span
    assert span_at(length, due_at).first_on >= span.after_on


@pytest.mark.rule("N4")
def test_steps_come_one_after_another_each_by_another_person() -> None:
    drawn = a_report()
    with pytest.raises(reports.NotThisStep):
        take(drawn, Step.CHECK, "mo", Role.MANAGEMENT_REPRESENTATIVE)
    with pytest.raises(reports.NotYourStep):
        take(drawn, Step.SIGN, "lin", Role.SITE_LEAD, summary="好")
    signed = take(drawn, Step.SIGN, "shi", Role.QUALITY_SUPERVISOR, summary="好")
    with pytest.raises(reports.SignedBefore):
        take(signed, Step.SIGN, "other", Role.QUALITY_SUPERVISOR, summary="好")
    with pytest.raises(reports.SignedByYou):
        take(signed, Step.CHECK, "shi", Role.MANAGEMENT_REPRESENTATIVE)
    checked = take(signed, Step.CHECK, "mo", Role.MANAGEMENT_REPRESENTATIVE)
    read = take(checked, Step.READ, "zhong", Role.GENERAL_MANAGER)
    assert [each.state for each in (drawn, signed, checked, read)] == ["drafted", "signed", "checked", "read"]
    assert read.next_step is None


@pytest.mark.rule("N4")
def test_only_the_latest_version_is_signed() -> None:
    with pytest.raises(reports.NotTheLatest):
        take(a_report(is_latest=False), Step.SIGN, "shi", Role.QUALITY_SUPERVISOR, summary="好")


@pytest.mark.rule("N4")
@pytest.mark.parametrize(
    ("department", "role"),
    [
        (Department.SALES, Role.SALES),
        (Department.PROPERTY_COMPANY, Role.PROPERTY_COMPANY),
        (Department.SERVICE_CENTRE, Role.CENTRE_DIRECTOR),
    ],
)
def test_a_departments_table_is_signed_by_its_own_head(department: Department, role: Role) -> None:
    table = a_report(Kind.DEPARTMENT_MONTH, department=department)
    assert take(table, Step.SIGN, "head", role, summary="好").state == "signed"
    for other in {Role.SALES, Role.PROPERTY_COMPANY, Role.CENTRE_DIRECTOR} - {role}:
        with pytest.raises(reports.NotYourStep):
            take(table, Step.SIGN, "head", other, summary="好")


@pytest.mark.rule("N3")
@pytest.mark.parametrize("spoilt", [{"progress": ""}, {"progress": "  "}, {"gossip": "x"}])
def test_the_words_a_step_asks_for_are_needed_and_no_others(spoilt: dict[str, str]) -> None:
    words = dict.fromkeys(("progress", "coordination", "problems", "improvements"), "有")
    with pytest.raises(reports.WordsMissing) as refused:
        take(a_report(Kind.WEEKLY, project="P1"), Step.SIGN, "lin", Role.SITE_LEAD, **words | spoilt)
    assert [problem.pointer for problem in refused.value.problems] == [f"/words/{name}" for name in spoilt]


@pytest.mark.rule("N4")
def test_a_period_is_over_at_24_00() -> None:
    span = span_named(LENGTHS[Kind.MONTH], "2026-02", "")
    reports.must_fit(Kind.MONTH, span, None, None, span.ends_at)
    with pytest.raises(reports.PeriodRuns):
        reports.must_fit(Kind.MONTH, span, None, None, span.ends_at - timedelta(microseconds=1))
