"""A change of intake's figures: tried on the cases of late, and then held from its day for what comes after."""

import copy
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from aftercare_contracts.values import Role

from .desk import ELSEWHERE, FEEDBACK, PROJECT, Office, contact, made


class Table:
    """The director proposes, the vice president confirms."""

    def __init__(self, office: Office) -> None:
        self.vice = office.service.client(Role.VICE_PRESIDENT, person="tang.vice")
        self.director = office.director

    async def propose(self, policy: str, change: Callable[[Any], Any], holds_from: str = "2026-03-20") -> str:
        standing = (await self.director.get(f"/policies/{policy}")).json()
        data = copy.deepcopy(standing["data"])
        change(data)
        body = {"data": data, "based_on": standing["version"], "holds_from": holds_from, "reason": "试行"}
        proposal = await made(self.director, f"/policies/{policy}/proposals", body)
        return f"/policies/{policy}/proposals/{proposal['proposal_id']}"

    async def effect(self, proposal: str, who: httpx.AsyncClient | None = None, **params: Any) -> Any:
        answer = await (who or self.vice).get(proposal, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["effect"]

    async def confirm(self, proposal: str) -> None:
        assert (await self.vice.post(f"{proposal}/confirmations")).status_code == 201


@pytest.fixture
def table(office: Office) -> Table:
    return Table(office)


def first_feedback(hours: int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        next(row for row in data if row["name"] == "first_feedback")["count"] = hours

    return change


@pytest.mark.rule("B2", "I6")
async def test_what_runs_keeps_the_version_it_started_with(office: Office, table: Table) -> None:
    before = (await table.director.get("/policies/limits")).json()["version"]
    await table.confirm(await table.propose("limits", first_feedback(12), "2026-03-11"))
    office.at("2026-03-10T15:59:59Z")
    old = await office.case()
    office.at("2026-03-10T16:00:00Z")
    new = await office.case()
    shown = [(await office.look(case, "/limits"))["items"] for case in (old, new)]
    found = [next(item for item in items if item["limit"] == "first_feedback") for items in shown]
    assert [(item["count"], item["policy_version"]) for item in found] == [(24, before), (12, before + 1)]


@pytest.mark.rule("B2")
async def test_limits_are_tried_on_the_cases_of_late_and_nothing_is_written(office: Office, table: Table) -> None:
    quick, slow, _ = [await office.case() for _ in range(3)]
    office.at("2026-03-10T14:00:00Z")
    await office.act(office.officer, quick, "feedbacks", FEEDBACK)
    office.at("2026-03-10T14:00:01Z")
    await office.act(office.officer, slow, "feedbacks", FEEDBACK)
    proposal = await table.propose("limits", first_feedback(12))
    rows = await office.service.rows()
    effect = await table.effect(proposal)
    (group,) = [group for group in effect["groups"] if group["name"] == "first_feedback"]
    assert (group["looked_at"], group["figures"]["still_running"]) == (3, 1)
    assert (group["figures"]["would_have_passed"], group["figures"]["earliest_shift_minutes"]) == (1, -720)
    assert [example["number"] for example in effect["examples"]] == [slow["case_no"]]
    assert "沿用" in effect["notes"][0]["zh"]
    assert await office.service.rows() == rows


async def test_only_the_days_asked_for_are_looked_at(office: Office, table: Table) -> None:
    await office.case()
    office.at("2026-03-15T02:00:00Z")
    proposal = await table.propose("limits", first_feedback(12))
    assert (await table.effect(proposal, days=6))["groups"] != []
    assert (await table.effect(proposal, days=4))["groups"] == []
    assert (await table.vice.get(proposal, params={"days": 0})).status_code == 422


@pytest.mark.rule("I4")
async def test_another_route_is_tried_and_its_examples_keep_to_the_readers_projects(
    office: Office, table: Table
) -> None:
    shared = contact(matter="fee", project=ELSEWHERE, unit_no=None)
    case, other = await office.case(matter="fee"), await made(office.hotline, "/cases", shared)

    def to_the_lead(data: Any) -> None:
        data["fee"]["desk"] = "site_lead"

    proposal = await table.propose("routing", to_the_lead, "2026-03-11")
    whole, part = await table.effect(proposal), await table.effect(proposal, office.lead)
    assert whole["groups"] == part["groups"], "the counts are the company's"
    assert whole["groups"][0]["looked_at"] == 2
    assert len(whole["examples"]) == whole["groups"][1]["figures"]["other_desk"]
    assert [(each["number"], each["project"]) for each in part["examples"]] == [(case["case_no"], PROJECT)]
    await table.confirm(proposal)
    office.at("2026-03-10T16:00:00Z")
    new = await made(office.hotline, "/cases", shared)
    assert [other["desk"], new["desk"]] == ["property_desk", "site_lead"]


@pytest.mark.rule("I14")
async def test_other_opening_hours_hold_from_their_day(office: Office, table: Table) -> None:
    def closed_on_sunday(data: Any) -> None:
        data[2]["weekdays"] = [6]

    proposal = await table.propose("opening_hours", closed_on_sunday)
    effect = await table.effect(proposal)
    assert [group["name"] for group in effect["groups"]] == ["week", "sunday"]
    await table.confirm(proposal)
    sundays = {"2026-03-15T02:00:00Z": True, "2026-03-22T02:00:00Z": False}
    for moment, is_open in sundays.items():
        office.at(moment)
        case = await office.case()
        async with office.service.db.reading() as tx:
            found = await tx.fetchval("select in_opening_hours from case_file where case_no = $1", case["case_no"])
        assert found is is_open
