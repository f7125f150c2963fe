"""Who sends to customers is told how they are reached, in private; and what others heard becomes a case (L8, V4, V8, N7)."""

from typing import Any
from uuid import uuid4

import pytest
from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.events.intake_people import CustomersReachable
from aftercare_contracts.events.intake_units import UnitsRecorded
from aftercare_contracts.events.notify_asking import NotifyCaseAsked
from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.values import CaseKind, Channel, ContactWay
from plumbing.inbox import Outcome

from .desk import PROJECT, YOUNG, Office, contact, made, unit
from .test_registry import unit_id
from .test_unit_imports import file, row, taken_in


async def told(office: Office) -> list[Any]:
    return [each for said in await office.service.said(CustomersReachable) for each in said.customers]


def asked(**what: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "asked_id": uuid4(), "reference": "DC-2026-000001", "project": PROJECT, "unit_no": YOUNG, "customer_id": None,
        "customer_name": "钱女士", "contact": "13912340000", "channel": Channel.VISIT, "kind": CaseKind.COMPLAINT, "matter": "leak",
        "part": None, "complaint": "电梯厅墙面渗水", "visit_by": ContactWay.HOME, "asked_by": "surveyor",
    }  # fmt: skip
    return facts | what


@pytest.mark.rule("L8")
async def test_an_owner_entered_a_new_one_and_a_resident_are_told_of_in_private(office: Office) -> None:
    before = len(await told(office))
    await made(office.records, "/units", unit(owner_name="甲", owner_phone="13900000001"))
    (owner,) = (await told(office))[before:]
    assert (owner.name, owner.contact) == ("甲", "13900000001")
    where = f"/units/{await unit_id(office, YOUNG)}"
    await made(office.records, f"{where}/owners", {"name": "乙", "phone": "13900000002", "since_on": "2026-03-01"})
    await made(office.records, f"{where}/residents", {"name": "丙", "phone": "13900000003", "since_on": "2026-03-01"})
    assert [each.name for each in (await told(office))[before + 1 :]] == ["乙", "丙"]
    (last,) = (await office.service.said(UnitsRecorded))[-1].units
    assert (last.unit_no, last.residents) == (YOUNG, 1)
    assert last.owner_id == (await told(office))[-2].customer_id


@pytest.mark.rule("L8")
async def test_what_was_told_in_private_keeps_no_words_once_the_broker_has_it(office: Office) -> None:
    await made(office.records, "/units", unit(owner_name="甲", owner_phone="13900000001"))
    async with office.service.db.reading() as tx:
        kinds = await tx.fetch("select distinct destination from outbox where type = $1", CustomersReachable.type)
    assert [each["destination"] for each in kinds] == ["private"]
    await office.service.relay()
    assert await told(office) == []
    assert len(await office.service.said(UnitsRecorded)) > 0


@pytest.mark.rule("L8")
async def test_the_owners_of_a_file_are_told_of_at_most_five_hundred_at_a_time(office: Office) -> None:
    before = len(await office.service.said(CustomersReachable))
    assert (await taken_in(office, file(*(row(f"7-{number}") for number in range(501)))))["added"] == 501
    said = (await office.service.said(CustomersReachable))[before:]
    assert [len(each.customers) for each in said] == [500, 1]
    assert len({one.customer_id for each in said for one in each.customers}) == 501


@pytest.mark.rule("L8")
async def test_a_correction_is_told(office: Office) -> None:
    case = await made(office.officer, "/cases", contact(unit_no=None, customer_name="丁", contact="13900000004"))
    customer_id = (await office.look(case))["customer_id"]
    body = {"phone": "13900000005", "reason": "客户来电更正"}
    await made(office.records, f"/customers/{customer_id}/corrections", body)
    first, second = [each for each in await told(office) if str(each.customer_id) == customer_id]
    assert (first.contact, second.contact, second.name) == ("13900000004", "13900000005", "丁")
    assert second.changed_at >= first.changed_at


@pytest.mark.rule("V4", "V8", "N7")
@pytest.mark.parametrize("kind", [SurveyCaseAsked, NotifyCaseAsked])
async def test_what_another_service_heard_becomes_one_case_under_the_askings_id(office: Office, kind: Any) -> None:
    said = asked()
    for _ in range(2):
        assert await office.service.hear(kind(**said), about=said["asked_id"]) is Outcome.APPLIED
    (registered,) = [each for each in await office.service.said(CaseRegistered) if each.asked_id == said["asked_id"]]
    assert (registered.case_id, registered.channel, registered.unit_no) == (said["asked_id"], Channel.VISIT, YOUNG)
    case = await office.look({"case_id": str(said["asked_id"])})
    assert (case["complaint"], case["external_ref"], case["taken_by"]) == (
        "电梯厅墙面渗水",
        "DC-2026-000001",
        "surveyor",
    )
    async with office.service.db.reading() as tx:
        notes = await tx.fetch("select data::text from timeline where type like '%.case.asked.v1'")
    assert notes == [], "what a customer said goes onto the case and no further"


@pytest.mark.rule("V4")
async def test_it_is_the_customers_own_case_where_he_is_known(office: Office) -> None:
    await made(office.records, "/units", unit(owner_name="甲", owner_phone="13900000001"))
    owner = (await told(office))[-1]
    said = asked(unit_no="9-909", customer_id=owner.customer_id, customer_name="", contact="")
    await office.service.hear(SurveyCaseAsked(**said), about=said["asked_id"])
    assert (await office.look({"case_id": str(said["asked_id"])}))["customer_id"] == str(owner.customer_id)


@pytest.mark.parametrize(("what", "field", "value"), [
    ({"unit_no": "99-9999"}, "unit_no", None), ({"matter": "nonsense"}, "matter", "other"), ({"matter": None}, "matter", "other"),
])  # fmt: skip
async def test_what_intake_does_not_know_does_not_stop_a_case(
    office: Office, what: dict[str, Any], field: str, value: Any
) -> None:
    said = asked(**what)
    assert await office.service.hear(SurveyCaseAsked(**said), about=said["asked_id"]) is Outcome.APPLIED
    assert (await office.look({"case_id": str(said["asked_id"])}))[field] == value


async def test_an_asking_for_an_unknown_project_waits_for_a_person(office: Office) -> None:
    said = asked(project="P-NONE")
    assert await office.service.hear(SurveyCaseAsked(**said), about=said["asked_id"]) is Outcome.DEAD
