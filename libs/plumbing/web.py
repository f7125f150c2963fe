"""The door for people and machines over HTTP: who calls, what they may, one transaction, one answer."""

import hmac
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from ipaddress import ip_address
from typing import Annotated, Any, Generic, TypeVar

from aftercare_contracts.errors import Forbidden
from annotated_types import GroupedMetadata
from fastapi import Depends, FastAPI, Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import idempotency, log, problems
from .bodies import must_be_plain
from .callers import Caller, Issuers, NotKnown
from .crash_points import reach
from .database import COLLIDED, Cause, Database, Transaction
from .hardening import HARDENED
from .metrics import Metrics
from .settings import Settings
from .watched_file import FileBroken

__all__ = [
    "AmountFen",
    "Caller",
    "Day",
    "Door",
    "In",
    "LinkDoor",
    "Moment",
    "Out",
    "Page",
    "is_of_this_site",
    "opens_by_link",
    "opens_for",
    "opens_for_anyone",
    "opens_for_our_own_eyes",
    "prepare",
    "text",
]

T = TypeVar("T")
TRIES = 5
REFUSED = (401, 403, 413, 429)
"""Answers after which somebody may want to know who asked."""
REFUSAL = "refusal"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
logger = log.get(__name__)
TRACEPARENT = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _no_control_characters(value: str) -> str:
    if CONTROL.search(value):
        raise ValueError("holds control characters; send plain text")
    return value


@dataclass(frozen=True, slots=True)
class PlainText(GroupedMetadata):
    """What is asked of a text: trimmed, of such a length, without control characters."""

    limits: StringConstraints

    def __iter__(self) -> Iterator[object]:
        yield from self.limits
        yield AfterValidator(_no_control_characters)


def text(max_length: int, min_length: int = 1) -> PlainText:
    """For a body's ``Annotated[str, text(200)]``: trimmed, of such a length, without control characters."""
    return PlainText(StringConstraints(strip_whitespace=True, min_length=min_length, max_length=max_length))


AmountFen = Annotated[int, Field(gt=0, le=10**12, strict=True, description="whole fen, a hundredth of a yuan")]

Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))]
"""A moment somebody names, within what every clock here can show."""
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(3000, 1, 1))]
"""Likewise a day."""


