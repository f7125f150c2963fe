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

from .plan import NAMES, PLAN, SERVICES

APPROACHING = sorted(name for name, event in EVENTS.items() if issubclass(event, LimitApproaching))
PASSED = sorted(name for name, event in EVENTS.items() if issubclass(event, LimitPassed))
OFFICES = sorted(set(Role) - {Role.CONTRACTOR})
LADDER = [Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER]
NOT_A_DUTY = {"objection_time": "a contractor's right, not a duty: finance goes on when it has passed"}
OWN_LADDER = {
    "engineering_finding": "engineering stands under the deputy chief engineer",
    "release_silence": "silence that counts as consent is for those over the centre",
    "release_verification": "finance has no site lead over it",
    "release_payment": "finance has no site lead over it",
    "entry_objection": "finance has no site lead over it",
    "equipment_record": "owed by the property company to the centre",
    "report_show": "the company office stands under general management",
    "report_check": "the management representative stands under general management",
    "report_read": "owed by the general manager himself, who has nobody over him",
    "upkeep_judgement": "the supervisor stands beside the site lead, under the director",
}


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
@pytest.mark.parametrize("name", sorted(RULES))
def test_it_climbs_from_the_site_lead_to_the_centre_director_or_from_higher_up(name: str) -> None:
    owner, tell = Role(RULES[name]["owner"]), [Role(role) for role in RULES[name]["tell"]]
    if name in NOT_A_DUTY:
        return
    assert len(tell) >= 2 or tell == [Role.CENTRE_DIRECTOR], "somebody hears when the first does nothing"
    if name in OWN_LADDER:
        assert set(tell) & set(LADDER)
        return
    first = LADDER.index(owner) + 1 if owner in LADDER else 0
    assert tell[:2] == LADDER[first : first + len(tell[:2])] or tell == LADDER[0:2]


@pytest.mark.rule("N2")
@pytest.mark.parametrize("name", sorted(RULES))
def test_each_has_a_name_that_people_read(name: str) -> None:
    assert NAMES.of("limit", name), name


def test_the_limits_are_found_and_no_exception_is_stale() -> None:
    assert len(RULES) > 20
    assert set(RULES) >= {*NOT_A_DUTY, *OWN_LADDER}
