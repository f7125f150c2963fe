"""Numbers, policies and the calendar."""

import asyncio
from datetime import date

import asyncpg
import chinese_calendar
import pytest
from plumbing.calendar_days import calendar, expected_days, fill_calendar
from plumbing.clock import SetClock
from plumbing.database import Database, PoolExhausted
from plumbing.numbers import next_number
from plumbing.policy import NoPolicy, policy, policy_entry


class Undone(Exception):
    pass


@pytest.mark.rule("B5")
async def test_numbers_are_unique_and_without_gaps_under_concurrency_and_failure(db: Database) -> None:
    async def take(undo: bool) -> str | None:
        try:
            async with db.transaction() as tx:
                number = await next_number(tx, "KS", date(2026, 3, 10))
                if undo:
                    raise Undone
                return number
        except Undone:
            return None

    taken = await asyncio.gather(*(take(undo=number % 4 == 0) for number in range(40)))
    assert sorted(number for number in taken if number) == [f"KS-2026-{number:06d}" for number in range(1, 31)]


async def test_a_series_starts_anew_each_year(db: Database) -> None:
    async with db.transaction() as tx:
        assert await next_number(tx, "KS", date(2026, 12, 31)) == "KS-2026-000001"
        assert await next_number(tx, "KS", date(2027, 1, 1)) == "KS-2027-000001"


async def test_the_version_of_a_policy_that_holds_on_the_day_is_read(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into policy values ('x', 1, '2026-01-01', '1', 't'), ('x', 2, '2026-04-01', '2', 't')")
        assert (await policy(tx, "x", date(2026, 3, 31))).data == 1
        assert (await policy(tx, "x", date(2026, 4, 1))).version == 2
        with pytest.raises(NoPolicy):
            await policy(tx, "x", date(2025, 12, 31))


async def test_one_entry_of_a_policy_is_read_without_the_rest(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(
            "insert into policy values ('table', 1, '2025-01-01', $1, 's'), ('table', 2, '2026-01-01', $2, 's')",
            {"lent": 1, "kept": 2}, {"lent": [3]},
        )  # fmt: skip
    async with db.reading() as tx:
        assert await policy_entry(tx, "table", date(2026, 3, 10), "lent") == [3]
        assert await policy_entry(tx, "table", date(2025, 3, 10), "kept") == 2
        assert await policy_entry(tx, "table", date(2026, 3, 10), "kept") is None
        with pytest.raises(NoPolicy):
            await policy_entry(tx, "table", date(2024, 3, 10), "lent")


async def test_a_transaction_goes_by_the_version_it_saw_first_and_the_next_by_the_new_one(db: Database) -> None:
    on = date(2026, 3, 10)
    async with db.transaction() as tx:
        await tx.execute("insert into policy values ('pace', 1, '2025-01-01', '1', 's')")
    async with db.transaction() as tx:
        assert (await policy(tx, "pace", on)).version == 1
        async with db.transaction() as other:
            await other.execute("insert into policy values ('pace', 2, '2026-01-01', '2', 's')")
        assert (await policy(tx, "pace", on)).version == 1
    async with db.transaction() as tx:
        assert (await policy(tx, "pace", on)).version == 2


@pytest.mark.parametrize("change", ["update policy set data = '9'", "delete from policy", "truncate policy cascade"])
async def test_a_policy_is_only_followed_by_another_never_changed(db: Database, change: str) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into policy values ('x', 1, '2026-01-01', '1', 't')")
    with pytest.raises(asyncpg.RestrictViolationError, match="append only"):
        async with db.transaction() as tx:
            await tx.execute(change)


@pytest.mark.rule("I14")
def test_working_days_agree_with_a_second_library_over_seven_years() -> None:
    days = expected_days(2020, 2026)
    assert [day.day for day in days if day.is_working != chinese_calendar.is_workday(day.day)] == []


@pytest.mark.rule("I14")
async def test_a_make_up_saturday_is_a_working_day_and_a_year_without_notice_is_provisional(db: Database) -> None:
    async with db.reading() as tx:
        days = await calendar(tx)
    assert days.is_working(date(2026, 2, 14))
    assert not days.is_working(date(2026, 10, 1))
    assert not days.is_provisional(date(2026, 10, 1))
    assert days.is_provisional(date(2027, 10, 1))
    assert days.is_provisional(date(2050, 1, 1))


async def test_a_day_set_by_a_person_survives_the_next_filling(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("update calendar_day set is_working = false, source = 'closure' where day = '2026-03-11'")
        await fill_calendar(tx)
        assert not (await calendar(tx)).is_working(date(2026, 3, 11))


async def test_no_connection_in_time_is_said_so(database_url: str, clock: SetClock) -> None:
    small = await Database.connect(database_url, 1, 0.05, clock)
    async with small.transaction():
        with pytest.raises(PoolExhausted):
            async with small.transaction():
                pass
    await small.close()
