"""Refusals on the wire: RFC 9457 problem documents that say what, where, and what would be right."""

from typing import Any
from uuid import uuid4

from aftercare_contracts.errors import AlreadyDone, Conflict, DomainError, Forbidden, Invalid, NotFound
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from . import log
from .callers import NotKnown
from .database import AWAY

logger = log.get(__name__)


class BrokenJson(Invalid):
    """The body is not JSON that can mean one thing only."""


STATUS: dict[type[DomainError], int] = {
    BrokenJson: 400, Invalid: 422, Forbidden: 403, NotFound: 404, Conflict: 409, AlreadyDone: 409,
}  # fmt: skip
TITLES = {
    400: "The request cannot be read",
    401: "Who are you?",
    403: "Not allowed",
    404: "Not found",
    405: "No such method here",
    409: "Not in the present state",
    413: "Too large",
    415: "Not this kind of content",
    422: "Something in the request is wrong",
    500: "Our fault",
    503: "Not now; try again shortly",
}
NAMES = {400: "broken-json", 404: "not-found", 405: "no-such-method", 413: "too-large"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    name: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """A problem document. ``errors`` hold ``pointer`` (JSON pointer), ``detail`` and, where known, ``expected``."""
    body: dict[str, Any] = {
        "type": f"urn:aftercare:problem:{name}",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        **({"errors": errors} if errors else {}),
        **more,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def status_of(error: DomainError) -> int:
    """The status of an error's kind."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def prepare(app: FastAPI) -> None:
    """Teach the application to answer with problem documents only."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(NotKnown, _not_known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for error in AWAY:
        app.add_exception_handler(error, _not_now)
    app.add_exception_handler(Exception, our_fault)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    errors = [
        {"pointer": found.pointer, "detail": found.what, **({"expected": found.expected} if found.expected else {})}
        for found in error.problems
    ]
    return problem(status_of(error), error.name, error.detail, errors)


async def _not_known(_: Request, error: Exception) -> JSONResponse:
    return problem(401, "not-known", str(error), headers={"WWW-Authenticate": "Bearer"})


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    broken = next((one for one in found if one["type"] == "json_invalid"), None)
    if broken:
        why = str(broken.get("ctx", {}).get("error", "not JSON"))
        return problem(400, "broken-json", f"The body is not JSON: {why} at character {broken['loc'][-1]}.")
    if isinstance(error.body, bytes) and error.body:  # else it would have been read
        return problem(415, "wrong-media-type", "Send the body as application/json.")
    errors = [{"pointer": _pointer(one["loc"]), "detail": one["msg"], **_expected(one)} for one in found]
    where = ", ".join(one["pointer"] for one in errors[:5])
    return problem(422, "malformed", f"Not as it should be: {where}.", errors)


def _pointer(location: tuple[Any, ...]) -> str:
    place, *steps = location
    if place == "body":
        return "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{place}:{'/'.join(str(step) for step in steps)}"


def _expected(one: dict[str, Any]) -> dict[str, str]:
    context = {name: value for name, value in one.get("ctx", {}).items() if name != "error"}
    return {"expected": ", ".join(f"{name}: {value}" for name, value in context.items())} if context else {}


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    name, headers = NAMES.get(error.status_code, "http"), dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_of(request))
    return problem(error.status_code, name, str(error.detail), headers=headers)


def _methods_of(request: Request) -> list[str]:
    """What the path takes, whichever of several routes it is that takes it."""
    tried = {method: {**request.scope, "method": method} for method in METHODS}
    routes = request.app.routes
    return [name for name, scope in tried.items() if any(route.matches(scope)[0] is Match.FULL for route in routes)]


async def _not_now(_: Request, error: Exception) -> JSONResponse:
    logger.warning("not now", error=repr(error))
    return problem(
        503, "not-now", "The database is busy or away; nothing was changed as far as we know. Send the same request"
        " again, with the same Idempotency-Key.", headers={"Retry-After": "2"},
    )  # fmt: skip


async def our_fault(request: Request, error: Exception) -> JSONResponse:
    """The answer to what nobody foresaw; the log has the rest, by the reference."""
    reference = str(uuid4())
    route = getattr(request.scope.get("route"), "path", "none")  # the path itself can hold a secret
    logger.error("unforeseen", reference=reference, route=route, exc_info=error)
    return problem(500, "our-fault", "Something we did not foresee. Nothing was changed.", reference=reference)
