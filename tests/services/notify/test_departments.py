"""What passes between the centre and the departments, in their inboxes (N1, I7)."""

from uuid import uuid4

import pytest
from aftercare_contracts.values import Department, Desk, Role

from .desk import PROJECT, Office, inbox, only


@pytest.mark.rule("N1", "I7")
async def test_an_answer_settles_the_notice_of_its_own_slip_and_of_no_other(office: Office) -> None:
    case_id, first, second = uuid4(), uuid4(), uuid4()
    facts = {"case_id": case_id, "party": Role.PROPERTY_COMPANY}
    for slip_id, slip_no in ((first, "LX-2026-000001"), (second, "LX-2026-000002")):
        await office.hear("intake.slip.entered.v1", case_id, slip_id=slip_id, slip_no=slip_no, kind="contact", **facts)
    await office.hear("intake.slip.answered.v1", case_id, slip_id=first, slip_no="LX-2026-000001", **facts)
    notices = await inbox(office.lead)
    assert [(notice["state"], notice["subject_zh"]) for notice in notices] == [
        ("delivered", "收到工作联系单 LX-2026-000002"),
        ("settled", "收到工作联系单 LX-2026-000001"),
    ]


@pytest.mark.rule("N1", "I7")
async def test_the_property_company_and_design_find_what_is_theirs_and_what_ends_it(office: Office) -> None:
    mine = {"projects": (PROJECT,)}
    theirs = office.service.client(Role.PROPERTY_COMPANY, person="wu.property", **mine)
    design = office.service.client(Role.DESIGN, person="zhou.design", **mine)
    case_id, slip_id, question_id = uuid4(), uuid4(), uuid4()
    slip = {"case_id": case_id, "slip_id": slip_id, "party": Role.PROPERTY_COMPANY}
    await office.hear("intake.slip.sent.v1", case_id, **slip)
    assert (await only(theirs))["wants_answer"]
    await office.hear("intake.slip.received.v1", case_id, **slip)
    assert (await only(theirs))["state"] == "settled"
    question = {"case_id": case_id, "question_id": question_id, "desk": Desk.ENGINEERING_DESK}
    await office.hear("intake.design.asked.v1", case_id, **question)
    await office.hear("intake.design.answered.v1", case_id, justified=True, **question)
    await office.hear("intake.design.drawn.v1", case_id, **question)
    assert [notice["state"] for notice in await inbox(design)] == ["settled", "settled"]
    assert "由公司承担，不得由施工单位承担" in (await inbox(office.desk))[1]["text_zh"]


@pytest.mark.rule("N1", "I4")
async def test_a_case_handed_over_is_told_by_the_departments_names(office: Office) -> None:
    case_id = uuid4()
    await office.hear(
        "intake.transfer.offered.v1", case_id, case_id=case_id, transfer_id=uuid4(),
        from_department=Department.PROPERTY_COMPANY, to_department=Department.SERVICE_CENTRE,
    )  # fmt: skip
    notice = await only(office.lead)
    assert "由物业公司移交客户服务中心" in notice["text_zh"]
    assert notice["wants_answer"]
