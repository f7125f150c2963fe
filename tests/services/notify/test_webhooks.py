"""Calls to other systems, caught by a real server that fails, stalls and lies."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts import registry
from aftercare_contracts.values import Role
from contracts.samples import sample
from notify.sending import calls
from receivers import OK, Behaviour, Receiver, answer, drop, never_end, receiver, stall, stall_inside
from standardwebhooks import WebhookVerificationError

from .desk import Office
from .outside import customers_case, keep, outside, send, settings, subscribe, the_delivery, to_desk

IMPATIENT_SECONDS = 4.0
"""Soon over where nothing comes, and enough for what does come on a busy machine."""


@pytest.fixture
async def system() -> AsyncIterator[Receiver]:
    async with receiver() as made:
        yield made


@pytest.fixture(autouse=True)
def at_present(office: Office) -> None:
    """Receivers verify signatures by the true time."""
    office.service.clock.at = datetime.now(UTC)


def how(system: Receiver, **what: Any) -> Any:
    return settings(webhook_ports=(system.port,), **what)


@pytest.mark.rule("N1")
async def test_a_department_gets_notices_signed_so_that_the_library_verifies_them(
    office: Office, system: Receiver
) -> None:
    made = await subscribe(office, system.url, roles=["engineering_desk"])
    notice = await to_desk(office)
    assert await send(office, how(system)) == 1
    (call,) = system.calls
    body = call.verified_by(made["secret"])
    assert body["type"] == "intake.case.registered.v1"
    assert (body["data"]["notice_no"], body["data"]["text_zh"]) == (notice["notice_no"], notice["text_zh"])
    with pytest.raises(WebhookVerificationError):
        call.verified_by("whsec_" + "A" * 44)
    delivery = await the_delivery(office, notice)
    assert call.headers["webhook-id"] == delivery["delivery_id"]
    assert (delivery["channel"], delivery["state"]) == ("webhook", "sent")
    assert (delivery["attempts"][0]["status"], delivery["attempts"][0]["said"]) == ("200", "ok")
    assert call.headers["host"] == f"127.0.0.1:{system.port}"


@pytest.mark.rule("N1")
async def test_a_department_gets_public_events_as_they_were_published(office: Office, system: Receiver) -> None:
    made = await subscribe(office, system.url, passes="events", types=["intake.case.registered.v1"])
    await subscribe(office, system.url, passes="events", types=["*"], project="P9")
    case_id = await office.case()
    await office.order(case_id=case_id)
    await office.service.hear(sample("survey.link.made.v1").data, about="private:x")
    assert await send(office, how(system)) == 1
    (call,) = system.calls
    call.verified_by(made["secret"])
    assert call.headers["content-type"].startswith("application/cloudevents+json")
    assert registry.parse(call.body.encode()).data.case_id == case_id  # type: ignore[attr-defined]


async def test_what_notify_says_itself_is_passed_on_too(office: Office, system: Receiver) -> None:
    await subscribe(office, system.url, passes="events", types=["notify.notice.delivered.v1"])
    notice = await to_desk(office)
    await send(office, how(system))
    passed = [registry.parse(call.body.encode()).data for call in system.calls]
    assert notice["notice_no"] in [each.notice_no for each in passed]  # type: ignore[attr-defined]


async def test_what_is_private_cannot_be_subscribed_to(office: Office) -> None:
    async with office.service.client(Role.OPERATOR) as operator:
        wanted = {"name": "x", "kind": "standard", "url": "https://a.example", "passes": "events"}
        for types in (["intake.customers.reachable.v1"], ["nothing.at.all.v1"]):
            refused = await operator.post("/subscriptions", json=wanted | {"types": types})
            assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/types/0")


async def test_a_secret_is_shown_once_and_two_sign_while_it_changes(office: Office, system: Receiver) -> None:
    made = await subscribe(office, system.url, roles=["engineering_desk"])
    async with office.service.client(Role.OPERATOR) as operator:
        changed = await operator.post(f"/subscriptions/{made['subscription_id']}/secrets", json={"both_hours": 2})
        assert changed.status_code == 201
        listed = (await operator.get("/subscriptions")).json()["items"]
    assert "secret" not in listed[0]
    assert listed[0]["url"] == f"http://127.0.0.1:{system.port}/in?…"
    await to_desk(office)
    await send(office, how(system))
    for secret in (made["secret"], changed.json()["secret"]):
        system.calls[0].verified_by(secret)
    office.service.clock.at += timedelta(hours=2)
    await to_desk(office)
    await send(office, how(system))
    signatures = system.calls[1].headers["webhook-signature"].split()
    assert len(signatures) == 1


@pytest.mark.parametrize(
    ("behaviour", "state", "status"),
    [
        (OK, "sent", "200"),
        (answer("204 No Content"), "sent", "204"),
        (answer("200 OK", "<html>\x00garbage"), "sent", "200"),
        (never_end, "sent", "200"),
        (stall_inside, "sent", "200"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort", "sent", "200"),
        (answer("500 Oops", "sorry"), "failed", "500"),
        (answer("404 Not Found"), "failed", "404"),
        (answer("301 Moved", "", "Location: http://127.0.0.1:1/"), "failed", "301"),
        (answer("307 Moved", "", "Location: http://169.254.169.254/latest/meta-data"), "failed", "307"),
        (answer("101 Switching Protocols"), "failed", None),
        (b"nothing like HTTP\r\n\r\n", "failed", "network"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "failed", "network"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000, "failed", "network"),
        (drop, "failed", "network"),
        (stall, "failed", None),
    ],
)  # fmt: skip
async def test_the_status_alone_says_whether_it_arrived(
    office: Office, system: Receiver, behaviour: Behaviour, state: str, status: str | None
) -> None:
    await subscribe(office, system.url, roles=["engineering_desk"])
    notice = await to_desk(office)
    system.answers.append(behaviour)
    patience = {"webhook_seconds": IMPATIENT_SECONDS} if behaviour in (stall, stall_inside) else {}
    await send(office, how(system, **patience))
    delivery = await the_delivery(office, notice)
    assert delivery["state"] == state, delivery
    assert status in (None, delivery["attempts"][0]["status"])
    assert len(delivery["attempts"][0]["said"]) <= 500
    assert len(system.calls) == 1, "no redirect is followed"


async def test_a_status_that_was_given_counts_however_long_the_rest_takes(
    office: Office, system: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told as late as that, it left no time for the body; tried again, it would arrive twice."""

    async def never_done(*_: object) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(calls, "_read", never_done)
    await subscribe(office, system.url, roles=["engineering_desk"])
    notice = await to_desk(office)
    await send(office, how(system, webhook_seconds=IMPATIENT_SECONDS))
    delivery = await the_delivery(office, notice)
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("sent", "200")


