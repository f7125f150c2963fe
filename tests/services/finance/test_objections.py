"""A contractor objects to a line; the centre answers; what is disputed is not deducted (L4, L7)."""

from datetime import timedelta

import pytest

from .desk import Desk

FIRM = {"contractor": "C-17"}


@pytest.mark.rule("L7")
async def test_nothing_is_booked_before_the_time_to_object_is_over(desk: Desk) -> None:
    await desk.confirmed(await desk.taken_over(), 200_000)
    statement = await desk.served(agreed=False)
    path = f"/served-statements/{statement['statement_id']}"
    shown = await desk.get("contractor", path, **FIRM)
    assert [e["kind"] for e in shown["lines"][0]["evidence"]][-1] == "statement_served"
    assert (await (await desk.as_("contractor", contractor="C-99")).get(path)).status_code == 404
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 409
    assert shown["object_until"].startswith("2026-03-24T16:00")
    desk.finance.clock.at += timedelta(days=14, hours=14)
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 409
    desk.finance.clock.at += timedelta(microseconds=1)
    assert (await desk.post("contractor", f"{path}/receipts", {"agrees": False}, **FIRM)).status_code == 201
    late = {"claim_id": shown["lines"][0]["claim_id"], "reason": "not ours"}
    assert (await desk.post("contractor", f"{path}/objections", late, **FIRM)).status_code == 409
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 201


async def objected(desk: Desk, amount_fen: int = 200_000) -> tuple[dict[str, str], str, str]:
    claim = await desk.confirmed(await desk.taken_over(), amount_fen)
    await desk.confirmed(await desk.taken_over(unit_no="9-1"), 150_000)
    statement = await desk.served(agreed=False)
    path = f"/served-statements/{statement['statement_id']}"
    body = {"claim_id": claim["claim_id"], "reason": "the owner drilled the pipe", "papers": ["ab" * 32]}
    answer = await desk.post("contractor", f"{path}/objections", body, **FIRM)
    assert answer.status_code == 201, answer.text
    assert (await desk.post("contractor", f"{path}/objections", body, **FIRM)).status_code == 409
    assert (await desk.post("contractor", f"{path}/receipts", {"agrees": True}, **FIRM)).status_code == 409
    return statement, claim["claim_id"], f"/objections/{answer.json()['objection_id']}/answers"


@pytest.mark.rule("L4", "L7")
async def test_an_upheld_line_is_not_deducted_and_the_rest_is_booked(desk: Desk) -> None:
    statement, claim_id, answers = await objected(desk)
    upheld = {"verdict": "upheld", "reason": "the owner's own damage"}
    assert (await desk.post("centre_director", answers, upheld)).status_code == 201
    assert (await desk.post("centre_director", answers, upheld)).status_code == 409
    await desk.agreed(statement)
    booked = (await desk.act("finance_officer", statement, "bookings")).json()
    assert (booked["deducted_fen"], booked["refilled_fen"]) == (150_000, 150_000)
    again = await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
    assert (again.status_code, "objection_upheld" in again.text) == (409, True)
    sort = {"cause": "owner", "cause_evidence": "he drilled the pipe"}
    assert (await desk.post("centre_director", f"/claims/{claim_id}/causes", sort)).status_code == 201


@pytest.mark.rule("L7")
async def test_what_is_still_disputed_is_set_aside_and_drawn_again_once_rejected(desk: Desk) -> None:
    statement, claim_id, answers = await objected(desk)
    desk.finance.clock.at += timedelta(days=15)
    assert (await desk.act("finance_officer", statement, "bookings")).status_code == 409
    assert (await desk.act("finance_officer", statement, "set-asides", reason="in dispute")).status_code == 201
    assert (await desk.act("finance_officer", statement, "set-asides", reason="again")).status_code == 409
    assert (await desk.act("finance_officer", statement, "bookings")).json()["deducted_fen"] == 150_000
    early = await desk.post("finance_officer", "/statements", {"project": "P1", "quarter": "2026-Q1"})
    assert (early.status_code, "objection_open" in early.text) == (409, True)
    rejected = {"verdict": "rejected", "reason": "the joint was never sealed"}
    assert (await desk.post("centre_director", answers, rejected)).status_code == 201
    later = await desk.served(agreed=False)
    body = {"claim_id": claim_id, "reason": "once more"}
    path = f"/served-statements/{later['statement_id']}/objections"
    assert (await desk.post("contractor", path, body, **FIRM)).status_code == 409
    await desk.agreed(later)
    assert (await desk.act("finance_officer", later, "bookings")).json()["deducted_fen"] == 200_000


@pytest.mark.rule("L4")
async def test_who_signed_a_claim_does_not_answer_for_it(desk: Desk) -> None:
    _, _, answers = await objected(desk, 50_000)
    before = await desk.finance.rows()
    body = {"verdict": "rejected", "reason": "no"}
    assert (await desk.post("centre_director", answers, body)).status_code == 403
    assert await desk.finance.rows() == before
    assert (await desk.post("centre_director", answers, body, person="another")).status_code == 201
