"""What comes over the wire and is no request of ours: other methods, other kinds of content, bodies that are broken or mean two
things. Each is refused with a problem that says so, and nothing is changed."""

import gzip
import json
import os
from collections import defaultdict
from typing import Any
from urllib.parse import quote

import pytest
from aftercare_contracts.values import Role
from services.conftest import OpenService
from services.test_hostile import example
from services.test_roles import OPEN, SERVICES, _all

from .seeds import SEEDS
from .sender import Sender, Sent

EXAMPLES = int(os.environ.get("AFTERCARE_HOSTILE_EXAMPLES", "1"))
SEED = int(os.environ.get("AFTERCARE_HOSTILE_SEED", "11"))
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
JSON = "application/json"
EVIL = "\u0301" * 300 + "\u202e" + "😀" * 50

BROKEN: tuple[tuple[str, bytes, frozenset[int]], ...] = (
    ("no JSON", b"{", frozenset({400})), ("no JSON", b"'a'", frozenset({400})), ("nothing", b"", frozenset({422})),
    ("NUL", b"\x00", frozenset({400})), ("bytes that are no text", b'{"x": "\xff\xfe"}', frozenset({400})),
    ("half a surrogate", b'{"x": "\\ud800"}', frozenset({422})), ("a key that is half a surrogate", b'{"\\ud800": 1}', frozenset({422})),
    ("deep", b"[" * 100_000, frozenset({400})), ("deep and closed", b'{"x":' * 20_000 + b"1" + b"}" * 20_000, frozenset({400})),
    ("a number without end", b'{"x": ' + b"9" * 100_000 + b"}", frozenset({400, 422})), 
    ("infinite", b'{"x": 1e999}', frozenset({400, 422})),
    ("not a number", b'{"x": NaN}', frozenset({400})), ("infinity", b'{"x": -Infinity}', frozenset({400})),
    ("a list", b"[]", frozenset({422})), ("null", b"null", frozenset({422})), ("a text", b'"x"', frozenset({422})),
    ("UTF-16", '{"x": 1}'.encode("utf-16"), frozenset({400, 422})), ("two documents", b"{} {}", frozenset({400})),
    ("odd keys", json.dumps({EVIL: EVIL, "__proto__": {}, "": 1}).encode(), frozenset({422})),
    ("many keys", json.dumps({str(n): n for n in range(20_000)}).encode(), frozenset({422})),
)  # fmt: skip
TYPES = (
    "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
    "application/octet-stream", "application/pdf;q", "", "x", "application/javascript", "text/json",
)  # fmt: skip


async def prepared(service: OpenService, name: str) -> Sender:
    under_test = await service(name)
    await SEEDS[name](under_test)
    sender = Sender(under_test, SEED)
    await sender.begin()
    return sender


