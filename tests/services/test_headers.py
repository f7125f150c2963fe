"""What every answer of every service says to a browser, whatever was asked and whatever became of it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from services.conftest import OpenService
from services.test_roles import SERVICES, _all

EVIL = {"Origin": "https://evil.example"}


async def answers(app: Any, client: httpx.AsyncClient) -> AsyncIterator[tuple[str, httpx.Response]]:
    """To every route by every method without a token, and to what is wrong before or after any route is found."""
    for route in _all(app.routes):
        path = route.path_format.format_map({one.name: str(uuid4()) for one in route.dependant.path_params})
        for method in sorted(route.methods):
            yield f"{method} {path}", await client.request(method, path, headers=EVIL)
    for method in ("OPTIONS", "TRACE", "HEAD", "CONNECT", "PATCH", "DELETE"):
        yield f"{method} /policies", await client.request(method, "/policies", headers=EVIL)
    for path in (
        "/",
        "/nowhere",
        "/docs",
        "/redoc",
        "/.git/HEAD",
        "/static/",
        "/a/static/",
        "/%2e%2e/etc/passwd",
        "/a/%00",
        "/policies/",
    ):
        yield f"GET {path}", await client.get(path, headers=EVIL)
    yield "an invented method", await client.request("BREW", "/healthz", headers=EVIL)
    yield "a preflight", await client.options("/policies", headers=EVIL | {"Access-Control-Request-Method": "POST"})
    large = EVIL | {"Content-Type": "application/json"}
    yield "too large", await client.post("/policies", content=b"x" * 1_000_001, headers=large)
    yield "a broken token", await client.get("/policies", headers=EVIL | {"Authorization": "Bearer x.y.z"})


def lacking(answer: httpx.Response) -> list[str]:
    """Which of what every answer must say this one does not."""
    said, media_type = answer.headers, answer.headers.get("content-type", "")
    policy = said.get("content-security-policy", "")
    is_asset = answer.url.path.startswith("/a/static/") and answer.status_code == 200
    wanted = {
        "HSTS": said.get("strict-transport-security") == "max-age=63072000; includeSubDomains",
        "nosniff": said.get("x-content-type-options") == "nosniff",
        "no-store": said.get("cache-control") == "no-store" or is_asset,
        "policy": all(
            part in policy
            for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
        ),
        "nothing unsafe": "unsafe" not in policy and "*" not in policy,
        "one policy": len(said.get_list("content-security-policy")) == 1,
        "referrer": said.get("referrer-policy") in ("no-referrer", "same-origin"),
        "no CORS": not any(name.startswith("access-control-") for name in said),
        "no server": "server" not in said and "x-powered-by" not in said,
        "media type": bool(media_type) or not answer.content,
        "charset": not (media_type.startswith("text/") or "+xml" in media_type) or "charset=utf-8" in media_type,
    }
    return [name for name, is_there in wanted.items() if not is_there]


@pytest.mark.parametrize("name", SERVICES)
async def test_every_answer_says_how_a_browser_must_treat_it(service: OpenService, name: str) -> None:
    under_test = await service(name)
    found, seen = [], set()
    async with under_test.client() as client:
        async for what, answer in answers(under_test.app, client):
            found += [f"{what} ({answer.status_code}): {lack}" for lack in lacking(answer)]
            seen.add(answer.status_code)
    assert found == []
    assert {401, 404, 405, 413} <= seen


@pytest.mark.parametrize("name", SERVICES)
async def test_no_path_is_answered_by_sending_on_to_another(service: OpenService, name: str) -> None:
    """Neither to TLS nor to the same path without a slash at its end: who speaks in the open is to notice it."""
    under_test = await service(name)
    async with under_test.client("operator") as client:
        for path in ("/policies/", "/messages/", "/healthz/", "//policies", "/policies//"):
            assert (await client.get(path)).status_code == 404, path


@pytest.mark.parametrize("name", SERVICES)
async def test_a_fault_of_ours_says_so_too_and_no_more(service: OpenService, name: str) -> None:
    under_test = await service(name)
    under_test.app.state.running = None
    async with under_test.client() as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, lacking(answer)) == (500, [])
    assert set(answer.json()) == {"type", "title", "status", "detail", "reference"}
    assert "NoneType" not in answer.text


async def test_the_customers_page_and_its_files_say_so_too(service: OpenService) -> None:
    from survey.web.pages import ASSETS

    under_test = await service("survey")
    async with under_test.client() as client:
        for path in ("/a", "/a?again=1", "/a/no-such-link", *(f"/a/static/{name}" for name in ASSETS)):
            answer = await client.get(path)
            assert lacking(answer) == [], path
        for path in ("/a/static/%2e%2e/pages.py", "/a/static"):
            answer = await client.get(path)
            assert (answer.status_code, lacking(answer)) == (404, []), path
