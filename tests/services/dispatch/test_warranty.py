"""Whose warranty: asked at the door, and the same for the order that goes out (D2, L1, L2, L3)."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from aftercare_contracts.events.intake_units import ProjectRecorded, RecordedUnit, UnitsRecorded
from aftercare_contracts.values import Role
from plumbing.inbox import Outcome

from .desk import PROJECT, Office, contract, made, photo
from .desk import order as order_of
from .test_refusals import nothing_left_behind, pointers

WET_ROOM = "wet_room_waterproofing"
PROMISE = {
    "holds_from": "2026-01-01",
    "terms": [{"part": WET_ROOM, "months": 72, "clause": "附件三第2条"}],
    "reason": "二期合同",
}


def unit(**what: Any) -> RecordedUnit:
    facts: dict[str, Any] = {
        "unit_id": uuid4(), "unit_no": "3-1201", "building": "3", "completion_accepted_on": date(2025, 6, 30),
        "handed_over_on": date(2025, 8, 1), "refused_on": None,
    }  # fmt: skip
    return RecordedUnit(**(facts | what))


async def tell(office: Office, *units: RecordedUnit, project: str = PROJECT) -> Outcome:
    return await office.service.hear(UnitsRecorded(project=project, units=units or (unit(),)), about=project)


async def tell_project(office: Office, first: date | None = date(2025, 7, 1), project: str = PROJECT) -> None:
    said = ProjectRecorded(project=project, first_collective_handover_on=first)
    assert await office.service.hear(said, about=project) is Outcome.APPLIED


async def asked(office: Office, who: httpx.AsyncClient | None = None, **what: Any) -> httpx.Response:
    wanted = {"project": PROJECT, "unit_no": "3-1201", "part": WET_ROOM} | what
    return await (who or office.desk).get(
        "/warranty", params={name: one for name, one in wanted.items() if one is not None}
    )


async def answer(office: Office, who: httpx.AsyncClient | None = None, **what: Any) -> dict[str, Any]:
    found = await asked(office, who, **what)
    assert found.status_code == 200, found.text
    return dict(found.json())


@pytest.mark.rule("L3", "D2")
async def test_the_answer_names_the_contractor_the_clause_the_article_and_both_clocks(office: Office) -> None:
    await tell(office)
    clerk = office.service.client(Role.HOTLINE_CLERK, projects=(PROJECT,))
    found = await answer(office, clerk)
    assert (found["on"], found["building"]) == ("2026-03-10", "3")
    assert (found["responsible"], found["contractor"], found["contract_no"], found["clause"], found["until"]) == (
        "contractor", "NF", "HT-2025-01", "第12条", "2030-06-30",
    )  # fmt: skip
    assert "第四十条" in found["article"]
    contractors, owners = found["contractor_term"], found["owner_term"]
    assert (contractors["starts_on"], contractors["ends_on"], contractors["months"], contractors["state"]) == (
        "2025-06-30", "2030-06-30", 60, "running",
    )  # fmt: skip
    assert (owners["starts_on"], owners["ends_on"], owners["basis"], owners["state"]) == (
        "2025-08-01", "2030-06-30", "remainder", "running",
    )  # fmt: skip


@pytest.mark.rule("L3", "D2")
async def test_in_the_gap_the_company_bears_it_and_after_that_it_is_the_owners_own(office: Office) -> None:
    await tell(office, unit(handed_over_on=date(2026, 3, 1)))
    await tell_project(office)
    assert (
        await office.service.client(Role.LEGAL_COUNSEL).put(f"/owner-terms/{PROJECT}", json=PROMISE)
    ).status_code == 200
    turns = [
        (one["responsible"], one["bearer"], one["until"], one["clause"])
        for on in ("2030-06-30", "2030-07-01", "2032-03-01", "2032-03-02")
        for one in [await answer(office, on=on)]
    ]
    assert turns == [
        ("contractor", "contractor", "2030-06-30", "第12条"),
        ("company", "company", "2032-03-01", "附件三第2条"),
        ("company", "company", "2032-03-01", "附件三第2条"),
        ("nobody", "owner", None, ""),
    ]


@pytest.mark.rule("L3", "I4")
async def test_a_unit_not_handed_over_or_wrongly_refused(office: Office) -> None:
    await tell(office, unit(handed_over_on=None))
    found = await answer(office, on="2035-01-01")
    assert (found["responsible"], found["is_handed_over"], found["owner_term"]) == ("company", False, None)
    await tell(office, unit(handed_over_on=date(2026, 3, 1), refused_on=date(2025, 9, 1)))
    found = await answer(office, part="electrical")
    assert (found["counts_as_handed_over_on"], found["was_refused"], found["is_handed_over"]) == (
        "2025-09-01",
        True,
        True,
    )
    assert (found["contractor_term"]["basis"], found["responsible"]) == ("law", "company")
    assert (await answer(office, on="2025-08-31"))["is_handed_over"] is False


@pytest.mark.rule("L3", "I4")
async def test_shared_parts_go_by_the_estates_first_handover(office: Office) -> None:
    await tell_project(office)
    found = await answer(office, unit_no=None, on="2030-07-01")
    assert (found["unit_no"], found["counts_as_handed_over_on"], found["responsible"]) == (None, "2025-07-01", "nobody")
    assert (await answer(office, unit_no=None, on="2030-06-30"))["responsible"] == "contractor"


async def test_what_is_not_there_or_not_yours_is_not_found(office: Office) -> None:
    await tell(office)
    assert (await asked(office, unit_no="9-9")).json()["type"] == "urn:aftercare:problem:no-such-unit"
    for refused in (
        await asked(office, unit_no="9-9"), await asked(office, unit_no=None), await asked(office, office.elsewhere),
        await asked(office, project="P9"),
    ):  # fmt: skip
        assert refused.status_code == 404
    for who in (office.firm, office.squad, office.service.client(Role.CUSTOMER)):
        assert (await asked(office, who)).status_code == 403
    early = await asked(office, on="1998-08-31")
    assert (early.status_code, pointers(early)) == (422, ["query:on"])
    assert (await asked(office, part="garden")).status_code == 422


@pytest.mark.rule("D2")
async def test_where_several_answer_the_question_must_say_whom(office: Office) -> None:
    await tell(office)
    await made(office.records, "/contracts", contract(contract_no="HT-2", contractor="BF"))
    refused = await asked(office)
    assert (refused.status_code, pointers(refused)) == (422, ["query:addressed_to"])
    assert (await answer(office, addressed_to="BF"))["contract_no"] == "HT-2"


@pytest.mark.rule("D2", "L3")
@pytest.mark.parametrize("building", ["3", "4"])
@pytest.mark.parametrize("part", [WET_ROOM, "electrical"])
@pytest.mark.parametrize("handed_over_on", [None, date(2025, 8, 1)])
async def test_the_order_and_the_answer_say_the_same(
    office: Office, building: str, part: str, handed_over_on: date | None
) -> None:
    scoped = contract(contract_no="HT-4", contractor="BF", buildings=["4", "4"], parts=[
        {"part": "electrical", "warranty_months": 24, "clause": "第20条"},
    ])  # fmt: skip
    assert (await made(office.records, "/contracts", scoped))["buildings"] == ["4"]
    await tell(office, unit(building=building, handed_over_on=handed_over_on))
    said = await answer(office, part=part)
    order = await office.issue(part=part)
    assert (order["contractor"], order["warranty_article"], order["contract_clause"]) == (
        said["contractor"], said["article"], said["clause"],
    )  # fmt: skip
    assert (order["contractor_until"], order["owner_until"]) == (
        said["contractor_term"]["ends_on"], said["owner_term"] and said["owner_term"]["ends_on"],
    )  # fmt: skip
    assert said["contractor"] == ("NF" if part == WET_ROOM else "BF" if building == "4" else None)


async def test_an_order_on_a_unit_not_yet_told_of_goes_by_what_the_case_says(office: Office) -> None:
    order = await office.issue()
    assert (order["contractor"], order["owner_until"]) == ("NF", "2030-06-30")


async def test_a_later_word_about_a_unit_replaces_the_earlier_and_the_same_again_changes_nothing(
    office: Office,
) -> None:
    said = UnitsRecorded(project=PROJECT, units=(unit(handed_over_on=None), unit()))
    message = uuid4()
    assert await office.service.hear(said, about=PROJECT, message_id=message) is Outcome.APPLIED
    rows = await office.service.rows()
    assert (rows["unit_copy"], (await answer(office))["is_handed_over"]) == (1, True)
    await tell(office, unit(building="9"))
    assert (await answer(office))["building"] == "9"
    assert (await office.service.rows())["unit_copy"] == 1


@pytest.mark.rule("L1", "L2")
async def test_a_city_with_a_longer_term_raises_the_floor_of_its_projects(office: Office) -> None:
    counsel = office.service.client(Role.LEGAL_COUNSEL, person="counsel")
    city = {
        "projects": [PROJECT], "source": "甲市住宅质量条例 2025-12-01", "since": "2026-01-01",
        "floors": {WET_ROOM: {"months": 96, "article": "甲市条例 第九条"}, "plumbing": {"months": 1, "article": "x"}},
        "owner_minimum": {WET_ROOM: {"months": 90, "article": "甲市条例 第十条"}},
    }  # fmt: skip
    wanted = {
        "data": {"reviewed_on": "2026-03-01", "cities": {"甲市": city}}, "based_on": 1, "holds_from": "2026-03-11", "reason": "甲市",
    }  # fmt: skip
    proposed = await made(counsel, "/policies/city_terms/proposals", wanted)
    head = office.service.client(Role.GENERAL_MANAGER, person="head")
    await made(head, f"/policies/city_terms/proposals/{proposed['proposal_id']}/confirmations", {})
    office.service.clock.at = office.later(days=1)
    await tell(office)
    low = await office.records.post("/contracts", json=contract(contract_no="HT-9"))
    assert (low.status_code, pointers(low)) == (422, ["/parts/0/warranty_months"])
    assert "甲市条例 第九条" in low.json()["detail"]
    await made(office.records, "/contracts", contract(contract_no="HT-9", project="P2"))
    plumbing = [{"part": "plumbing", "warranty_months": 24, "clause": "x"}]
    await made(office.records, "/contracts", contract(contract_no="HT-10", parts=plumbing))
    refused = await counsel.put(f"/owner-terms/{PROJECT}", json=PROMISE)
    assert refused.status_code == 404, "the project is not told of yet"
    await tell_project(office)
    refused = await counsel.put(f"/owner-terms/{PROJECT}", json=PROMISE)
    assert (refused.status_code, pointers(refused)) == (422, ["/terms/0/months"])
    assert "甲市条例 第十条" in refused.json()["detail"]
    found = await answer(office)
    assert (found["owner_term"]["ends_on"], found["owner_term"]["article"]) == ("2033-02-01", "甲市条例 第十条")
    assert (await answer(office, on="2026-03-10"))["owner_term"]["ends_on"] == "2030-06-30"


@pytest.mark.rule("L2")
async def test_promises_have_versions_and_the_one_in_force_on_the_day_decides(office: Office) -> None:
    await tell(office)
    await tell_project(office)
    counsel, path = office.service.client(Role.LEGAL_COUNSEL, person="counsel"), f"/owner-terms/{PROJECT}"
    assert (await office.lead.get(path)).status_code == 404
    for _ in range(2):
        kept = await counsel.put(path, json=PROMISE)
        assert (kept.status_code, kept.json()["version"], kept.json()["recorded_by"]) == (200, 1, "counsel")
    more = PROMISE | {"holds_from": "2026-06-01", "terms": [PROMISE["terms"][0] | {"months": 84}]}
    assert (await counsel.put(path, json=more)).json()["version"] == 2
    assert (await office.lead.get(path)).json()["version"] == 1
    assert (await office.lead.get(path, params={"on": "2026-06-01"})).json()["version"] == 2
    ends = [(await answer(office, on=on))["owner_term"]["ends_on"] for on in ("2025-12-31", "2026-05-31", "2026-06-01")]
    assert ends == ["2030-06-30", "2031-08-01", "2032-08-01"]
    page = (await office.lead.get(f"{path}/versions", params={"limit": 1})).json()
    rest = (await office.lead.get(f"{path}/versions", params={"cursor": page["next"]})).json()
    assert [one["version"] for one in page["items"] + rest["items"]] == [2, 1]


@pytest.mark.rule("L2")
async def test_a_promise_below_the_minimum_of_nobody_or_twice_is_refused(office: Office) -> None:
    await tell_project(office)
    counsel, path = office.service.client(Role.LEGAL_COUNSEL, projects=(PROJECT,)), f"/owner-terms/{PROJECT}"
    low, terms = PROMISE["terms"][0] | {"months": 11}, PROMISE["terms"]
    async with nothing_left_behind(office):
        for what, pointer in (([low], "/terms/0/months"), (terms * 2, "/terms/1/part")):
            refused = await counsel.put(path, json=PROMISE | {"terms": what})
            assert (refused.status_code, pointers(refused)) == (422, [pointer])
        assert (await counsel.put("/owner-terms/P2", json=PROMISE)).status_code == 404
        assert (await office.lead.put(path, json=PROMISE)).status_code == 403
        assert (await office.elsewhere.get(path)).status_code == 404
    assert (await counsel.put(path, json=PROMISE | {"terms": [low | {"months": 12}]})).status_code == 200


@pytest.mark.rule("D2")
async def test_orders_that_are_out_keep_what_was_written_on_them(office: Office) -> None:
    await tell(office)
    before = await office.issue()
    contract_id = (await office.records.get("/contracts")).json()["items"][0]["contract_id"]
    await made(office.records, f"/contracts/{contract_id}/amendments", {
        "holds_from": "2026-03-10", "reason": "补充协议", "clause": "补一", "repair_time": {"unit": "hours", "count": 1},
        "parts": [{"part": WET_ROOM, "warranty_months": 72, "clause": "补一第1条"}],
    })  # fmt: skip
    assert (await office.look(before))["contractor_until"] == "2030-06-30"
    case_id = await office.case()
    after = await made(office.desk, "/work-orders", order_of(case_id, photos=[await photo(office.desk)]))
    assert (after["contractor_until"], after["contract_clause"]) == ("2031-06-30", "补一第1条")
    assert [(await answer(office, on=on))["clause"] for on in ("2026-03-09", "2026-03-10")] == ["第12条", "补一第1条"]


@pytest.mark.rule("L2")
@pytest.mark.parametrize(
    "act", ["delete from owner_term", "truncate owner_terms cascade", "update owner_terms set reason = 'x'"]
)
async def test_what_was_promised_is_never_taken_back(office: Office, act: str) -> None:
    await tell_project(office)
    await office.service.client(Role.LEGAL_COUNSEL).put(f"/owner-terms/{PROJECT}", json=PROMISE)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with office.service.db.transaction() as tx:
            await tx.execute(act)


@pytest.mark.rule("L2")
async def test_several_who_promise_at_once_make_versions_in_a_row_and_the_same_but_one(office: Office) -> None:
    await tell_project(office)
    counsel, path = office.service.client(Role.LEGAL_COUNSEL), f"/owner-terms/{PROJECT}"
    same = await asyncio.gather(*(counsel.put(path, json=PROMISE) for _ in range(5)))
    assert {answer.json()["version"] for answer in same} == {1}
    others = [PROMISE | {"holds_from": f"2026-02-0{day}"} for day in range(1, 6)]
    answers = await asyncio.gather(*(counsel.put(path, json=body) for body in others))
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5, 6]
