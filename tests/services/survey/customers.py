"""Customers with their links, as browsers behave without being one."""

from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

import httpx
from aftercare_contracts import registry
from aftercare_contracts.events.survey_links import LinkMade
from harness import ServiceUnderTest
from survey.store import responses as store
from survey.use_cases import links

from .desk import PROJECT


class Survey(Protocol):
    """Whoever holds the service under test."""

    service: ServiceUnderTest


SITE = "https://service"
LIFTS_GOOD = {"i.lifts": "good"}


async def link(office: Survey, **what: Any) -> tuple[UUID, str]:
    """A link, and the path that is sent to the customer."""
    async with office.service.db.transaction() as tx:
        facts = {
            "purpose": "campaign", "customer_id": uuid4(), "project": PROJECT, "unit_no": "3-1201", "building": "3", "case_id": None,
            "case_no": None, "campaign_id": None, "form_code": "satisfaction", "form_version": 1, "title_zh": "客户满意度调查",
            "title_en": "Customer satisfaction survey", "expires_at": tx.now + timedelta(days=10), "now": tx.now,
        }  # fmt: skip
        link_id = await links.make_link(tx, **facts | what)
    return link_id, (await sent(office, link_id))[-1].path


async def sent(office: Survey, link_id: UUID | None = None) -> list[LinkMade]:
    """What notify is asked to send, of one link or of all, in order."""
    async with office.service.db.reading() as tx:
        rows = await tx.fetch("select body from outbox where destination = 'private' order by id")
    found = [registry.parse(row["body"]).data for row in rows]
    return [each for each in found if isinstance(each, LinkMade) and link_id in (None, each.link_id)]


class Customer:
    """Somebody with a browser of his own."""

    def __init__(self, office: Survey) -> None:
        self.client = office.service.client()
        self.client.base_url = SITE

    async def open(self, path: str) -> httpx.Response:
        """Follow a link to the page behind it."""
        first = await self.client.get(path)
        return await self.client.get(first.headers["location"]) if first.status_code == 303 else first

    async def answer(self, fields: dict[str, str], origin: str | None = SITE) -> httpx.Response:
        """Send the form."""
        return await self.client.post("/a", data=fields, headers={"Origin": origin} if origin else {})


async def given(office: Survey) -> list[store.Response]:
    """Every response that stands."""
    async with office.service.db.reading() as tx:
        days = timedelta(days=400)
        return [each async for each in store.of_project(tx, None, tx.now - days, tx.now + days)]
