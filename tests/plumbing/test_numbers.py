"""Numbers for people: without gaps, and whoever asked first gets the lower one, however many ask at once."""

import asyncio
from datetime import date

import asyncpg
from plumbing.database import Database
from plumbing.numbers import next_number
from waiting import until

TODAY = date(2026, 3, 10)
ASKING = 12


async def waiting(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(
            await connection.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )
        )
    finally:
        await connection.close()


async def test_who_asked_first_is_served_first(db: Database, database_url: str) -> None:
    async def take() -> str:
        async with db.transaction() as tx:
            number = await next_number(tx, "KS", TODAY)
            await asyncio.sleep(0.02)
            return number

    await take()
    async with db.transaction() as tx:
        assert await next_number(tx, "KS", TODAY) == "KS-2026-000002"
        asked = []
        for number in range(ASKING):
            asked.append(asyncio.create_task(take()))
            await until(lambda: waiting(database_url), number + 1, "one more waits")
    assert await asyncio.gather(*asked) == [f"KS-2026-{3 + number:06d}" for number in range(ASKING)]


async def test_many_who_ask_for_the_first_number_at_once_get_different_ones(db: Database) -> None:
    async def take() -> str:
        async with db.transaction() as tx:
            return await next_number(tx, "NEW", TODAY)

    taken = await asyncio.gather(*(take() for _ in range(ASKING)))
    assert sorted(taken) == [f"NEW-2026-{1 + number:06d}" for number in range(ASKING)]
