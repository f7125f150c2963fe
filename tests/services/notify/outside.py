"""What the tests of sending do again and again: contacts, subscriptions, settings, and a look at a delivery."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from aftercare_contracts.events.intake_people import CustomersReachable, ReachableCustomer
from aftercare_contracts.values import CaseKind, Desk, Role
from notify.settings import SendingSettings
from notify.work import send_due
from plumbing.inbox import Outcome
from receivers import HOST

from .desk import PROJECT, Office, inbox, look


def settings(**what: Any) -> SendingSettings:
    """Patient, as this machine may be busy, and allowed to call it. Who wants to see patience end says how little he has."""
    known: dict[str, Any] = {
        "smtp_host": HOST, "smtp_port": 1, "smtp_tls": "none", "smtp_sender": "service@example.cn", "smtp_seconds": 60.0,
        "public_url": "https://service.example.cn/", "webhook_networks": ("127.0.0.0/8",), "webhook_connect_seconds": 60.0,
        "webhook_seconds": 60.0, "sending_lease_seconds": 60.0,
    }  # fmt: skip
    return SendingSettings(**known | what)


async def keep(who: httpx.AsyncClient, path: str, **what: Any) -> dict[str, Any]:
    """A contact is put on record."""
    answer = await who.put(f"/contacts/{path}", json={"name": "联系人"} | what)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def subscribe(office: Office, url: str, **what: Any) -> dict[str, Any]:
    """The operator subscribes a system; the answer holds its secret."""
    async with office.service.client(Role.OPERATOR) as operator:
        answer = await operator.post("/subscriptions", json={"name": "系统", "kind": "standard", "url": url} | what)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def reachable(office: Office, customer_id: UUID, contact: str, minutes: int = 0) -> None:
    """Intake says how a customer is reached."""
    since = office.service.clock.at + timedelta(minutes=minutes)
    said = CustomersReachable(
        customers=(ReachableCustomer(customer_id=customer_id, name="张三", contact=contact, changed_at=since),)
    )
    assert await office.service.hear(said, about=f"private:{customer_id}") is Outcome.APPLIED


async def customers_case(office: Office, customer_id: UUID | None, **what: Any) -> UUID:
    """A case of a customer."""
    case_id = uuid4()
    facts = {"case_id": case_id, "kind": CaseKind.COMPLAINT, "desk": Desk.ENGINEERING_DESK, "customer_id": customer_id}
    await office.hear("intake.case.registered.v1", case_id, **facts | what)
    return case_id


async def customers_notice(office: Office, case_id: UUID | None = None) -> dict[str, Any]:
    """The one notice for a customer, in full."""
    asked = {"case_id": str(case_id)} if case_id else {}
    (notice,) = [each for each in await inbox(office.director, **asked) if each["recipient_role"] == "customer"]
    return await look(office.director, notice)


def outside(notice: dict[str, Any]) -> list[dict[str, Any]]:
    """The deliveries that leave the house."""
    return [each for each in notice["deliveries"] if each["channel"] != "inbox"]


async def to_desk(office: Office) -> dict[str, Any]:
    """A case, and the notice of it to the desk."""
    case_id = await office.case()
    (notice,) = await inbox(office.desk, case_id=str(case_id))
    return notice


async def send(office: Office, how: SendingSettings) -> int:
    """Everything that is due is tried once. Returns how many."""
    sent = 0
    while found := await send_due(office.service.db, how):
        sent += found
    return sent


async def the_delivery(office: Office, notice: dict[str, Any]) -> dict[str, Any]:
    """The one delivery of a notice that leaves the house."""
    (delivery,) = outside(await look(office.director, notice))
    return delivery


__all__ = ["PROJECT"]
