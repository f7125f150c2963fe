"""Whatever is sent to whatever route, the answer is a problem document that says what is wrong, never our fault."""

import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.values import Role
from services.conftest import OpenService
from services.test_roles import SERVICES, routes, routes_by_link

HOSTILE: tuple[Any, ...] = (
    "", " ", "\u0000", "a" * 50_000, "\u202eabc", "😀" * 60, "%", "'; drop table case_file; --", "NaN", "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "2026-02-30", "00000000-0000-0000-0000-000000000000",
    "\ud800", -1, 0, 10**30, 1.5, True, None, [], {}, [None], [[]], {"x": {}}, ["a", "a"],
)  # fmt: skip
TRIES = 7
"""Of these for each field, chosen by a fixed seed."""


def example(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """A value that fits a schema, as plain as can be."""
    if "$ref" in schema:
        return example(known[schema["$ref"].rsplit("/", 1)[1]], known)
    for combined in ("anyOf", "oneOf", "allOf"):
        if combined in schema:
            return example(schema[combined][0], known)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            return {name: example(schema["properties"][name], known) for name in schema.get("required", ())}
        case "array":
            return [example(schema["items"], known)] if schema.get("minItems") else []
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "string":
            return {"uuid": str(uuid4()), "date": "2026-03-09", "date-time": "2026-03-09T00:00:00Z"}.get(
                schema.get("format", ""), "x" * max(schema.get("minLength", 1), 1)
            )
    return None


def bodies(operation: dict[str, Any], known: dict[str, Any], chance: random.Random) -> Iterator[Any]:
    """A fitting body, and one with each of its fields spoilt; and what is no such body at all."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        yield {}
        return
    schema = content["application/json"]["schema"]
    schema = known[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    fitting = example(schema, known)
    yield fitting
    yield from ([], None, "x", 7, {"x": 1})
    for field in schema.get("properties", {}):
        for value in chance.sample(HOSTILE, TRIES):
            yield fitting | {field: value}


def queries(operation: dict[str, Any], known: dict[str, Any], chance: random.Random) -> Iterator[dict[str, str]]:
    """Each parameter of the query spoilt, the needed ones of the others fitting."""
    given = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    needed = {one["name"]: str(example(one["schema"], known)) for one in given if one.get("required")}
    yield needed
    for one in given:
        for value in chance.sample(
            [each for each in HOSTILE if isinstance(each, str | int) and each != "\ud800"], TRIES
        ):
            yield needed | {one["name"]: str(value)[:2000].encode("utf-8", "replace").decode()}


def paths(path: str, names: list[str]) -> Iterator[str]:
    """Ids that are none, and ids of nothing."""
    for value in (str(uuid4()), "P1", "%00", "%E2%80%AE", "a" * 300, "2026-W99", "sales"):
        yield path.format_map(dict.fromkeys(names, value))


def fault(answer: httpx.Response, what: str) -> list[str]:
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        return [f"{answer.status_code} {what}"]
    if answer.status_code >= 400 and not (
        answer.headers["content-type"] == "application/problem+json" and answer.json()["detail"]
    ):
        return [f"no problem document: {what}"]
    return []


@pytest.mark.parametrize("name", SERVICES)
async def test_nothing_that_is_sent_is_our_fault(service: OpenService, name: str) -> None:
    under_test = await service(name)
    described = under_test.app.openapi()
    known, chance, tried = described.get("components", {}).get("schemas", {}), random.Random(11), 0
    found: list[str] = []
    for route, allowed in routes(under_test):
        role = sorted(allowed or {Role.CENTRE_DIRECTOR})[0]
        names = [one.name for one in route.dependant.path_params]
        for method in sorted(route.methods - {"HEAD"}):
            operation = described["paths"].get(route.path_format, {}).get(method.lower(), {})
            async with under_test.client(role, contractor="C1") as client:
                for path in paths(route.path_format, names) if names else ():
                    answer = await client.request(method, path, json={} if method in ("POST", "PUT") else None)
                    found += fault(answer, f"{method} {path}")
                path = route.path_format.format_map({one: str(uuid4()) for one in names})
                for query in queries(operation, known, chance):
                    found += fault(await client.request(method, path, params=query), f"{method} {path} {query}")
                    tried += 1
                for body in bodies(operation, known, chance) if method in ("POST", "PUT") else ():
                    headers = {"Content-Type": "application/json"}
                    answer = await client.request(method, path, content=json.dumps(body), headers=headers)
                    found += fault(answer, f"{method} {path} {str(body)[:300]}")
                    tried += 1
    assert found == []
    assert tried > 30


async def test_nothing_that_is_sent_to_a_page_is_our_fault(service: OpenService) -> None:
    """Customers get a page in plain words, not a problem document; but never an error of ours, and nothing is written."""
    under_test = await service("survey")
    before, tried = await under_test.rows(), 0
    for route in routes_by_link(under_test):
        names = [one.name for one in route.dependant.path_params]
        for method in sorted(route.methods - {"HEAD"}):
            for path in paths(route.path_format, names):
                for value in HOSTILE:
                    written = json.dumps(value).encode()
                    headers = {"Origin": "http://service", "Content-Type": "application/x-www-form-urlencoded"}
                    async with under_test.client() as client:
                        client.cookies.set(
                            "aftercare_answer", written[:200].decode().replace("\\", "").replace(";", "")
                        )
                        answer = await client.request(
                            method, path, params={"again": "1"}, content=written, headers=headers
                        )
                    assert answer.status_code in (403, 404, 413, 429), (
                        f"{method} {path} {written[:80]!r}: {answer.status_code}"
                    )
                    assert answer.headers["content-type"].startswith("text/html")
                    tried += 1
    assert tried > 30
    assert await under_test.rows() == before
