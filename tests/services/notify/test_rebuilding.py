"""The facts built anew from the history stream of a real broker: the same rows, and whatever was lost is found again."""

import asyncio
import random
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aio_pika
import pytest
from aftercare.servers import Servers
from aftercare_contracts.envelope import Envelope
from aftercare_contracts.registry import EVENTS
from aiormq.exceptions import ChannelAccessRefused
from harness import ServiceUnderTest
from notify.domain.reports import LENGTHS, Kind
from notify.domain.spans import span_named
from notify.use_cases import drawing, rebuilding
from notify.use_cases.rebuilding import HistoryTooShort, Rebuild, Rebuilt, RestoredMeanwhile, Underway
from notify.web.report_files import FORMS
from plumbing import topology
from plumbing.history import History
from plumbing.history import history as stream
from plumbing.inbox import Outcome
from services.conftest import OpenService

from .histories import history
from .test_facts import all_facts

REPORTS = (
    (Kind.WEEKLY, "2026-W02", "P1", None), (Kind.DEPARTMENT_MONTH, "2026-01", None, "service_centre"),
    (Kind.MONTH, "2026-01", None, None), (Kind.QUARTER, "2026-Q1", None, None), (Kind.YEAR, "2026", None, None),
    (Kind.CONTRACTORS, "2026-Q1", None, None),
)  # fmt: skip


@pytest.fixture
async def broker(aftercare_servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """A broker whose history begins now."""
    monkeypatch.setattr(rebuilding, "QUIET_SECONDS", 1.5)
    connection = await aio_pika.connect(aftercare_servers.amqp_admin_url)
    async with connection:
        await (await connection.channel()).queue_delete(topology.HISTORY)
    await topology.declare(aftercare_servers.amqp_admin_url)
    return aftercare_servers


async def publish(broker: Servers, bodies: list[bytes]) -> None:
    connection = await aio_pika.connect(broker.amqp_admin_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
        for body in bodies:
            await exchange.publish(aio_pika.Message(body), "intake.test.said.v1")


async def rebuilt(broker: Servers, svc: ServiceUnderTest) -> Rebuilt:
    async with stream(broker.amqp_urls["notify"]) as found:
        voided = await rebuilding.voided_in(found)
    async with stream(broker.amqp_urls["notify"]) as found:
        return await Rebuild(svc.db, found, voided).run()


async def heard(svc: ServiceUnderTest, bodies: list[bytes]) -> None:
    for body in bodies:
        assert await svc.inbox.receive(svc.db, body) is Outcome.APPLIED


@pytest.mark.rule("N4")
async def test_facts_built_from_a_doubled_and_shuffled_history_are_the_same_and_tell_nobody(
    broker: Servers, service: OpenService
) -> None:
    svc = await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(15, seed=2)]
    await heard(svc, bodies)
    shuffled = [*bodies, *random.Random(1).sample(bodies, 20), b"{not a message"]
    random.Random(2).shuffle(shuffled)
    await publish(broker, shuffled)
    before, rows = await all_facts(svc), await svc.rows()
    found = await rebuilt(broker, svc)
    assert found == Rebuilt(len(shuffled), len(bodies), doubled=20, unreadable=1, ahead=0, differing={})
    assert await all_facts(svc) == before
    assert await svc.rows() == rows, "no notice, no message, no timer"


async def files(svc: ServiceUnderTest) -> dict[str, bytes]:
    """Every report in every form, as the facts stand."""
    found: dict[str, bytes] = {}
    as_of = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
    async with svc.db.reading() as tx:
        for kind, period, project, department in REPORTS:
            span = span_named(LENGTHS[kind], period, "")
            document = await drawing.document(tx, "BG-2026-000001", kind, span, project, department, as_of)
            for name, form in FORMS.items():
                found[f"{kind}.{name}"] = form.write(document)
    return found


@pytest.mark.rule("N3", "N4", "D8")
async def test_reports_of_facts_built_anew_are_the_same_byte_for_byte(broker: Servers, service: OpenService) -> None:
    svc = await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(40, seed=6)]
    await heard(svc, bodies)
    live = await files(svc)
    random.Random(3).shuffle(bodies)
    await publish(broker, bodies)
    facts = await all_facts(svc)
    async with svc.db.transaction() as tx:
        for table in facts:
            await tx.execute(f"delete from {table}")
    assert (await files(svc))["month.json"] != live["month.json"]
    await rebuilt(broker, svc)
    again = await files(svc)
    assert [name for name in live if again[name] != live[name]] == []
    assert len(live) == len(REPORTS) * len(FORMS)


