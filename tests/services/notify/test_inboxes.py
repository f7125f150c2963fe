"""Who reads and answers what."""

from uuid import uuid4

import pytest
from aftercare_contracts.events.notify import NoticeAnswered
from aftercare_contracts.values import Role

from .desk import Office, confirm, inbox, look, only


@pytest.mark.rule("N1")
async def test_everyone_finds_his_own_and_the_director_finds_all(office: Office) -> None:
    await office.case()
    await office.order()
    assert {notice["recipient_role"] for notice in await inbox(office.desk)} == {"engineering_desk"}
    assert {notice["recipient_role"] for notice in await inbox(office.director)} == {
        "engineering_desk", "property_desk", "customer", "contractor", "engineering",
    }  # fmt: skip
    assert await inbox(office.director, mine=True) == []


@pytest.mark.rule("N1", "L8")
async def test_a_contractor_finds_only_his_own_whatever_the_project(office: Office) -> None:
    await office.order()
    notice = await only(office.firm)
    assert notice["contractor"] == "NF"
    assert await inbox(office.rival) == []
    assert (await office.rival.get(f"/notices/{notice['notice_id']}")).status_code == 404
    assert (await look(office.firm, notice))["notice_no"] == notice["notice_no"]


@pytest.mark.rule("L8")
async def test_a_contractors_code_without_the_role_opens_no_inbox(office: Office) -> None:
    await office.order()
    async with office.service.client(Role.SALES_DESK, projects=("P1",), contractor="NF") as other:
        assert await inbox(other) == []


@pytest.mark.rule("L8")
async def test_the_same_office_of_another_project_finds_nothing(office: Office) -> None:
    await office.case()
    notice = await only(office.desk)
    before = await office.service.rows()
    assert await inbox(office.elsewhere) == []
    assert (await office.elsewhere.get(f"/notices/{notice['notice_id']}")).status_code == 404
    assert (await confirm(office.elsewhere, notice)).status_code == 404
    assert await office.service.rows() == before


@pytest.mark.rule("L8")
async def test_a_director_of_one_project_finds_nothing_of_another(office: Office) -> None:
    await office.case()
    async with office.service.client(Role.CENTRE_DIRECTOR, projects=("P2",)) as director:
        assert await inbox(director) == []


@pytest.mark.rule("N1")
async def test_an_answer_ends_the_matter_and_is_announced_without_its_words(office: Office) -> None:
    await office.case()
    notice = await only(office.desk)
    answered = (await confirm(office.desk, notice, text="已联系客户")).json()
    assert (answered["state"], answered["answered_by"], answered["answer"]) == ("answered", "wang.desk", "已联系客户")
    (said,) = await office.service.said(NoticeAnswered)
    assert (str(said.notice_id), said.answered_by, said.recipient_role) == (
        notice["notice_id"], "wang.desk", Role.ENGINEERING_DESK,
    )  # fmt: skip
    assert "已联系客户" not in said.model_dump_json()


@pytest.mark.rule("N1")
async def test_the_first_answer_stands(office: Office) -> None:
    await office.case()
    notice = await only(office.desk)
    await confirm(office.desk, notice, text="一")
    async with office.service.client(Role.ENGINEERING_DESK, person="chen.desk", projects=("P1",)) as colleague:
        again = await confirm(colleague, notice, text="二")
    assert again.status_code == 201
    assert (again.json()["answered_by"], again.json()["answer"]) == ("wang.desk", "一")
    assert len(await office.service.said(NoticeAnswered)) == 1


@pytest.mark.rule("N1")
async def test_a_notice_can_be_confirmed_without_a_body(office: Office) -> None:
    await office.case()
    notice = await only(office.desk)
    assert (await office.desk.post(f"/notices/{notice['notice_id']}/answers")).json()["state"] == "answered"


@pytest.mark.rule("N1")
async def test_nobody_answers_for_another_office_not_even_the_director(office: Office) -> None:
    await office.case()
    notice = await only(office.desk)
    before = await office.service.rows()
    for other in (office.sales, office.lead, office.director, office.firm):
        assert (await confirm(other, notice)).status_code == 404
    assert await office.service.rows() == before
    assert (await only(office.desk))["state"] == "delivered"


@pytest.mark.parametrize("body", [{"text": "x" * 2001}, {"text": "a\x00b"}, {"words": "x"}, {"text": 7}])
async def test_a_wrong_answer_is_refused_and_leaves_nothing(office: Office, body: dict[str, object]) -> None:
    await office.case()
    notice, before = await only(office.desk), await office.service.rows()
    assert (await confirm(office.desk, notice, **body)).status_code == 422
    assert await office.service.rows() == before


@pytest.mark.rule("N1")
async def test_what_still_waits_for_an_answer_can_be_asked_for(office: Office) -> None:
    await office.case()
    second = await office.case()
    await confirm(office.desk, (await inbox(office.desk, case_id=str(second)))[0])
    waiting = await inbox(office.desk, unanswered=True)
    assert len(waiting) == 1
    assert waiting[0]["case_id"] != str(second)
    assert len(await inbox(office.desk, state="answered")) == 1


@pytest.mark.rule("B9")
async def test_an_inbox_is_paged_the_latest_first_without_loss_or_repetition(office: Office) -> None:
    for _ in range(5):
        await office.case()
    found: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await office.desk.get("/notices", params=params)).json()
        found += [notice["notice_no"] for notice in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == 5
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    "asked", [{"cursor": "nonsense"}, {"limit": 0}, {"limit": 201}, {"state": "lost"}, {"case_id": "x"}]
)
async def test_a_wrong_question_is_refused(office: Office, asked: dict[str, object]) -> None:
    assert (await office.desk.get("/notices", params=asked)).status_code == 422


async def test_a_notice_nobody_wrote_is_not_found(office: Office) -> None:
    assert (await office.director.get(f"/notices/{uuid4()}")).status_code == 404
