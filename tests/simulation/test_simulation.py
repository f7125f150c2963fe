"""The deterministic tier: histories are repeatable, a short campaign holds and shows what it is there for, and a failing
history is made small."""

import multiprocessing
import os
from collections import Counter
from collections.abc import AsyncIterator

import harness
import pytest
from plumbing import crash_points, inbox
from simulation import campaign
from simulation.campaign import lacking, made_small, run_history, run_seed, seeds_of, tell
from simulation.plan import FAULTS, POINTS, Act, Fault, Plan, plan_of
from simulation.shrink import Small
from simulation.town import Town, make_templates, open_town

SHORT = (2, 8, 16, 18, 20, 21, 27, 31, 32, 36, 47, 49, 51, 55, 59)
"""Seeds that together see everything a campaign is there for."""


@pytest.fixture(scope="module")
async def town(postgres_url: str) -> AsyncIterator[Town]:
    templates = await make_templates(postgres_url)
    opened = await open_town(postgres_url, templates)
    yield opened
    await opened.close()
    for template in templates.values():
        await harness.drop(postgres_url, template)


async def test_a_seed_is_the_same_history_each_time(town: Town) -> None:
    first, between, again = [await run_seed(town, seed) for seed in (7, 8, 7)]
    assert first.trace == again.trace
    assert first.trace_hash == again.trace_hash != between.trace_hash
    assert first.counters == again.counters


async def test_a_short_campaign_holds_and_has_seen_everything_it_is_there_for(town: Town) -> None:
    counters: Counter[str] = Counter()
    for seed in SHORT:
        result = await run_seed(town, seed)
        assert not result.findings, "\n".join(await tell(town, result))
        counters += result.counters
    assert lacking(counters) == []


async def test_a_failing_history_is_made_small_and_says_how_to_repeat_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bug: a message that comes early is acknowledged and forgotten."""

    async def forget(*_: object) -> None:
        """Keep nothing."""

    monkeypatch.setattr(inbox, "_keep", forget)
    innocent = tuple(Fault("notify", "delivery", nth, "crash before ack") for nth in range(1, 8))
    late = Fault("intake", "publish", 1, "delayed", minutes=45, where="dispatch")
    acts = (Act(0, "estate", 0), Act(1, "register"), Act(1, "feedback"), Act(2, "register"), Act(2, "feedback"))
    whole = Plan(1, acts, (*innocent[:4], late, *innocent[4:]))

    failed = await run_history(town, whole)
    small, again = await made_small(town, failed)

    assert small.plan.faults == (late,)
    assert len(small.plan.acts) == 2, "the estate, and a case whose flat is the project's second message"
    assert again.findings == [
        finding for finding in again.findings if "was said and not applied" in finding or "not the last" in finding
    ]
    assert f"Only this:  make simulate SEEDS=1 KEEP=a0,a{small.acts[1]},f4" in "\n".join(await tell(town, failed))
    assert Small.parse(small.spec).of(whole) == small.plan


def test_a_plan_says_every_kind_of_fault_and_every_crash_point_that_it_can_reach() -> None:
    planned = [fault for seed in range(1, 400) for fault in plan_of(seed).faults]
    assert {(fault.operation, fault.what) for fault in planned} == {
        (operation, what) for operation, many in FAULTS.items() for what in many
    }
    assert {fault.where for fault in planned if fault.what == "crash at point"} == set(POINTS)
    assert set(crash_points.POINTS) - set(POINTS) == {
        "relay.locked", "sending.leased", "sending.accepted", "sending.noted",
    }  # fmt: skip


def test_a_worker_that_is_killed_is_a_failure_and_nobody_waits_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    context = multiprocessing.get_context("spawn")
    killed = context.Process(target=os.abort)
    killed.start()
    killed.join()
    _, failed, _ = campaign._hear(context.Queue(), [killed])
    assert failed
    assert "ended without a word" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "seeds"), [("42", [42]), ("1-3", [1, 2, 3]), ("2,5-6", [2, 5, 6])])
def test_seeds_are_given_as_a_range_or_a_list(text: str, seeds: list[int]) -> None:
    assert seeds_of(text) == seeds
