"""``browser``: Debian's Chromium; ``site``: survey on real HTTP, with links to its forms."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import uvicorn
from aftercare.errors import CannotStart
from aftercare.install import lacking
from aftercare_contracts import registry
from harness import ServiceUnderTest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect
from services.conftest import jwks_file, service, spare, templates
from survey.store import responses as store
from survey.use_cases.links import make_link

__all__ = ["jwks_file", "service", "spare", "templates"]
CHROMIUM = "chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MILLISECONDS = 120_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, installed with its Chinese fonts where that is ours to do."""
    if lacking({"Chromium": _chromium, "Chinese fonts": _chromium}):
        raise CannotStart("The pages are tested in Chromium: install the packages chromium and fonts-noto-cjk.")
    found = _chromium()
    assert found
    return found


def _chromium() -> str | None:
    return shutil.which(CHROMIUM)


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS, timeout=PATIENCE_MILLISECONDS
        )
        yield opened
        await opened.close()


async def context_of(browser: Browser, **how: Any) -> BrowserContext:
    """Somebody's browser, patient with a busy machine."""
    context = await browser.new_context(**how)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return context


@dataclass
class Site:
    """Where survey listens, and what a customer is sent."""

    survey: ServiceUnderTest
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def link(self, form: str = "satisfaction", **what: object) -> tuple[UUID, str]:
        """A link's id, and the address that is sent to the customer."""
        async with self.survey.db.transaction() as tx:
            facts = {
                "purpose": "campaign", "customer_id": uuid4(), "project": "锦江A区1期", "unit_no": "3-1201", "building": "3",
                "case_id": None, "case_no": None, "campaign_id": None, "form_code": form, "form_version": 1,
                "title_zh": "2026年度客户满意度调查", "title_en": "Customer satisfaction survey 2026",
                "expires_at": tx.now + timedelta(days=10), "now": tx.now,
            }  # fmt: skip
            link_id = await make_link(tx, **facts | what)  # type: ignore[arg-type]
            body = await tx.fetchval("select body from outbox where subject = $1", f"private:{link_id}")
        return link_id, self.url + registry.parse(body).data.path

    async def responses(self) -> list[store.Response]:
        """What was answered so far."""
        async with self.survey.db.reading() as tx:
            day = timedelta(days=400)
            return [each async for each in store.of_project(tx, None, tx.now - day, tx.now + day)]


@pytest.fixture
async def site(service: Callable[[str], Awaitable[ServiceUnderTest]]) -> AsyncIterator[Site]:
    under_test = await service("survey")
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(under_test.app, lifespan="off", log_level="error", access_log=False)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve([listening]))
    yield Site(under_test, listening.getsockname()[1])
    server.should_exit = True
    await serving
