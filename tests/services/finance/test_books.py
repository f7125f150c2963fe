"""What the database itself refuses, whoever asks."""

from uuid import UUID

import asyncpg
import pytest
from finance.domain.ledger import BANK, AlreadyPosted, Entry, Kind, Posting, ReferenceTaken, fund
from finance.store import ledger

from .desk import Desk

APPEND_ONLY = (
    "ledger_entry", "ledger_posting", "claim_line", "claim_move", "order_evidence", "statement_item",
    "statement_line", "statement_act", "retention_hold_move", "policy",
)  # fmt: skip


async def run(desk: Desk, *statements: str) -> None:
    async with desk.finance.db.transaction() as tx:
        for sql in statements:
            await tx.execute(sql)


async def refused(desk: Desk, *statements: str) -> asyncpg.PostgresError:
    with pytest.raises(asyncpg.PostgresError) as error:
        await run(desk, *statements)
    return error.value


@pytest.fixture
async def booked(desk: Desk) -> Desk:
    await desk.confirmed(await desk.taken_over(), 20_000)
    assert (await desk.act("finance_officer", await desk.served(), "bookings")).status_code == 201
    return desk


@pytest.mark.rule("F6")
async def test_what_was_written_is_neither_changed_nor_deleted_nor_emptied(booked: Desk) -> None:
    for table in APPEND_ONLY:
        async with booked.finance.db.reading() as tx:
            column = await tx.fetchval(
                "select column_name from information_schema.columns where table_name = $1"
                " and column_name not in ('id', 'made_in') order by ordinal_position limit 1",
                table,
            )
        for sql in (f"update {table} set {column} = {column}", f"delete from {table}", f"truncate {table} cascade"):
            assert isinstance(await refused(booked, sql), asyncpg.RestrictViolationError), sql


@pytest.mark.rule("F6")
async def test_a_closed_entry_takes_no_further_posting(booked: Desk) -> None:
    error = await refused(
        booked,
        "insert into ledger_posting (entry_id, position, source, destination, amount_fen)"
        " select id, 99, 'company:bank', 'fund:P1', 5 from ledger_entry limit 1",
    )
    assert error.constraint_name == "ledger_entry_is_closed"


ENTRY = (
    "insert into ledger_entry (reference, kind, project, made_at, made_by) values ('x', 'correction', 'P1', now(), 'x')"
)
POSTING = (
    "insert into ledger_posting (entry_id, position, source, destination, amount_fen)"
    " select max(id), 1, {}, {}, {} from ledger_entry"
)


@pytest.mark.rule("F6", "F7")
@pytest.mark.parametrize(
    ("statements", "constraint"),
    [
        ((ENTRY,), "ledger_entry_sums_to_zero"),
        ((ENTRY, POSTING.format("'a'", "'b'", 0)), "ledger_posting_positive"),
        ((ENTRY, POSTING.format("'a'", "'b'", -5)), "ledger_posting_positive"),
        ((ENTRY, POSTING.format("'a'", "'a'", 5)), "ledger_posting_has_two_ends"),
        ((ENTRY, POSTING.format("'retention:HT-1:free'", "'company:bank'", 1_000_001)), "retention_not_below_zero"),
        ((ENTRY, POSTING.format("'retention:HT-1:held'", "'company:bank'", 1)), "retention_not_below_zero"),
        ((ENTRY, ENTRY), "ledger_reference_once"),
    ],
)
async def test_an_entry_that_cannot_be_is_refused(desk: Desk, statements: tuple[str, ...], constraint: str) -> None:
    assert (await refused(desk, *statements)).constraint_name == constraint


DEDUCTION = (
    "insert into ledger_entry (reference, kind, project, basis, made_at, made_by) select 'deduction:' || claim_no,"
    " 'deduction', 'P1', jsonb_build_object('claim_no', claim_no), now(), 'x' from claim"
)


@pytest.mark.rule("L4")
@pytest.mark.parametrize("cause", ["company", "owner", "third_party"])
async def test_what_another_caused_is_not_posted_against_a_retention_even_by_hand(desk: Desk, cause: str) -> None:
    await desk.confirmed(await desk.taken_over(), 20_000, cause)
    posting = POSTING.format("'retention:HT-1:free'", "'company:bank'", 20_000)
    error = await refused(desk, DEDUCTION, posting)
    assert error.constraint_name == "retention_only_for_its_contractors_costs"


