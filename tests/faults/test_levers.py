"""Every lever really does what its name says: a fault that is none would make every cell pass."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aio_pika
import asyncpg
import pytest
from aftercare import children, private
from aftercare.private import Private
from aftercare.servers import ADMIN, VHOST, Servers
from plumbing import topology
from plumbing.database import LOST

from faults.broker import Broker
from faults.levers import clocks, postgres, small_disks, starving
from faults.levers.broker import change_password, disk_alarm, has_alarm
from faults.levers.sessions import ask, sessions, until_it_fails

SEGMENT_MEGABYTES = 16
mounts = pytest.mark.skipif(not small_disks.can_mount(), reason="disks cannot be mounted here")
has_faketime = pytest.mark.skipif(
    clocks.library() is None, reason="faketime is not installed: apt-get install faketime"
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = children.new_folder()
    yield made
    children.remove(made)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Private]:
    started = private.start_postgres(folder, stays=False)
    postgres.start_again(started)
    yield started
    started.stop()


@pytest.fixture
def url(server: Private) -> str:
    """Of a server with an empty table."""
    with sessions() as held:
        held.open(server.url)
        held.execute("drop table if exists note; create table note (text text)")
    return server.url


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_a_server_that_ends_in_any_way_comes_back_on_its_port_with_what_was_committed(
    server: Private, url: str, how: str
) -> None:
    ask(url, "insert into note values ('kept') returning true")
    before = server.pid
    postgres.stop(server, how)
    assert not postgres.answers(server)
    postgres.start_again(server)
    assert server.pid != before
    assert ask(url, "select text from note") == "kept"


@mounts
def test_tables_cannot_grow_on_a_full_disk_and_can_again_once_there_is_room(server: Private, url: str) -> None:
    much = "insert into note select repeat(md5(i::text), 40) from generate_series(1, 10000) i"
    with small_disks.postgres_part_on_small_disk(server, "base", 64) as disk, sessions() as held:
        held.open(url)
        disk.fill()
        assert disk.free_bytes == 0
        with pytest.raises(asyncpg.DiskFullError):
            held.execute(much)
        disk.free()
        held.execute(much)
    assert ask(url, "select count(*) from note") == 10_000


@mounts
def test_a_server_whose_log_disk_is_full_ends_all_work_and_recovers_once_there_is_room(
    server: Private, url: str
) -> None:
    with small_disks.postgres_part_on_small_disk(server, "pg_wal", SEGMENT_MEGABYTES + 4) as disk:
        disk.fill()
        written = until_it_fails(url, "insert into note values ('before the end'); select pg_switch_wal()", 50)
        assert written < 50
        disk.free()
        postgres.start_again(server)
        assert ask(url, "select count(*) from note") >= written


def test_every_flush_of_a_slow_disk_takes_its_time(server: Private, url: str) -> None:
    with postgres.slow_disk(server, 150), sessions() as held:
        held.open(url)
        began = time.monotonic()
        for _ in range(4):
            held.execute("insert into note values ('slow')")
        assert time.monotonic() - began > 4 * 0.15


def test_a_disk_that_fails_ends_all_work_and_loses_nothing_committed(server: Private, url: str) -> None:
    with postgres.failing_disk(server, 6):
        committed = until_it_fails(url, "insert into note values ('flushed')", 20)
        assert 0 < committed < 20
    assert ask(url, "select count(*) from note") >= committed


def test_a_storm_ends_backends(server: Private, url: str) -> None:
    with sessions() as held:
        held.open(url)
        with postgres.storm(url, 20) as ended:
            children.wait_until("a backend is ended", lambda: sum(ended) > 0)
        with pytest.raises(LOST):
            held.execute("select 1")


def test_nobody_gets_in_while_every_connection_is_held(server: Private, url: str) -> None:
    with sessions() as held:
        held.open(url)
        held.execute("create role somebody login password 'x'")
    login = url.replace("aftercare:", "somebody:", 1)
    login = login.replace(login.split(":")[2].split("@")[0], "x", 1)
    with postgres.no_connection_left(login) as taken:
        assert taken > 300
        with pytest.raises(asyncpg.TooManyConnectionsError):
            ask(login, "select 1")
    assert ask(login, "select 1") == 1


def test_whoever_needs_a_locked_table_waits(server: Private, url: str) -> None:
    with postgres.locked(url, "note"), sessions() as held:
        held.open(url)
        held.execute("set lock_timeout = '200ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            held.value("select count(*) from note")


def test_what_was_left_open_shows_as_idle_in_a_transaction(server: Private, url: str) -> None:
    with postgres.idle_in_transaction(url, "insert into note values ('never committed')"):
        assert ask(url, "select count(*) from pg_stat_activity where state = 'idle in transaction'") == 1
    children.wait_until("it is rolled back", lambda: ask(url, "select count(*) from note") == 0)


@has_faketime
def test_a_process_goes_by_its_jumping_clock_and_measures_durations_truly(folder: Path) -> None:
    clock = clocks.JumpingClock(folder / "clock")
    clock.set(0)
    program = "import sys, time\nfor line in sys.stdin: print(time.time(), time.monotonic(), flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=dict(clock.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    for offset in (0, 3 * 86_400, -7_200):
        clock.set(offset)
        began, begun = time.time(), time.monotonic()
        process.stdin.write("\n")
        process.stdin.flush()
        said, duration = map(float, process.stdout.readline().split())
        assert began - 5 < said - offset < time.time() + 5
        assert begun - 5 < duration < time.monotonic() + 5
    process.stdin.close()
    process.wait()
    process.stdout.close()


@has_faketime
def test_a_server_goes_by_its_jumping_clock(server: Private, url: str, folder: Path) -> None:
    clock = clocks.JumpingClock(folder / "servers-clock")
    clock.set(0)
    with postgres.started_otherwise(server, under=clock.program):
        for offset in (timedelta(0), timedelta(days=3), -timedelta(hours=2)):
            clock.set(offset.total_seconds())
            assert is_now(url, offset)
    assert is_now(url, timedelta(0))


def is_now(url: str, offset: timedelta) -> bool:
    """The server's clock is off by so much, however long it takes to say."""
    began, about = datetime.now(UTC), timedelta(seconds=5)
    said: datetime = ask(url, "select clock_timestamp()")
    return began - about < said - offset < datetime.now(UTC) + about


