"""A backup taken while everybody talks, everything lost, and put back: order, once-ness and departments' numbers hold."""

import asyncio
import json
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aio_pika
import asyncpg
import pytest
from aftercare import backup, comparison, manifest, restore
from aftercare.errors import CannotStart
from aftercare.places import Places
from aftercare.restore import Restored
from aftercare_contracts import registry
from aftercare_contracts.events.restoring import NumbersVoided
from plumbing import restoring, topology
from plumbing.database import Database
from recovery.house import House, reachable
from waiting import until

SUBJECTS = ("a", "b", "c")


def places(house: House) -> Places:
    return Places(house.urls, house.amqp_url)


class Department:
    """A system of another department: it hears every event, and follows numbers as the contracts' README tells it to."""

    def __init__(self) -> None:
        self.positions: dict[tuple[str, str], int] = defaultdict(int)
        self.early: dict[tuple[str, str, int], Any] = {}
        self.took: list[Any] = []

    def take(self, body: bytes) -> None:
        message = registry.parse(body)
        key = (message.source, message.subject)
        if message.sequence <= self.positions[key]:
            return
        self.early[*key, message.sequence] = message
        while (following := self.early.pop((*key, self.positions[key] + 1), None)) is not None:
            self.positions[key] += 1
            self.took.append(following)

    def numbers(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for message in self.took:
            found[message.source, message.subject].append(message.sequence)
        return found


@asynccontextmanager
async def department(amqp_url: str) -> AsyncIterator[Department]:
    """It has a queue of its own, and is there all the while."""
    one = Department()
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("department.erp", durable=True)
        await queue.bind(topology.EVENTS, "#")

        async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            async with message.process():
                one.take(message.body)

        await queue.consume(hear)
        try:
            yield one
        finally:
            await queue.delete(if_unused=False, if_empty=False)


async def talk(house: House, said: list[Any], stop: asyncio.Event) -> None:
    """Everybody says something about each subject until told to stop; what was committed is noted."""
    while not stop.is_set():
        for subject in SUBJECTS:
            ids = await asyncio.gather(*(house.say(service, subject) for service in topology.HEARS))
            said.extend(zip(topology.HEARS, ids, strict=True))
        said.append(("intake", await house.say("intake", "a", reachable("a", "欧阳慕容"))))


async def made_under_load(house: House, folder: Path) -> tuple[manifest.Manifest, list[Any], list[Any]]:
    """A backup, what was surely said before it began, and what was said in all."""
    said: list[Any] = []
    stop = asyncio.Event()
    talking = asyncio.create_task(talk(house, said, stop))
    await until(lambda: length(said), lambda count: count > 60, "they talk")
    before = list(said)
    made = await backup.back_up(places(house), folder, lambda line: None)
    count = len(said)
    await until(lambda: length(said), lambda now: now > count + 60, "they go on talking")
    stop.set()
    await talking
    return made, before, said


async def length(said: list[Any]) -> int:
    return len(said)


async def put_back(house: House, folder: Path, *, wipe: bool = True) -> tuple[Restored, list[str]]:
    told: list[str] = []
    checked = await asyncio.to_thread(restore.check, folder, told.append)
    return await restore.restore(places(house), folder, checked, wipe=wipe, say=told.append), told


async def test_after_a_restore_nothing_said_before_the_cut_is_lost_or_applied_twice_and_departments_hear_all_that_follows(
    house: House, tmp_path: Path
) -> None:
    await house.start()
    async with department(house.amqp_url) as erp:
        made, before, said = await made_under_load(house, tmp_path / "backup")
        assert made.writers_stood_still_ms > 0
        await house.say("dispatch", "only in the lost time")
        await until(house.unapplied, 0, "all is heard, and all of it will be lost")
        await house.stop()

        done, told = await put_back(house, tmp_path / "backup")
        assert done.wrong == ()
        assert done.settled.history_reaches
        assert done.settled.words_gone == []
        await house.start()
        await until(house.unapplied, 0, "all is heard")
        assert await comparison.compare(house.urls, older_than_seconds=0) == []
        await everything_once_and_in_order(house, before)

        heard = len(erp.took)
        new = [
            await house.say(service, subject)
            for service in topology.HEARS
            for subject in (*SUBJECTS, "only in the lost time")
        ]
        await until(house.unapplied, 0, "all is heard")
        await until(lambda: kept(erp, new), len(new), "the department hears all that is said after the restore")
        assert all(found == list(range(1, len(found) + 1)) for found in erp.numbers().values())
        await says_what_is_void(house, erp, said)
        assert heard
    lost = (tmp_path / "backup").glob("lost-*.csv")
    assert "only in the lost time" in next(lost).read_text("utf-8-sig")
    assert any(line.startswith("Lost: ") for line in told), told


async def kept(erp: Department, ids: list[Any]) -> int:
    return len({message.id for message in erp.took} & set(ids))


async def everything_once_and_in_order(house: House, before: list[Any]) -> None:
    for service in topology.HEARS:
        numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        effects = await house.effects(service)
        for source, subject, sequence, _ in effects:
            numbers[source, subject].append(sequence)
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values()), (service, numbers)
        heard = {event_id for *_, event_id in effects}
        assert {event_id for source, event_id in before if source in topology.HEARS[service]} - heard <= private(
            before, service
        )


