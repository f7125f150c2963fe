"""A return visit and its policy for the rule tests, with only what a test is about said in it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import survey
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import ContactWay
from survey.domain.return_visit import Answers, ReturnVisit, Rule

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
OFFICER, OTHER, SQUAD, DESK = "chen.officer", "ma.service", "zhao.squad", "wang.desk"
HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}
MADE_UP = {date(2026, 10, 10)}


def seeded() -> Rule:
    """The policy as the migration seeds it."""
    sql = next((Path(str(survey.__file__)).parent / "migrations").glob("001_*.sql")).read_text("utf-8")
    (data,) = re.findall(r"'return_visits', .*'(\{.*\})'", sql)
    return Rule.from_data(json.loads(data))


def is_working(day: date) -> bool:
    """The National Day holiday of 2026, with the Saturday that is made up for it."""
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def china(*moment: int) -> datetime:
    """A moment by the clock in China."""
    return datetime(*moment, tzinfo=CHINA)  # type: ignore[arg-type,misc]


def visit(**what: Any) -> ReturnVisit:
    """A planned visit on work of the squad, ordered by the desk."""
    facts: dict[str, Any] = {
        "visit_id": UUID(int=1), "case_id": UUID(int=2), "case_no": "KS-2026-000001", "project": "P1", "unit_no": "3-1201",
        "round": 1, "settled": True, "way": ContactWay.PHONE, "visitor": OFFICER, "may_not_visit": (DESK, SQUAD),
        "customer_id": UUID(int=3), "handled_at": NOW, "planned_at": NOW, "remind_at": NOW + timedelta(days=1),
        "due_at": NOW + timedelta(days=2), "policy_version": 1,
    }  # fmt: skip
    return ReturnVisit(**facts | what)


def answers(**what: Any) -> Answers:
    """A satisfied customer's, save what the test says."""
    facts: dict[str, Any] = {"reached": True, "in_time": True, "satisfied": True, "attitude": True}
    return Answers(**facts | what)


NOT_REACHED = Answers(reached=False)