class In(BaseModel):
    """A request's body; fields we do not know are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Page(Out, Generic[T]):
    """Some of a list, and the cursor of the next page where there is one."""

    items: list[T]
    next: str | None = None


class Door:
    """One request of one caller who may make it."""

    def __init__(self, request: Request, caller: Caller, db: Database) -> None:
        self.request, self.caller, self.db = request, caller, db

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """For acts that can be repeated without harm."""
        return self.db.transaction(_cause(self.request))

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """For looking."""
        return self.db.reading()

    async def once(
        self,
        body: BaseModel | bytes | None,
        act: Callable[[Transaction], Awaitable[BaseModel | None]],
        status: int = 201,
    ) -> Response:
        """Do it once however often it is asked for with one key, and give the same answer each time.

        What tells one request from another is its body, or the bytes given in place of one that was read as it came.

        Raises ``KeyMissing``, ``KeyReused``, and whatever ``act`` raises; then nothing is kept.
        """
        sent = body.model_dump_json().encode() if isinstance(body, BaseModel) else body or await self.request.body()
        key = self.request.headers.get(idempotency.HEADER)
        asked = idempotency.Request.of(self.caller.person, f"{self.request.method} {self.request.url.path}", key, sent)
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._try_once(asked, act, status)
            except COLLIDED:
                if not tries_left:
                    raise
        raise AssertionError("unreachable")

    async def _try_once(
        self, asked: idempotency.Request, act: Callable[[Transaction], Awaitable[BaseModel | None]], status: int
    ) -> Response:
        reach("web.before")
        async with self.transaction() as tx:
            answer = await idempotency.earlier_answer(tx, asked)
            reach("web.claimed")
            replayed = answer is not None
            if answer is None:
                made = await act(tx)
                answer = idempotency.Answer(status, made.model_dump_json().encode() if made is not None else b"{}")
                await idempotency.keep_answer(tx, asked, answer)
                reach("idempotency.kept")
        reach("web.committed")
        headers = {"Idempotency-Replayed": "true"} if replayed else None
        return Response(answer.body, answer.status, headers, "application/json")


def _cause(request: Request) -> Cause:
    traceparent = request.headers.get("traceparent", "")
    return Cause(traceparent=traceparent if TRACEPARENT.match(traceparent) else None)


def _caller(request: Request) -> Caller:
    """Raises ``NotKnown``, ``FileBroken``. Who it was, or why he is not believed, is kept for the log."""
    noted: dict[str, str] = {}
    setattr(request.state, REFUSAL, noted)
    try:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotKnown("Send an Authorization header with a bearer token.")
        issuers: Issuers = request.app.state.issuers
        caller = issuers.caller(token.strip())
    except NotKnown as error:
        noted["because"] = str(error)
        raise
    noted["person"] = caller.person
    return caller


def opens_for(*roles: str, everywhere: bool = False) -> Any:
    """The dependency of a route that only these roles may use. Its ``roles`` say so to whoever lists the routes.

    ``everywhere`` is for what belongs to no one project: only who reaches all of them may use it.
    """

    async def open_door(request: Request) -> Door:
        caller = _caller(request)
        if not caller.has(*roles):
            wanted, has = ", ".join(sorted(roles)), ", ".join(sorted(caller.roles)) or "no role"
            raise Forbidden(f"This is for {wanted}; you are {has}.")
        if everywhere and caller.reach is not None:
            reach = ", ".join(caller.reach) or "no project"
            raise Forbidden(f"This concerns every project, and you reach {reach}; who does it must reach them all.")
        await must_be_plain(request)
        return Door(request, caller, request.app.state.running.db)

    return _depends(open_door, roles=frozenset(roles))


def _depends(open_door: Callable[[Request], Awaitable[object]], **said: object) -> Any:
    for name, value in said.items():
        setattr(open_door, name, value)
    return Depends(open_door)


def opens_for_anyone() -> Any:
    """The dependency of a route for every known caller, whatever the role."""

    async def open_door(request: Request) -> Door:
        caller = _caller(request)
        await must_be_plain(request)
        return Door(request, caller, request.app.state.running.db)

    return _depends(open_door, roles=None)


class LinkDoor:
    """One request of whoever holds a link, without a token; ``session`` is what the link was exchanged for, if it was."""

    def __init__(self, request: Request, session: str | None, db: Database) -> None:
        self.request, self.session, self.db = request, session, db

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """For acts; what shows that they may be done is the link, which the act looks up."""
        return self.db.transaction(_cause(self.request))

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """For looking."""
        return self.db.reading()


def opens_by_link(*cookies: str) -> Any:
    """The dependency of a route for who holds a link; ``cookies`` name what keeps the session, the first there counts.
    Its ``by_link`` says so to whoever lists the routes. A browser brings the cookie by itself, so nothing is written for a
    request of another site."""

    async def open_door(request: Request) -> LinkDoor:
        session = next((request.cookies[name] for name in cookies if name in request.cookies), None)
        return LinkDoor(request, session, request.app.state.running.db)

    return _depends(open_door, roles=frozenset(), by_link=True)


def opens_for_our_own_eyes(request: Request) -> None:
    """The dependency of a route for whoever runs the services: from the machine itself, with the token that is set for it, or
    with any token of ours. Raises ``NotKnown``."""
    wanted = request.app.state.metrics_token
    sent = request.headers.get("authorization", "").partition(" ")[2].strip()
    if wanted and hmac.compare_digest(sent.encode(), wanted.encode()):
        return
    if _is_loopback(_address(request.scope)):
        return
    _caller(request)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def is_of_this_site(request: Request) -> bool:
    """The browser says that a page of ours sent this; an old one that says nothing of it is not believed."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin.partition("://")[2] == request.headers.get("host")
    return request.headers.get("sec-fetch-site") == "same-origin"


