"""The ledger is a chain, and walking it finds the first entry that anybody touched (F6, F7)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from .desk import Desk


@pytest.fixture
async def books(desk: Desk) -> Desk:
    """A ledger with a retention, an allotment, holds, costs and a booked statement."""
    await desk.post("finance_officer", "/funds/P1/allotments", {"amount_fen": 5_000_000, "note": "二季度拨款"})
    await desk.confirmed(await desk.taken_over(400_000), 480_000)
    await desk.confirmed(await desk.squads_own(), 25_000, "company")
    statement = await desk.served()
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201
    return desk


@pytest.fixture
async def intruder(books: Desk) -> AsyncIterator[asyncpg.Connection]:
    """Somebody who may do everything in the database, and has put the triggers to sleep."""
    async with books.finance.db.pool.acquire() as connection:
        await connection.execute("set session_replication_role = replica")
        yield connection
        await connection.execute("set session_replication_role = origin")


async def found(desk: Desk, **noted: Any) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in noted.items())
    return await desk.get("auditor", f"/ledger/verification?{query}")  # type: ignore[no-any-return]


async def position_of(connection: asyncpg.Connection, reference: str) -> int:
    position: int = await connection.fetchval(
        "select position from ledger_link join ledger_entry e on e.id = entry_id where reference like $1 order by 1 limit 1",
        reference,
    )
    return position


@pytest.mark.rule("F6")
async def test_books_that_nobody_touched_hold_and_their_end_can_be_written_down(books: Desk) -> None:
    verdict = await found(books)
    assert (verdict["holds"], verdict["wrong"]) == (True, None)
    head = await books.get("auditor", "/ledger/head")
    assert (head["position"], head["hash"]) == (verdict["entries"], verdict["head_hash"])
    assert (await found(books, noted_position=head["position"], noted_hash=head["hash"]))["holds"]


TOUCHED = [
    ("update ledger_posting set amount_fen = amount_fen + 1 where entry_id = $1", "its content is not what was entered"),
    ("update ledger_posting set destination = 'company:pocket' where entry_id = $1", "its content is not what was entered"),
    ("update ledger_entry set reason = 'for a friend' where id = $1", "its content is not what was entered"),
    ("update ledger_entry set basis = '{}' where id = $1", "its content is not what was entered"),
    ("update ledger_entry set made_by = 'nobody' where id = $1", "its content is not what was entered"),
    ("update ledger_entry set made_at = made_at + interval '1 microsecond' where id = $1", "its content is not what was entered"),
    ("delete from ledger_posting where entry_id = $1", "its content is not what was entered"),
    ("update ledger_link set hash = repeat('a', 64) where entry_id = $1", "its content is not what was entered"),
    ("update ledger_link set previous_hash = repeat('b', 64) where entry_id = $1", "it does not follow the entry before it"),
]  # fmt: skip


@pytest.mark.rule("F6")
@pytest.mark.parametrize(("sql", "what"), TOUCHED, ids=[sql[:60] for sql, _ in TOUCHED])
async def test_an_entry_that_was_touched_is_the_first_wrong_one(
    books: Desk, intruder: asyncpg.Connection, sql: str, what: str
) -> None:
    entry_id = await intruder.fetchval("select id from ledger_entry where reference like 'deduction:%'")
    await intruder.execute(sql, entry_id)
    verdict = await found(books)
    assert verdict["holds"] is False
    assert verdict["wrong"]["position"] == await position_of(intruder, "deduction:%")
    assert (verdict["wrong"]["what"], verdict["wrong"]["reference"][:10]) == (what, "deduction:")


@pytest.mark.rule("F6")
async def test_an_entry_taken_out_leaves_a_gap_and_the_last_one_a_noted_end(
    books: Desk, intruder: asyncpg.Connection
) -> None:
    middle = await position_of(intruder, "cost:%")
    gone = await intruder.fetchval("delete from ledger_link where position = $1 returning entry_id", middle)
    assert (await found(books))["wrong"]["what"] == f"position {middle} is missing before it"
    await intruder.execute(
        "insert into ledger_link select $1::bigint, $2::bigint, p.hash, n.previous_hash from ledger_link p, ledger_link n"
        " where p.position = $1::bigint - 1 and n.position = $1::bigint + 1",
        middle, gone,
    )  # fmt: skip
    assert (await found(books))["holds"]
    await intruder.execute("delete from ledger_link where position = (select max(position) from ledger_link)")
    assert "outside the chain" in (await found(books))["wrong"]["what"]
    await intruder.execute(
        "delete from ledger_entry e where not exists (select from ledger_link where entry_id = e.id)"
    )
    assert "the chain ends before its noted end" in (await found(books))["wrong"]["what"]


@pytest.mark.rule("F6")
async def test_who_rewrites_everything_to_the_end_is_found_by_the_end_somebody_wrote_down(
    books: Desk, intruder: asyncpg.Connection
) -> None:
    head = await books.get("auditor", "/ledger/head")
    await intruder.execute("update ledger_entry set reason = 'for a friend' where reference like 'allotment:%'")
    rows = await intruder.fetch("select entry_id from ledger_link order by position")
    await intruder.execute("delete from ledger_link; update ledger_head set position = 0, hash = repeat('0', 64)")
    for row in rows:
        await intruder.execute("select ledger_join_chain($1)", row["entry_id"])
    assert (await found(books))["holds"]
    noted = await found(books, noted_position=head["position"], noted_hash=head["hash"])
    assert noted["wrong"]["what"] == "the entry there is not the one that was noted"
    longer = await found(books, noted_position=head["position"] + 1, noted_hash=head["hash"])
    assert longer["wrong"]["what"] == "the chain is shorter than when it was noted"


@pytest.mark.rule("F6", "F7")
async def test_a_balance_that_does_not_hold_is_found_though_its_hash_does(
    books: Desk, intruder: asyncpg.Connection
) -> None:
    entry_id = await intruder.fetchval(
        "insert into ledger_entry (reference, kind, project, made_at, made_by)"
        " values ('release:x', 'release', 'P1', now(), 'intruder') returning id"
    )
    await intruder.execute(
        "insert into ledger_posting values ($1, 1, 'retention:HT-1:free', 'company:pocket', 999999999)", entry_id
    )
    await intruder.execute("select ledger_join_chain($1)", entry_id)
    assert (await found(books))["wrong"]["what"] == "retention:HT-1:free is below zero"


@pytest.mark.rule("F9")
async def test_holds_that_differ_from_what_the_ledger_holds_are_found(
    books: Desk, intruder: asyncpg.Connection
) -> None:
    await books.taken_over(100_000)
    await intruder.execute("update retention_hold set held_fen = held_fen - 1 where held_fen > 0")
    assert "the holds add up to 99999" in (await found(books))["wrong"]["what"]


@pytest.mark.rule("F6")
async def test_the_database_lets_nobody_change_the_chain(books: Desk) -> None:
    for sql in (
        "update ledger_link set hash = hash", "delete from ledger_link", "truncate ledger_link",
        "update ledger_head set hash = repeat('a', 64)", "update ledger_head set position = position + 1",
        "delete from ledger_head", "truncate ledger_head", "insert into ledger_head values (true, 0, '')",
    ):  # fmt: skip
        with pytest.raises(asyncpg.PostgresError):
            async with books.finance.db.transaction() as tx:
                await tx.execute(sql)


@pytest.mark.rule("F6")
async def test_entries_made_at_once_stand_in_one_line(desk: Desk) -> None:
    allotments = [
        desk.post("finance_officer", f"/funds/P{n % 3}/allotments", {"amount_fen": n + 1, "note": "拨款"})
        for n in range(20)
    ]
    assert {answer.status_code for answer in await asyncio.gather(*allotments)} == {201}
    verdict = await found(desk)
    assert (verdict["holds"], verdict["entries"]) == (True, 21)


async def test_half_a_note_is_refused_and_only_bookkeepers_and_operators_look(desk: Desk) -> None:
    auditor = await desk.as_("auditor")
    answer = await auditor.get("/ledger/verification?noted_position=3")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query:noted_hash")
    assert (await (await desk.as_("operator")).get("/ledger/verification")).status_code == 200
    assert (await (await desk.as_("repair_squad")).get("/ledger/verification")).status_code == 403
