"""``make bench``: pages of a million cases, each beside a read by primary key measured in the same run.

``ROWS=20000`` makes it short. Texts are made up from words by a fixed seed, some frequent and some rare.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.units import postgres
from harness import create, drop, make_template
from intake.domain.words import plain, sketch, words
from intake.store import cases, moves, search
from intake.store.search import Wanted
from plumbing.database import Database, Transaction
from rich.console import Console
from rich.table import Table

ROWS = int(os.environ.get("ROWS", "1000000"))
TRIES = 40
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
PROJECTS = [f"P{n}" for n in range(40)]
MATTERS = ("leak", "noise", "fee", "lift", "plumbing", "cleaning", "crack", "other")
PLACES = "主卫 次卫 厨房 客厅 阳台 地下车库 电梯厅 外墙 屋面 楼道 大堂 花园 bathroom kitchen garage lobby"
FAULTS = "漏水 渗水 开裂 空鼓 停运 异响 堵塞 脱落 噪音太大 不制热 收费不合理 无人打扫 leaking cracked broken noisy"
ASKS = (
    "请尽快派人处理 已多次反映未解决 要求书面答复 希望赔偿损失 please send someone 业主情绪激动 家里有老人 影响正常生活"
)
STATES = ("registered", "in_work", "handled", *["closed"] * 17)


def text(n: int, chance: random.Random) -> str:
    """A complaint of some length; ``物业`` in about a third of them, ``沼气味`` in one of a hundred thousand."""
    said = [chance.choice(PLACES.split()) + chance.choice(FAULTS.split()) for _ in range(chance.randint(1, 3))] + [
        chance.choice(ASKS.split())
    ]
    said += ["物业"] if chance.random() < 0.3 else []
    said += [f"编号{n % 9973}"] if chance.random() < 0.05 else []
    said += ["沼气味"] if n % 100_000 == 77 else []
    return "，".join(said)


def rows(customer_ids: list[UUID]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """A case and its words."""
    chance = random.Random(7)
    for n in range(ROWS):
        at = BEGIN + timedelta(seconds=n * 200)
        state, said, case_id = chance.choice(STATES), text(n, chance), UUID(int=(n + 1) << 64)
        is_open = state != "closed"
        yield (
            case_id, f"KS-{at.year}-{n:06d}", "complaint", "class_2", "hotline", chance.choice(MATTERS),
            chance.choice(PROJECTS), "first_year", "service_centre", "engineering_desk", customer_ids[n % len(customer_ids)], said,
            "phone", "phone", "chen", at, at, True, state, 1, "valid", "engineering_desk" if is_open else None,
            at if is_open else None, False, None if is_open else at, at + timedelta(days=3) if is_open else None,
        ), (case_id, plain(said), sorted(words(said)), sketch(said))  # fmt: skip


COLUMNS = (
    "case_id", "case_no", "kind", "case_class", "channel", "matter", "project", "phase", "department", "desk", "customer_id",
    "complaint", "reply_by", "visit_by", "taken_by", "received_at", "registered_at", "in_opening_hours", "state", "round",
    "verdict", "holder", "holder_since", "visit_owed", "closed_at", "move_by",
)  # fmt: skip


async def fill(db: Database) -> None:
    """Everything by COPY, the index of words afterwards."""
    people = [(UUID(int=n + 1), f"业主{n}", f"138{n:08d}", BEGIN) for n in range(max(ROWS // 3, 1))]
    async with db.connection() as connection:
        await connection.execute("drop index case_text_words")
        await connection.executemany(
            "insert into project values ($1, $1, null, now(), 'x')", [(one,) for one in PROJECTS]
        )
        await connection.copy_records_to_table(
            "customer", records=people, columns=("customer_id", "name", "phone", "added_at")
        )
        batch: list[Any] = []
        for row in rows([one[0] for one in people]):
            batch.append(row)
            if len(batch) == 20_000:
                await _copy(connection, batch)
                batch = []
        await _copy(connection, batch)
        await connection.execute("set maintenance_work_mem = '512MB'", timeout=None)
        await connection.execute("create index case_text_words on case_text using gin (words)", timeout=900)
        await connection.execute("vacuum analyze", timeout=900)


async def _copy(connection: Any, batch: list[Any]) -> None:
    await connection.copy_records_to_table("case_file", records=[row for row, _ in batch], columns=COLUMNS)
    await connection.copy_records_to_table("case_text", records=[row for _, row in batch])


Read = Callable[[Transaction], Awaitable[Any]]


def asked(**given: Any) -> Read:
    """A first page of fifty."""
    wanted = Wanted(**{"projects": None} | given)
    return lambda tx: search.find(tx, wanted, None, 51)


def deep(**given: Any) -> Read:
    """A page half a million cases further down."""
    wanted = Wanted(**{"projects": None} | given)
    place = BEGIN + timedelta(seconds=ROWS * 100), UUID(int=2**127)
    return lambda tx: search.find(tx, wanted, place, 51)


def reads() -> dict[str, Read]:
    """What is measured."""
    some_case = UUID(int=(ROWS // 2 + 1) << 64)
    return {
        "a case by its id (floor)": lambda tx: cases.case(tx, some_case),
        "the latest": asked(),
        "one project": asked(projects=["P7"]),
        "five of my projects, open ones": asked(projects=PROJECTS[:5], state="in_work"),
        "a word in three of ten": asked(question="物业"),
        "a word in one of a hundred thousand": asked(question="沼气味"),
        "a word in one of some two thousand": asked(question="编号77"),
        "two words": asked(question="电梯厅 噪音太大"),
        "two words in my five projects, open": asked(projects=PROJECTS[:5], state="in_work", question="外墙 渗水"),
        "a word that is nowhere": asked(question="鲸鱼"),
        "pairs that stand nowhere together": asked(question="厨房水"),
        "a Latin beginning": asked(question="leak kitch"),
        "one character": asked(question="漏"),
        "the end of a number": asked(number_end="12345"),
        "the end of a phone": asked(phone_end="4321"),
        "a month of one project": asked(
            project="P7", registered_from=BEGIN + timedelta(days=200), registered_until=BEGIN + timedelta(days=230)
        ),
        "a word, half a million down": deep(question="物业"),
        "a rare word, half a million down": deep(question="沼气味"),
        "whose move in one project": lambda tx: moves.moves(tx, moves.Whose(["P7"], "P7"), None, 51),
        "whose move of a desk": lambda tx: moves.moves(tx, moves.Whose(None, None, "engineering_desk"), None, 51),
    }


async def measure(db: Database, read: Read) -> list[float]:
    """Milliseconds of each try, the first left out."""
    times = []
    for _ in range(TRIES + 1):
        async with db.reading() as tx:
            begin = time.perf_counter()
            await read(tx)
            times.append((time.perf_counter() - begin) * 1000)
    return sorted(times[1:])


async def run(admin_url: str, console: Console) -> None:
    """Fill a scratch database, measure, drop it."""
    template = await make_template(admin_url, "intake")
    name = f"bench_search_{os.getpid()}"
    await create(admin_url, name, f'template "{template}"')
    url = f"{admin_url.rsplit('/', 1)[0]}/{name}"
    try:
        db = await Database.connect(url, 2, 60)
        begin = time.perf_counter()
        await fill(db)
        console.print(f"{ROWS:,} cases in {time.perf_counter() - begin:.0f} s")
        async with db.reading() as tx:
            sizes = await tx.fetchrow(
                "select pg_size_pretty(pg_total_relation_size('case_file')) as cases,"
                " pg_size_pretty(pg_total_relation_size('case_text')) as texts,"
                " pg_size_pretty(pg_relation_size('case_text_words')) as index"
            )
        console.print(dict(sizes or {}))
        table = Table("page of 50", "median ms", "p95 ms", "times the floor")
        floor = 0.0
        for what, read in reads().items():
            times = await measure(db, read)
            median = statistics.median(times)
            floor = floor or median
            table.add_row(what, f"{median:.2f}", f"{times[int(len(times) * 0.95)]:.2f}", f"{median / floor:.0f}")
        console.print(table)
        await db.close()
    finally:
        await drop(admin_url, name)
        await drop(admin_url, template)


if __name__ == "__main__":
    with postgres() as url:
        asyncio.run(run(url, Console(width=110)))
