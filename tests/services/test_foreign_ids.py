"""Two projects, two contractors: whoever asks by the id of something of the other gets what he gets for an id of nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from aftercare_contracts.values import Role
from fastapi.routing import APIRoute
from harness import ServiceUnderTest
from services.conftest import OpenService
from services.test_hostile import example
from services.test_roles import SERVICES, routes

from .dispatch import desk as dispatch_desk
from .finance import desk as finance_desk
from .intake import desk as intake_desk
from .notify import desk as notify_desk
from .survey import desk as survey_desk

OURS, THEIRS, OUR_FIRM, THEIR_FIRM = "P1", "P2", "NF", "BF"
IDS_TRIED_MAX = 3
LOOKS = {"look", "personal_look"}
"""What those leave behind to whom a thing belongs, and who look at it."""
OF_NO_PROJECT = {
    "intake": ("/policies/", "/feeds/"),
    "dispatch": ("/policies/",),
    "finance": ("/policies/",),
    "survey": ("/policies/",),
    "notify": ("/policies/",),
}
"""Ids of what belongs to no project, and is the same for all who may use the route."""


async def fill(name: str, under_test: ServiceUnderTest) -> None:
    """Things of project P1 and contractor NF, made by the doors and by what the service hears."""
    if name == "intake":
        office = intake_desk.Office(under_test)
        await office.settle()
        await office.plan(await office.case(kind="complaint"))
        await office.order(await office.case())
    elif name == "dispatch":
        desk = dispatch_desk.Office(under_test)
        await desk.settle()
        await desk.received()
        await desk.issue()
    elif name == "finance":
        async with AsyncExitStack() as stack:
            money = finance_desk.Desk(under_test, stack)
            await money.contract(contractor=OUR_FIRM)
            await money.confirmed(await money.taken_over(), 500_000)
            await money.claim(await money.squads_own(), 20_000, "company")
            await money.drawn("2026-Q1")
    elif name == "survey":
        survey = survey_desk.Office(under_test)
        await survey.registered()
        await survey.visit()
    else:
        told_of = notify_desk.Office(under_test)
        await told_of.order(case_id=await told_of.case())


async def ids(under_test: ServiceUnderTest) -> dict[str, list[UUID]]:
    """Ids that the service's own tables hold, by the name of their column; beside it, by no name, some of all of them."""
    found: dict[str, list[UUID]] = {"": []}
    async with under_test.db.reading() as tx:
        columns = await tx.fetch(
            "select table_name, column_name from information_schema.columns c join pg_tables t"
            " on t.tablename = c.table_name and t.schemaname = 'public' where data_type = 'uuid' and table_schema = 'public'"
            " and table_name not in ('inbox', 'outbox', 'policy', 'policy_proposal') order by 1, 2"
        )
        for table, column in columns:
            rows = await tx.fetch(
                f'select distinct "{column}" as id from "{table}" where "{column}" is not null limit 3'
            )
            known = found.setdefault(column, [])
            known += [row["id"] for row in rows if row["id"] not in known]
    return found | {"": list(dict.fromkeys(each for ids in found.values() for each in ids[:1]))}


def is_by_id(route: APIRoute) -> bool:
    return [one.field_info.annotation for one in route.dependant.path_params][:1] == [UUID]


async def told(client: httpx.AsyncClient, method: str, route: APIRoute, about: UUID, body: Any) -> tuple[int, str]:
    """Status and body of an answer, the ids of the question taken out."""
    first, *more = (one.name for one in route.dependant.path_params)
    given = {first: str(about)} | {name: str(UUID(int=7)) for name in more}
    sent = {"json": body} if method in ("POST", "PUT", "PATCH") else {}
    answer = await client.request(method, route.path_format.format_map(given), **sent)
    return answer.status_code, answer.text.replace(str(about), "ID")


async def callers(
    under_test: ServiceUnderTest, allowed: frozenset[str]
) -> AsyncIterator[tuple[str, httpx.AsyncClient, httpx.AsyncClient]]:
    """Whoever may use a route: one of the other project, and beside him one who reaches everything."""
    staff = sorted(allowed - {Role.CONTRACTOR})
    if staff:
        async with (
            under_test.client(*staff, projects=(THEIRS,), person="of.theirs") as foreign,
            under_test.client(*staff, person="of.all") as everywhere,
        ):
            yield "of another project", foreign, everywhere
    if Role.CONTRACTOR in allowed:
        async with (
            under_test.client(Role.CONTRACTOR, projects=(), person="xu", contractor=THEIR_FIRM) as foreign,
            under_test.client(Role.CONTRACTOR, projects=(), person="li", contractor=OUR_FIRM) as own,
        ):
            yield "of another contractor", foreign, own


@pytest.mark.parametrize("name", SERVICES)
async def test_an_id_of_another_project_or_contractor_is_an_id_of_nothing(service: OpenService, name: str) -> None:
    under_test = await service(name)
    await fill(name, under_test)
    described = under_test.app.openapi()
    known, by_name = described["components"]["schemas"], await ids(under_test)
    before, found, opened = await under_test.rows(), [], set()
    for route, allowed in routes(under_test):
        if not is_by_id(route) or route.path.startswith(OF_NO_PROJECT[name]):
            continue
        candidates = (by_name.get(route.dependant.path_params[0].name) or by_name[""])[:IDS_TRIED_MAX]
        for method in route.methods - {"HEAD"}:
            operation = described["paths"].get(route.path_format, {}).get(method.lower(), {})
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = example(content["schema"], known) if content else {}
            async for who, foreign, own in callers(under_test, frozenset(allowed or Role)):
                nothing = await told(foreign, method, route, uuid4(), body)
                for about in candidates:
                    here = await told(foreign, method, route, about, body)
                    if here != nothing:
                        found.append(f"{method} {route.path} {who}: {here} and not {nothing}")
                    if (
                        method == "GET"
                        and route.path not in opened
                        and (await told(own, method, route, about, None))[0] == 200
                    ):
                        opened.add(route.path)
    assert found == []
    assert {table: rows for table, rows in (await under_test.rows()).items() if rows != before[table]}.keys() <= LOOKS
    assert len(opened) >= (1 if name == "notify" else 3), opened
