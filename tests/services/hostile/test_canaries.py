"""Names, numbers, words and secrets that people send appear where they belong and nowhere else: no log, figure, error, failure on
record or dead letter repeats them (L8), whatever fails."""

import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import uuid4

import pytest
import structlog
from aftercare_contracts.registry import EVENTS
from contracts.samples import sample
from harness import ServiceUnderTest
from plumbing import log, timers
from plumbing.inbox import Outcome
from plumbing.timers import fire_one
from prometheus_client import generate_latest
from services.conftest import OpenService
from services.test_roles import SERVICES

from ..notify.estate import work
from .seeds import SEEDS
from .sender import Sender, Sent, with_known_ids
from .test_wire import JSON, concrete, told

pytestmark = pytest.mark.rule("L8")
CANARY = "canary-bird"
PHONE = "19900730042"
BIRDS = re.compile(f"{CANARY}|{PHONE}")
NAMED = re.compile(r"(^|_)(phone|mobile|contact|email)$")
PLUMBING = [
    "inbox", "inbox_position", "outbox", "outbox_position", "timer", "migration", "idempotency", "calendar_day",
]  # fmt: skip
SHOWN = {"matter", "case_nos", "quarter", "kind", "types"}
"""Fields whose value a refusal repeats to who sent it: codes that are to be corrected, of nobody's life."""
FAILURES = (
    "select 'dead letter' as place, headers::text as text from outbox where destination = 'dead'"
    " union all select 'outbox', last_failure from outbox where last_failure is not null"
    " union all select 'inbox', last_failure from inbox where last_failure is not null"
    " union all select 'timer', last_failure from timer where last_failure is not null"
    " union all select 'event', headers::text from outbox where destination = 'events'"
)