def prepare(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Problems, size limits, security headers and request figures for every answer."""
    app.state.issuers = Issuers(
        settings.jwks_file, settings.issuer, settings.audience, revoked_file=settings.revoked_file,
        token_hours_max=settings.token_hours_max,
    )  # fmt: skip
    app.state.metrics_token = settings.metrics_token.get_secret_value()
    problems.prepare(app)
    app.add_exception_handler(FileBroken, _nobody_is_known)
    app.add_middleware(
        Bounded, body_bytes_max=settings.body_bytes_max, upload_bytes_max=settings.upload_bytes_max,
        table_bytes_max=settings.table_bytes_max,
    )  # fmt: skip
    app.add_middleware(Measured, metrics=metrics, our_fault=problems.our_fault)


async def _nobody_is_known(_: Request, error: Exception) -> Response:
    logger.error("nobody can be let in", error=str(error), mend="put the file in place; it is read again by itself")
    detail = "Whom to believe cannot be read at present, so nobody is let in; nothing was changed. Try again later."
    return problems.problem(503, "nobody-known", detail, headers={"Retry-After": "10"})


class Bounded:
    """Refuses a body over the limit before it is read whole. A table is what goes to a route of ``imports`` as ``text/csv``."""

    def __init__(self, app: ASGIApp, body_bytes_max: int, upload_bytes_max: int, table_bytes_max: int) -> None:
        self.app, self.body_bytes_max, self.upload_bytes_max = app, body_bytes_max, upload_bytes_max
        self.table_bytes_max = table_bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        sent = dict(scope["headers"])
        most = self._most(sent.get(b"content-type", b""), scope["path"])
        if int(sent.get(b"content-length", b"0") or 0) > most:
            return await problems.problem(413, "too-large", _too_large_text(most))(scope, receive, send)
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, _too_large_text(most))
            return message

        return await self.app(scope, counted, send)

    def _most(self, media_type: bytes, path: str) -> int:
        if media_type.startswith((b"application/json", b"application/x-www-form-urlencoded")):
            return self.body_bytes_max
        is_table = media_type.startswith(b"text/csv") and path.endswith("/imports")
        return self.table_bytes_max if is_table else self.upload_bytes_max


def _too_large_text(most: int) -> str:
    return f"The body is larger than {most:,} bytes; send less."


class Measured:
    """Times every answer, adds the headers that every answer has, and says in the log who was refused.

    It stands around all else: a fault of ours is answered here, so that its answer has the headers too.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, our_fault: Callable[[Request, Exception], Awaitable[Response]]
    ) -> None:
        self.app, self.metrics, self.our_fault = app, metrics, our_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status, is_answering = time.perf_counter(), 500, False

        async def marked(message: Message) -> None:
            nonlocal status, is_answering
            if message["type"] == "http.response.start":
                status, is_answering = message["status"], True
                said = {name.lower() for name, _ in message["headers"]}
                message["headers"] += [each for each in HARDENED if each[0] not in said]
            await send(message)
            if message["type"] == "http.response.start" and scope["method"] == "POST":
                reach("web.answering")

        try:
            await self.app(scope, receive, marked)
        except Exception as error:
            self.metrics.unforeseen.inc()
            if is_answering:
                raise
            answer = await self.our_fault(Request(scope), error)
            await answer(scope, receive, marked)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self.metrics.requests.labels(_method(scope), route, str(status)).observe(time.perf_counter() - began)
            if status in REFUSED:
                refused = scope.get("state", {}).get(REFUSAL, {})
                logger.warning(
                    "refused", status=status, method=_method(scope), route=route, address=_address(scope), **refused
                )


def _method(scope: Scope) -> str:
    """A figure's label: what somebody makes up is not counted by its name."""
    return scope["method"] if scope["method"] in METHODS else "other"


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else "unknown"
