"""A retention is released through the doors, by two, over no hold, and never twice (L5, L6, F7, F9)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from aftercare_contracts.events import finance_releases as events

from .desk import Desk

AFTER = datetime(2027, 7, 1, 2, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
FIRM = {"contractor": "C-17", "projects": (), "person": "li.firm"}


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2].rpartition(":")[2])


async def apply(desk: Desk, **body: Any) -> httpx.Response:
    return await desk.post("contractor", f"/retention/{desk.contract_ids['HT-1']}/releases", body, **FIRM)


async def act(desk: Desk, role: str, release: dict[str, Any], what: str, **body: Any) -> httpx.Response:
    who = FIRM if role == "contractor" else {}
    return await desk.post(role, f"/releases/{release['release_id']}/{what}", body, **who)


@pytest.fixture
async def over(desk: Desk) -> Desk:
    """The liability period of HT-1 has ended."""
    desk.finance.clock.at = AFTER
    return desk


async def agreed(desk: Desk, amount_fen: int = 1_000_000) -> dict[str, Any]:
    release = (await apply(desk, amount_fen=amount_fen)).json()
    await act(desk, "property_desk", release, "consents", consents=True, finding="无未了保修事项")
    assert (await act(desk, "finance_officer", release, "verifications", amount_fen=amount_fen)).status_code == 201
    assert (await act(desk, "vice_president", release, "confirmations")).status_code == 201
    return release  # type: ignore[no-any-return]


@pytest.mark.rule("L5", "F7")
async def test_a_retention_is_applied_for_consented_to_verified_confirmed_and_paid_once(over: Desk) -> None:
    release = await agreed(over)
    paid = await act(over, "finance_officer", release, "payments", payment="B-1")
    assert paid.json()["state"] == "paid"
    again = await act(over, "finance_officer", release, "payments", payment="B-2")
    assert (again.status_code, kind(again)) == (409, "paid-already")
    account = await over.retention()
    assert (account["released_fen"], account["free_fen"]) == (1_000_000, 0)
    assert (await over.balances())["paid:HT-1"] == 1_000_000
    assert (await over.get("auditor", "/ledger/verification"))["holds"]
    said = [type(each) for each in await over.finance.said(events.ReleaseEvent)]
    assert said == [events.ReleaseApplied, events.ReleaseVerified, events.ReleaseAgreed, events.ReleasePaid]
    shown = await over.get("contractor", f"/releases/{release['release_id']}", **FIRM)
    assert [each["verb"] for each in shown["moves"]] == ["apply", "verify", "confirm", "pay"]
    assert {each["name"] for each in shown["limits"] if each["ended_at"] is None} == set()
    late = await over.taken_over(400_000)
    hold = (await over.retention())["holds"][0]
    assert (hold["order_no"], hold["wanted_fen"], hold["held_fen"]) == (late.order_no, 400_000, 0)


@pytest.mark.rule("L6")
async def test_after_the_release_a_contractors_cost_is_a_claim_on_him_and_no_deduction(over: Desk) -> None:
    await act(over, "finance_officer", await agreed(over), "payments", payment="B-1")
    await over.confirmed(await over.taken_over(400_000), 480_000)
    statement = await over.served(quarter="2027-Q3")
    booked = (await over.act("finance_officer", statement, "bookings")).json()
    assert (booked["deducted_fen"], booked["claimed_fen"]) == (0, 480_000)
    assert (await over.retention())["claimed_fen"] == 480_000


@pytest.mark.rule("L5")
async def test_on_the_last_day_of_the_liability_period_nothing_is_applied_for(desk: Desk) -> None:
    desk.finance.clock.at = datetime(2027, 6, 30, 15, 59, 59, tzinfo=UTC)
    rows = await desk.finance.rows()
    early = await apply(desk)
    assert (early.status_code, kind(early)) == (409, "still-liable")
    assert await desk.finance.rows() == rows
    terms = await desk.get("contractor", f"/retention/{desk.contract_ids['HT-1']}/release-terms", **FIRM)
    assert (terms["releasable_from"], terms["is_releasable"]) == ("2027-07-01", False)
    desk.finance.clock.at += timedelta(seconds=1)
    assert (await apply(desk)).status_code == 201


@pytest.mark.rule("F9", "F7")
async def test_what_is_held_is_refused_and_can_be_applied_for_when_the_hold_is_gone(over: Desk) -> None:
    job = await over.taken_over(400_000)
    refused = await apply(over, amount_fen=600_001)
    assert (refused.status_code, kind(refused)) == (409, "over-holds")
    assert f"held for {job.order_no}" in refused.json()["errors"][1]["detail"]
    release = await agreed(over, 600_000)
    assert (await act(over, "finance_officer", release, "payments", payment="B-1")).status_code == 201
    await over.post("finance_officer", f"/holds/{job.order_id}/lifts", {"reason": "查明非其责任"})
    rest = (await apply(over)).json()
    assert (rest["asked_fen"], rest["state"]) == (400_000, "applied")


@pytest.mark.rule("F9")
async def test_a_hold_that_comes_between_confirmation_and_payment_stops_the_payment(over: Desk) -> None:
    release = await agreed(over)
    await over.taken_over(1)
    rows = await over.finance.rows()
    refused = await act(over, "finance_officer", release, "payments", payment="B-1")
    assert (refused.status_code, kind(refused)) == (409, "over-holds")
    assert await over.finance.rows() == rows


@pytest.mark.rule("L5", "N2")
async def test_fourteen_days_of_silence_and_fourteen_after_a_reminder_count_as_agreed(over: Desk) -> None:
    release = (await apply(over)).json()
    early = await act(over, "contractor", release, "reminders")
    assert (early.status_code, kind(early)) == (409, "still-time-to-answer")
    over.finance.clock.at = datetime.fromisoformat(release["answer_by"]) + INSTANT
    await over.finance.fire_due()
    urged = (await act(over, "contractor", release, "reminders")).json()
    assert datetime.fromisoformat(urged["answer_by"]) == datetime(2027, 7, 30, 16, 0, tzinfo=UTC)
    over.finance.clock.at = datetime.fromisoformat(urged["answer_by"])
    await over.finance.fire_due()
    path = f"/releases/{release['release_id']}"
    assert (await over.get("auditor", path))["state"] == "urged"
    over.finance.clock.at += INSTANT
    await over.finance.fire_due()
    shown = await over.get("auditor", path)
    assert (shown["state"], shown["amount_fen"]) == ("agreed", 1_000_000)
    assert (await over.finance.said(events.ReleaseAgreed))[0].by_silence
    late = await act(over, "finance_officer", release, "refusals", reason="还有未了事项")
    assert (late.status_code, kind(late)) == (409, "cannot-move-release")
    assert (await act(over, "finance_officer", release, "payments", payment="B-1")).status_code == 201


@pytest.mark.rule("L5")
@pytest.mark.parametrize("answer", ["verifications", "refusals"])
async def test_an_answer_after_the_reminder_ends_the_silence(over: Desk, answer: str) -> None:
    release = (await apply(over)).json()
    over.finance.clock.at = datetime.fromisoformat(release["answer_by"]) + INSTANT
    await act(over, "contractor", release, "reminders")
    await act(over, "property_desk", release, "consents", consents=True, finding="无")
    body = {"amount_fen": 900_000} if answer == "verifications" else {"reason": "仍有渗漏未修"}
    assert (await act(over, "finance_officer", release, answer, **body)).status_code == 201
    over.finance.clock.at += timedelta(days=60)
    await over.finance.fire_due()
    state = (await over.get("auditor", f"/releases/{release['release_id']}"))["state"]
    assert state == {"verifications": "verified", "refusals": "refused"}[answer]


@pytest.mark.rule("L5")
async def test_above_three_per_cent_of_the_settled_price_the_excess_is_paid_back_before_the_period_ends(
    desk: Desk,
) -> None:
    path = f"/retention/{desk.contract_ids['HT-1']}"
    none = await apply(desk, kind="excess")
    assert (none.status_code, kind(none)) == (409, "nothing-in-excess")
    entered = await desk.post(
        "finance_officer",
        f"{path}/settlements",
        {"settled_price_fen": 30_000_000, "paper": "ab" * 32},
        person="zhou.fin",
    )
    assert (await desk.get("auditor", f"{path}/release-terms"))["excess_fen"] == 0
    confirmations = f"/settlements/{entered.json()['settlement_id']}/confirmations"
    assert (await desk.post("auditor", confirmations, person="zhou.fin")).status_code == 403
    assert (await desk.post("auditor", confirmations)).status_code == 201
    terms = await desk.get("auditor", f"{path}/release-terms")
    assert (terms["ceiling_fen"], terms["excess_fen"], terms["price_is_final"]) == (900_000, 100_000, True)
    assert (await apply(desk, kind="excess", amount_fen=100_001)).status_code == 409
    release = (await apply(desk, kind="excess")).json()
    assert release["asked_fen"] == 100_000
    await act(desk, "finance_officer", release, "verifications", amount_fen=100_000)
    await act(desk, "vice_president", release, "confirmations")
    assert (await act(desk, "finance_officer", release, "payments", payment="B-1")).status_code == 201
    assert (await desk.get("auditor", f"{path}/release-terms"))["excess_fen"] == 0


@pytest.mark.rule("F7")
async def test_of_two_payments_at_once_one_is_made(over: Desk) -> None:
    release = await agreed(over)
    answers = await asyncio.gather(
        *(act(over, "finance_officer", release, "payments", payment=f"B-{n}") for n in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (await over.balances())["paid:HT-1"] == 1_000_000


@pytest.mark.rule("F7")
async def test_one_application_at_a_time_and_nobody_elses(over: Desk) -> None:
    first, second = await asyncio.gather(apply(over), apply(over))
    assert sorted((first.status_code, second.status_code)) == [201, 409]
    release = (first if first.status_code == 201 else second).json()
    path = f"/releases/{release['release_id']}"
    rival = await over.as_("contractor", contractor="C-99", projects=(), person="xu.firm")
    assert (await rival.get(path)).status_code == 404
    assert (await rival.post(f"{path}/withdrawals")).status_code == 404
    assert (await rival.post(f"/retention/{over.contract_ids['HT-1']}/releases", json={})).status_code == 404
    assert (await rival.get("/releases")).json()["items"] == []
    elsewhere = await over.as_("property_desk", projects=("P2",))
    consent = {"consents": True, "finding": "无"}
    assert (await elsewhere.post(f"{path}/consents", json=consent)).status_code == 404
    withdrawn = await act(over, "contractor", release, "withdrawals")
    assert withdrawn.json()["state"] == "withdrawn"
    assert (await apply(over)).status_code == 201


@pytest.mark.rule("F7")
async def test_the_property_office_speaks_once_and_before_finance(over: Desk) -> None:
    release = (await apply(over)).json()
    unheard = await act(over, "finance_officer", release, "verifications", amount_fen=1)
    assert (unheard.status_code, kind(unheard)) == (409, "property-not-heard")
    await act(over, "property_desk", release, "consents", consents=False, finding="外墙渗漏未修")
    again = await act(over, "property_desk", release, "consents", consents=True, finding="已修")
    assert (again.status_code, kind(again)) == (409, "property-heard")
    objected = await act(over, "finance_officer", release, "verifications", amount_fen=1)
    assert (objected.status_code, kind(objected)) == (409, "property-objects")


@pytest.mark.rule("F7", "N2")
async def test_a_contractor_objects_to_an_entry_of_his_account_and_gets_an_answer(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(400_000), 480_000)
    statement = await desk.served()
    await desk.act("finance_officer", statement, "bookings")
    path = f"/retention/{desk.contract_ids['HT-1']}/objections"
    entries = (await desk.retention(role="contractor", **FIRM))["entries"]
    reference = next(each["reference"] for each in entries if each["kind"] == "deduction")
    body = {"reference": reference, "reason": "未收到派工单"}
    raised = (await desk.post("contractor", path, body, **FIRM)).json()
    assert (await desk.post("contractor", path, body, **FIRM)).status_code == 409
    assert (await desk.post("contractor", path, body | {"reference": "allotment:x"}, **FIRM)).status_code == 404
    answers = f"/entry-objections/{raised['objection_id']}/answers"
    own = await desk.post("finance_officer", answers, {"upheld": False, "answer": "已送达"})
    assert (own.status_code, kind(own)) == (403, "own-entry")
    assert (await desk.post("centre_director", answers, {"upheld": False, "answer": "已送达"})).status_code == 201
    listed = (await desk.get("contractor", path, **FIRM))["items"]
    assert [(each["upheld"], each["answer"]) for each in listed] == [(False, "已送达")]
    assert (await desk.finance.said(events.EntryObjectionAnswered))[0].outcome == "refused"


@pytest.mark.rule("B10", "F7")
async def test_an_account_shown_as_of_a_moment_is_what_was_shown_then(desk: Desk) -> None:
    shown: list[tuple[datetime, dict[str, Any]]] = []

    async def look() -> None:
        shown.append((desk.finance.clock.at, await desk.retention()))
        desk.finance.clock.at += timedelta(seconds=1)

    await look()
    job = await desk.taken_over(400_000)
    await look()
    await desk.confirmed(job, 480_000)
    await look()
    await desk.taken_over(300_000)
    await look()
    statement = await desk.served()
    await desk.act("finance_officer", statement, "bookings")
    await look()
    for at, then in shown:
        moment = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        replayed = await desk.get("auditor", f"/retention/{desk.contract_ids['HT-1']}?as_of={moment}")
        assert replayed == then


@pytest.mark.rule("F9")
async def test_where_everything_is_held_even_an_application_for_all_there_is_is_refused(over: Desk) -> None:
    await over.taken_over(1_000_000)
    rows = await over.finance.rows()
    refused = await apply(over)
    assert (refused.status_code, kind(refused)) == (409, "over-holds")
    assert await over.finance.rows() == rows


@pytest.mark.rule("F7")
async def test_one_payments_number_pays_one_release(over: Desk) -> None:
    await act(over, "finance_officer", await agreed(over, 600_000), "payments", payment="B-1")
    rest = await agreed(over, 400_000)
    rows = await over.finance.rows()
    again = await act(over, "finance_officer", rest, "payments", payment="B-1")
    assert (again.status_code, kind(again)) == (409, "payment-known")
    assert await over.finance.rows() == rows
    assert (await act(over, "finance_officer", rest, "payments", payment="B-2")).status_code == 201
