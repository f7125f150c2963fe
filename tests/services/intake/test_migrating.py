"""What stood in the registry before buildings were things of their own."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from harness import create, drop
from intake.app import SERVICE
from plumbing.database import Database
from plumbing.migrating import migrate
from plumbing.service import TABLES

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@pytest.mark.rule("L3")
async def test_units_entered_before_find_their_buildings_made(postgres_url: str, tmp_path: Path) -> None:
    before = tmp_path / "intake" / "migrations"
    before.mkdir(parents=True)
    for name in ("001_intake.sql", "002_holders.sql"):
        shutil.copy(SERVICE.migrations / name, before)
    name = f"migrating_{uuid4().hex[:12]}"
    await create(postgres_url, name)
    db = await Database.connect(str(httpx.URL(postgres_url).copy_with(path=f"/{name}")), 1)
    await migrate(db, TABLES, before)
    async with db.transaction() as tx:
        owner_id = uuid4()
        await tx.execute("insert into project values ('P1', 'x', null, $1, 'he')", NOW)
        await tx.execute("insert into customer values ($1, 'x', '1', $2)", owner_id, NOW)
        for unit_no, building in (("1", "甲"), ("2", "甲"), ("3", "乙")):
            await tx.execute(
                "insert into unit (unit_id, project, unit_no, building, completion_accepted_on, owner_id, added_at, added_by)"
                " values ($1, 'P1', $2, $3, $4, $5, $6, 'he')",
                uuid4(), unit_no, building, date(2024, 6, 1), owner_id, NOW,
            )  # fmt: skip
    assert "intake/003_registry.sql" in await migrate(db, TABLES, SERVICE.migrations)
    async with db.reading() as tx:
        rows = await tx.fetch("select project, building, name, changed_by from building")
    assert {tuple(row) for row in rows} == {("P1", "乙", "乙", "he"), ("P1", "甲", "甲", "he")}
    await db.close()
    await drop(postgres_url, name)


CASE = (
    "insert into case_file (case_id, case_no, kind, channel, matter, project, phase, department, desk, customer_id, complaint,"
    " reply_by, visit_by, taken_by, received_at, registered_at, in_opening_hours, state, round, verdict, holder_since, visit_owed,"
    " closed_at) values ($1, $2, 'complaint', 'hotline', 'leak', 'P1', 'first_year', 'service_centre', 'engineering_desk', $3,"
    " '漏水', 'phone', 'home', 'chen', $4, $4, true, $5, 1, 'pending', $4, $6, $7)"
)


@pytest.mark.rule("B1", "B2", "I9")
async def test_cases_from_the_first_tables_have_their_holder_their_limits_and_their_timers(
    postgres_url: str, tmp_path: Path
) -> None:
    before = tmp_path / "intake" / "migrations"
    before.mkdir(parents=True)
    shutil.copy(SERVICE.migrations / "001_intake.sql", before)
    name = f"migrating_{uuid4().hex[:12]}"
    await create(postgres_url, name)
    db = await Database.connect(str(httpx.URL(postgres_url).copy_with(path=f"/{name}")), 1)
    await migrate(db, TABLES, before)
    ids = {state: uuid4() for state in ("in_work", "handled", "closed")}
    async with db.transaction() as tx:
        owner_id = uuid4()
        await tx.execute("insert into project values ('P1', 'x', null, $1, 'he')", NOW)
        await tx.execute("insert into customer values ($1, 'x', '1', $2)", owner_id, NOW)
        for number, (state, case_id) in enumerate(ids.items()):
            closed_at = NOW if state == "closed" else None
            await tx.execute(CASE, case_id, f"KS-{number}", owner_id, NOW, state, state == "handled", closed_at)
        await tx.execute(
            "insert into case_limit values ($1, $2, 1, 'weekly_result', 'days', 7, $3, $3, $3, 1, false, 'running', null, '')",
            uuid4(), ids["in_work"], NOW,
        )  # fmt: skip
    await migrate(db, TABLES, SERVICE.migrations)
    async with db.reading() as tx:
        held = await tx.fetch("select state, holder, move_by from case_file order by case_no")
        timers = await tx.fetch("select subject from timer where kind = 'word_week'")
        catching_up = await tx.fetchval("select count(*) from timer where kind = 'words_catch_up'")
        owner = await tx.fetchval("select owner from case_limit")
    assert [tuple(row) for row in held] == [
        ("in_work", "engineering_desk", NOW), ("handled", "case_officer", None), ("closed", None, None),
    ]  # fmt: skip
    assert {row["subject"] for row in timers} == {str(ids["in_work"]), str(ids["handled"])}
    assert (catching_up, owner) == (1, "engineering_desk")
    await db.close()
    await drop(postgres_url, name)
