"""The whole stack with what lies outside it: a mail server, a department's system, and owners who read their mail and answer."""

import asyncio
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
from aftercare import stack
from aftercare.stack import Stack
from receivers import Post, Receiver, post_office, receiver

NEVER_QUIET = '{"from": "00:00", "until": "00:00"}'
LINK = re.compile(r"http://\S+/a/[\w-]+")


@dataclass
class Town:
    """A running stack, and the other side of its mails and calls."""

    stack: Stack
    post: Post
    system: Receiver

    def mails(self, to: str) -> list[EmailMessage]:
        """What somebody got, in order."""
        return [mail for mail in self.post.mails if str(mail["To"]) == to]

    def log(self, service: str) -> str:
        """All that a service wrote."""
        assert self.stack.processes
        return self.stack.processes.log(service).read_text("utf-8", "replace")


def words(mail: EmailMessage) -> str:
    """Subject and plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


def link_in(mail: EmailMessage) -> str | None:
    """The link to answer by, where there is one."""
    found = LINK.search(words(mail))
    return found.group() if found else None


def link_taken_out(text: str) -> str:
    """The words without the link, whose secret may hold any letter."""
    return LINK.sub("", text)


def answer(link: str, fields: dict[str, str]) -> str:
    """As a browser does: open the link, fill in the form, send it; what the page says then."""
    address = urlsplit(link)
    site = f"{address.scheme}://{address.netloc}"
    with httpx.Client(timeout=60, follow_redirects=True, headers={"Origin": site}) as browser:
        form = browser.get(link)
        assert form.status_code == 200, form.text
        missing = [name for name in fields if f'name="{name}"' not in form.text]
        assert not missing, f"not on the page: {missing}"
        answered = browser.post(f"{site}/a", data=fields)
        assert answered.status_code == 200, answered.text
        return answered.text


@contextmanager
def town() -> Iterator[Town]:
    """It has no quiet hours, as tests run at night too."""
    with _listening() as (post, system):
        settings = {
            "AFTERCARE_SMTP_HOST": "127.0.0.1", "AFTERCARE_SMTP_PORT": str(post.port), "AFTERCARE_SMTP_TLS": "none",
            "AFTERCARE_WEBHOOK_NETWORKS": '["127.0.0.0/8"]', "AFTERCARE_WEBHOOK_PORTS": f"[{system.port}]",
            "AFTERCARE_SENDING_POLL_SECONDS": "0.1",
        }  # fmt: skip
        with stack.running_stack(settings={"notify": settings}) as running:
            asyncio.run(_let_nobody_sleep(running.database_urls["notify"]))
            yield Town(running, post, system)


async def _let_nobody_sleep(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "insert into policy (name, version, holds_from, source, data)"
        " select name, version + 1, holds_from + 1, 'a test', $1::jsonb from policy where name = 'quiet_hours'"
        " order by version desc limit 1",
        NEVER_QUIET,
    )
    await connection.close()


@contextmanager
def _listening() -> Iterator[tuple[Post, Receiver]]:
    """Both servers, on a loop of their own in a thread of its own."""
    ready: Future[tuple[Post, Receiver]] = Future()
    over: list[Any] = []

    async def listen() -> None:
        end = asyncio.Event()
        over.extend((asyncio.get_running_loop(), end))
        async with AsyncExitStack() as servers:
            ready.set_result(
                (await servers.enter_async_context(post_office()), await servers.enter_async_context(receiver()))
            )
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(listen()))
    thread.start()
    try:
        yield ready.result(60)
    finally:
        over[0].call_soon_threadsafe(over[1].set)
        thread.join()