def private(before: list[Any], service: str) -> set[Any]:
    """Said by intake to others in private."""
    return set() if service == "notify" else {event_id for source, event_id in before if source == "intake"}


async def says_what_is_void(house: House, erp: Department, said: list[Any]) -> None:
    """Whatever the department heard and the publisher has forgotten, it was told of."""
    known = set()
    for db in house.dbs.values():
        async with db.reading() as tx:
            known |= {row["event_id"] for row in await tx.fetch("select event_id from outbox")}
    forgotten = [message for message in erp.took if message.id not in known]
    assert len(forgotten) > 20, "there was a lost time"
    void = {
        (message.source, message.subject, number)
        for message in erp.took
        if isinstance(message.data, NumbersVoided)
        for number in range(message.data.first, message.data.last + 1)
    }
    assert {(message.source, message.subject, message.sequence) for message in forgotten} <= void


async def test_what_lay_in_queues_at_the_cut_is_sent_again_private_words_too(house: House, tmp_path: Path) -> None:
    await house.start("intake", "dispatch", "finance", "survey")
    ids = [await house.say("intake", "a") for _ in range(3)]
    secret = await house.say("intake", "a", reachable("a", "欧阳慕容"))
    await until(lambda: unpublished(house), 0, "it lies in notify's queue")
    await backup.back_up(places(house), tmp_path / "backup", lambda line: None)
    await house.stop()
    done, told = await put_back(house, tmp_path / "backup")
    assert done.settled.purged["notify"] == 4
    assert done.settled.sent_again == 4
    assert done.settled.voided == 0
    await house.start()
    await until(house.unapplied, 0, "all is heard")
    heard = [event_id for *_, event_id in await house.effects("notify")]
    assert [event_id for event_id in heard if event_id != secret] == ids
    assert secret in heard
    assert any("no message was said that is lost" in line for line in told), told


async def unpublished(house: House) -> int:
    async with house.dbs["intake"].reading() as tx:
        return int(await tx.fetchval("select count(*) from outbox where published_at is null"))


async def test_private_words_forgotten_before_the_cut_are_named_and_what_follows_them_goes_on(
    house: House, tmp_path: Path
) -> None:
    await house.start("intake")
    await house.say("intake", "a", reachable("a", "欧阳慕容"))
    await until(lambda: unpublished(house), 0, "it lies in notify's queue")
    async with house.dbs["intake"].transaction() as tx:
        await tx.execute("update outbox set body = ''")
    await house.say("intake", "a", reachable("a", "上官婉儿"))
    await until(lambda: unpublished(house), 0, "so does the next")
    await backup.back_up(places(house), tmp_path / "backup", lambda line: None)
    await house.stop()
    done, told = await put_back(house, tmp_path / "backup")
    assert [(each.consumer, each.subject, each.gone) for each in done.settled.words_gone] == [
        ("notify", "private:a", (1,))
    ]
    assert any(line.startswith("notify will not hear intake.customers.reachable.v1") for line in told), told
    await house.start()
    await until(house.unapplied, 0, "all is heard")
    async with house.dbs["notify"].reading() as tx:
        types = [row["type"] for row in await tx.fetch("select type from effect order by sequence")]
    assert types == ["intake.words.gone.v1", "intake.customers.reachable.v1"]