def filled(schema: dict[str, Any], known: dict[str, Any], name: str = "") -> Any:
    """A body with a canary wherever a text may stand, as long as may be."""
    if "$ref" in schema:
        return filled(known[schema["$ref"].rsplit("/", 1)[1]], known, name)
    for combined in ("anyOf", "oneOf", "allOf"):
        if combined in schema:
            return filled(schema[combined][0], known, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            return {each: filled(inner, known, each) for each, inner in schema.get("properties", {}).items()}
        case "array":
            return [filled(schema["items"], known, name)]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "string":
            by_form = {"uuid": str(uuid4()), "date": "2026-03-09", "date-time": "2026-03-09T00:00:00Z"}
            bird = PHONE if NAMED.search(name) else f"{CANARY} {name}"
            return by_form.get(schema.get("format", ""), bird[: schema.get("maxLength", 60)])
    return None


@contextmanager
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would be written."""
    root, lines = logging.getLogger(), io.StringIO()
    before, level = list(root.handlers), root.level
    log.configure("canaries", "DEBUG")
    root.handlers[0].setStream(lines)  # type: ignore[attr-defined]
    for client in ("httpx", "httpcore"):  # the tests' own
        logging.getLogger(client).setLevel(logging.ERROR)
    structlog.contextvars.clear_contextvars()
    try:
        yield lines
    finally:
        root.handlers, root.level = before, level


async def let_out(service: ServiceUnderTest, lines: io.StringIO) -> list[str]:
    """Where a canary is seen that should be nowhere."""
    figures = generate_latest(service.app.state.metrics.registry) + generate_latest(service.metrics.registry)
    seen = [f"log: {line[:1500]}" for line in lines.getvalue().splitlines() if BIRDS.search(line)]
    seen += [f"figure: {line}" for line in figures.decode().splitlines() if BIRDS.search(line)]
    async with service.db.reading() as tx:
        rows = await tx.fetch(FAILURES)
    return seen + [f"{row['place']}: {row['text'][:1500]}" for row in rows if BIRDS.search(row["text"])]


@asynccontextmanager
async def broken(service: ServiceUnderTest) -> AsyncIterator[None]:
    """Meanwhile every table of the service's own refuses what is written, and the database quotes it."""
    async with service.db.reading() as tx:
        rows = await tx.fetch(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all($1)", PLUMBING
        )
    tables = [row["tablename"] for row in rows]
    try:
        for table in tables:
            await service.db.pool.execute(f'alter table "{table}" add constraint broken check (false) not valid')
        yield
    finally:
        for table in tables:
            await service.db.pool.execute(f'alter table "{table}" drop constraint if exists broken')


def bodies(service: ServiceUnderTest) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and a body of canaries for each operation that takes JSON."""
    described = service.app.openapi()
    known = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if JSON in content and isinstance(body := filled(content[JSON]["schema"], known), dict):
                yield method.upper(), path, body


def surely_written(name: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What is accepted, where what is made up of the schema alone is not."""
    return {
        "notify": [("POST", "/announcements", work(reason=f"{CANARY} reason", contact=PHONE))],
    }.get(name, [])


def spoilt(body: dict[str, Any]) -> dict[str, Any]:
    """The same with canaries where no text belongs."""
    return {name: f"{CANARY} {name}" if not isinstance(value, str) else value * 3000 for name, value in body.items()}


@pytest.mark.parametrize("name", SERVICES)
async def test_whatever_fails_at_a_door_repeats_nothing_of_what_was_sent(service: OpenService, name: str) -> None:
    under_test = await service(name)
    with written() as lines:
        await SEEDS[name](under_test)
        sender = Sender(under_test, 11)
        await sender.begin()
        async with broken(under_test):
            for method, path, body in [*bodies(under_test), *surely_written(name)]:
                await sent_as_somebody(sender, method, path, body)
        for method, path, body in bodies(under_test):
            for sent_body in (body, spoilt(body)):
                await sent_as_somebody(sender, method, path, sent_body)
        assert not sender.found, told(sender)
        assert await let_out(under_test, lines) == []
    assert sender.answers[500] > 0, "no constraint broke, so nothing was shown"
    assert "CheckViolationError" in lines.getvalue()


async def sent_as_somebody(sender: Sender, method: str, path: str, body: dict[str, Any]) -> None:
    """Send a body with everything around it a canary too, and look at what a refusal repeats."""
    roles = sorted(sender.allowed[method, path] or {"centre_director"})
    headers = {
        "authorization": sender._token(roles[0], ("*",)), "content-type": JSON, "traceparent": CANARY,
        "idempotency-key": f"{CANARY} key {uuid4()}", "user-agent": CANARY, "x-forwarded-for": CANARY,
    }  # fmt: skip
    answer = await sender._client.request(
        method, concrete(path, sender), content=json.dumps(with_known_ids(body, sender, 1)).encode(), headers=headers,
        params={"q": CANARY},
    )  # fmt: skip
    sender.answers[answer.status_code] += 1
    repeated = set(re.findall(f"{CANARY}(?: ([a-z_]+))?", answer.text)) | set(re.findall(PHONE, answer.text))
    if answer.status_code >= 400 and not repeated <= SHOWN:
        sender.note(
            f"{answer.status_code} repeats {sorted(repeated)} sent to {method} {path}", Sent(method, path), answer
        )


@pytest.mark.parametrize("name", SERVICES)
async def test_a_message_that_cannot_be_applied_says_why_without_saying_what(service: OpenService, name: str) -> None:
    under_test = await service(name)
    with written() as lines:
        async with broken(under_test):
            outcomes = [
                await under_test.hear(with_birds(sample(each.type).data), about=uuid4())
                for each in under_test.service.listens_to
            ]
        for body in (
            b"canary-bird",
            b'{"canary-bird": 1}',
            under_test.message(sample(first(under_test)).data, about=CANARY)[:-9],
        ):
            assert await under_test.inbox.receive(under_test.db, body) is Outcome.DEAD
        await buried(under_test, first(under_test))
        assert await let_out(under_test, lines) == []
    assert outcomes.count(Outcome.RETRY) > 1, "no constraint broke, so nothing was shown"
    assert "buried" in lines.getvalue()


def first(service: ServiceUnderTest) -> str:
    return next(iter(service.service.listens_to)).type


async def buried(service: ServiceUnderTest, name: str) -> None:
    """One whose words are of no type that fits."""
    data = {field: f"{CANARY} {field}" for field in EVENTS[name].model_fields}
    whole = json.loads(service.message(sample(name).data, about=uuid4())) | {"data": data}
    assert await service.inbox.receive(service.db, json.dumps(whole).encode()) is Outcome.DEAD


def with_birds(event: Any) -> Any:
    """An event whose free words are canaries."""
    words = {name: f"{CANARY} {name}" for name, value in event if type(value) is str and value == "text"}
    return event.model_copy(update=words)


async def test_a_timer_that_fails_says_why_without_saying_what(service: OpenService) -> None:
    under_test = await service("intake")

    async def fails(tx: Any, timer: timers.Timer, _: Any) -> None:
        if timer.subject == "constraint":
            await tx.execute("insert into project (code, name) values ($1, null)", f"{CANARY} code")
        raise {"value": ValueError, "key": KeyError, "other": RuntimeError}[timer.subject](f"{CANARY} {PHONE}")

    with written() as lines:
        async with under_test.db.transaction() as tx:
            for subject in ("constraint", "value", "key", "other"):
                await timers.arm(tx, subject, "fails", tx.now)
        while await fire_one(under_test.db, {"fails": fails}, under_test.metrics):
            pass
        assert await let_out(under_test, lines) == []
    async with under_test.db.reading() as tx:
        told_of = {
            row["last_failure"].partition(" ")[0]
            for row in await tx.fetch("select last_failure from timer where kind = 'fails'")
        }
    assert {"ValueError", "KeyError", "RuntimeError"} < told_of
    assert "test_canaries.py" in lines.getvalue(), "where it broke is told"
