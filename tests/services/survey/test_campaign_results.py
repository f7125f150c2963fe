"""A campaign's result says what share came back, and its letters do the campaign's steps (V6, V7)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from .customers import Customer, sent
from .desk import Office
from .organising import Organisers
from .results import Readers, did, got, listed

LONG_AGO = date(2015, 1, 1)


@pytest.fixture
async def organisers(office: Office) -> Organisers:
    made = Organisers(office)
    for project in ("P1", "P2"):
        await made.estate(project, LONG_AGO, {"1": 100})
    return made


async def counted(organisers: Organisers, *projects: str, **what: Any) -> dict[str, Any]:
    """A campaign of which most came back, every third dissatisfied with the lifts."""
    campaign = await organisers.collecting("opinion_sample", *projects, **what)
    links = await sent(organisers.office)
    for number, link in enumerate(links[: len(links) * 4 // 5]):
        customer = Customer(organisers.office)
        await customer.open(link.path)
        step = "good" if number % 3 else "poor"
        await customer.answer({"i.lifts": step, "overall": "good" if number % 3 else "fair"})
    organisers.office.at(datetime.fromisoformat(campaign["collect_until"]) + timedelta(microseconds=1))
    await organisers.service.fire_due()
    return await organisers.moved(campaign, "countings")


@pytest.mark.rule("V7")
async def test_the_share_returned_stands_beside_the_figure_for_the_whole_and_each_project(
    organisers: Organisers,
) -> None:
    campaign = await counted(organisers, "P1", "P2")
    readers = Readers(organisers.service)
    found = await got(readers.director, "/satisfaction", campaign_id=campaign["campaign_id"], by="project")
    assert (found["whole"]["handed_out"], found["whole"]["returned"]) == (30, 24)
    assert (found["whole"]["share_returned"], found["whole"]["overall"]["share"]) == (0.8, pytest.approx(16 / 24))
    assert [(each["key"], each["handed_out"]) for each in found["parts"]] == [("P1", 15), ("P2", 15)]
    mine = await got(readers.lead, "/satisfaction", campaign_id=campaign["campaign_id"])
    assert mine["whole"]["handed_out"] == 15, "of the project within reach"


@pytest.mark.rule("V6", "V7")
async def test_a_pilots_share_stands_with_the_pilot(organisers: Organisers) -> None:
    campaign = await counted(organisers, "P1", is_pilot=True)
    readers = Readers(organisers.service)
    found = await got(readers.director, "/satisfaction", campaign_id=campaign["campaign_id"])
    assert (found["whole"]["handed_out"], found["whole"]["returned"]) == (None, 0)
    assert (found["pilot"]["handed_out"], found["pilot"]["returned"]) == (15, 12)


async def letter(readers: Readers, campaign: dict[str, Any], project: str) -> str:
    """A letter of the campaign, consented to. Returns its path."""
    about = {
        "project": project,
        "campaign_id": campaign["campaign_id"],
        "begins_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }
    drafted = await did(readers.service.client("quality_supervisor", person="lu.quality"), "/open-letters", **about)
    assert "共发出调查表15份，收回" in drafted["zh"]["opening"]
    path = f"/open-letters/{drafted['letter_id']}"
    await did(readers.service.client("quality_supervisor", person="lu.quality"), f"{path}/submissions")
    await did(readers.representative, f"{path}/consents")
    return path


@pytest.mark.rule("V6")
async def test_a_step_is_done_once_every_project_has_its_letter(organisers: Organisers) -> None:
    campaign = await counted(organisers, "P1", "P2")
    readers = Readers(organisers.service)
    writer = readers.service.client("quality_supervisor", person="lu.quality")
    posting = {"posted_on": "2026-03-21", "place": "各楼大堂"}
    first = await letter(readers, campaign, "P1")
    assert (await organisers.look(campaign))["steps"] == []
    second = await letter(readers, campaign, "P2")
    assert [each["step"] for each in (await organisers.look(campaign))["steps"]] == ["letter_consent"]
    for path in (first, second):
        await did(writer, f"{path}/postings", **posting)
        await did(writer, f"{path}/passings")
    whole = await organisers.look(campaign)
    assert [each["step"] for each in whole["steps"]] == ["letter_consent", "letter_posting", "passing_on"]
    assert {each["name"] for each in whole["limits"] if each["ended_at"] is None} == {"campaign_closing"}
    assert (await organisers.moved(campaign, "closings"))["state"] == "closed"
    assert len(await listed(readers.director, "/tasks", kind="promise")) == 2


@pytest.mark.rule("V6")
async def test_a_step_that_was_entered_by_hand_stays_as_it_is(organisers: Organisers) -> None:
    campaign = await counted(organisers, "P1")
    readers = Readers(organisers.service)
    await organisers.moved(campaign, "letter-consents", organisers.representative)
    path = await letter(readers, campaign, "P1")
    writer = readers.service.client("quality_supervisor", person="lu.quality")
    await did(writer, f"{path}/postings", posted_on="2026-03-21", place="各楼大堂")
    assert [each["step"] for each in (await organisers.look(campaign))["steps"]] == ["letter_consent", "letter_posting"]


async def test_a_letter_is_about_a_project_of_its_campaign(organisers: Organisers) -> None:
    campaign = await counted(organisers, "P1")
    about = {
        "project": "P2",
        "campaign_id": campaign["campaign_id"],
        "begins_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }
    writer = organisers.service.client("quality_supervisor", person="lu.quality")
    assert (await writer.post("/open-letters", json=about)).status_code == 404