async def test_what_failed_comes_again_under_the_same_id(office: Office, system: Receiver) -> None:
    made = await subscribe(office, system.url, roles=["engineering_desk"])
    await to_desk(office)
    system.answers.append(answer("502 Bad Gateway"))
    await send(office, how(system))
    office.service.clock.at += timedelta(minutes=1)
    await send(office, how(system))
    first, second = system.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert second.verified_by(made["secret"])


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        ("429 Slow Down", "Retry-After: 3600", 3600),
        ("503 Not Now", "Retry-After: 7200", 7200),
        ("503 Not Now", "Retry-After: 1", 60),
        ("503 Not Now", "Retry-After: 999999999", 86_400),
        ("503 Not Now", "Retry-After: -5", 60),
        ("503 Not Now", "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT", 60),
        ("503 Not Now", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("503 Not Now", "Retry-After: soon", 60),
        ("500 Oops", "Retry-After: 3600", 60),
    ],
)
async def test_who_asks_us_to_wait_is_heard_within_a_day(
    office: Office, system: Receiver, status: str, header: str, seconds: int
) -> None:
    await subscribe(office, system.url, roles=["engineering_desk"])
    notice = await to_desk(office)
    system.answers.append(answer(status, "", header))
    await send(office, how(system))
    delivery = await the_delivery(office, notice)
    wait = datetime.fromisoformat(delivery["next_at"]) - office.service.clock.at
    assert wait == timedelta(seconds=seconds)


