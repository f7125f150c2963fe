"""The door for HTTP: who may, once, and what a refusal says."""

import asyncio
import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import httpx
import jwt
import pytest
from aftercare_contracts.errors import Conflict, Problem
from fastapi import APIRouter, FastAPI
from harness import KEY, KEY_ID, token, write_keys
from plumbing import paging, web
from plumbing.database import Database
from plumbing.metrics import Metrics
from plumbing.settings import Settings
from plumbing.web import AmountFen, Door, In, Out, opens_for, text

router = APIRouter()


class NewThing(In):
    name: Annotated[str, text(20)]
    amount_fen: AmountFen
    fail: bool = False


class Thing(Out):
    name: str
    count: int


class TooLate(Conflict):
    """It is too late."""


@router.post("/things")
async def make(body: NewThing, door: Annotated[Door, opens_for("maker")]) -> Any:
    async def act(tx: web.Transaction) -> Thing:
        await tx.execute("insert into effect (what) values ($1)", body.name)
        if body.fail:
            raise TooLate("", Problem("/fail", "set", "not set"))
        return Thing(name=body.name, count=await tx.fetchval("select count(*) from effect"))

    return await door.once(body, act)


@pytest.fixture
def app(db: Database, tmp_path: Path) -> FastAPI:
    application = FastAPI()
    settings = Settings(database_url="postgresql://x@y/z", amqp_url="amqp://x", jwks_file=write_keys(tmp_path))
    application.state.metrics = metrics = Metrics()
    web.prepare(application, settings, metrics)
    application.include_router(router)
    application.state.running = SimpleNamespace(db=db)
    return application


@pytest.fixture
def client(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token('maker')}", "Idempotency-Key": "k1"}
    return httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers)


GOOD = {"name": "roof", "amount_fen": 486000}


async def count(db: Database) -> int:
    async with db.reading() as tx:
        return int(await tx.fetchval("select count(*) from effect"))