@pytest.mark.rule("N4")
async def test_what_was_lost_or_spoilt_is_found_counted_and_mended(broker: Servers, service: OpenService) -> None:
    svc = await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(8, seed=4)]
    await heard(svc, bodies)
    await publish(broker, bodies)
    before = await all_facts(svc)
    async with svc.db.transaction() as tx:
        await tx.execute("delete from fact_round")
        await tx.execute("update fact_case set kind = 'praise' where case_no = 'KS-2026-000001'")
    found = await rebuilt(broker, svc)
    assert found.differing == {"fact_case": 2, "fact_round": len(before["fact_round"])}
    assert await all_facts(svc) == before
    assert (await rebuilt(broker, svc)).differing == {}


@pytest.mark.rule("N4")
async def test_where_the_history_is_ahead_the_inbox_notes_nothing_twice(broker: Servers, service: OpenService) -> None:
    svc = await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(8, seed=4)]
    await heard(svc, bodies[:30])
    await publish(broker, bodies)
    found = await rebuilt(broker, svc)
    assert found.ahead > 0
    after = await all_facts(svc)
    await heard(svc, bodies[30:])
    assert await all_facts(svc) == after
    again = await rebuilt(broker, svc)
    assert (again.ahead, again.differing) == (0, {})
    assert (await all_facts(svc))["fact_ahead"] == []


@pytest.mark.rule("N4")
async def test_a_history_that_lacks_what_was_heard_replaces_nothing(
    broker: Servers, service: OpenService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "TRIES", 2)
    svc = await service("notify")
    bodies = [message.model_dump_json().encode() for message in history(4, seed=4)]
    await heard(svc, bodies)
    await publish(broker, bodies[:-1])
    before = await all_facts(svc)
    with pytest.raises(HistoryTooShort, match="Subjects that lack some: 1"):
        await rebuilt(broker, svc)
    assert await all_facts(svc) == before


@pytest.mark.rule("N4")
async def test_what_stands_under_numbers_that_a_restore_made_void_does_not_come_back(
    broker: Servers, service: OpenService
) -> None:
    svc = await service("notify")
    messages = list(history(8, seed=4))
    stands, lost = messages[:-12], messages[-12:]
    await publish(broker, [message.model_dump_json().encode() for message in messages])
    words = [word.model_dump_json().encode() for word in voids(lost)]
    await heard(svc, [message.model_dump_json().encode() for message in stands] + words)
    before = await all_facts(svc)
    await publish(broker, words)
    found = await rebuilt(broker, svc)
    assert found.differing == {}
    assert (found.applied, found.ahead) == (len(stands) + len(words), 0)
    assert await all_facts(svc) == before

    async with stream(broker.amqp_urls["notify"]) as read:
        with pytest.raises(RestoredMeanwhile):
            await Rebuild(svc.db, read).run()
    assert await all_facts(svc) == before


def voids(lost: list[Envelope[Any]]) -> list[Envelope[Any]]:
    """A restore's word about each number of these, and one behind them."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for message in lost:
        numbers[message.source, message.subject].append(message.sequence)
    said = []
    for (source, subject), those in numbers.items():
        name = f"{source}.numbers.voided.v1"
        data = EVENTS[name].model_validate({"first": min(those), "last": max(those), "as_of": lost[0].time})
        template = next(message for message in lost if (message.source, message.subject) == (source, subject))
        for sequence in (*those, max(those) + 1):
            changed = {"id": uuid4(), "type": name, "sequence": sequence, "data": data, "correlationid": "restore"}
            said.append(template.model_copy(update=changed))
    return said


@pytest.mark.rule("N4")
async def test_only_one_at_a_time(service: OpenService) -> None:
    svc = await service("notify")
    begun, may_end = asyncio.Event(), asyncio.Event()

    class Long(History):
        async def next(self, patience_seconds: float) -> None:
            begun.set()
            await may_end.wait()

    first = asyncio.create_task(Rebuild(svc.db, Long(asyncio.Queue())).run())
    await asyncio.wait_for(begun.wait(), 60)
    with pytest.raises(Underway):
        await Rebuild(svc.db, Long(asyncio.Queue())).run()
    may_end.set()
    assert isinstance(await first, Rebuilt)


@pytest.mark.rule("N4", "L8")
async def test_only_who_builds_from_it_may_read_the_history(broker: Servers) -> None:
    with pytest.raises(ChannelAccessRefused):
        async with stream(broker.amqp_urls["survey"]) as found:
            await found.next(1)
