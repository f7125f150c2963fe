"""Until it is answered: chased, settled by a deed, or given up aloud."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from aftercare_contracts.events.notify import NoticeAnswered, NoticeChased, NoticeDelivered
from aftercare_contracts.values import Repairer, Role

from .desk import Office, confirm, inbox, look, only

DAY = timedelta(hours=24)


async def wait(office: Office, interval: timedelta) -> int:
    """Time passes. Returns how many timers fired."""
    office.service.clock.at += interval
    return await office.service.fire_due()


@pytest.mark.rule("N1")
async def test_nothing_is_chased_before_its_time_and_then_it_is_sent_again(office: Office) -> None:
    case_id = await office.case()
    assert await wait(office, DAY - timedelta(seconds=1)) == 0
    assert await wait(office, timedelta(seconds=1)) == 1
    notice = await look(office.desk, await only(office.desk))
    assert (notice["state"], notice["times_chased"]) == ("delivered", 1)
    assert [each["number"] for each in notice["deliveries"]] == [0, 1]
    (said,) = await office.service.said(NoticeChased)
    assert (said.times, str(said.notice_id), said.case_id) == (1, notice["notice_id"], case_id)


@pytest.mark.rule("N1")
async def test_it_is_chased_three_times_and_then_the_director_is_told(office: Office) -> None:
    await office.case()
    for _ in range(5):
        await wait(office, DAY)
    notice = await only(office.desk)
    assert (notice["state"], notice["times_chased"]) == ("given_up", 3)
    assert [said.times for said in await office.service.said(NoticeChased)] == [1, 2, 3]
    told = await only(office.director, mine=True)
    assert notice["notice_no"] in told["text_zh"]
    assert "工程项目专员" in told["text_zh"]
    assert "3次" in told["text_zh"]
    assert len(await office.service.said(NoticeDelivered)) == 3, "the desk, the customer and the director"


@pytest.mark.rule("N1")
async def test_what_was_given_up_may_still_be_answered(office: Office) -> None:
    await office.case()
    for _ in range(3):
        await wait(office, DAY)
    assert (await confirm(office.desk, await only(office.desk))).json()["state"] == "answered"


@pytest.mark.rule("N1")
async def test_what_is_answered_is_not_chased(office: Office) -> None:
    await office.case()
    await confirm(office.desk, await only(office.desk))
    assert await wait(office, 10 * DAY) == 0
    assert await office.service.said(NoticeChased) == []


@pytest.mark.rule("N1")
async def test_what_asks_for_nothing_is_not_chased(office: Office) -> None:
    await office.hear("dispatch.work_order.received.v1", uuid4())
    assert await wait(office, 10 * DAY) == 0


@pytest.mark.rule("N1")
async def test_a_notice_keeps_the_rule_it_went_out_under(office: Office) -> None:
    await office.case()
    async with office.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data)"
            " values ('chase', 2, '2026-03-10', 'test', '{\"hours\": 1, \"times\": 1}')"
        )
    await office.case()
    assert await wait(office, timedelta(hours=1)) == 1
    states = [(notice["times_chased"], notice["state"]) for notice in await inbox(office.desk)]
    assert states == [(1, "given_up"), (0, "delivered")]


@pytest.mark.rule("N1")
async def test_a_receipt_settles_the_contractors_notice_of_that_order_only(office: Office) -> None:
    case_id = uuid4()
    first, second = await office.order(case_id=case_id), await office.order(case_id=case_id)
    await _receive(office, case_id, first)
    states = [notice["state"] for notice in await inbox(office.firm)]
    assert states == ["delivered", "settled"]
    assert await office.service.said(NoticeAnswered) == [], "no answer is put into his mouth"
    settled = (await inbox(office.firm, state="settled"))[0]
    assert (settled["settled_by"], settled["answered_by"]) == ("dispatch.work_order.received.v1", None)
    assert await wait(office, DAY) == 1, "only the second order's notice is chased"
    assert second


@pytest.mark.rule("N1")
async def test_a_deed_of_another_contractors_order_settles_nothing(office: Office) -> None:
    await office.order()
    await _receive(office, uuid4(), uuid4())
    assert (await only(office.firm))["state"] == "delivered"


@pytest.mark.rule("N1")
async def test_a_claim_raised_anew_replaces_the_notice_of_the_old_amount(office: Office) -> None:
    case_id, claim_id = uuid4(), uuid4()
    for amount in (30_000, 90_000):
        await office.hear(
            "finance.claim.raised.v1",
            case_id,
            case_id=case_id,
            claim_id=claim_id,
            next_role=Role.SITE_LEAD,
            amount_fen=amount,
        )
    assert [(notice["state"], "900.00" in notice["text_zh"]) for notice in await inbox(office.lead)] == [
        ("delivered", True), ("settled", False),
    ]  # fmt: skip


@pytest.mark.rule("N1")
async def test_an_event_heard_twice_does_not_settle_its_own_notice(office: Office) -> None:
    case_id, claim_id, message_id = uuid4(), uuid4(), uuid4()
    for _ in range(2):
        await office.hear(
            "finance.claim.raised.v1", case_id, message_id, case_id=case_id, claim_id=claim_id, next_role=Role.SITE_LEAD
        )
    assert (await only(office.lead))["state"] == "delivered"
    assert await wait(office, DAY) == 1, "it is still chased"


@pytest.mark.rule("N1")
async def test_an_answer_to_what_was_settled_changes_nothing(office: Office) -> None:
    case_id = uuid4()
    await _receive(office, case_id, await office.order(case_id=case_id))
    assert (await confirm(office.firm, await only(office.firm))).json()["state"] == "settled"
    assert await office.service.said(NoticeAnswered) == []


@pytest.mark.rule("N1")
async def test_an_answer_and_a_chase_that_meet_both_end_well(office: Office) -> None:
    for _ in range(8):
        await office.case()
    notices = await inbox(office.desk)
    office.service.clock.at += DAY
    answers = [confirm(office.desk, notice) for notice in notices]
    results = await asyncio.gather(office.service.fire_due(), office.service.fire_due(), *answers)
    assert {answer.status_code for answer in results[2:]} == {201}  # type: ignore[union-attr]
    assert {notice["state"] for notice in await inbox(office.desk)} == {"answered"}
    await wait(office, 10 * DAY)
    async with office.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from timer where attempts > 0") == 0, "no timer had to be put off"
    assert {notice["state"] for notice in await inbox(office.desk)} == {"answered"}


async def test_a_delivery_cannot_be_taken_back(office: Office) -> None:
    await office.case()
    for statement in ("delete from delivery", "update delivery set channel = 'inbox'"):
        with pytest.raises(Exception, match="append only"):
            async with office.service.db.transaction() as tx:
                await tx.execute(statement)


async def _receive(office: Office, case_id: UUID, order_id: UUID) -> None:
    await office.hear(
        "dispatch.work_order.received.v1",
        case_id,
        case_id=case_id,
        order_id=order_id,
        repairer=Repairer.CONTRACTOR,
        contractor="NF",
    )


@pytest.mark.rule("N1", "N2")
async def test_a_superior_is_no_longer_chased_about_a_task_that_was_done(office: Office) -> None:
    task, other = uuid4(), uuid4()
    for task_id, number in ((task, "RW-2026-000001"), (other, "RW-2026-000002")):
        what = {"limit": "low_score", "reference": number, "case_id": None, "case_no": None, "tell": Role.SITE_LEAD}
        await office.hear("survey.limit.passed.v1", task_id, **what)
    await office.hear("survey.task.done.v1", task, task_id=task)
    states = {notice["subject_zh"][-14:]: notice["state"] for notice in await inbox(office.lead)}
    assert states == {"RW-2026-000001": "settled", "RW-2026-000002": "delivered"}
