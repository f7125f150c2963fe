"""At its date an objective is reached and commended, or missed and somebody owes a corrective action (V9)."""

from typing import Any

import pytest
from aftercare_contracts.events.survey_results import ObjectiveMissed, ObjectiveReached

from .results import ELSEWHERE, Readers, did, listed

pytestmark = pytest.mark.rule("V9")


async def year_ends(readers: Readers) -> dict[tuple[str, str], dict[str, Any]]:
    """The figures are held against the objectives on the first of January. By objective and project."""
    await readers.month_begins("2027-01-01T00:00+08:00")
    found = await listed(readers.director, "/objective-assessments")
    return {(each["objective"], each["project"]): each for each in found}


async def test_below_it_somebody_owes_a_corrective_action_by_a_day(readers: Readers) -> None:
    for overall in ["good"] * 16 + ["fair"] * 4:
        await readers.returned(overall=overall)
    found = (await year_ends(readers))["overall_2026", "P1"]
    assert (found["outcome"], found["satisfied"], found["answered"], found["wanted"]) == ("below", 16, 20, 0.85)
    (task,) = await listed(readers.lead, "/tasks", kind="corrective_action")
    assert (task["task_id"], task["owner_role"], task["due_on"]) == (found["task_id"], "site_lead", "2027-01-31")
    assert "满意率为80.0%，质量目标为85.0%，低5.0个百分点" in task["what"]
    await did(readers.lead, f"/tasks/{task['task_id']}/doings", text="已制定措施")
    await did(readers.supervisor, f"/tasks/{task['task_id']}/verifications", finding="措施有效")
    (said,) = await readers.service.said(ObjectiveMissed)
    assert (said.objective, said.reached_percent, said.wanted_percent) == ("overall_2026", "80.0%", "85.0%")


async def test_on_the_figure_it_is_reached_and_commended(readers: Readers) -> None:
    for overall in ["good"] * 17 + ["fair"] * 3:
        await readers.returned(overall=overall)
    found = (await year_ends(readers))["overall_2026", "P1"]
    assert (found["outcome"], found["task_id"]) == ("reached", None)
    (commended,) = await listed(readers.lead, "/commendations")
    assert (commended["owner_role"], commended["item"], commended["satisfied"]) == ("site_lead", None, 17)
    assert [each.objective for each in await readers.service.said(ObjectiveReached)] == ["overall_2026"]


async def test_a_single_item_is_commended_though_its_group_stays_below(readers: Readers) -> None:
    for _ in range(10):
        await readers.returned(("cleanliness", "excellent"), ("fee_fairness", "fair"))
    found = await year_ends(readers)
    assert found["property_2026", "P1"]["outcome"] == "below"
    assert found["overall_2026", "P1"]["outcome"] == "nothing_returned"
    (commended,) = await listed(readers.lead, "/commendations")
    assert (commended["item"], commended["zh"], commended["owner_role"]) == (
        "cleanliness",
        "卫生维护状况",
        "property_company",
    )


async def test_each_project_is_held_against_it_by_itself_once_and_a_pilot_not_at_all(readers: Readers) -> None:
    await readers.returned(overall="good")
    await readers.returned(overall="poor", is_pilot=True)
    await readers.returned(overall="poor", project=ELSEWHERE)
    found = await year_ends(readers)
    outcomes = {project: found["overall_2026", project]["outcome"] for project in ("P1", ELSEWHERE)}
    assert outcomes == {"P1": "reached", ELSEWHERE: "below"}
    await readers.month_begins("2027-02-01T00:00+08:00")
    assert len(await listed(readers.director, "/objective-assessments")) == len(found)
    assert len(await listed(readers.elsewhere, "/tasks", kind="corrective_action")) == 1


async def test_before_its_date_nothing_is_held_against_it(readers: Readers) -> None:
    await readers.returned(overall="poor")
    await readers.month_begins("2026-12-01T00:00+08:00")
    assert await listed(readers.director, "/objective-assessments") == []
