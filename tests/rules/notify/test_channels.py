"""Who is told by which ways, and when he is left in peace."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from aftercare_contracts.periods import CHINA
from hypothesis import given
from hypothesis import strategies as st
from notify.domain import channel_policies as policies
from notify.domain import channels as domain
from notify.domain.channels import Channels, Language, Medium, Preference, QuietHours
from notify.domain.contacts import Contact, Kind

from .plan import FIELDS, seeded

RULES = Channels.from_data(seeded("channels"))
QUIET = QuietHours.from_data(seeded("quiet_hours"))
BOTH = frozenset({Medium.EMAIL, Medium.SMS})
URGENT, OPTIONAL, USUAL = "dispatch.contractor.called.v1", "survey.link.made.v1", "intake.case.closed.v1"
NIGHT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


def contact(kind: Kind = Kind.CUSTOMER, **what: Any) -> Contact:
    known: dict[str, Any] = {
        "kind": kind, "key": "k", "name": "n", "email": "a@b.cn", "mobile": "13800138000", "changed_at": NIGHT, "changed_by": "x",
    }  # fmt: skip
    return Contact(**(known | what))


def told(
    about: str = USUAL, wants: Preference | None = None, possible: frozenset[Medium] = BOTH, **what: Any
) -> list[str]:
    is_urgent = RULES.is_urgent(about, {})
    found = domain.ways(RULES, about, contact(**what), wants or Preference(), possible, is_urgent=is_urgent)
    return [way.medium for way in found]


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["sms"]),
        ({"possible": frozenset({Medium.EMAIL})}, ["email"]),
        ({"mobile": None}, ["email"]),
        ({"mobile": None, "email": None}, []),
        ({"kind": Kind.ROLE}, ["email"]),
        ({"kind": Kind.PERSON, "email": None}, ["sms"]),
        ({"kind": Kind.CONTRACTOR}, ["email"]),
        ({"about": URGENT}, ["sms", "email"]),
        ({"about": URGENT, "wants": Preference((Medium.EMAIL,))}, ["sms", "email"]),
        ({"about": "finance.statement.served.v1", "kind": Kind.CONTRACTOR}, ["email", "sms"]),
        ({"wants": Preference((Medium.EMAIL,))}, ["email"]),
        ({"wants": Preference((Medium.EMAIL, Medium.SMS))}, ["email"]),
        ({"wants": Preference((Medium.EMAIL,)), "email": None}, ["sms"]),
        ({"wants": Preference(())}, ["sms"]),
        ({"about": OPTIONAL}, ["sms"]),
        ({"about": OPTIONAL, "wants": Preference(stops_optional=True)}, []),
        ({"about": OPTIONAL, "wants": Preference(())}, []),
        ({"about": OPTIONAL, "wants": Preference((Medium.EMAIL,)), "email": None}, []),
        ({"about": OPTIONAL, "kind": Kind.PERSON, "wants": Preference(stops_optional=True)}, ["email"]),
        ({"wants": Preference(stops_optional=True)}, ["sms"]),
    ],
)
def test_which_ways(asked: dict[str, Any], expected: list[str]) -> None:
    assert told(**asked) == expected


@pytest.mark.rule("N5")
def test_in_the_language_that_somebody_wants_or_else_the_usual_one() -> None:
    (way,) = domain.ways(RULES, USUAL, contact(), Preference(), BOTH, is_urgent=False)
    assert (way.address, way.language) == ("13800138000", Language.ZH)
    (way,) = domain.ways(RULES, USUAL, contact(), Preference(language=Language.EN), BOTH, is_urgent=False)
    assert way.language is Language.EN


def local(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, 10, hour, minute, second, tzinfo=CHINA)


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("at", "over_at"),
    [
        (local(20, 59, 59), local(20, 59, 59)), (local(21), local(8, 30) + timedelta(days=1)),
        (local(23, 59, 59), local(8, 30) + timedelta(days=1)), (local(0), local(8, 30)), (local(8, 29, 59), local(8, 30)),
        (local(8, 30), local(8, 30)), (local(12), local(12)),
    ],
)  # fmt: skip
def test_the_quiet_hours_begin_with_their_first_moment_and_end_before_their_last(
    at: datetime, over_at: datetime
) -> None:
    assert QUIET.over_at(at.astimezone(UTC)) == over_at


@pytest.mark.rule("N5")
@given(st.integers(0, 10**9).map(lambda seconds: NIGHT + timedelta(seconds=seconds)), st.times(), st.times())
def test_whatever_the_hours_nobody_is_disturbed_in_them_and_nobody_waits_longer_than_a_day(
    at: datetime, begins: time, ends: time
) -> None:
    quiet = QuietHours(begins, ends)
    over_at = quiet.over_at(at)
    assert at <= over_at < at + timedelta(days=1)
    assert quiet.over_at(over_at) == over_at


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("kind", "about", "waits"),
    [(Kind.CUSTOMER, USUAL, True), (Kind.CUSTOMER, URGENT, False), (Kind.PERSON, USUAL, False), (None, USUAL, False)],
)
def test_only_customers_are_left_in_peace_and_only_of_what_is_not_urgent(
    kind: Kind | None, about: str, waits: bool
) -> None:
    is_urgent = RULES.is_urgent(about, {})
    assert (domain.not_before(QUIET, kind, NIGHT, is_urgent=is_urgent) > NIGHT) is waits


@pytest.mark.rule("N5", "N7")
@pytest.mark.parametrize("is_emergency", [True, False])
def test_an_emergency_is_announced_at_any_hour_and_planned_work_in_the_morning(is_emergency: bool) -> None:
    for name in ("notify.announcement.made.v1", "notify.announcement.changed.v1"):
        assert RULES.is_urgent(name, {"is_emergency": is_emergency}) is is_emergency


@pytest.mark.parametrize(
    ("place", "value", "at"),
    [
        ("events", {"intake.case.eaten.v1": {}}, "/events/intake.case.eaten.v1"),
        ("events", {USUAL: {"customer": ["fax"]}}, f"/events/{USUAL}/customer/0"),
        ("events", {USUAL: {"cat": ["sms"]}}, f"/events/{USUAL}/cat"),
        ("urgent", {USUAL: {}, "x": {}}, "/urgent/x"),
        ("urgent", {USUAL: {"nothing": [1]}}, f"/urgent/{USUAL}/nothing"),
        ("urgent", {USUAL: {"case_no": [[1]]}}, f"/urgent/{USUAL}/case_no/0"),
        ("optional", "x", "/optional"),
        ("late_hours", 0, "/late_hours"),
        ("kinds", {}, "/kinds/person"),
    ],
)
def test_a_wrong_policy_of_channels_is_refused_with_its_place(place: str, value: Any, at: str) -> None:
    assert policies.check_channels(FIELDS, seeded("channels")) == []
    found = policies.check_channels(FIELDS, seeded("channels") | {place: value})
    assert at in [problem.pointer for problem in found]


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ({"from": "21:00", "until": "08:30"}, []), ({"from": "24:00", "until": "08:30"}, ["/from"]),
        ({"from": "21:00"}, ["/until"]), ({"from": "9:00", "until": 8}, ["/from", "/until"]),
    ],
)  # fmt: skip
def test_quiet_hours_are_times_of_day(data: Any, at: list[str]) -> None:
    assert sorted(problem.pointer for problem in policies.check_quiet_hours(data)) == sorted(at)


@pytest.mark.parametrize(
    ("delays", "at"),
    [
        ([1], []),
        ([1, 5, 5], []),
        ([5, 1], ["/delays_minutes/1"]),
        ([], ["/delays_minutes"]),
        ([0], ["/delays_minutes/0"]),
    ],
)
def test_delays_never_shrink(delays: list[float], at: list[str]) -> None:
    assert [problem.pointer for problem in policies.check_retries({"delays_minutes": delays})] == at
