"""Who keeps contacts, and within which projects."""

from typing import Any

import pytest
from aftercare_contracts.values import Role

from .desk import Office
from .outside import keep, reachable
from .test_sending import CUSTOMER

PERSON = {"name": "王", "email": "wang@example.cn", "roles": ["site_lead"], "projects": ["P1"]}
PLAIN = {"name": "处", "email": "desk@example.cn"}


@pytest.mark.rule("N1", "L8")
async def test_contacts_are_kept_changed_listed_and_removed_and_customers_are_not_among_them(office: Office) -> None:
    await keep(office.director, "persons/wang", **PERSON)
    await keep(office.director, "persons/wang", **PERSON | {"mobile": "138 0013 8000"})
    await keep(office.director, "roles/site_lead", **PLAIN)
    await keep(office.director, "roles/site_lead?project=P1", **PLAIN)
    await keep(office.director, "contractors/NF", **PLAIN)
    await reachable(office, CUSTOMER, "13800138000")
    found: list[tuple[str, str, str | None]] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await office.director.get("/contacts", params=params)).json()
        found += [(each["kind"], each["key"], each["project"]) for each in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert found == [
        ("contractor", "NF", None), ("person", "wang", None), ("role", "site_lead", None), ("role", "site_lead", "P1"),
    ]  # fmt: skip
    (person,) = (await office.director.get("/contacts", params={"kind": "person"})).json()["items"]
    assert (person["mobile"], person["changed_by"]) == ("13800138000", "he.director")
    assert (await office.director.delete("/contacts/role/site_lead", params={"project": "P1"})).status_code == 204
    assert (await office.director.delete("/contacts/role/site_lead", params={"project": "P1"})).status_code == 404
    assert (await office.director.delete(f"/contacts/customer/{CUSTOMER}")).status_code == 422


@pytest.mark.rule("L8")
async def test_who_reaches_one_project_keeps_its_contacts_and_no_others(office: Office) -> None:
    await keep(office.director, "contractors/NF", **PLAIN)
    await keep(office.director, "persons/qian", **PERSON | {"projects": ["P2"]})
    async with office.service.client(Role.RECORDS_CLERK, projects=("P1",)) as clerk:
        assert (await clerk.put("/contacts/roles/site_lead", params={"project": "P1"}, json=PLAIN)).status_code == 200
        assert (await clerk.put("/contacts/persons/wang", json=PERSON)).status_code == 200
        for path, body in (
            ("/contacts/roles/site_lead", PLAIN),
            ("/contacts/roles/site_lead?project=P2", PLAIN),
            ("/contacts/contractors/NF", PLAIN),
            ("/contacts/persons/wang", PERSON | {"projects": ["P1", "P2"]}),
            ("/contacts/persons/wang", PERSON | {"projects": ["*"]}),
        ):
            assert (await clerk.put(path, json=body)).status_code == 403, (path, body)
        listed = (await clerk.get("/contacts")).json()["items"]
    assert "P2" not in str(listed)


@pytest.mark.parametrize(
    ("path", "what", "pointer"),
    [
        ("persons/wang", {"email": "x"}, "/email"),
        ("persons/wang", {"mobile": "123"}, "/mobile"),
        ("persons/wang", {"email": "a@b.cn\r\nBcc: c@d.cn"}, "/email"),
        ("persons/wang", {"email": None}, "/email"),
        ("persons/wang", {"roles": []}, "/roles"),
        ("persons/wang", {"roles": ["king"]}, "/roles/0"),
        ("roles/site_lead", {}, "/roles"),
        ("roles/customer", {"roles": [], "projects": []}, "path:key"),
        ("contractors/NF", {}, "/roles"),
    ],
)
async def test_a_wrong_contact_is_refused_with_its_place(
    office: Office, path: str, what: dict[str, Any], pointer: str
) -> None:
    before = await office.service.rows()
    answer = await office.director.put(f"/contacts/{path}", json=PERSON | what)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await office.service.rows() == before


@pytest.mark.parametrize(
    "body", [{"channels": ["bot"]}, {"channels": ["fax"]}, {"language": "fr"}, {"stops_optional": True}]
)
async def test_a_member_of_staff_cannot_want_just_anything(office: Office, body: dict[str, Any]) -> None:
    assert (await office.desk.put("/preferences", json=body)).status_code == 422


@pytest.mark.rule("N1")
async def test_nobody_takes_over_the_mail_of_a_person_of_another_project(office: Office) -> None:
    what = {"name": "联系人", "email": "he@example.cn", "roles": ["engineering_desk"]}
    for projects in (["P2"], ["*"], ["P1", "P2"]):
        there = await office.director.put("/contacts/persons/he", json=what | {"projects": projects})
        assert there.status_code == 200
        async with office.service.client(Role.RECORDS_CLERK, projects=("P1",)) as clerk:
            mine = what | {"email": "clerk@example.cn", "projects": ["P1"]}
            assert (await clerk.put("/contacts/persons/he", json=mine)).status_code == 403
            assert (await clerk.put("/contacts/persons/new", json=mine)).status_code == 200
    (kept,) = [
        each for each in (await office.director.get("/contacts?kind=person")).json()["items"] if each["key"] == "he"
    ]
    assert kept["email"] == "he@example.cn"