def operations(sender: Sender) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of those that take a body in JSON: each second one, or each in a long run."""
    described = sender.service.app.openapi()
    found = [
        (method.upper(), path, operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if JSON in operation.get("requestBody", {}).get("content", {})
    ]
    return found if EXAMPLES > 1 else found[::2]


def concrete(path: str, sender: Sender) -> str:
    """A path to things that exist, where any do."""
    return quote(path.format_map(defaultdict(lambda: "P1", {name: sender.known(name) or "P1" for name in sender.ids})))


def as_somebody(sender: Sender, method: str, path: str, **headers: str) -> dict[str, str]:
    """The headers of somebody who may use the route."""
    roles = sorted(sender.allowed[method, path] or {Role.CENTRE_DIRECTOR})
    return {"authorization": sender._token(roles[0], ("*",)), "idempotency-key": "a-key"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


async def refused(sender: Sender, sent: Sent, route: str, what: str, wanted: frozenset[int]) -> None:
    answer = await sender.send(sent, route)
    if answer.status_code not in wanted:
        sender.note(
            f"{answer.status_code} instead of {sorted(wanted)} for {what} at {sent.method} {route}", sent, answer
        )


def told(sender: Sender) -> str:
    return "\n".join(f"{what}\n    {seen}" for what, seen in sorted(sender.found.items()))


@pytest.mark.parametrize("name", SERVICES)
async def test_a_method_that_a_path_does_not_know_is_refused_and_those_it_knows_are_named(
    service: OpenService, name: str
) -> None:
    sender = await prepared(service, name)
    known: dict[str, set[str]] = defaultdict(set)
    for route in _all(sender.service.app.routes):
        if route.path not in OPEN and route.include_in_schema:
            known[route.path_format] |= route.methods
    for path, methods in known.items():
        for method in METHODS if EXAMPLES > 1 else METHODS[sender.chance.randrange(len(METHODS)) :][:2]:
            if method in methods:
                continue
            url = concrete(path, sender)
            sent = Sent(method, url, headers={"authorization": sender._token("centre_director", ("*",))})
            answer = await sender.send(sent, path)
            shadowed = any(method in others and path != other and one_of(url, other) for other, others in known.items())
            if shadowed:
                continue
            allowed = {each.strip() for each in answer.headers.get("allow", "").split(",")}
            if answer.status_code != 405 or not methods - {"HEAD"} <= allowed or method in allowed:
                sender.note(f"{answer.status_code}, Allow: {sorted(allowed)} for {method} {path}", sent, answer)
    assert not sender.found, told(sender)
    assert sender.sent > 20


def one_of(url: str, template: str) -> bool:
    """Could the URL also be this path?"""
    parts, wanted = url.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(
        part == want or want.startswith("{") for part, want in zip(parts, wanted, strict=True)
    )


@pytest.mark.parametrize("name", SERVICES)
async def test_content_of_another_kind_is_refused_as_that(service: OpenService, name: str) -> None:
    sender = await prepared(service, name)
    known = sender.service.app.openapi()["components"]["schemas"]
    for number, (method, path, operation) in enumerate(operations(sender)):
        body = json.dumps(example(operation["requestBody"]["content"][JSON]["schema"], known)).encode()
        for kind in TYPES if EXAMPLES > 1 else (TYPES[number % len(TYPES)],):
            headers = as_somebody(sender, method, path, content_type=kind)
            sent = Sent(method, concrete(path, sender), headers=headers, body=body)
            await refused(sender, sent, path, f"content type {kind!r}", frozenset({415}))
    assert not sender.found, told(sender)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_broken_body_is_refused_and_said_to_be_broken(service: OpenService, name: str) -> None:
    sender = await prepared(service, name)
    for number, (method, path, _) in enumerate(operations(sender)):
        some = BROKEN if EXAMPLES > 1 else [BROKEN[(number * 3 + step) % len(BROKEN)] for step in range(2)]
        for what, body, wanted in some:
            headers = as_somebody(sender, method, path, content_type=JSON)
            also = {200, 201, 404, 409} if body in (b"", b"null") else set()
            await refused(
                sender, Sent(method, concrete(path, sender), headers=headers, body=body), path, what, wanted | also
            )
    assert not sender.found, told(sender)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_body_that_says_a_thing_twice_is_refused_whichever_is_meant(service: OpenService, name: str) -> None:
    sender = await prepared(service, name)
    known, tried = sender.service.app.openapi()["components"]["schemas"], 0
    for method, path, operation in operations(sender):
        body = example(operation["requestBody"]["content"][JSON]["schema"], known)
        if not isinstance(body, dict) or not body:
            continue
        field = next(iter(body))
        twice = json.dumps(body)[:-1] + f", {json.dumps(field)}: {json.dumps(body[field])}}}"
        headers = as_somebody(sender, method, path, content_type=JSON)
        await refused(
            sender,
            Sent(method, concrete(path, sender), headers=headers, body=twice.encode()),
            path,
            "twice",
            frozenset({400}),
        )
        tried += 1
    assert not sender.found, told(sender)
    assert tried > 10


async def test_what_was_packed_is_not_unpacked(service: OpenService) -> None:
    sender = await prepared(service, "intake")
    body = gzip.compress(b'{"x": "' + b"a" * 10_000_000 + b'"}')
    headers = as_somebody(sender, "POST", "/cases", content_type=JSON, content_encoding="gzip")
    await refused(sender, Sent("POST", "/cases", headers=headers, body=body), "/cases", "gzip", frozenset({400}))
    assert not sender.found, told(sender)
