"""What is told of how a case is conducted, and what settles it (N1, I11, I20, I21, I24)."""

from uuid import UUID, uuid4

import pytest
from aftercare_contracts.values import CaseClass, Desk, Role

from .desk import PROJECT, Office, inbox


async def states(office: Office, role: Role) -> list[str]:
    """Of the notices in a role's inbox, the first first."""
    return [
        notice["state"] for notice in reversed(await inbox(office.service.client(role, projects=(PROJECT,)), mine=True))
    ]


async def measures(office: Office, case_id: UUID, *owners: Role) -> list[UUID]:
    ids = [uuid4() for _ in owners]
    for measure_id, owner in zip(ids, owners, strict=True):
        await office.hear(
            "intake.measure.ordered.v1", case_id, measure_id=measure_id, case_id=case_id, owner_role=owner
        )
    return ids


@pytest.mark.rule("I11", "N1")
async def test_a_measure_completed_settles_its_own_notice_and_the_closing_of_the_case_the_rest(office: Office) -> None:
    case_id, other = uuid4(), uuid4()
    first, _ = await measures(office, case_id, Role.DESIGN, Role.DESIGN)
    await measures(office, other, Role.DESIGN)
    done = {"measure_id": first, "case_id": case_id, "owner_role": Role.DESIGN}
    await office.hear("intake.measure.completed.v1", case_id, **done)
    assert await states(office, Role.DESIGN) == ["settled", "delivered", "delivered"]
    await office.hear("intake.case.closed.v1", case_id, case_id=case_id)
    assert await states(office, Role.DESIGN) == ["settled", "settled", "delivered"]


@pytest.mark.rule("I11", "N1")
async def test_the_whole_ladder_hears_of_a_major_case_and_general_management_answers_by_a_measure(
    office: Office,
) -> None:
    case_id = uuid4()
    await office.hear("intake.major.found.v1", case_id, case_id=case_id)
    told = (
        Role.SITE_LEAD, Role.CENTRE_DIRECTOR, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.LEGAL_COUNSEL, Role.CHIEF_ENGINEER,
    )  # fmt: skip
    for role in told:
        assert await states(office, role) == ["delivered"], role
    await measures(office, case_id, Role.ENGINEERING)
    for role in (Role.VICE_PRESIDENT, Role.GENERAL_MANAGER):
        assert await states(office, role) == ["settled"]


@pytest.mark.rule("I21", "N1")
@pytest.mark.parametrize("deed", ["intake.plan.signed.v1", "intake.plan.drawn.v1", "intake.case.handled.v1"])
async def test_a_plan_to_sign_is_chased_until_it_is_signed_replaced_or_no_longer_matters(
    office: Office, deed: str
) -> None:
    case_id = uuid4()
    signers = (Role.DEPARTMENT_MANAGER,)
    await office.hear("intake.plan.drawn.v1", case_id, case_id=case_id, plan_id=uuid4(), signers=signers)
    await office.hear(deed, case_id, case_id=case_id, **({"signers": signers} if deed.endswith("drawn.v1") else {}))
    assert (await states(office, Role.DEPARTMENT_MANAGER))[0] == "settled"


@pytest.mark.rule("I20", "N1")
async def test_each_step_of_the_ladder_settles_the_one_before(office: Office) -> None:
    case_id = uuid4()
    step = {"case_id": case_id, "from_role": Role.ENGINEERING_DESK}
    await office.hear("intake.case.handed_up.v1", case_id, **step, to_role=Role.SITE_LEAD)
    await office.hear("intake.case.handed_up.v1", case_id, **step, to_role=Role.VICE_PRESIDENT)
    assert (await states(office, Role.SITE_LEAD), await states(office, Role.VICE_PRESIDENT)) == (
        ["settled"],
        ["delivered"],
    )
    await office.hear("intake.case.handed_down.v1", case_id, **step, to_role=Role.SITE_LEAD)
    assert await states(office, Role.VICE_PRESIDENT) == ["settled"]
    assert await states(office, Role.SITE_LEAD) == ["settled", "delivered"]


@pytest.mark.rule("I24", "N1")
async def test_everybody_called_to_a_review_is_told_and_chased_until_its_finding(office: Office) -> None:
    case_id, review_id = uuid4(), uuid4()
    facts = {"case_id": case_id, "review_id": review_id}
    await office.hear("intake.joint_review.called.v1", case_id, **facts, participants=(Role.DESIGN, Role.ENGINEERING))
    await office.hear("intake.joint_review.found.v1", case_id, **facts, owner_role=Role.DESIGN)
    assert await states(office, Role.ENGINEERING) == ["settled"]
    assert await states(office, Role.DESIGN) == ["settled", "delivered"]


@pytest.mark.rule("I18", "N1")
async def test_a_complaint_about_staff_once_verified_reaches_his_superior_and_the_centre(office: Office) -> None:
    case_id = uuid4()
    tell = (Role.DEPARTMENT_MANAGER, Role.CENTRE_DIRECTOR)
    await office.hear("intake.complaint.verified.v1", case_id, case_id=case_id, tell=tell)
    for role in tell:
        assert await states(office, role) == ["delivered"]
    await office.hear("intake.complaint.verified.v1", uuid4(), case_id=uuid4(), tell=())
    assert await states(office, Role.DEPARTMENT_MANAGER) == ["delivered"]


@pytest.mark.rule("I3", "N1")
async def test_engineering_hears_at_once_of_class_2(office: Office) -> None:
    for case_class in (CaseClass.PROPERTY_SERVICE, CaseClass.HOUSE_QUALITY):
        facts = {"case_id": uuid4(), "case_class": case_class, "desk": Desk.ENGINEERING_DESK}
        await office.hear("intake.case.classed.v1", facts["case_id"], **facts)
    assert await states(office, Role.ENGINEERING) == ["delivered"]
    assert len(await inbox(office.desk)) == 2
