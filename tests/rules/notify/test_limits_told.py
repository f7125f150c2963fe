"""Of every limit of every service its owner hears before it ends, and his superiors after it (N2): derived, not listed."""

import json
import re
from typing import Any

import pytest
from aftercare_contracts.events.limits import LimitApproaching, LimitPassed
from aftercare_contracts.registry import EVENTS, SOURCES
from aftercare_contracts.values import Role
from contracts.samples import sample
from notify.domain import recipients
from notify.domain.recipients import Recipient

from .plan import NAMES, PLAN, SERVICES, in_force, seeded

APPROACHING = sorted(name for name, event in EVENTS.items() if issubclass(event, LimitApproaching))
PASSED = sorted(name for name, event in EVENTS.items() if issubclass(event, LimitPassed))
OFFICES = sorted(set(Role) - {Role.CONTRACTOR})
LADDER = [Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER]
NOT_A_DUTY = {"objection_time": "a contractor's right, not a duty: finance goes on when it has passed"}
OFFICES_OF_THE_CENTRE = {
    Role.ENGINEERING_DESK, Role.SALES_DESK, Role.PROPERTY_DESK, Role.REPAIR_SQUAD, Role.CASE_OFFICER, Role.DUTY_OFFICER,
    Role.SERVICE_OFFICER, Role.HOTLINE_CLERK, Role.RECORDS_CLERK,
}  # fmt: skip
"""Under a site lead. Who owes something and stands elsewhere has superiors of his own department or of the company."""


def rules() -> dict[str, dict[str, Any]]:
    """Every limit of the services that keep theirs in ``plumbing.limits``, as it is in force."""
    found: dict[str, dict[str, Any]] = {}
    for service in sorted(SERVICES.iterdir()):
        for path in sorted((service / "migrations").glob("*.sql")) if service.is_dir() else ():
            for name, rule in re.findall(r'"(\w+)":\s*(\{"unit":[^}]*"tell":[^}]*\})', path.read_text("utf-8")):
                found[name] = json.loads(rule)
    return found


RULES = rules()


def told(name: str, **what: Any) -> set[Recipient]:
    data = dict(sample(name).data.model_copy(update=what))
    return {recipient for _, recipient in recipients.notices_for(PLAN[name], data)}


@pytest.mark.rule("N2")
def test_every_service_speaks_of_its_limits_before_and_after() -> None:
    assert {name.split(".")[0] for name in APPROACHING} == {name.split(".")[0] for name in PASSED} == set(SOURCES)


@pytest.mark.rule("N2")
@pytest.mark.parametrize("name", APPROACHING)
def test_whoever_owes_it_is_reminded_and_nobody_else(name: str) -> None:
    for owner in OFFICES:
        assert told(name, owner_role=owner) == {Recipient(owner)}
    if "contractor" in EVENTS[name].model_fields and not name.startswith("survey"):
        assert told(name, owner_role=Role.CONTRACTOR, contractor="C1") == {Recipient(Role.CONTRACTOR, "C1")}


@pytest.mark.rule("N2")
@pytest.mark.parametrize("name", PASSED)
def test_whoever_is_to_be_told_is_told_and_nobody_else(name: str) -> None:
    for superior in OFFICES:
        assert told(name, tell=superior) == {Recipient(superior)}


@pytest.mark.rule("N2")
@pytest.mark.parametrize("name", sorted(set(RULES) - set(NOT_A_DUTY)))
def test_it_climbs_from_the_site_lead_to_the_centre_director_or_from_the_owner_up(name: str) -> None:
    owner, tell = Role(RULES[name]["owner"]), [Role(role) for role in RULES[name]["tell"]]
    assert owner not in tell or owner is Role.GENERAL_MANAGER, "nobody is his own superior, save who has none"
    if owner in OFFICES_OF_THE_CENTRE:
        assert tell == [Role.SITE_LEAD, Role.CENTRE_DIRECTOR]
    elif owner in LADDER[:-1]:
        assert tell == LADDER[LADDER.index(owner) + 1 :][: len(tell)]
    else:
        assert set(tell) & {*LADDER, Role.MANAGEMENT_REPRESENTATIVE}, "somebody who can make it move"


@pytest.mark.rule("N2")
@pytest.mark.parametrize("name", sorted(RULES))
def test_each_has_a_name_that_people_read(name: str) -> None:
    assert NAMES.of("limit", name), name


def test_the_limits_are_found_and_no_exception_is_stale() -> None:
    assert len(RULES) > 20
    assert set(RULES) >= set(NOT_A_DUTY)


OWN_ROWS = set(seeded("limits"))
"""Notify's own limits, whose end it knows by itself."""
UNTOLD = {
    "inspection_finding": "the finding is on the list as owed, and leaves it when done",
    "coordination_point": "the point is on the list as owed, and leaves it when done",
    "coordination_meeting": "nothing is said when it was held",
    "desk_signature": "nothing is said when it was signed",
    "round_answer": "nothing is said when it was given",
    "low_score_sample": "nothing is said when it was drawn",
}


@pytest.mark.rule("N2")
def test_the_daily_list_knows_after_what_each_limit_asks_for_nothing_more() -> None:
    settled_by = in_force("daily")["settled_by"]
    intake = {rule["name"] for rule in seeded("limits", "intake")}
    reports = {name for name in RULES if name.startswith("report_")}
    assert (set(RULES) | intake) - set(settled_by) - OWN_ROWS - reports == set(UNTOLD)
    assert set(settled_by) <= set(RULES) | intake | {"return_visit"} | set(NAMES.fields["limit"])