@pytest.mark.skipif(not starving.can_starve(), reason="processes cannot be starved here")
def test_starved_processes_get_their_share_and_no_more() -> None:
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        with starving.starved([process.pid], 10) as group:
            children.wait_until("it is held back", lambda: group.times_throttled > 3)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[Broker]:
    definitions = topology.definitions(VHOST, {ADMIN: "secret", "intake": "secret"})
    started = private.start_rabbitmq(folder, definitions, f"{ADMIN}:secret", VHOST, stays=False)
    children.wait_until("RabbitMQ answers", lambda: private.answers(started.url), child=started.child, seconds=180)
    broker = Broker(Servers("", started.url, {}, folder, {"RabbitMQ": started}))
    broker.ctl("await_startup", "--timeout", "180")
    yield broker
    started.stop()


async def test_a_broker_short_of_disk_holds_back_publishers_until_it_has_room(node: Broker) -> None:
    connection = await aio_pika.connect(node.server.url)
    channel = await connection.channel()
    exchange = await channel.get_exchange(topology.EVENTS, ensure=False)
    with disk_alarm(node):
        assert has_alarm(node)
        with pytest.raises(TimeoutError):
            await exchange.publish(aio_pika.Message(b"{}"), "intake.case.judged.v1", timeout=2)
    assert not has_alarm(node)
    assert await exchange.publish(aio_pika.Message(b"{}"), "intake.case.judged.v1", timeout=60)
    await connection.close()


async def test_a_changed_password_ends_the_connections_of_its_user(node: Broker) -> None:
    url = node.server.url.replace(f"{ADMIN}:", "intake:", 1)
    connection = await aio_pika.connect(url)
    is_ended = asyncio.Event()
    connection.close_callbacks.add(lambda *_: is_ended.set())
    change_password(node, "intake", "another")
    await asyncio.wait_for(is_ended.wait(), 60)
    with pytest.raises(aio_pika.exceptions.ProbableAuthenticationError):
        await aio_pika.connect(url)
    change_password(node, "intake", "secret")
    await (await aio_pika.connect(url)).close()
