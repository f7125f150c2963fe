"""Projects, buildings, units and their people (L3, L8, I4)."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aftercare_contracts.values import Role

from .desk import ELSEWHERE, EMPTY, OLD, OWNER, PHONE, PROJECT, YOUNG, Office, made, pointers, unit

TENANT = {"name": "李先生", "phone": "13900001111", "since_on": "2025-06-01"}


async def unit_id(office: Office, unit_no: str = YOUNG) -> str:
    (found,) = (await office.officer.get("/units", params={"project": PROJECT, "unit_no": unit_no})).json()["items"]
    return str(found["unit_id"])


async def looks(office: Office) -> list[tuple[str, str, list[str]]]:
    async with office.service.db.reading() as tx:
        rows = await tx.fetch("select what, by, roles from personal_look order by id")
    return [(row["what"], row["by"], row["roles"]) for row in rows]


@pytest.mark.rule("L3")
async def test_a_unit_makes_its_building_and_the_building_can_be_named(office: Office) -> None:
    first = (await office.officer.get(f"/projects/{PROJECT}/buildings")).json()
    assert first["items"] == [{"project": PROJECT, "building": "1", "name": "1", "units": 4}]
    named = await office.lead.put(f"/projects/{PROJECT}/buildings/1", json={"name": "一号楼"})
    assert named.json() == {"project": PROJECT, "building": "1", "name": "一号楼", "units": 4}
    await made(office.records, "/units", unit())
    assert (await office.officer.get(f"/projects/{PROJECT}/buildings/1")).json()["name"] == "一号楼"
    await office.lead.put(f"/projects/{PROJECT}/buildings/2", json={"name": "二号楼"})
    page = (await office.officer.get(f"/projects/{PROJECT}/buildings", params={"limit": 1})).json()
    rest = await office.officer.get(f"/projects/{PROJECT}/buildings", params={"cursor": page["next"]})
    assert [item["building"] for item in (*page["items"], *rest.json()["items"])] == ["1", "2"]


async def test_a_building_is_entered_in_a_project_that_is_there_and_within_reach(office: Office) -> None:
    before = await office.service.rows()
    refused = await office.director.put("/projects/P9/buildings/1", json={"name": "x"})
    assert (refused.status_code, pointers(refused)) == (422, ["/project"])
    assert (await office.elsewhere.put(f"/projects/{PROJECT}/buildings/1", json={"name": "x"})).status_code == 403
    assert (await office.officer.put(f"/projects/{PROJECT}/buildings/1", json={"name": "x"})).status_code == 403
    assert (await office.elsewhere.get(f"/projects/{PROJECT}/buildings/1")).status_code == 404
    assert (await office.officer.get(f"/projects/{PROJECT}/buildings/7")).status_code == 404
    assert await office.service.rows() == before


async def test_units_are_found_by_id_number_and_building(office: Office) -> None:
    await made(office.records, "/units", unit(building="2"))
    here = {"project": PROJECT, "building": "2"}
    (found,) = (await office.officer.get("/units", params=here)).json()["items"]
    assert (await office.officer.get(f"/units/{found['unit_id']}")).json() == found
    assert (await office.officer.get("/units", params=here | {"unit_no": YOUNG})).json()["items"] == []
    assert (await office.elsewhere.get(f"/units/{found['unit_id']}")).status_code == 404
    assert (await office.officer.get(f"/units/{uuid4()}")).status_code == 404
    assert OWNER not in (await office.officer.get(f"/units/{found['unit_id']}")).text


@pytest.mark.rule("L8")
async def test_a_new_owner_is_the_customer_and_the_earlier_one_stays_as_history(office: Office) -> None:
    where = f"/units/{await unit_id(office)}"
    before = await office.case()
    new = await made(
        office.records, f"{where}/owners", {"name": "赵女士", "phone": "13700002222", "since_on": "2026-03-01"}
    )
    owners = (await office.officer.get(f"{where}/owners")).json()["items"]
    assert [(one["name"], one["phone"], one["since_on"], one["until_on"]) for one in owners] == [
        (OWNER, PHONE, None, "2026-03-01"),
        ("赵女士", "13700002222", "2026-03-01", None),
    ]
    after = await office.case(contact="13700002222")
    assert (await office.look(after))["customer_id"] == new["customer_id"]
    assert (await office.look(before))["customer_name"] == OWNER
    assert (await office.look(await office.case()))["customer_id"] not in {one["customer_id"] for one in owners}


@pytest.mark.rule("I1", "L8")
async def test_who_calls_from_a_residents_phone_is_that_resident_until_he_leaves(office: Office) -> None:
    where = f"/units/{await unit_id(office)}"
    tenant = await made(office.lead, f"{where}/residents", TENANT)
    case = await office.case(contact=TENANT["phone"])
    assert (await office.look(case))["customer_id"] == tenant["customer_id"]
    other = await office.case(contact=TENANT["phone"], unit_no=OLD)
    assert (await office.look(other))["customer_id"] != tenant["customer_id"]
    await made(office.lead, f"{where}/residents/{tenant['resident_id']}/leavings", {"left_on": "2026-03-10"})
    (known,) = (await office.officer.get(f"{where}/residents")).json()["items"]
    assert (known["name"], known["since_on"], known["left_on"]) == ("李先生", "2025-06-01", "2026-03-10")
    later = await office.case(contact=TENANT["phone"])
    assert (await office.look(later))["customer_id"] != tenant["customer_id"]


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("role", "phone"),
    [
        (Role.CASE_OFFICER, PHONE),
        (Role.HOTLINE, PHONE),
        (Role.CENTRE_DIRECTOR, "138****1234"),
        (Role.RECORDS_CLERK, "138****1234"),
    ],
)
async def test_each_look_at_the_people_of_a_unit_is_recorded_and_the_phone_is_for_who_calls(
    office: Office, role: Role, phone: str
) -> None:
    somebody = office.service.client(role, person="somebody")
    where = f"/units/{await unit_id(office)}"
    (owner,) = (await somebody.get(f"{where}/owners")).json()["items"]
    assert owner["phone"] == phone
    assert (await somebody.get(f"{where}/residents")).json() == {"items": []}
    assert await looks(office) == [("unit_people", "somebody", [role])] * 2


@pytest.mark.rule("L8")
async def test_who_has_no_need_or_no_reach_sees_nobody_and_leaves_no_look(office: Office) -> None:
    where = f"/units/{await unit_id(office)}"
    for role in (Role.AUDITOR, Role.OPERATOR, Role.CONTRACTOR, Role.CUSTOMER, Role.FINANCE_OFFICER):
        assert (await office.service.client(role, contractor="C1").get(f"{where}/owners")).status_code == 403
    assert (await office.elsewhere.get(f"{where}/owners")).status_code == 404
    assert (await office.elsewhere.get(f"{where}/residents")).status_code == 404
    assert await looks(office) == []


@pytest.mark.parametrize(
    ("noun", "body", "status", "pointer"),
    [
        ("owners", TENANT | {"since_on": "2026-03-11"}, 422, "/since_on"),
        ("owners", TENANT | {"since_on": "2026-02-29"}, 422, "/since_on"),
        ("owners", TENANT | {"phone": "1\x00"}, 422, "/phone"),
        ("owners", TENANT | {"surprise": 1}, 422, "/surprise"),
        ("residents", TENANT | {"since_on": "2026-03-11"}, 422, "/since_on"),
        ("residents", TENANT | {"since_on": "2024-05-31"}, 422, "/since_on"),
        ("residents", TENANT | {"name": " "}, 422, "/name"),
    ],
)
async def test_people_who_cannot_be_are_refused(
    office: Office, noun: str, body: dict[str, Any], status: int, pointer: str
) -> None:
    where, before = f"/units/{await unit_id(office)}", await office.service.rows()
    refused = await office.records.post(f"{where}/{noun}", json=body)
    assert (refused.status_code, pointers(refused)) == (status, [pointer])
    assert await office.service.rows() == before


async def test_nobody_owns_before_the_one_before_him_nor_leaves_before_he_came_nor_twice(office: Office) -> None:
    where = f"/units/{await unit_id(office)}"
    tenant = await made(office.records, f"{where}/residents", TENANT)
    await made(office.records, f"{where}/owners", TENANT)
    leaving = f"{where}/residents/{tenant['resident_id']}/leavings"
    before = await office.service.rows()
    early = await office.records.post(f"{where}/owners", json=TENANT | {"since_on": "2025-05-31"})
    assert (early.status_code, pointers(early)) == (422, ["/since_on"])
    early = await office.records.post(leaving, json={"left_on": "2025-05-31"})
    assert (early.status_code, pointers(early)) == (422, ["/left_on"])
    unknown = f"{where}/residents/{uuid4()}/leavings"
    assert (await office.records.post(unknown, json={"left_on": "2026-01-01"})).status_code == 404
    elsewhere = f"/units/{await unit_id(office, OLD)}/residents/{tenant['resident_id']}/leavings"
    assert (await office.records.post(elsewhere, json={"left_on": "2026-01-01"})).status_code == 404
    assert await office.service.rows() == before
    await made(office.records, leaving, {"left_on": "2026-01-01"})
    assert (await office.records.post(leaving, json={"left_on": "2026-01-02"})).status_code == 409


@pytest.mark.rule("B5")
async def test_one_owner_posted_at_once_by_one_key_is_one_owner(office: Office) -> None:
    where = f"/units/{await unit_id(office)}"

    async def post() -> httpx.Response:
        return await office.records.post(f"{where}/owners", json=TENANT, headers={"Idempotency-Key": "k"})

    answers = await asyncio.gather(*(post() for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len((await office.officer.get(f"{where}/owners")).json()["items"]) == 2


@pytest.mark.rule("L8")
async def test_owners_changed_at_once_by_two_stand_one_after_the_other(office: Office) -> None:
    where = f"/units/{await unit_id(office, EMPTY)}"
    names = [f"业主{number}" for number in range(4)]
    answers = await asyncio.gather(*(
        office.records.post(f"{where}/owners", json=TENANT | {"name": name}) for name in names
    ))  # fmt: skip
    assert {answer.status_code for answer in answers} == {201}
    owners = (await office.officer.get(f"{where}/owners")).json()["items"]
    assert {one["name"] for one in owners} == {OWNER, *names}
    assert [one["until_on"] for one in owners] == ["2025-06-01"] * 4 + [None]


async def test_a_unit_elsewhere_is_not_found_by_any_of_its_routes(office: Office) -> None:
    where, before = f"/units/{await unit_id(office)}", await office.service.rows()
    for noun, body in (
        ("owners", TENANT),
        ("residents", TENANT),
        (f"residents/{uuid4()}/leavings", {"left_on": "2026-01-01"}),
    ):
        assert (await office.elsewhere.post(f"{where}/{noun}", json=body)).status_code == 404, noun
    assert (await office.elsewhere.get(f"{where}/changes")).status_code == 404
    assert (await office.elsewhere.get("/units", params={"project": ELSEWHERE})).json()["items"] == []
    assert await office.service.rows() == before
