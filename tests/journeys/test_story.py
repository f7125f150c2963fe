"""The whole way of one case through five services on real servers, by the fixture that departments use."""

import asyncio
import io
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import asyncpg
import pytest
from aftercare.load import disagreements
from aftercare.stack import Stack
from aftercare.stage import Stage
from aftercare.story import CEILING_FEN, FUND_FEN, LEAK_FEN, RETENTION_FEN, Story
from aftercare_contracts.values import Role
from plumbing import topology
from rich.console import Console

OpenStage = Callable[[str], Stage]


@pytest.fixture(scope="module")
def open_stage(aftercare_stack: Stack) -> Iterator[OpenStage]:
    opened: list[Stage] = []

    def open_one(project: str) -> Stage:
        opened.append(Stage(aftercare_stack, project, Console(file=io.StringIO(), width=200)))
        return opened[-1]

    yield open_one
    for stage in opened:
        stage.http.close()


def tell(stage: Stage, after_each_act: Callable[[], None] = lambda: None) -> Story:
    story = Story(stage)
    for act in story.acts():
        act()
        after_each_act()
    return story


def quiet(story: Story) -> None:
    def counts() -> dict[str, Any]:
        return {service: story.director.get(service, "/messages") for service in topology.HEARS}

    story.stage.until("all that was said has been heard", lambda: disagreements(counts()), lambda found: not found)


@pytest.fixture(scope="module")
def told(open_stage: OpenStage) -> Story:
    story = tell(open_stage("PJOURNEY"))
    quiet(story)
    return story


@pytest.mark.rule("I15", "V2", "B10")
def test_the_case_went_round_twice_and_closed_and_its_timeline_tells_how(told: Story) -> None:
    case = told.officer.get("intake", f"/cases/{told.case_id}")
    assert (case["state"], case["round"]) == ("closed", 2)
    lines = told.officer.get("intake", f"/cases/{told.case_id}/timeline")["items"]
    order = [
        "intake.case.registered.v1", "dispatch.work_order.taken_over.v1", "finance.claim.approved.v1",
        "dispatch.work_order.completed.v1", "survey.return_visit.dissatisfied.v1", "intake.case.reopened.v1",
        "survey.return_visit.satisfied.v1", "intake.case.closed.v1", "finance.retention.deducted.v1",
    ]  # fmt: skip
    first = [next(index for index, line in enumerate(lines) if line["type"] == name) for name in order]
    assert first == sorted(first)


@pytest.mark.rule("F3", "F5", "F6", "F9")
def test_the_books_say_what_the_story_said(told: Story) -> None:
    project = told.stage.project
    balances = told.director.get("finance", "/ledger/balances")
    assert balances["sum_fen"] == 0
    accounts = {row["account"]: row["balance_fen"] for row in balances["accounts"]}
    assert accounts[f"fund:{project}"] == FUND_FEN, "refilled by the reviewed total"
    assert accounts[f"costs:unsorted:{project}"] == 0
    account = told.finance.get("finance", f"/retention/{told.contract['contract_id']}")
    deducted = LEAK_FEN + CEILING_FEN
    assert (account["withheld_fen"], account["deducted_fen"], account["held_fen"], account["free_fen"]) == (
        RETENTION_FEN, deducted, 0, RETENTION_FEN - deducted,
    )  # fmt: skip


@pytest.mark.rule("N1", "N5")
def test_notices_went_out_at_each_hand_over(told: Story) -> None:
    notices = told.director.get("notify", "/notices", case_id=told.case_id, limit=200)["items"]
    recipients = {notice["recipient_role"] for notice in notices}
    assert {
        "engineering_desk", "contractor", "repair_squad", "deputy_chief_engineer", "vice_president", "general_manager", "customer",
    } <= recipients  # fmt: skip
    numbers = [notice["notice_no"] for notice in notices]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.rule("V10", "B6", "V4")
def test_what_the_owner_is_dissatisfied_with_after_the_repair_is_owed_and_a_case(told: Story) -> None:
    (low,) = told.director.get("survey", "/low-scores", project=told.stage.project)["items"]
    whole = told.director.get("survey", f"/low-scores/{low['low_score_id']}")
    assert [(item["item"], item["case_no"] is not None) for item in whole["items"]] == [("punctuality", True)]
    (task,) = whole["tasks"]
    assert (task["state"], task["kind"]) == ("open", "low_score")


@pytest.mark.rule("L8")
def test_no_name_phone_or_complaint_travels_in_an_event(told: Story, aftercare_stack: Stack) -> None:
    said = [body for url in aftercare_stack.database_urls.values() for body in asyncio.run(bodies(url))]
    assert len(said) > 50
    for canary in ("王女士", "13900000001", "滴水不停", "下午才到"):
        assert not [body for body in said if canary in body]


async def bodies(database_url: str) -> list[str]:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch(
        "select convert_from(body, 'UTF8') as body from outbox where destination <> 'private'"
    )
    await connection.close()
    return [row["body"] for row in rows]


def test_another_projects_staff_see_nothing_of_it(told: Story, open_stage: OpenStage) -> None:
    officer = open_stage("PELSEWHERE").person(Role.CASE_OFFICER, "stranger", "stranger")
    for service, path in (
        ("intake", f"/cases/{told.case_id}"),
        ("intake", f"/cases/{told.case_id}/timeline"),
    ):
        assert officer._send("GET", service, path).status_code == 404
    assert officer.get("intake", "/cases")["items"] == []


@pytest.mark.parametrize("telling", [0, 1])
def test_killing_services_after_every_act_ends_in_the_same_state(
    aftercare_stack: Stack, open_stage: OpenStage, telling: int
) -> None:
    """After every act one telling kills every other service, and the second the rest: each is killed after each act."""
    acts = count()

    def kill_and_restart() -> None:
        act = next(acts)
        killed = [service for place, service in enumerate(sorted(topology.HEARS)) if (place + act) % 2 == telling]
        for service in killed:
            aftercare_stack.kill(service)
        aftercare_stack.restart(*killed)

    story = tell(open_stage(f"PKILL{telling}"), kill_and_restart)
    quiet(story)
    account = story.finance.get("finance", f"/retention/{story.contract['contract_id']}")
    assert (account["deducted_fen"], account["held_fen"]) == (LEAK_FEN + CEILING_FEN, 0)
    assert story.officer.get("intake", f"/cases/{story.case_id}")["state"] == "closed"
    assert story.director.get("finance", "/ledger/balances")["sum_fen"] == 0