async def test_a_restore_refuses_what_it_must_and_changes_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backup"
    await house.start()
    await house.say("intake", "a")
    await until(house.unapplied, 0, "all is heard")
    await backup.back_up(places(house), folder, lambda line: None)
    with pytest.raises(CannotStart, match="not empty"):
        await backup.back_up(places(house), folder, lambda line: None)
    before = await house.effects("dispatch")
    in_the_way = r"Services still run(.|\n)*dispatch's database is in use(.|\n)*has a consumer"
    with monkeypatch.context() as hasty:
        hasty.setattr(restore, "STANDSTILL_SECONDS", 1.0)
        with pytest.raises(CannotStart, match=in_the_way):
            await put_back(house, folder)
    assert await house.effects("dispatch") == before

    await house.stop()
    with pytest.raises(CannotStart, match="WIPE=1"):
        await put_back(house, folder, wipe=False)

    unfinished = shutil.copytree(folder, tmp_path / "unfinished")
    (unfinished / "manifest.json").unlink()
    with pytest.raises(CannotStart, match="not a finished backup"):
        await put_back(house, unfinished)

    damaged = shutil.copytree(folder, tmp_path / "damaged")
    content = bytearray((damaged / "finance.dump").read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / "finance.dump").write_bytes(content)
    with pytest.raises(CannotStart, match=r"finance\.dump is not what it was"):
        await put_back(house, damaged)
    (damaged / "finance.dump").unlink()
    with pytest.raises(CannotStart, match=r"finance\.dump is missing"):
        await put_back(house, damaged)

    await house.start()
    assert await house.effects("dispatch") == before, "nothing was changed"


async def test_a_session_that_is_just_ending_is_not_in_the_way_of_a_restore(house: House, tmp_path: Path) -> None:
    await house.start()
    await backup.back_up(places(house), tmp_path / "backup", lambda line: None)
    await house.stop()
    ending, watching = [await asyncpg.connect(house.urls["survey"]) for _ in range(2)]
    putting_back = asyncio.create_task(put_back(house, tmp_path / "backup"))

    async def sessions() -> int:
        return await watching.fetchval("select count(*) from pg_stat_activity where datname = current_database()")

    await until(sessions, 3, "the restore looks who is there")
    await watching.close()
    await ending.close()
    done, _ = await putting_back
    assert done.wrong == ()


async def test_a_service_does_not_start_on_half_a_restore_and_the_same_again_goes_through(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    await house.start()
    await house.say("intake", "a")
    await until(house.unapplied, 0, "all is heard")
    await backup.back_up(places(house), folder, lambda line: None)
    await house.stop()
    (folder / "survey.dump").rename(folder / "elsewhere")
    told = json.loads((folder / "manifest.json").read_text())
    with pytest.raises(CannotStart, match=r"pg_restore failed"):
        await restore.restore(places(house), folder, manifest.read(folder), wipe=True, say=lambda line: None)
    assert told["databases"]["survey"]["rows"]["inbox"] == 1
    for url in house.urls.values():
        db = await Database.connect(url, 1)
        with pytest.raises(restoring.RestoreUnfinished):
            await restoring.must_be_finished(db)
        await db.close()
    (folder / "elsewhere").rename(folder / "survey.dump")
    done, _ = await put_back(house, folder, wipe=False)
    assert done.wrong == ()
    await house.start()
    await until(house.unapplied, 0, "all is heard")
    assert len(await house.effects("survey")) == 1


async def test_a_transaction_that_does_not_end_is_waited_for_and_then_named(house: House) -> None:
    hanging = await asyncpg.connect(house.urls["survey"])
    async with hanging.transaction():
        await hanging.execute("insert into outbox_position values ('a', 1)")
        with pytest.raises(CannotStart, match="idle in transaction"):
            async with backup.snapshots(house.urls, patience_seconds=0.5):
                pass
    await hanging.close()
    async with backup.snapshots(house.urls) as cut:
        assert set(cut.names) == set(topology.HEARS)
