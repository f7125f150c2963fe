"""What a broker lost is found by comparing what was said with what was heard, and sent again: exactly that."""

import asyncio
from collections.abc import Iterable

import aio_pika
from aftercare import comparison, reconcile
from aftercare.places import Places
from plumbing import topology
from recovery.house import House, reachable
from waiting import until

PATIENCE_SECONDS = 60.0


def places(house: House) -> Places:
    return Places(house.urls, house.amqp_url)


async def load(house: House, rounds: int, subjects: Iterable[str] = ("a", "b", "c")) -> None:
    """Everybody says something about each subject, again and again."""
    for _ in range(rounds):
        for subject in subjects:
            await asyncio.gather(*(house.say(service, subject) for service in tuple(house.dbs)))
        await house.say("intake", "a", reachable("a", "欧阳慕容"))


async def unbind(amqp_url: str, consumer: str, source: str, exchange: str = topology.EVENTS) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        queue = await (await connection.channel()).get_queue(topology.queue(consumer), ensure=False)
        await queue.unbind(exchange, f"{source}.#")


async def delete(amqp_url: str, queue: str) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        await (await connection.channel()).queue_delete(queue)


async def test_where_all_was_heard_nothing_is_missing(house: House) -> None:
    await house.start()
    await load(house, 3)
    await until(house.unapplied, 0, "all is heard")
    assert await comparison.compare(house.urls, older_than_seconds=0) == []
    said: list[str] = []
    assert not await reconcile.reconcile(places(house), said.append, PATIENCE_SECONDS)
    assert "Everything that was said has been heard." in said


async def test_a_missing_binding_is_found_by_comparison_alone_and_exactly_what_it_cost_is_sent_again(
    house: House,
) -> None:
    await house.start()
    await load(house, 2)
    await until(house.unapplied, 0, "all is heard")
    before = await published(house, "intake")
    await unbind(house.amqp_url, "finance", "intake")
    lost = [await house.say("intake", subject) for subject in ("a", "a", "new")]
    await until(lambda: unpublished(house, "intake"), 0, "the broker confirmed what finance never gets")

    found = await comparison.compare(house.urls, older_than_seconds=0)
    assert [(each.source, each.consumer, each.subject, each.numbers, each.gone) for each in found] == [
        ("intake", "finance", "a", (3, 4), ()), ("intake", "finance", "new", (1,), ()),
    ]  # fmt: skip
    assert await comparison.compare(house.urls, older_than_seconds=3600) == [], "it may be on its way"

    told: list[str] = []
    assert not await reconcile.reconcile(places(house), told.append, PATIENCE_SECONDS)
    assert any(line.startswith("finance lacks 3 messages of intake about 2 subjects") for line in told), told
    await until(house.unapplied, 0, "all is heard")
    after = await published(house, "intake")
    assert {each for each in after if after[each] != before.get(each)} == set(lost), "nothing else was sent again"
    applied = [each for each in await house.effects("finance") if each[3] in lost]
    assert [each[3] for each in applied if each[1] == "a"] == lost[:2], "once, and in order"
    assert [each[3] for each in applied if each[1] == "new"] == lost[2:]


async def test_a_queue_deleted_under_load_is_made_anew_and_what_it_held_arrives(house: House) -> None:
    await house.start()
    await house.stop("notify")
    await load(house, 3)
    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        group.create_task(load(house, 10))
        await asyncio.sleep(0.2)
        await delete(house.amqp_url, topology.queue("notify"))
        await delete(house.amqp_url, topology.queue("survey"))
    await house.start("notify")
    told: list[str] = []
    assert not await reconcile.reconcile(places(house), told.append, PATIENCE_SECONDS), told
    await until(house.unapplied, 0, "all is heard")
    for service in topology.HEARS:
        numbers: dict[tuple[str, str], list[int]] = {}
        for source, subject, sequence, _ in await house.effects(service):
            numbers.setdefault((source, subject), []).append(sequence)
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values()), (service, numbers)
    assert await comparison.compare(house.urls, older_than_seconds=0) == []


async def test_a_dry_look_changes_nothing(house: House) -> None:
    await house.start()
    await unbind(house.amqp_url, "survey", "dispatch")
    await house.say("dispatch", "a")
    await until(lambda: unpublished(house, "dispatch"), 0, "it is published")
    await until(lambda: length(house, "survey"), 0, "nothing came")
    before = await published(house, "dispatch")
    told: list[str] = []
    found = await reconcile.look(places(house), told.append, PATIENCE_SECONDS)
    assert [(each.source, each.consumer, each.numbers) for each in found.missing] == [("dispatch", "survey", (1,))]
    assert await published(house, "dispatch") == before


async def test_a_publisher_put_back_to_an_earlier_state_is_told_of(house: House) -> None:
    await house.start()
    await load(house, 2)
    await until(house.unapplied, 0, "all is heard")
    async with house.dbs["dispatch"].transaction() as tx:
        await tx.execute("delete from outbox where subject = 'b' and sequence = 2")
        await tx.execute("update outbox_position set last_sequence = 1 where subject = 'b'")
    found = await comparison.look(house.urls, older_than_seconds=0)
    assert [(each.source, each.consumer, each.subject, each.said, each.heard) for each in found.ahead] == [
        ("dispatch", consumer, "b", 1, 2) for consumer in ("intake", "finance", "survey", "notify")
    ]
    told: list[str] = []
    reconcile.tell(found, told.append)
    assert any("`make restore` all five databases" in line for line in told)


async def published(house: House, service: str) -> dict[object, object]:
    async with house.dbs[service].reading() as tx:
        rows = await tx.fetch("select event_id, published_at from outbox")
    return {row["event_id"]: row["published_at"] for row in rows}


async def unpublished(house: House, service: str) -> int:
    async with house.dbs[service].reading() as tx:
        return int(await tx.fetchval("select count(*) from outbox where published_at is null"))


async def length(house: House, service: str) -> int:
    connection = await aio_pika.connect(house.amqp_url)
    async with connection:
        declared = await (await connection.channel()).declare_queue(topology.queue(service), passive=True)
        return int(declared.declaration_result.message_count or 0)