@pytest.mark.rule("N1")
async def test_a_receiver_that_is_gone_is_told_no_more_and_the_operator_hears_of_it(
    office: Office, system: Receiver
) -> None:
    made = await subscribe(office, system.url, roles=["engineering_desk"])
    first, second = await to_desk(office), await to_desk(office)
    system.answers.append(answer("410 Gone"))
    await send(office, how(system, sending_at_once=1))
    states = sorted([(await the_delivery(office, notice))["state"] for notice in (first, second)])
    assert states == ["given_up", "stopped"]
    assert len(system.calls) == 1
    async with office.service.client(Role.OPERATOR) as operator:
        (listed,) = (await operator.get("/subscriptions")).json()["items"]
        assert listed["ended_because"]
        notices = (await operator.get("/notices", params={"mine": True})).json()["items"]
        assert "对方地址已停用" in notices[0]["text_zh"]
        late = await operator.post(f"/subscriptions/{made['subscription_id']}/ends", json={"reason": "x"})
        assert late.status_code == 409
    await to_desk(office)
    assert await send(office, how(system)) == 0


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
@pytest.mark.parametrize(
    ("said", "state"),
    [
        ('{"errcode":0,"errmsg":"ok"}', "sent"),
        ('{"errcode":45009,"errmsg":"api freq out of limit"}', "failed"),
        ("ok", "failed"),
        ('{"errcode":false}', "failed"),
        ("[]", "failed"),
        ("[" * 10_000, "failed"),
    ],
)
async def test_a_groups_bot_says_inside_whether_it_took_the_message(
    office: Office, system: Receiver, kind: str, said: str, state: str
) -> None:
    await subscribe(office, system.url, kind=kind, roles=["engineering_desk"], project="P1")
    notice = await to_desk(office)
    system.answers.append(answer("200 OK", said))
    await send(office, how(system))
    delivery = await the_delivery(office, notice)
    assert (delivery["channel"], delivery["state"]) == ("bot", state)
    assert (
        f'{{"msgtype":"text","text":{{"content":"{notice["subject_zh"]}\\n{notice["text_zh"]}"}}}}'
        == system.calls[0].body
    )


@pytest.mark.rule("L8")
async def test_no_group_reads_what_customers_are_told(office: Office, system: Receiver) -> None:
    await subscribe(office, system.url, kind="wecom")
    case_id = await customers_case(office, uuid4())
    await send(office, how(system))
    assert len(system.calls) == 1, f"the desk's notice of {case_id}, and not the customer's"
    async with office.service.client(Role.OPERATOR) as operator:
        wanted = {"name": "x", "kind": "wecom", "url": "https://a.example", "roles": ["customer"]}
        assert (await operator.post("/subscriptions", json=wanted)).status_code == 422


@pytest.mark.rule("N5")
async def test_a_gateway_gets_phone_and_text_where_the_contact_is_a_mobile_number(
    office: Office, system: Receiver
) -> None:
    made = await subscribe(office, system.url, kind="sms")
    await keep(office.director, "contractors/NF", mobile="+86 138-0013-8000")
    await keep(office.director, "contractors/BF", email="bf@example.cn")
    await office.order()
    await office.order(contractor="BF")
    assert await send(office, how(system)) == 2
    (call,) = system.calls
    body = call.verified_by(made["secret"])
    assert set(body) == {"phone", "text"}
    assert body["phone"] == "13800138000"
    assert "请立即签收" in body["text"]


async def test_without_a_gateway_no_text_message_is_begun(office: Office) -> None:
    await keep(office.director, "contractors/NF", mobile="13800138000")
    await office.order()
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from sending") == 0


async def test_an_ended_subscription_is_told_nothing_of_what_was_on_its_way(office: Office, system: Receiver) -> None:
    made = await subscribe(office, system.url, roles=["engineering_desk"])
    notice = await to_desk(office)
    async with office.service.client(Role.OPERATOR) as operator:
        ended = await operator.post(f"/subscriptions/{made['subscription_id']}/ends", json={"reason": "系统下线"})
        assert ended.json()["ended_because"] == "系统下线"
    assert await send(office, how(system)) == 0
    assert [each["state"] for each in outside(await look_at(office, notice))] == ["stopped"]


async def look_at(office: Office, notice: dict[str, Any]) -> dict[str, Any]:
    return dict((await office.director.get(f"/notices/{notice['notice_id']}")).json())
