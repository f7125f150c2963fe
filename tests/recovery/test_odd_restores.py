"""Backups and restores at odd moments: a house that was silent, a half restore, a folder nobody may write to, another release."""

import asyncio
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aftercare import backup, comparison, lost, manifest, reconcile, restore, settling
from aftercare.errors import CannotStart
from plumbing import restoring, topology
from plumbing.database import Database
from plumbing.history import history
from plumbing.migrating import migrate
from plumbing.service import TABLES
from recovery.house import EFFECT, House
from recovery.test_restore import places, put_back
from waiting import until


async def backed_up(house: House, folder: Path) -> Path:
    """A backup of a house in which one thing was said and heard; nobody is at work any more."""
    await house.start()
    await house.say("intake", "a")
    await until(house.unapplied, 0, "all is heard")
    await backup.back_up(places(house), folder, lambda line: None)
    await house.stop()
    return folder


async def is_marked(house: House, service: str) -> bool:
    db = await Database.connect(house.urls[service], 1)
    try:
        async with db.reading() as tx:
            return bool(await tx.fetchval(restoring.IS_MARKED))
    finally:
        await db.close()


async def test_a_restore_goes_through_where_nothing_was_said_for_hours_before_the_cut(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await backed_up(house, tmp_path / "backup")
    monkeypatch.setattr(settling, "PATIENCE_SECONDS", 10)
    monkeypatch.setattr(settling, "CLOCKS_APART", timedelta(hours=-2))  # the last word is older than what is asked for
    done, _ = await put_back(house, folder)
    assert done.settled.history_reaches
    assert done.settled.lost == []


async def test_a_broker_that_gives_nothing_of_what_it_has_is_not_taken_for_a_silent_one(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await backed_up(house, tmp_path / "backup")

    def nothing(amqp_url: str, begin: str | datetime) -> Any:
        return history(amqp_url, begin if isinstance(begin, str) else begin + timedelta(hours=9))

    monkeypatch.setattr(settling, "PATIENCE_SECONDS", 5)
    monkeypatch.setattr(settling, "history", nothing)
    with pytest.raises(CannotStart, match="run it again"):
        await put_back(house, folder)


async def test_all_five_are_marked_before_the_first_is_emptied(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await backed_up(house, tmp_path / "backup")

    async def fail(session: asyncpg.Connection) -> None:
        raise CannotStart("the power is gone")

    monkeypatch.setattr(restore, "_empty", fail)
    with pytest.raises(CannotStart, match="power"):
        await put_back(house, folder)
    assert [await is_marked(house, service) for service in topology.HEARS] == [True] * 5


async def test_half_a_restore_is_no_state_to_back_up(house: House, tmp_path: Path) -> None:
    session = await asyncpg.connect(house.urls["survey"])
    await session.execute(restoring.MARK)
    await session.close()
    with pytest.raises(CannotStart, match="survey is being put back"):
        await backup.back_up(places(house), tmp_path / "backup", lambda line: None)


async def test_a_table_that_is_rewritten_during_a_backup_is_whole_in_it(house: House) -> None:
    """To a snapshot taken before, a table that was rewritten since is empty."""
    migrating = await asyncpg.connect(house.urls["finance"])
    await migrating.execute("insert into effect (subject) values ('a')")
    await migrating.execute("set lock_timeout = '1s'")
    async with backup.snapshots(house.urls) as cut:
        with pytest.raises(asyncpg.LockNotAvailableError):  # as every migration does, it tries again
            await migrating.execute("alter table effect alter column sequence type text")
        assert await cut.sessions["finance"].fetchval("select count(*) from effect") == 1
    await migrating.execute("alter table effect alter column sequence type text")
    await migrating.close()


async def test_a_backup_waits_for_a_migration_under_way_and_then_names_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "MIGRATION_SECONDS", 1)
    migrating = await asyncpg.connect(house.urls["finance"])
    async with migrating.transaction():
        await migrating.execute("alter table effect add column more text")
        with pytest.raises(CannotStart, match="finance is being migrated"):
            async with backup.snapshots(house.urls):
                pass
    await migrating.close()


async def test_what_is_lost_is_listed_elsewhere_where_the_backup_may_not_be_written_to(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await backed_up(house, tmp_path / "backup")
    await house.start()
    await house.say("intake", "in the lost time")
    await until(house.unapplied, 0, "all is heard")
    await house.stop()
    monkeypatch.chdir(tmp_path)
    written = lost._write

    def refuse(messages: list[settling.Lost], where: Path) -> Path:
        if where == folder:
            raise OSError(30, "Read-only file system", str(where))
        return written(messages, where)

    monkeypatch.setattr(lost, "_write", refuse)
    _, told = await put_back(house, folder)
    (line,) = (line for line in told if line.startswith("All of them"))
    listed = Path(line.partition(": ")[2])
    assert listed.parent == tmp_path
    assert "in the lost time" in await asyncio.to_thread(listed.read_text, "utf-8-sig")


async def test_no_service_starts_before_what_is_lost_is_on_paper(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = await backed_up(house, tmp_path / "backup")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lost, "tell", fail)
    with pytest.raises(OSError, match="No space"):
        await put_back(house, folder)
    assert await is_marked(house, "intake")


async def test_a_backup_of_an_earlier_release_is_put_back_and_brought_up_to_date(house: House, tmp_path: Path) -> None:
    then = tmp_path / "plumbing" / "migrations"
    then.mkdir(parents=True)
    for file in sorted(TABLES.glob("*.sql"))[:5]:
        shutil.copy(file, then)
    for url in house.urls.values():
        db = await Database.connect(url, 1)
        await db.pool.execute("drop schema public cascade; create schema public")
        await migrate(db, then)
        await db.pool.execute(EFFECT)
        await db.close()
    folder = await backed_up(house, tmp_path / "backup")
    done, _ = await put_back(house, folder)
    assert done.wrong == ()
    db = await Database.connect(house.urls["finance"], 1)
    assert [name for name in await migrate(db, TABLES) if "012" in name]
    await db.close()
    await house.start()
    await house.say("intake", "a")
    await until(house.unapplied, 0, "all is heard")


async def test_a_ledger_of_an_earlier_release_is_left_to_be_walked_once_it_is_up_to_date(
    house: House, tmp_path: Path
) -> None:
    folder = await backed_up(house, tmp_path / "backup")
    made = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(made | {"ledger_position": 7, "ledger_hash": "abc"}))
    done, told = await put_back(house, folder)
    assert done.wrong == ()
    assert any(line.endswith("make verify-ledger NOTED=7:abc") for line in told), told
    assert not await is_marked(house, "finance")


async def test_a_backup_of_another_release_is_told_of_or_refused(house: House, tmp_path: Path) -> None:
    folder = await backed_up(house, tmp_path / "backup")
    before = json.loads((folder / "manifest.json").read_text())
    ran = before["databases"]["finance"]["migrations"]

    def says(migrations: list[str]) -> None:
        before["databases"]["finance"]["migrations"] = migrations
        (folder / "manifest.json").write_text(json.dumps(before))

    says([*ran, "finance/900_of_tomorrow.sql 00"])
    _, told = await put_back(house, folder)
    assert any("finance/900_of_tomorrow.sql" in line and "later release" in line for line in told), told
    says([f"{ran[0].split()[0]} 00", *ran[1:]])
    with pytest.raises(CannotStart, match=r"plumbing/001_plumbing\.sql .*another release"):
        await put_back(house, folder)


@pytest.mark.parametrize(("folder", "words"), [("nowhere", "There is no folder"), ("other", "not a finished backup")])
def test_a_folder_that_is_no_backup_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    assert restore.main(["--from", folder]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "may go" not in told


@pytest.mark.parametrize(
    "arguments", [["--from", ""], ["--settle", "yesterday"], ["--settle", "2026-03-10"]], ids=" ".join
)
def test_a_restore_of_nothing_is_told_what_it_wants(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        restore.main(arguments)
    assert ended.value.code == 2
    assert "2026-03-10" in capsys.readouterr().err.splitlines()[-1]


def test_a_backup_to_nowhere_is_told_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        backup.main(["--to", ""])
    assert "TO=" in capsys.readouterr().err


def test_a_damaged_manifest_is_told_in_words(tmp_path: Path) -> None:
    for text in ("[]", '{"format": 1}', '{"format": 1, "databases": {"finance": {}}, "papers": null}'):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(CannotStart, match="damaged"):
            manifest.read(tmp_path)


async def test_words_forgotten_meanwhile_are_not_sent_again_empty(house: House) -> None:
    await house.start("intake")
    await house.say("intake", "a")
    await house.stop()
    session = await asyncpg.connect(house.urls["intake"])
    await session.execute("update outbox set body = '', destination = 'private', published_at = clock_timestamp()")
    missing = comparison.Missing("intake", "notify", "a", (1,), (), (), None)
    await reconcile.send_again(house.urls, [missing])
    assert await session.fetchval("select count(*) from outbox where published_at is null") == 0
    await session.close()
