"""Alive, ready, and the figures that show whether time itself still runs."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from plumbing.timers import arm
from services.conftest import OpenService


@pytest.mark.rule("B8")
async def test_how_long_the_oldest_due_timer_has_not_fired_is_a_figure(service: OpenService) -> None:
    under_test = await service("survey")
    async with under_test.db.transaction() as tx:
        await arm(tx, "somebody", "visit_remind", tx.now - timedelta(days=1))
    async with under_test.client() as anyone:
        text = (await anyone.get("/metrics")).text
    (line,) = [line for line in text.splitlines() if line.startswith("aftercare_timer_overdue_seconds ")]
    assert float(line.split()[1]) >= 24 * 3600


@pytest.mark.parametrize(
    ("relay", "consumer", "status"), [(True, True, 200), (False, True, 503), (True, False, 503), (False, False, 503)]
)
async def test_ready_means_that_every_part_works_and_says_which_does_not(
    service: OpenService, relay: bool, consumer: bool, status: int
) -> None:
    under_test = await service("survey")
    running: Any = under_test.app.state.running
    running.relay, running.consumer = SimpleNamespace(is_running=relay), SimpleNamespace(is_attached=consumer)
    running.firing = SimpleNamespace(silent_seconds=0.0)
    async with under_test.client() as anyone:
        answer = await anyone.get("/readyz")
        assert (await anyone.get("/healthz")).status_code == 200
    assert answer.status_code == status
    assert answer.json() == {
        "ready": status == 200, "database": True, "relay": relay, "consumer": consumer, "timers": True,
    }  # fmt: skip


@pytest.mark.rule("B8")
@pytest.mark.parametrize(("silent_seconds", "status"), [(59.9, 200), (60.0, 503)])
async def test_a_service_that_no_longer_looks_for_due_deadlines_is_not_ready(
    service: OpenService, silent_seconds: float, status: int
) -> None:
    under_test = await service("survey")
    running: Any = under_test.app.state.running
    running.relay, running.consumer = SimpleNamespace(is_running=True), SimpleNamespace(is_attached=True)
    running.firing = SimpleNamespace(silent_seconds=silent_seconds)
    async with under_test.client() as anyone:
        answer = await anyone.get("/readyz")
        figures = (await anyone.get("/metrics")).text
    assert (answer.status_code, answer.json()["timers"]) == (status, status == 200)
    assert f"aftercare_timer_silent_seconds {silent_seconds}" in figures


async def test_without_its_database_a_service_is_alive_but_not_ready(service: OpenService) -> None:
    under_test = await service("survey")
    running: Any = under_test.app.state.running
    running.relay, running.consumer = SimpleNamespace(is_running=True), SimpleNamespace(is_attached=True)
    running.firing = SimpleNamespace(silent_seconds=0.0)
    await under_test.db.close()
    async with under_test.client() as anyone:
        assert (await anyone.get("/healthz")).status_code == 200
        answer = await anyone.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