@pytest.mark.rule("L4")
@pytest.mark.parametrize("entry", [ENTRY, DEDUCTION])
async def test_what_leaves_a_retention_names_a_claim_on_its_own_contractor(desk: Desk, entry: str) -> None:
    await desk.contract("HT-2", 300_000, "C-18")
    await desk.confirmed(await desk.taken_over(), 20_000)
    error = await refused(desk, entry, POSTING.format("'retention:HT-2:free'", "'company:bank'", 5))
    assert error.constraint_name == "retention_only_for_its_contractors_costs"


@pytest.mark.rule("F2", "F4")
@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("update claim set amount_fen = approved_fen + 1", "claim_confirmed_within_approval"),
        ("update claim set amount_fen = 0", "claim_amount_positive"),
        ("update claim set state = 'approved', confirmed_at = null", "claim_drawn_is_confirmed"),
        ("update claim set next_role = 'site_lead'", "claim_waits_for_someone"),
        ("update claim set confirmed_at = null", "claim_confirmed_has_a_time"),
        ("update claim set statement_id = null", "claim_booked_is_drawn"),
        ("update claim set cause_evidence = ''", "claim_cause_has_evidence"),
        ("insert into statement_line select * from statement_line", "statement_line_once"),
        ("insert into statement_act select * from statement_act", "statement_act_once"),
        ("update retention_hold set state = 'held', held_fen = wanted_fen + 1", "retention_hold_within_wanted"),
        ("update retention_hold set wanted_fen = 9, held_fen = 9", "retention_hold_ended_holds_nothing"),
    ],
)
async def test_the_rules_hold_in_the_tables_too(booked: Desk, sql: str, constraint: str) -> None:
    assert (await refused(booked, sql)).constraint_name == constraint


@pytest.mark.rule("F8", "F6")
async def test_balances_are_those_of_the_entries(booked: Desk) -> None:
    balances = await booked.balances()
    entries = (await booked.get("auditor", "/ledger/entries?limit=200"))["items"]
    summed: dict[str, int] = dict.fromkeys(balances, 0)
    for entry in entries:
        for posting in entry["postings"]:
            summed[posting["source"]] -= posting["amount_fen"]
            summed[posting["destination"]] += posting["amount_fen"]
    assert summed == balances
    first = await booked.get("auditor", "/ledger/entries?limit=1")
    second = await booked.get("auditor", f"/ledger/entries?limit=1&cursor={first['next']}")
    assert [first["items"][0]["id"], second["items"][0]["id"]] == [entry["id"] for entry in entries[:2]]
    own = await booked.get("auditor", "/ledger/entries?account=fund:P1")
    assert {entry["kind"] for entry in own["items"]} == {"cost", "refill"}


@pytest.mark.rule("F1")
async def test_a_later_table_of_tiers_does_not_judge_an_open_claim_again(desk: Desk) -> None:
    claim = await desk.claim(await desk.taken_over(), 20_000)
    async with desk.finance.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, data, source) values ('approval', 2, '2026-01-01',"
            """ '[{"up_to_fen": null, "approve_role": "general_manager"}]'::text::jsonb, 'test')"""
        )
    assert (await desk.sign("general_manager", claim)).status_code == 403
    assert (await desk.sign("site_lead", claim)).status_code == 201
    later = await desk.claim(await desk.taken_over(), 20_000)
    assert later["next_role"] == "general_manager"
    shown = await desk.get("auditor", f"/claims/{UUID(later['claim_id'])}")
    assert shown["approve_role"] == "general_manager"


@pytest.mark.rule("F5", "F6")
async def test_a_reference_is_posted_once_however_often_it_is_tried(desk: Desk) -> None:
    """The reference of a deduction is its claim's."""
    before = await desk.balances()
    entry = Entry("allotment:again", Kind.ALLOTMENT, "P1", (Posting(BANK, fund("P1"), 500),))
    other = Entry("allotment:again", Kind.ALLOTMENT, "P1", (Posting(BANK, fund("P1"), 501),))
    async with desk.finance.db.transaction() as tx:
        await ledger.post(tx, entry, "x", tx.now)
    for again, refusal in ((entry, AlreadyPosted), (other, ReferenceTaken)):
        with pytest.raises(refusal):
            async with desk.finance.db.transaction() as tx:
                await ledger.post(tx, again, "x", tx.now)
    assert (await desk.balances())[fund("P1")] == before.get(fund("P1"), 0) + 500
