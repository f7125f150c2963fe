"""The other services are told of units: each as it changes, a file in batches, those from before by a timer (L3)."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.events.intake_units import ProjectRecorded, UnitsRecorded
from harness import ServiceUnderTest, create, drop, open_service
from intake.app import SERVICE
from plumbing.database import Database
from plumbing.migrating import migrate
from plumbing.service import TABLES

from .desk import ELSEWHERE, EMPTY, PROJECT, YOUNG, Office, made, unit
from .test_registry import unit_id
from .test_unit_imports import SAME, file, row, taken_in

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


async def told(service: ServiceUnderTest) -> list[UnitsRecorded]:
    return await service.said(UnitsRecorded)


@pytest.mark.rule("L3")
async def test_a_unit_entered_is_told_with_its_building_and_dates_and_nobodys_name(office: Office) -> None:
    await made(office.records, "/units", unit(handed_over_on="2025-03-10"))
    (one,) = (said := (await told(office.service))[-1]).units
    assert (said.project, one.unit_no, one.building) == (PROJECT, "9-909", "1")
    assert (one.completion_accepted_on, one.handed_over_on, one.refused_on) == (
        date(2024, 6, 1),
        date(2025, 3, 10),
        None,
    )
    assert "王" not in said.model_dump_json()
    assert set(type(one).model_fields) == {
        "unit_id", "unit_no", "building", "completion_accepted_on", "handed_over_on", "refused_on", "owner_id", "residents"
    }  # fmt: skip


@pytest.mark.rule("L3", "I4")
async def test_a_handover_a_refusal_and_a_correction_are_told(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    await made(office.officer, f"{where}/refusals", {"refused_on": "2026-03-08", "notice": "交付通知书 12 号"})
    assert (await told(office.service))[-1].units[0].refused_on == date(2026, 3, 8)
    await made(office.officer, f"{where}/handovers", {"handed_over_on": "2026-03-10"})
    one = (await told(office.service))[-1].units[0]
    assert (one.unit_no, one.handed_over_on, one.refused_on) == (EMPTY, date(2026, 3, 10), date(2026, 3, 8))
    await made(office.officer, f"{where}/handovers", {"handed_over_on": None, "reason": "录入错误"})
    assert (await told(office.service))[-1].units[0].handed_over_on is None


async def test_what_is_refused_is_not_told(office: Office) -> None:
    where = f"/units/{await unit_id(office, YOUNG)}"
    before = len(await told(office.service))
    assert (await office.records.post("/units", json=unit(unit_no=YOUNG))).status_code == 409
    assert (await office.officer.post(f"{where}/handovers", json={"handed_over_on": "2027-01-01"})).status_code == 422
    assert len(await told(office.service)) == before


async def test_a_project_is_told_with_its_first_handover_and_again_when_that_changes(office: Office) -> None:
    later = {"name": "锦江花园", "first_collective_handover_on": "2025-04-01"}
    assert (await office.records.put(f"/projects/{PROJECT}", json=later)).status_code == 200
    said = [each for each in await office.service.said(ProjectRecorded) if each.project == PROJECT]
    assert [each.first_collective_handover_on for each in said] == [date(2025, 3, 11), date(2025, 4, 1)]


@pytest.mark.rule("L3")
async def test_a_file_is_told_in_batches_of_at_most_five_hundred_of_one_project(office: Office) -> None:
    before = len(await told(office.service))
    here = [row(f"5-{number}") for number in range(1001)]
    there = [row(f"5-{number}", project=ELSEWHERE) for number in range(2)]
    assert (await taken_in(office, file(*there, *here)))["added"] == 1003
    said = (await told(office.service))[before:]
    assert [(each.project, len(each.units)) for each in said] == [
        (PROJECT, 500),
        (PROJECT, 500),
        (PROJECT, 1),
        (ELSEWHERE, 2),
    ]
    assert len({(each.project, one.unit_no) for each in said for one in each.units}) == 1003


@pytest.mark.rule("L3")
async def test_of_a_file_that_changes_units_only_those_changed_are_told(office: Office) -> None:
    before = len(await told(office.service))
    assert (await taken_in(office, file(SAME)))["unchanged"] == 1
    assert len(await told(office.service)) == before
    await taken_in(office, file(SAME, row(EMPTY, building="7", completion_accepted_on="2024-06-02")), update="true")
    (said,) = (await told(office.service))[before:]
    assert [(one.unit_no, one.building) for one in said.units] == [(EMPTY, "7")]


@pytest.mark.rule("L3")
async def test_units_from_before_are_told_project_by_project_and_once(
    postgres_url: str, tmp_path: Path, jwks_file: Path
) -> None:
    before = tmp_path / "intake" / "migrations"
    shutil.copytree(SERVICE.migrations, before, ignore=shutil.ignore_patterns("020_*"))
    name = f"told_{uuid4().hex[:12]}"
    await create(postgres_url, name)
    db = await Database.connect(str(httpx.URL(postgres_url).copy_with(path=f"/{name}")), 1)
    await migrate(db, TABLES, before)
    async with db.transaction() as tx:
        owner_id = uuid4()
        await tx.execute(
            "insert into customer (customer_id, name, phone, added_at) values ($1, 'x', '1', $2)", owner_id, NOW
        )
        for project, count in (("P1", 501), ("P2", 0)):
            await tx.execute("insert into project values ($1, 'x', '2025-03-11', $2, 'he')", project, NOW)
            await tx.execute("insert into building values ($1, '甲', '甲', $2, 'he')", project, NOW)
            await tx.execute(
                "insert into unit (unit_id, project, unit_no, building, completion_accepted_on, owner_id, added_at, added_by)"
                " select gen_random_uuid(), $1, n::text, '甲', '2024-06-01', $2, $3, 'he' from generate_series(1, $4::int) n",
                project, owner_id, NOW, count,
            )  # fmt: skip
    assert "intake/020_units_told.sql" in await migrate(db, TABLES, SERVICE.migrations)
    await db.close()
    service = await open_service(postgres_url, name, "intake", jwks_file)
    service.clock.at = datetime(2100, 1, 1, tzinfo=UTC)
    async with service.db.transaction() as tx:
        await tx.execute("delete from timer where kind <> 'tell_units'")
    assert await service.fire_due() == 4, "two full of units and one that finds no more; the empty project's"
    assert sorted(each.project for each in await service.said(ProjectRecorded)) == ["P1", "P2"]
    assert sorted(len(each.units) for each in await told(service)) == [1, 500]
    assert len({one.unit_no for each in await told(service) for one in each.units}) == 501
    await service.db.close()
    await drop(postgres_url, name)
