"""A policy is changed by two people, from a day ahead, on top of the latest version; and nothing kept of it changes."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aftercare_contracts.effects import Words
from aftercare_contracts.errors import DomainError, Problem
from hypothesis import given
from hypothesis import strategies as st
from plumbing import policy_changes, policy_proposals, policy_versions
from plumbing.callers import Caller
from plumbing.clock import SetClock
from plumbing.database import Database
from plumbing.differences import Change, Kind, changes
from plumbing.policy import policy
from plumbing.policy_changes import PolicyKind
from plumbing.policy_proposals import Proposal, State, Wanted
from plumbing.policy_views import DEPTH_MAX, plain

TODAY = date(2026, 3, 10)
TOMORROW = TODAY + timedelta(days=1)
NAME = "pace"
KIND = PolicyKind(
    title=Words("节奏", "Pace"),
    check=lambda data: [] if isinstance(data, int) else [Problem("", str(data), "a whole number")],
    may_propose=frozenset({"clerk"}),
    may_confirm=frozenset({"head"}),
)


def person(name: str, *roles: str, projects: tuple[str, ...] = ("*",)) -> Caller:
    return Caller(name, name, frozenset(roles), frozenset(projects))


CLERK, HEAD, OTHER_HEAD = person("ann", "clerk"), person("bo", "head"), person("cy", "head")


@pytest.fixture(autouse=True)
async def seeded(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("insert into policy values ($1, 1, '2000-01-01', '1', 'the rulebook')", NAME)


async def proposed(
    db: Database, data: Any = 2, *, holds_from: date = TOMORROW, based_on: int = 1, by: Caller = CLERK
) -> Proposal:
    async with db.transaction() as tx:
        wanted = Wanted(data, based_on, holds_from, "because")
        return await policy_changes.propose(tx, KIND, NAME, uuid4(), wanted, by)


async def confirmed(db: Database, proposal: Proposal, by: Caller = HEAD) -> Proposal:
    async with db.transaction() as tx:
        return await policy_changes.confirm(tx, KIND, NAME, proposal.proposal_id, by)


async def refused(db: Database, error: type[DomainError], **how: Any) -> DomainError:
    with pytest.raises(error) as raised:
        await proposed(db, **how)
    return raised.value


async def in_force(db: Database, on: date) -> tuple[int, Any]:
    async with db.reading() as tx:
        found = await policy(tx, NAME, on)
    return found.version, found.data


async def versions(db: Database) -> list[int]:
    async with db.reading() as tx:
        return [each.version for each in await policy_versions.versions(tx, NAME, None, 100)]


async def test_what_one_proposes_and_another_confirms_holds_from_its_day_and_not_before(db: Database) -> None:
    decided = await confirmed(db, await proposed(db))
    assert (decided.version, decided.decided_by) == (2, "bo")
    assert await in_force(db, TODAY) == (1, 1)
    assert await in_force(db, TOMORROW) == (2, 2)


async def test_the_history_names_both_and_the_reason_and_tells_what_was_seeded(db: Database) -> None:
    await confirmed(db, await proposed(db))
    async with db.reading() as tx:
        latest, first = await policy_versions.versions(tx, NAME, None, 10)
    assert (latest.proposed_by, latest.confirmed_by, latest.source) == ("ann", "bo", "because")
    assert (first.proposal_id, first.confirmed_by, first.source) == (None, None, "the rulebook")


async def test_a_proposal_alone_changes_nothing(db: Database) -> None:
    await proposed(db)
    assert await in_force(db, TOMORROW) == (1, 1)


@pytest.mark.parametrize(("days", "ahead"), [(-1, False), (0, False), (1, True), (731, True), (732, False)])
async def test_a_change_holds_from_tomorrow_at_the_earliest_and_within_two_years(
    db: Database, days: int, ahead: bool
) -> None:
    day = TODAY + timedelta(days=days)
    if ahead:
        assert (await proposed(db, holds_from=day)).state(TODAY) is State.WAITING
    else:
        error = policy_changes.HoldsTooSoon if days < 1 else policy_changes.HoldsTooLate
        assert (await refused(db, error, holds_from=day)).problems[0].pointer == "/holds_from"


async def test_tomorrow_is_chinas(db: Database, clock: SetClock) -> None:
    clock.at = clock.at.replace(hour=16)
    await refused(db, policy_changes.HoldsTooSoon, holds_from=TOMORROW)


async def test_what_the_policy_cannot_say_is_refused_with_its_place_in_the_body(db: Database) -> None:
    assert (await refused(db, policy_changes.WrongData, data="fast")).problems == (
        Problem("/data", "fast", "a whole number"),
    )


async def test_what_changes_nothing_is_refused(db: Database) -> None:
    await refused(db, policy_changes.NothingChanges, data=1)


async def test_a_change_is_made_on_top_of_the_latest_version_and_holds_after_it(db: Database) -> None:
    await confirmed(db, await proposed(db, holds_from=TODAY + timedelta(days=9)))
    assert "version 2" in (await refused(db, policy_changes.Overtaken, data=3)).problems[0].expected
    for day in (8, 9):
        later = {"data": 3, "based_on": 2, "holds_from": TODAY + timedelta(days=day)}
        assert "after 2026-03-19" in (await refused(db, policy_changes.BehindLatest, **later)).problems[0].expected
    await proposed(db, 3, based_on=2, holds_from=TODAY + timedelta(days=10))


async def test_who_proposed_it_never_confirms_or_refuses_it_whatever_his_roles(db: Database) -> None:
    both = person("ann", "clerk", "head")
    proposal = await proposed(db, by=both)
    with pytest.raises(policy_changes.OwnProposal):
        await confirmed(db, proposal, both)
    async with db.transaction() as tx:
        with pytest.raises(policy_changes.OwnProposal):
            await policy_changes.refuse(tx, KIND, NAME, proposal.proposal_id, "no", both)
    assert await versions(db) == [1]


async def test_only_those_who_may_propose_or_confirm(db: Database) -> None:
    await refused(db, policy_changes.NotByYou, by=HEAD)
    proposal = await proposed(db)
    with pytest.raises(policy_changes.NotByYou):
        await confirmed(db, proposal, person("di", "clerk"))


async def test_who_confirms_reaches_every_project(db: Database) -> None:
    with pytest.raises(policy_changes.NotEverywhere):
        await confirmed(db, await proposed(db), person("bo", "head", projects=("P1", "P2")))


@pytest.mark.parametrize(("days", "may"), [(0, True), (1, False), (2, False)])
async def test_a_proposal_whose_day_has_come_can_no_longer_be_confirmed(
    db: Database, clock: SetClock, days: int, may: bool
) -> None:
    proposal = await proposed(db)
    clock.at += timedelta(days=days)
    assert proposal.state(TODAY + timedelta(days=days)) is (State.WAITING if may else State.LAPSED)
    if may:
        await confirmed(db, proposal)
    else:
        with pytest.raises(policy_changes.Lapsed):
            await confirmed(db, proposal)
    assert len(await versions(db)) == 1 + may


async def test_of_two_proposals_on_one_version_only_the_first_confirmed_becomes_the_next(db: Database) -> None:
    first, second = await proposed(db, 2), await proposed(db, 3, holds_from=TODAY + timedelta(days=30))
    await confirmed(db, first)
    with pytest.raises(policy_changes.Overtaken, match="Version 2"):
        await confirmed(db, second)
    async with db.reading() as tx:
        assert (await policy_proposals.proposal(tx, NAME, second.proposal_id)).state(TODAY) is State.OVERTAKEN


async def test_a_proposal_is_decided_once(db: Database) -> None:
    proposal = await proposed(db)
    async with db.transaction() as tx:
        await policy_changes.withdraw(tx, NAME, proposal.proposal_id, CLERK)
    with pytest.raises(policy_changes.Decided, match="withdrawn on 2026-03-10 by ann"):
        await confirmed(db, proposal)


async def test_only_who_proposed_it_withdraws_it(db: Database) -> None:
    proposal = await proposed(db)
    async with db.transaction() as tx:
        with pytest.raises(policy_changes.NotYourProposal):
            await policy_changes.withdraw(tx, NAME, proposal.proposal_id, person("di", "clerk"))


async def test_many_confirmations_at_once_make_one_version(db: Database) -> None:
    proposals = [await proposed(db, data) for data in (2, 3)]
    heads = [person(f"head-{n}", "head") for n in range(6)]
    acts = [confirmed(db, proposals[n % 2], head) for n, head in enumerate(heads)]
    results = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(isinstance(each, Proposal) for each in results) == 1
    assert {type(each) for each in results} <= {Proposal, policy_changes.Decided, policy_changes.Overtaken}
    assert await versions(db) == [2, 1]


async def test_a_withdrawal_and_a_confirmation_at_once_leave_one_of_them(db: Database) -> None:
    proposal = await proposed(db)

    async def withdrawn() -> Proposal:
        async with db.transaction() as tx:
            return await policy_changes.withdraw(tx, NAME, proposal.proposal_id, CLERK)

    results = await asyncio.gather(withdrawn(), confirmed(db, proposal), return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Decided", "Proposal"]


PROPOSE = "insert into policy_proposal values ('00000000-0000-0000-0000-000000000001', 'pace', 1, {day}, '2', {why}, 'ann', now())"
DECIDE = "insert into policy_decision values ('00000000-0000-0000-0000-000000000001', 'pace', {row})"


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (DECIDE.format(row="'ann', 'refused', 'ann', now(), 'no'"), "policy_decision_takes_two"),
        (DECIDE.format(row="'ann', 'confirmed', 'ann', now(), '', 1"), "policy_decision_takes_two"),
        (DECIDE.format(row="'ann', 'withdrawn', 'bo', now()"), "policy_decision_takes_two"),
        (
            DECIDE.format(row="'eve', 'confirmed', 'ann', now(), '', 1"),
            "policy_decision_proposal_id_name_proposed_by_fkey",
        ),
        (DECIDE.format(row="'ann', 'confirmed', 'bo', now()"), "policy_decision_makes_a_version"),
        (DECIDE.format(row="'ann', 'confirmed', 'bo', now(), '', 7"), "policy_decision_name_version_fkey"),
        (DECIDE.format(row="'ann', 'refused', 'bo', now(), ''"), "policy_decision_refuses_for_a_reason"),
        (PROPOSE.format(day="current_date - 2", why="'x'"), "policy_proposal_lies_ahead"),
        (PROPOSE.format(day="current_date + 9", why="''"), "policy_proposal_has_a_reason"),
        ("insert into policy values ('pace', 2, '1999-12-31', '2', 't')", "policy_goes_forward"),
    ],
)
async def test_the_database_refuses_it_too(db: Database, sql: str, constraint: str) -> None:
    async with db.transaction() as tx:
        if sql.startswith("insert into policy_decision"):
            await tx.execute(PROPOSE.format(day="current_date + 9", why="'x'"))
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
            await tx.execute(sql)
    assert error.value.constraint_name == constraint


@pytest.mark.parametrize("table", ["policy_proposal", "policy_decision"])
@pytest.mark.parametrize("change", ["update {} set name = 'x'", "delete from {}", "truncate {} cascade"])
async def test_what_was_proposed_and_decided_is_never_changed(db: Database, table: str, change: str) -> None:
    await confirmed(db, await proposed(db))
    with pytest.raises(asyncpg.RestrictViolationError, match="append only"):
        async with db.transaction() as tx:
            await tx.execute(change.format(table))


def test_a_difference_names_each_place_with_what_stood_there_and_what_will() -> None:
    old = {"a": [{"n": 1, "m": 1}, 2], "b/c": True, "gone": None}
    new = {"a": [{"n": 5, "m": 1}], "b/c": 1, "come": [0]}
    assert list(changes(old, new)) == [
        Change("/a/0/n", Kind.CHANGED, 1, 5),
        Change("/a/1", Kind.REMOVED, 2, None),
        Change("/b~1c", Kind.CHANGED, True, 1),
        Change("/gone", Kind.REMOVED, None, None),
        Change("/come", Kind.ADDED, None, [0]),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_nothing_differs_from_itself(data: Any) -> None:
    assert list(changes(data, data)) == []


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else 1


@pytest.mark.parametrize(
    "data",
    [{"a": float("nan")}, [float("inf")], "a\x00b", {"a\x00": 1}, ["\ud800"], nested(DEPTH_MAX + 1), nested(500)],
)
def test_what_the_database_could_not_keep_is_not_taken(data: Any) -> None:
    with pytest.raises(ValueError, match=r"figure|control|nested"):
        plain(data)


def test_what_it_can_keep_is_taken_as_it_is() -> None:
    data = {"zh": "请\n查阅　谢谢", "n": [1, 0.5, None, True, nested(DEPTH_MAX - 2)]}
    assert plain(data) == data
