"""Sending goes on by itself while the service runs, and says so."""

import asyncio

import pytest
from notify.app import SERVICE
from notify.work import SENDING
from receivers import HOST, post_office, receiver, stall
from waiting import until

from .desk import Office, look
from .outside import keep, outside, settings, subscribe, to_desk


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


@pytest.mark.rule("N1")
async def test_a_receiver_that_stalls_does_not_stand_in_the_others_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = office.service.app.state.running
    async with post_office() as post, receiver() as system:
        system.answers += [stall] * 30
        for name, value in {
            "SMTP_HOST": HOST, "SMTP_PORT": str(post.port), "SMTP_TLS": "none", "SENDING_POLL_SECONDS": "0.05",
            "WEBHOOK_NETWORKS": '["127.0.0.0/8"]', "WEBHOOK_PORTS": f"[{system.port}]", "WEBHOOK_SECONDS": "60",
            "SENDING_AT_ONCE": "4", "SENDING_AT_ONCE_EACH": "2",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"AFTERCARE_{name}", value)
        await subscribe(office, system.url, roles=["engineering_desk"])
        for _ in range(10):
            await office.case()
        await keep(office.director, "roles/engineering_desk", email="desk@example.cn")
        for _ in range(10):
            await office.case()
        work = asyncio.create_task(SERVICE.work[SENDING](running))
        try:

            async def arrived() -> int:
                return len(post.mails)

            await until(arrived, 10, "all mail has arrived", 30)
            assert len(system.calls) == 2, "of twenty that are due"
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


@pytest.mark.parametrize(
    ("host", "public_url", "told"),
    [
        ("", "https://service.example.cn", "AFTERCARE_SMTP_HOST"), ("mail.example.cn", "http://127.0.0.1:8104", "AFTERCARE_PUBLIC_URL"),
        ("mail.example.cn", "http://[::1]/", "AFTERCARE_PUBLIC_URL"), ("mail.example.cn", "https://service.example.cn", ""),
    ],
)  # fmt: skip
def test_at_its_start_it_says_what_it_was_not_told(host: str, public_url: str, told: str) -> None:
    lacking = settings(smtp_host=host, public_url=public_url).lacking()
    assert len(lacking) == bool(told)
    assert told in "".join(lacking)
