"""Sending goes on by itself while the service runs, and says so."""

import asyncio

import pytest
from notify.app import SERVICE
from notify.work import SENDING
from waiting import until

from .desk import Office, look
from .outside import keep, outside, to_desk
from .receivers import HOST, post_office


@pytest.mark.rule("N1", "B8")
async def test_a_service_that_runs_sends_what_is_due(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    running = office.service.app.state.running
    async with post_office() as post:
        for name, value in {"HOST": HOST, "PORT": str(post.port), "TLS": "none"}.items():
            monkeypatch.setenv(f"AFTERCARE_SMTP_{name}", value)
        monkeypatch.setenv("AFTERCARE_SENDING_POLL_SECONDS", "0.05")
        work = asyncio.create_task(SERVICE.work[SENDING](running))
        try:
            await keep(office.director, "roles/engineering_desk", email="desk@example.cn")
            notice = await to_desk(office)

            async def states() -> list[str]:
                return [each["state"] for each in outside(await look(office.director, notice))]

            await until(states, ["sent"], "the delivery is sent")
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    assert len(post.mails) == 1
    assert running.silent_seconds(SENDING) < 60
    running.looked_at[SENDING] -= 61
    assert running.silent_seconds(SENDING) > 60, "then the service is not ready"