@pytest.mark.rule("B5")
async def test_the_same_request_with_the_same_key_acts_once_and_answers_alike(
    client: httpx.AsyncClient, db: Database
) -> None:
    answers = await asyncio.gather(*(client.post("/things", json=GOOD) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.text for answer in answers} == {'{"name":"roof","count":1}'}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert await count(db) == 1


async def test_a_key_used_for_another_request_is_refused(client: httpx.AsyncClient, db: Database) -> None:
    await client.post("/things", json=GOOD)
    answer = await client.post("/things", json=GOOD | {"name": "wall"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:aftercare:problem:key-reused")
    assert await count(db) == 1


async def test_another_person_may_use_the_same_key(client: httpx.AsyncClient, db: Database) -> None:
    await client.post("/things", json=GOOD)
    await client.post("/things", json=GOOD, headers={"Authorization": f"Bearer {token('maker', person='wang')}"})
    assert await count(db) == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "\x01"])
async def test_a_post_without_a_usable_key_says_what_to_send(client: httpx.AsyncClient, db: Database, key: str) -> None:
    answer = await client.post("/things", json=GOOD, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["detail"]
    assert await count(db) == 0


async def test_a_refused_request_leaves_nothing_and_its_key_can_be_used_again(
    client: httpx.AsyncClient, db: Database
) -> None:
    answer = await client.post("/things", json=GOOD | {"fail": True})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"pointer": "/fail", "detail": "set", "expected": "not set"}]
    assert await count(db) == 0
    assert (await client.post("/things", json=GOOD)).status_code == 201


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (GOOD | {"amount_fen": -1}, "/amount_fen"),
        (GOOD | {"amount_fen": 0}, "/amount_fen"),
        (GOOD | {"amount_fen": 4860.5}, "/amount_fen"),
        (GOOD | {"amount_fen": 4860.0}, "/amount_fen"),
        (GOOD | {"amount_fen": "486000"}, "/amount_fen"),
        (GOOD | {"amount_fen": True}, "/amount_fen"),
        (GOOD | {"amount_fen": 10**12 + 1}, "/amount_fen"),
        (GOOD | {"name": "  "}, "/name"),
        (GOOD | {"name": "x" * 21}, "/name"),
        (GOOD | {"name": "a\x00b"}, "/name"),
        (GOOD | {"colour": "red"}, "/colour"),
        ({"name": "roof"}, "/amount_fen"),
    ],
)
async def test_a_malformed_field_is_named_by_pointer(
    client: httpx.AsyncClient, db: Database, body: dict[str, Any], pointer: str
) -> None:
    answer = await client.post("/things", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await count(db) == 0


@pytest.mark.parametrize("body", [b"", b"{", b'{"name": "roof",}', b"\xff"])
async def test_broken_json_is_said_to_be(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/things", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_five_megabytes_are_refused_before_they_are_read(client: httpx.AsyncClient, db: Database) -> None:
    answer = await client.post("/things", json=GOOD | {"name": "x" * 5_000_000})
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:aftercare:problem:too-large")
    assert "1,000,000" in answer.json()["detail"]


async def test_a_body_that_hides_its_length_is_refused_too(client: httpx.AsyncClient) -> None:
    async def pieces() -> Any:
        for _ in range(30):
            yield b"x" * 100_000

    answer = await client.post("/things", content=pieces(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_another_role_is_refused_and_told_whose_it_is(client: httpx.AsyncClient, db: Database) -> None:
    answer = await client.post("/things", json=GOOD, headers={"Authorization": f"Bearer {token('breaker')}"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "This is for maker; you are breaker.")
    assert await count(db) == 0


def signed(claims: dict[str, Any], algorithm: str = "EdDSA", key: Any = KEY, key_id: str = KEY_ID) -> str:
    whole = {
        "iss": "aftercare",
        "aud": "aftercare",
        "sub": "li",
        "roles": ["maker"],
        "projects": ["*"],
        "exp": time.time() + 60,
    }
    return jwt.encode(
        {name: value for name, value in (whole | claims).items() if value is not None}, key, algorithm, {"kid": key_id}
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Basic bGk6bGk=",
        f"Bearer {signed({'exp': time.time() - 60})}",
        f"Bearer {signed({'exp': None})}",
        f"Bearer {signed({'sub': None})}",
        f"Bearer {signed({'aud': 'another'})}",
        f"Bearer {signed({'iss': 'another'})}",
        f"Bearer {signed({}, key_id='unknown')}",
        f"Bearer {signed({}, 'HS256', 'x' * 32)}",
        f"Bearer {signed({}, 'none', None)}",
    ],
)
async def test_who_cannot_be_trusted_gets_nothing(client: httpx.AsyncClient, db: Database, header: str) -> None:
    answer = await client.post("/things", json=GOOD, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert await count(db) == 0


async def test_every_answer_forbids_sniffing_and_storing(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/nowhere"), await client.post("/things", json=GOOD)):
        assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")


async def test_a_fault_of_ours_tells_nothing_but_a_reference(
    app: FastAPI, client: httpx.AsyncClient, db: Database
) -> None:
    async with db.transaction() as tx:
        await tx.execute("alter table effect rename to gone")
    answer = await client.post("/things", json=GOOD)
    assert answer.status_code == 500
    assert "effect" not in answer.text
    assert json.loads(answer.text)["reference"]
    assert app.state.metrics.registry.get_sample_value("aftercare_unforeseen_total") == 1


async def test_an_exhausted_pool_answers_try_again(app: FastAPI, client: httpx.AsyncClient, database_url: str) -> None:
    small = await Database.connect(database_url, 1, 0.05)
    app.state.running = SimpleNamespace(db=small)
    async with small.transaction():
        answer = await client.post("/things", json=GOOD)
    await small.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


@pytest.mark.parametrize("cursor", ["", "%%%", "e30", "bm90IGpzb24"])
def test_a_cursor_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(paging.NoCursor):
        paging.decode_cursor(cursor)


def test_a_cursor_leads_back_to_where_it_was_made() -> None:
    assert paging.decode_cursor(paging.encode_cursor(["2026-03-10", 7]), 2) == ["2026-03-10", 7]


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 7, None, "x" * 201])
def test_a_cursor_of_text_holds_nothing_a_database_cannot(value: object) -> None:
    with pytest.raises(paging.NoCursor):
        paging.text_in(paging.encode_cursor([value]))
    assert paging.text_in(paging.encode_cursor(["3-2-1201 锦江"])) == "3-2-1201 锦江"
