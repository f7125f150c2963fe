"""Mornings that come when the test says so."""

from datetime import datetime

from harness import ServiceUnderTest
from notify.use_cases import daily
from plumbing import timers


async def wake(service: ServiceUnderTest, at: datetime) -> None:
    """It is morning: whatever is due by then is done."""
    service.clock.at = at
    async with service.db.transaction() as tx:
        await timers.arm(tx, daily.EVERYBODY, daily.MORNING, at)
    await service.fire_due()
