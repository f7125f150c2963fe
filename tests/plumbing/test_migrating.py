"""Migrations run once, whole, and while others work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from harness import create, drop
from plumbing import migrating
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.migrating import MigrationChanged, MigrationStuck, WrongEncoding, migrate, statements
from waiting import until

INDEX = """-- concurrently
-- a partial one, for what is open
drop index concurrently if exists effect_of_subject;
create index concurrently effect_of_subject
  on effect (subject);
"""


async def test_a_database_that_cannot_hold_chinese_is_refused_with_what_to_do(
    postgres_url: str, clock: SetClock
) -> None:
    name = f"plumbing_ascii_{uuid4().hex[:12]}"
    await create(postgres_url, name, "template template0 encoding 'SQL_ASCII' locale 'C'")
    ascii_only = await Database.connect(str(httpx.URL(postgres_url).copy_with(path=f"/{name}")), 1, 5, clock)
    with pytest.raises(WrongEncoding, match="encoding 'UTF8'"):
        await migrate(ascii_only)
    await ascii_only.close()
    await drop(postgres_url, name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "001_first.sql").write_text("create table first (id int)")
    return tmp_path / "migrations"


async def test_a_migration_runs_once_though_many_replicas_start_at_once(db: Database, folder: Path) -> None:
    ran = await asyncio.gather(*(migrate(db, folder) for _ in range(6)))
    assert sorted(len(names) for names in ran) == [0, 0, 0, 0, 0, 1]


async def test_a_migration_that_was_edited_after_it_ran_is_refused(db: Database, folder: Path) -> None:
    await migrate(db, folder)
    (folder / "001_first.sql").write_text("create table other (id int)")
    with pytest.raises(MigrationChanged, match=r"001_first\.sql"):
        await migrate(db, folder)


async def test_a_migration_that_fails_leaves_nothing_of_itself(db: Database, folder: Path) -> None:
    (folder / "002_broken.sql").write_text("create table second (id int); select 1/0")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(db, folder)
    (folder / "002_broken.sql").write_text("create table second (id int)")
    assert await migrate(db, folder) == [f"{folder.parent.name}/002_broken.sql"]


async def test_what_a_later_release_added_does_not_disturb_an_earlier_one(db: Database, folder: Path) -> None:
    (folder / "002_second.sql").write_text("create table second (id int)")
    await migrate(db, folder)
    (folder / "002_second.sql").unlink()
    assert await migrate(db, folder) == []


@asynccontextmanager
async def holding(db: Database, sql: str) -> AsyncIterator[None]:
    async with db.transaction() as tx:
        await tx.execute(sql)
        yield


async def stuck(db: Database, patience: float) -> bool:
    """Somebody who only wants to read cannot."""
    async with db.connection() as connection:
        try:
            await connection.fetch("select * from effect limit 1", timeout=patience)
        except TimeoutError:
            return True
    return False


async def test_one_that_waits_for_a_lock_lets_others_pass_and_runs_once_it_is_free(
    db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "LOCK_SECONDS", (0.2,))
    (folder / "002_column.sql").write_text("alter table effect add column more text")
    async with holding(db, "select * from effect"):
        task = asyncio.create_task(migrate(db, folder))
        await until(lambda: waits(db), True, "the migration waits for its lock")
        assert not await stuck(db, 60), "or whoever comes later waits behind the migration"
        assert not task.done()
    assert len(await task) == 2


async def waits(db: Database) -> bool:
    async with db.connection() as connection:
        return bool(await connection.fetchval(
            "select count(*) > 0 from pg_locks where not granted and relation = 'effect'::regclass"
        ))  # fmt: skip


async def test_one_that_never_gets_its_lock_says_which_and_what_to_type(
    db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "LOCK_SECONDS", (0.1,))
    monkeypatch.setattr(migrating, "LOCK_TRIES", 2)
    (folder / "002_column.sql").write_text("alter table effect add column more text")
    async with holding(db, "lock table effect"):
        with pytest.raises(MigrationStuck, match=r"002_column\.sql .*pg_stat_activity"):
            await migrate(db, folder)
    assert len(await migrate(db, folder)) == 1, "the first one stays"


async def test_an_index_is_built_beside_writers_by_one_of_many_replicas(db: Database, folder: Path) -> None:
    (folder / "002_index.sql").write_text(INDEX)
    async with holding(db, "insert into effect (subject) values ('open')"):
        tasks = [asyncio.create_task(migrate(db, folder)) for _ in range(4)]
        await until(lambda: building(db), True, "the index is being built")
        async with db.transaction() as tx:
            await tx.execute("insert into effect (subject) values ('meanwhile')")
        assert not any(task.done() for task in tasks)
    assert sorted(len(names) for names in await asyncio.gather(*tasks)) == [0, 0, 0, 2]
    assert await is_valid(db)


async def building(db: Database) -> bool:
    """The index is there and waits for whoever writes; before that there may be none yet. Other databases build theirs."""
    async with db.connection() as connection:
        return bool(
            await connection.fetchval(
                "select exists (select from pg_stat_progress_create_index where datname = current_database()"
                " and phase = 'waiting for writers before build')"
            )
        )


async def is_valid(db: Database) -> bool:
    async with db.connection() as connection:
        return bool(
            await connection.fetchval(
                "select indisvalid from pg_index where indexrelid = 'effect_of_subject'::regclass"
            )
        )


async def test_an_index_whose_building_was_broken_off_is_built_anew(db: Database, folder: Path) -> None:
    (folder / "002_index.sql").write_text(INDEX)
    async with holding(db, "insert into effect (subject) values ('open')"):
        task = asyncio.create_task(migrate(db, folder))
        await until(lambda: building(db), True, "the index is being built")
        async with db.connection() as connection:
            await connection.execute(
                "select pg_terminate_backend(pid, 60000) from pg_stat_progress_create_index where datname = current_database()"
            )
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await task
    assert not await is_valid(db)
    assert len(await migrate(db, folder)) == 1
    assert await is_valid(db)


def test_a_file_that_runs_concurrently_is_taken_apart_at_its_semicolons() -> None:
    assert statements(INDEX) == [
        "drop index concurrently if exists effect_of_subject",
        "create index concurrently effect_of_subject\n  on effect (subject)",
    ]
