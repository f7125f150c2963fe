"""The figures that wake somebody: each moves when what it tells of goes wrong, and none names a case or a person."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aftercare_contracts.errors import Conflict
from contracts.samples import sample
from harness import ServiceUnderTest
from plumbing.inbox import Inbox
from plumbing.relay import RELAY_LOCK
from plumbing.timers import arm, fire_one
from services.conftest import OpenService

LINE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


@pytest.fixture
async def survey(service: OpenService) -> ServiceUnderTest:
    return await service("survey")


async def figures(survey: ServiceUnderTest) -> dict[str, float]:
    async with survey.client() as anyone:
        answer = await anyone.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{name}{{{labels}}}" if labels else name: float(value) for name, labels, value in LINE.findall(answer.text)
    }


def body(sequence: int) -> bytes:
    like = sample("intake.case.judged.v1")
    return (
        like.model_copy(update={"subject": "s", "sequence": sequence, "id": UUID(int=sequence)})
        .model_dump_json()
        .encode()
    )


async def test_a_quiet_service_has_quiet_figures(survey: ServiceUnderTest) -> None:
    found = await figures(survey)
    for name in (
        "aftercare_outbox_refused", "aftercare_inbox_gap_seconds", "aftercare_dead_letters_oldest_seconds",
        "aftercare_timers_failing", "aftercare_limits_unnoticed", 'aftercare_inbox{state="dead"}',
        'aftercare_inbox{state="failing"}', "aftercare_relay_at_work",
    ):  # fmt: skip
        assert found[name] == 0, name
    assert 0 < found["aftercare_database_connections_ratio"] < 1
    assert found["aftercare_clock_apart_seconds"] < 5
    assert found["process_start_time_seconds"] > 0


async def test_an_early_message_whose_forerunner_is_nowhere_is_a_gap_and_one_behind_a_dead_letter_is_none(
    survey: ServiceUnderTest,
) -> None:
    await survey.inbox.receive(survey.db, body(2))
    async with survey.db.transaction() as tx:
        await tx.execute("update inbox set received_at = clock_timestamp() - interval '1 hour'")
    assert (await figures(survey))["aftercare_inbox_gap_seconds"] >= 3600
    spoilt = json.loads(body(1)) | {"data": {}}
    await survey.inbox.receive(survey.db, json.dumps(spoilt).encode())
    found = await figures(survey)
    assert found["aftercare_inbox_gap_seconds"] == 0
    assert found['aftercare_inbox{state="dead"}'] == 1
    assert found["aftercare_dead_letters_oldest_seconds"] > 0


async def test_a_letter_lies_from_its_burial_and_not_from_when_it_came(survey: ServiceUnderTest) -> None:
    """It may have waited for days behind another that was seen to just now."""
    spoilt = json.loads(body(2)) | {"data": {}}
    await survey.inbox.receive(survey.db, json.dumps(spoilt).encode())
    async with survey.db.transaction() as tx:
        await tx.execute("update inbox set received_at = clock_timestamp() - interval '2 days'")
    survey.clock.at = datetime.now(UTC)
    await survey.inbox.receive(survey.db, body(1))
    found = await figures(survey)
    assert found['aftercare_inbox{state="dead"}'] == 1
    assert found["aftercare_dead_letters_oldest_seconds"] < 3600


async def test_what_fails_and_is_tried_again_is_counted(survey: ServiceUnderTest) -> None:
    async def fail(*_: Any) -> None:
        raise Conflict("not yet")

    deaf = Inbox("survey", dict.fromkeys(survey.service.listens_to, fail), None, (60,), survey.metrics)
    await deaf.receive(survey.db, body(1))
    async with survey.db.transaction() as tx:
        await arm(tx, "s", "failing", tx.now - timedelta(hours=1))
    await fire_one(survey.db, {"failing": fail}, survey.metrics)
    found = await figures(survey)
    assert (found['aftercare_inbox{state="failing"}'], found["aftercare_timers_failing"]) == (1, 1)


async def test_who_holds_the_relays_lock_is_seen_by_every_replica(survey: ServiceUnderTest) -> None:
    async with survey.db.connection() as other:
        await other.execute("select pg_advisory_lock($1)", RELAY_LOCK)
        assert (await figures(survey))["aftercare_relay_at_work"] == 1
        await other.execute("select pg_advisory_unlock_all()")
    assert (await figures(survey))["aftercare_relay_at_work"] == 0


async def test_a_limit_that_ran_out_with_nobody_told_is_counted(survey: ServiceUnderTest) -> None:
    async with survey.db.transaction() as tx:
        await tx.execute(
            "insert into time_limit (limit_id, name, subject, reference, project, owner, tell, unit, count, policy_version,"
            " started_at, remind_at, due_at) select $1, 'n', 's', 'r', 'P1', 'site_lead', '{}', 'days', 1, 1, d, d, d"
            " from (select clock_timestamp() - interval '2 minutes' as d) as one",
            UUID(int=1),
        )
    assert (await figures(survey))["aftercare_limits_unnoticed"] == 1


async def test_a_transaction_left_open_is_seen(survey: ServiceUnderTest) -> None:
    async with survey.db.transaction() as idle:
        await idle.fetchval("select 1")
        assert (await figures(survey))["aftercare_database_idle_in_transaction_seconds"] > 0


async def test_no_label_names_a_case_or_a_person(service: OpenService) -> None:
    known = {
        "state",
        "part",
        "what",
        "type",
        "outcome",
        "kind",
        "problem",
        "why",
        "method",
        "route",
        "status",
        "le",
        "channel",
    }
    for name in ("survey", "notify"):
        async with (await service(name)).client() as anyone:
            text = (await anyone.get("/metrics")).text
        labels = {label for _, labels, _ in LINE.findall(text) for label in re.findall(r"(\w+)=", labels)}
        assert labels <= known, labels - known
