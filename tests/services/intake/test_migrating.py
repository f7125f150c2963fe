"""What stood in the registry before buildings were things of their own."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from harness import create, drop
from intake.app import SERVICE
from plumbing.database import Database, migrate
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
