"""Every route of every service as every role: default is deny."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.values import Role
from fastapi.routing import APIRoute
from harness import ServiceUnderTest
from services.conftest import OpenService

SERVICES = ("intake", "dispatch", "finance", "survey", "notify")
OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/a/static/{name}"}
BY_LINK = "by_link"


def routes(under_test: ServiceUnderTest) -> Iterator[tuple[APIRoute, frozenset[str]]]:
    """Those that open for a bearer token, with the roles that may use them."""
    for route, door in _doors(under_test):
        if not hasattr(door, BY_LINK):
            yield route, door.roles


def routes_by_link(under_test: ServiceUnderTest) -> Iterator[APIRoute]:
    """Those that open for whoever holds a link."""
    return (route for route, door in _doors(under_test) if hasattr(door, BY_LINK))


def _doors(under_test: ServiceUnderTest) -> Iterator[tuple[APIRoute, Any]]:
    for route in _all(under_test.app.routes):
        if route.path not in OPEN:
            doors = [call for call in _calls(route.dependant) if hasattr(call, "roles")]
            assert len(doors) == 1, f"{route.path} must have exactly one door, it has {len(doors)}"
            yield route, doors[0]


def _all(found: Any) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "routes"):
            yield from _all(route.routes)
        elif hasattr(route, "original_router"):
            yield from _all(route.original_router.routes)


def _calls(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_route_lets_its_own_roles_in_and_no_other(service: OpenService, name: str) -> None:
    under_test = await service(name)
    checked = 0
    for route, allowed in routes(under_test):
        path = route.path_format.format_map({parameter.name: str(uuid4()) for parameter in route.dependant.path_params})
        for method in route.methods - {"HEAD"}:
            async with under_test.client() as nobody:
                assert (await nobody.request(method, path)).status_code == 401, path
            for role in Role:
                async with under_test.client(role, projects=("NOWHERE",), contractor="C-NONE") as client:
                    answer = await client.request(method, path, json={} if method in ("POST", "PUT") else None)
                checked += 1
                if role in allowed:
                    assert answer.status_code != 401, f"{method} {path} as {role}: {answer.text}"
                    assert "This is for" not in answer.text, f"{method} {path} as {role}: {answer.text}"
                else:
                    assert answer.status_code == 403, f"{method} {path} as {role}: {answer.status_code} {answer.text}"
    assert checked > len(Role) * 3


@pytest.mark.parametrize("name", SERVICES)
async def test_what_operators_alone_do_concerns_every_project_and_wants_one_who_reaches_them_all(
    service: OpenService, name: str
) -> None:
    under_test = await service(name)
    before, checked = await under_test.rows(), 0
    for route, door in _doors(under_test):
        if getattr(door, "roles", None) != {Role.OPERATOR}:
            continue
        path = route.path_format.format_map({parameter.name: str(uuid4()) for parameter in route.dependant.path_params})
        for method in route.methods - {"HEAD"}:
            for reach in ((), ("P1",), ("P1", "P2")):
                async with under_test.client(Role.OPERATOR, projects=reach) as client:
                    answer = await client.request(method, path, json={} if method == "POST" else None)
                assert answer.status_code == 403, f"{method} {path}: {answer.status_code} {answer.text}"
                assert f"you reach {', '.join(reach) or 'no project'};" in answer.json()["detail"]
            async with under_test.client(Role.OPERATOR) as client:
                assert (await client.request(method, path, json=[] if method == "POST" else None)).status_code != 403
            checked += 1
    assert checked >= 6, "the doors of dead letters are everybody's"
    assert await under_test.rows() == before


@pytest.mark.parametrize("name", SERVICES)
async def test_nothing_that_is_refused_leaves_a_row(service: OpenService, name: str) -> None:
    under_test = await service(name)
    before = await under_test.rows()
    for route, _ in routes(under_test):
        path = route.path_format.format_map({parameter.name: str(uuid4()) for parameter in route.dependant.path_params})
        for method in route.methods & {"POST", "PUT"}:
            async with under_test.client(Role.CUSTOMER, projects=()) as customer:
                assert (await customer.request(method, path, json={})).status_code in (403, 404, 422)
    assert await under_test.rows() == before


@pytest.mark.rule("V6")
@pytest.mark.parametrize("session", [None, "", "x", "not-a-session", "a" * 5000])
async def test_without_a_valid_link_nothing_is_shown_or_written_whoever_asks(
    service: OpenService, session: str | None
) -> None:
    under_test = await service("survey")
    before, checked = await under_test.rows(), 0
    for route in routes_by_link(under_test):
        path = route.path_format.format_map({parameter.name: str(uuid4()) for parameter in route.dependant.path_params})
        for method in route.methods - {"HEAD"}:
            for role in ((), *((role,) for role in Role)):
                async with under_test.client(*role) as client:
                    headers = {"Origin": "https://service"} | (
                        {"Cookie": f"__Host-aftercare_answer={session}"} if session is not None else {}
                    )
                    answer = await client.request(method, path, headers=headers)
                checked += 1
                is_onward = (method, path, session) == ("GET", "/a", None)
                assert answer.status_code in ((200,) if is_onward else (404, 429)), (
                    f"{method} {path}: {answer.status_code}"
                )
                assert "<form" not in answer.text
                assert "set-cookie" not in answer.headers
    assert checked == 3 * (len(Role) + 1)
    assert await under_test.rows() == before
