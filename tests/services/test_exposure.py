"""What a service shows to whom: figures, its own description, and no field that a caller may not write."""

import importlib
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest
from fastapi.routing import APIRoute
from harness import token
from pydantic import BaseModel
from services.conftest import OpenService
from services.test_roles import SERVICES, _all


def from_address(app: Any, address: str, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40_000))
    return httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers)


@pytest.mark.parametrize("path", ["/metrics", "/openapi.json"])
async def test_figures_and_descriptions_are_for_this_machine_the_watcher_and_whoever_has_a_token(
    service: OpenService, path: str
) -> None:
    under_test = await service("survey")
    app = under_test.app
    for address, sent, status in (
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("203.0.113.9", "", 401),
        ("10.0.0.7", "", 401),
        ("localhost", "", 401),
        ("10.0.0.7", "Bearer ", 401),
        ("10.0.0.7", f"Bearer {token('operator')}", 200),
    ):
        async with from_address(app, address, Authorization=sent) as client:
            assert (await client.get(path)).status_code == status, (address, sent)
    app.state.metrics_token = "watch-me"
    for sent, status in (("Bearer watch-me", 200), ("Bearer watch-m", 401), ("Bearer watch-me2", 401), ("", 401)):
        async with from_address(app, "10.0.0.7", Authorization=sent) as client:
            assert (await client.get(path)).status_code == status, sent


async def test_there_is_no_page_of_documentation_and_no_debugging(service: OpenService) -> None:
    under_test = await service("survey")
    assert not under_test.app.debug
    async with under_test.client("operator") as client:
        for path in ("/docs", "/redoc", "/docs/oauth2-redirect", "/debug", "/.env", "/.git/config"):
            assert (await client.get(path)).status_code == 404, path


def models(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Every model within a type, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation, seen)
    for inner in get_args(annotation):
        yield from models(inner, seen)


def bodies(name: str) -> Iterator[tuple[APIRoute, type[BaseModel]]]:
    service = importlib.import_module(f"{name}.app").SERVICE
    for router in service.routers:
        for route in _all(router.routes):
            if route.body_field is not None:
                for model in models(route.body_field.field_info.annotation, set()):
                    yield route, model


@pytest.mark.parametrize("name", SERVICES)
def test_no_body_takes_a_field_that_is_not_meant(name: str) -> None:
    found = list(bodies(name))
    assert [
        f"{route.path}: {model.__name__}" for route, model in found if model.model_config.get("extra") != "forbid"
    ] == []
    assert len(found) > 5


@pytest.mark.parametrize("name", SERVICES)
def test_every_answer_is_made_of_named_fields_and_not_of_a_row(name: str) -> None:
    """A model with a free-form field, or none, would hand out whatever a row holds one day."""
    service = importlib.import_module(f"{name}.app").SERVICE
    free = []
    for router in service.routers:
        for route in _all(router.routes):
            for model in models(route.response_model, set()):
                free += [
                    f"{route.path}: {model.__name__}.{field}"
                    for field, info in model.model_fields.items()
                    if info.annotation is Any or info.annotation is dict
                ]
                assert model.model_config.get("extra", "ignore") != "allow", model
    assert free == []
