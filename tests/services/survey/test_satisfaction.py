"""Satisfaction over the doors: the whole, its parts, the pilot apart, comments without names (V7)."""

from typing import Any
from uuid import UUID

import pytest
from survey.domain.responses import Answer

from .results import ELSEWHERE, Readers, got, listed

pytestmark = pytest.mark.rule("V7")


async def test_the_figures_with_interval_and_how_many_had_no_overall_answer(readers: Readers) -> None:
    for overall in ("excellent", "good", "good", "fair", "poor"):
        await readers.returned(("lifts", "good"), overall=overall)
    await readers.returned(("lifts", "poor"), ("safety", "fair"))
    found = await got(readers.lead, "/satisfaction")
    whole = found["whole"]
    assert (whole["returned"], whole["without_overall"], whole["share_returned"]) == (6, 1, None)
    assert (whole["overall"]["satisfied"], whole["overall"]["answered"], whole["overall"]["share"]) == (3, 5, 0.6)
    assert (whole["overall"]["low"], whole["overall"]["high"]) == pytest.approx((0.2307, 0.8824), abs=1e-4)
    assert [(each["code"], each["satisfied"], each["answered"]) for each in whole["items"]] == [
        ("lifts", 5, 6), ("safety", 0, 1),
    ]  # fmt: skip
    assert [(each["zh"], each["dissatisfied"]) for each in whole["groups"]] == [("工程质量满意度", 1), ("配套设施", 0)]


async def test_a_pilot_is_counted_apart(readers: Readers) -> None:
    await readers.returned(overall="good")
    await readers.returned(overall="poor", is_pilot=True)
    found = await got(readers.lead, "/satisfaction")
    assert (found["whole"]["overall"]["share"], found["pilot"]["overall"]["share"]) == (1.0, 0.0)


async def test_a_corrected_form_counts_once(readers: Readers) -> None:
    first = await readers.on_paper(overall="poor")
    await readers.on_paper(overall="good", replaces=first.response_id)
    whole = (await got(readers.lead, "/satisfaction"))["whole"]
    assert (whole["returned"], whole["overall"]["share"]) == (1, 1.0)


@pytest.mark.parametrize(
    ("by", "keys"),
    [("project", ["P1", "P2"]), ("building", ["P1 3", "P1 5", "P2 3"]), ("month", ["2026-03", "2026-04"]),
     ("quarter", ["2026-Q1", "2026-Q2"]), ("year", ["2026"])],
)  # fmt: skip
async def test_apart_by_what_is_wanted(readers: Readers, by: str, keys: list[str]) -> None:
    await readers.returned(overall="good")
    await readers.returned(overall="good", building="5")
    readers.service.clock.at = readers.service.clock.at.replace(month=4)
    await readers.returned(overall="poor", project=ELSEWHERE)
    found = await got(readers.director, "/satisfaction", by=by)
    assert [each["key"] for each in found["parts"]] == keys
    assert sum(each["returned"] for each in found["parts"]) == found["whole"]["returned"] == 3


async def test_by_contractor_where_the_form_is_about_a_repair_of_his(readers: Readers) -> None:
    for contractor, step in [("C1", "dissatisfied"), ("C2", "very_satisfied")]:
        order_id = await readers.repaired(contractor=contractor, hands=())
        body = {"answers": [{"item": "quality", "step": step}]}
        assert (await readers.colleague.post(f"/repair-questions/{order_id}/answers", json=body)).status_code == 201
    found = await got(readers.lead, "/satisfaction", form="repair_question", by="contractor")
    assert [(each["key"], each["items"][0]["share"]) for each in found["parts"]] == [("C1", 0.0), ("C2", 1.0)]


async def test_a_day_counts_from_midnight_to_midnight_in_china(readers: Readers) -> None:
    await readers.returned(overall="good")
    for begins_on, ends_on, returned in [
        ("2026-03-10", "2026-03-10", 1), ("2026-03-11", None, 0), (None, "2026-03-09", 0), ("2026-03-01", "2026-03-31", 1),
    ]:  # fmt: skip
        whole = (await got(readers.lead, "/satisfaction", begins_on=begins_on, ends_on=ends_on))["whole"]
        assert whole["returned"] == returned
    answer = await readers.lead.get("/satisfaction", params={"begins_on": "2026-03-11", "ends_on": "2026-03-10"})
    assert answer.status_code == 422


async def test_nobody_counts_what_he_does_not_reach(readers: Readers) -> None:
    await readers.returned(overall="good")
    assert (await got(readers.elsewhere, "/satisfaction"))["whole"]["returned"] == 0
    assert await listed(readers.elsewhere, "/comments") == []
    assert (await readers.lead.get("/satisfaction", params={"form": "horoscope"})).status_code == 404


async def test_a_form_counts_by_the_version_it_answered(readers: Readers) -> None:
    first = await readers.returned(("lifts", "good"), overall="good")
    async with readers.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) select name, 2, '2026-03-11', 'a test',"
            " jsonb_set(data, '{satisfaction,scale,1,counts}', '\"neither\"') from policy where name = 'forms'"
        )
    readers.service.clock.at = readers.service.clock.at.replace(day=11)
    second = await readers.returned(("lifts", "good"), overall="good", form_version=2)
    assert (first.form_version, second.form_version) == (1, 2)
    overall = (await got(readers.lead, "/satisfaction"))["whole"]["overall"]
    assert (overall["satisfied"], overall["neither"]) == (1, 1)


async def test_comments_are_gathered_by_item_and_name_nobody(readers: Readers) -> None:
    given = await readers.returned(
        answers=(Answer("lifts", "poor", "常停"), Answer("safety", "good", "门岗很负责"), Answer("cleanliness", "good")),
        overall="fair", comment="请尽快", signed_as="王芳",
    )  # fmt: skip
    everything = await listed(readers.lead, "/comments")
    assert [(each["item"], each["comment"]) for each in everything] == [
        ("lifts", "常停"), ("safety", "门岗很负责"), (None, "请尽快"),
    ]  # fmt: skip
    shown = str(everything)
    assert not any(word in shown for word in ("王芳", str(given.customer_id), "1201"))
    assert [each["comment"] for each in await listed(readers.lead, "/comments", item="lifts")] == ["常停"]
    assert [each["item"] for each in await listed(readers.lead, "/comments", counts="satisfied")] == ["safety"]


async def test_pages_of_comments_hold_each_once(readers: Readers) -> None:
    for _ in range(3):
        await readers.returned(
            answers=(Answer("lifts", "poor", "常停"), Answer("safety", "good", "好")),
            comment="请尽快",
            campaign_id=UUID(int=7),
        )
    seen: list[Any] = []
    cursor = None
    while True:
        page = await got(readers.lead, "/comments", limit=2, cursor=cursor, campaign_id=UUID(int=7))
        seen += [(each["response_id"], each["item"]) for each in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 9


async def test_what_was_forgotten_is_not_gathered(readers: Readers) -> None:
    await readers.returned(("lifts", "poor"))
    async with readers.service.db.transaction() as tx:
        await tx.execute("update response_answer set comment = ''")
    assert await listed(readers.lead, "/comments") == []
