"""Campaigns through their doors, from plan to close (V6)."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from aftercare_contracts.events import survey as visits
from aftercare_contracts.events import survey_campaigns as events
from aftercare_contracts.values import Role

from .complaining import complained
from .customers import LIFTS_GOOD, Customer, sent
from .desk import Office
from .organising import Organisers, campaign_id

LONG_AGO, FIVE_YEARS_AGO = date(2015, 1, 1), date(2021, 3, 10)
"""It is 10 March 2026."""


@pytest.fixture
async def organisers(office: Office) -> Organisers:
    made = Organisers(office)
    await made.estate("P1", LONG_AGO, {"1": 40, "2": 60})
    return made


@pytest.mark.rule("V6")
async def test_a_sample_of_opinions_from_plan_to_close(organisers: Organisers) -> None:
    await organisers.estate("P2", FIVE_YEARS_AGO, {"A": 10, "B": 10})
    campaign = await organisers.planned("opinion_sample", "P1", "P2")
    assert (campaign["campaign_no"], campaign["state"]) == ("DC-2026-000001", "planned")
    await organisers.moved(campaign, "drawings")
    drawing = await organisers.look(campaign, "/drawing")
    assert (drawing["population"], drawing["drawn"], drawing["repeats"]) == (120, 15 + 6, True)
    assert drawing["shares_bp"] == {"P1": 1500, "P2": 3000}
    assert drawing["deviation_max"] < 1
    await organisers.moved(campaign, "starts", organisers.director)
    running = await organisers.moved(campaign, "hand-outs")
    assert running["collect_until"] == "2026-03-21T00:00:00+08:00", "24:00 of the tenth day"
    await organisers.service.fire_due()
    links = await sent(organisers.office)
    assert len(links) == 21
    for link in links[:16]:
        customer = Customer(organisers.office)
        await customer.open(link.path)
        await customer.answer(LIFTS_GOOD | {"overall": "good"})
    organisers.office.at(datetime.fromisoformat(running["collect_until"]) - timedelta(microseconds=1))
    await organisers.service.fire_due()
    assert (await organisers.look(campaign))["state"] == "collecting"
    organisers.office.at(datetime.fromisoformat(running["collect_until"]) + timedelta(microseconds=1))
    await organisers.service.fire_due()
    assert (await organisers.look(campaign))["state"] == "counting"
    assert await organisers.service.said(events.CampaignFellShort) == [], "16 of 21 is over 75 %"
    await organisers.moved(campaign, "countings")
    assert (await organisers.move(campaign, "letter-postings")).status_code == 409, "not before the consent"
    await organisers.moved(campaign, "letter-consents", organisers.representative)
    assert (await organisers.move(campaign, "passings-on")).status_code == 409, "not before the posting"
    await organisers.moved(campaign, "letter-postings")
    assert (await organisers.move(campaign, "closings")).status_code == 409, "not while a step is open"
    await organisers.moved(campaign, "passings-on")
    closed = await organisers.moved(campaign, "closings")
    assert closed["state"] == "closed"
    whole = await organisers.look(campaign)
    assert (whole["invited"], whole["answered"], whole["ways"], whole["enough"]) == (21, 16, {"link": 16}, True)
    assert {each["name"]: each["due_at"][:10] for each in whole["limits"]} == {
        "campaign_hand_out": "2026-03-13", "campaign_collection": "2026-03-20", "campaign_counting": "2026-03-24",
        "campaign_letter": "2026-04-04", "campaign_passing_on": "2026-03-26", "campaign_closing": "2026-04-11",
    }  # fmt: skip
    assert all(each["ended_at"] for each in whole["limits"])
    assert await organisers.service.said(visits.VisitLimitPassed) == [], "nothing was late"
    assert [each["verb"] for each in whole["moves"]] == [
        "plan", "draw", "start", "hand_out", "end_collection", "count", "close",
    ]  # fmt: skip


@pytest.mark.rule("V6", "N2")
async def test_each_step_has_its_time_and_a_reminder(organisers: Organisers) -> None:
    campaign = await organisers.planned("opinion_sample", "P1")
    await organisers.moved(campaign, "drawings")
    await organisers.moved(campaign, "starts", organisers.director)
    organisers.office.at("2026-03-13T15:59:59+00:00")
    await organisers.service.fire_due()
    said = await organisers.service.said(visits.VisitLimitApproaching, visits.VisitLimitPassed)
    assert [(each.limit, each.reference, each.owner_role) for each in said] == [
        ("campaign_hand_out", campaign["campaign_no"], Role.QUALITY_SUPERVISOR)
    ]
    organisers.office.at("2026-03-13T16:00:01+00:00")
    await organisers.service.fire_due()
    (passed,) = await organisers.service.said(visits.VisitLimitPassed)
    assert passed.tell is Role.CENTRE_DIRECTOR


@pytest.mark.rule("V6")
async def test_half_yearly_asks_residents_and_past_complainers_and_follows_up_until_enough_came(office: Office) -> None:
    organisers = Organisers(office)
    await organisers.estate("P1", LONG_AGO, {"1": 30})
    await organisers.estate("P1E", LONG_AGO, {"1": 20}, owned=False)
    for number in range(1, 11):
        await office.hear(complained(f"1-{number:04}", office.service.clock.at - timedelta(days=30 * number)))
    await office.hear(complained("1-0011", office.service.clock.at - timedelta(days=366)))
    campaign = await organisers.collecting("half_yearly", "P1", "P1E")
    asked = await organisers.invitations(campaign)
    drawn = [each for each in asked if each["chosen"] == "drawn"]
    assert len(drawn) == 18, "60 % of the households known to be lived in"
    assert {f"1-{number:04}" for number in range(1, 11)} <= {each["unit_no"] for each in asked}
    assert all(each["unit_no"] != "1-0011" for each in asked if each["chosen"] == "complained")
    enough = -(-len(asked) * 8000 // 10_000)
    for each in asked[: enough - 1]:
        assert (await organisers.enter(campaign, each["unit_no"])).status_code == 201
    organisers.after(days=15)
    await organisers.service.fire_due()
    assert (await organisers.look(campaign))["state"] == "following_up"
    (short,) = await organisers.service.said(events.CampaignFellShort)
    assert (short.invited, short.answered, short.follow_up) == (len(asked), enough - 1, True)
    assert (await organisers.move(campaign, "collections")).status_code == 409
    whom = await organisers.invitations(campaign, answered=False)
    assert [each["unit_no"] for each in whom] == [each["unit_no"] for each in asked[enough - 1 :]]
    one = await organisers.enter(campaign, whom[0]["unit_no"], by=organisers.officer)
    assert one.status_code == 201
    assert (await organisers.moved(campaign, "collections"))["state"] == "counting"
    assert (await organisers.look(campaign))["enough"] is True


@pytest.mark.rule("V6")
async def test_too_few_do_where_each_who_did_not_answer_was_followed_up(office: Office) -> None:
    organisers = Organisers(office)
    await organisers.estate("P1", LONG_AGO, {"1": 5})
    campaign = await organisers.collecting("half_yearly", "P1")
    organisers.after(days=15)
    await organisers.service.fire_due()
    for each in await organisers.invitations(campaign, answered=False):
        assert (await organisers.move(campaign, "collections")).status_code == 409
        path = f"/campaigns/{campaign['campaign_id']}/invitations/{each['invitation_id']}/follow-ups"
        body = {"way": "phone", "note": "三次无人接听"}
        assert (await organisers.officer.post(path, json=body)).json()["follow_ups"] == 1
    await organisers.moved(campaign, "collections")
    await organisers.moved(campaign, "countings")
    await organisers.moved(campaign, "letter-waivers", organisers.director, reason="无普遍性问题")
    await organisers.moved(campaign, "revisits")
    assert (await organisers.moved(campaign, "closings"))["state"] == "closed"


@pytest.mark.rule("V6")
async def test_the_fourth_quarter_has_its_season_and_half_is_enough(organisers: Organisers) -> None:
    campaign = await organisers.planned("fourth_quarter", "P1")
    await organisers.moved(campaign, "drawings")
    assert (await organisers.look(campaign, "/drawing"))["drawn"] == 100
    assert (await organisers.move(campaign, "starts", organisers.director)).status_code == 409
    organisers.office.at("2026-09-30T15:59:59+00:00")
    assert (await organisers.move(campaign, "starts", organisers.director)).status_code == 409
    organisers.office.at("2026-09-30T16:00:00+00:00")
    await organisers.moved(campaign, "starts", organisers.director)


@pytest.mark.rule("V6", "V3")
async def test_the_yearly_one_asks_every_household_handed_over(office: Office) -> None:
    organisers = Organisers(office)
    await organisers.estate("P1", LONG_AGO, {"1": 7})
    await organisers.estate("P2", None, {"1": 5}, handed_over_on=None)
    campaign = await organisers.planned("yearly", "P1", "P2", by=organisers.supervisor)
    await organisers.moved(campaign, "drawings")
    assert (await organisers.look(campaign, "/drawing"))["drawn"] == 7


@pytest.mark.rule("V6")
async def test_who_did_not_answer_is_reminded_in_the_forenoon_by_another_way_in(organisers: Organisers) -> None:
    await organisers.collecting("opinion_sample", "P1")
    links = await sent(organisers.office)
    customer = Customer(organisers.office)
    await customer.open(links[0].path)
    await customer.answer(LIFTS_GOOD)
    organisers.office.at("2026-03-14T01:59:59+00:00")
    await organisers.service.fire_due()
    assert len(await sent(organisers.office)) == 15
    organisers.office.at("2026-03-14T02:00:00+00:00")
    await organisers.service.fire_due()
    again = (await sent(organisers.office))[15:]
    assert {each.link_id for each in again} == {each.link_id for each in links[1:]}
    assert {each.reminder for each in again} == {1}
    organisers.office.at("2026-03-18T02:00:00+00:00")
    await organisers.service.fire_due()
    assert len(await sent(organisers.office)) == 15 + 14 + 14


@pytest.mark.rule("V6")
async def test_after_a_standstill_nobody_is_reminded_twice_at_once_nor_once_it_is_over(organisers: Organisers) -> None:
    await organisers.collecting("opinion_sample", "P1")
    organisers.office.at("2026-03-19T00:00:00+00:00")
    await organisers.service.fire_due()
    assert len(await sent(organisers.office)) == 15 + 15
    again = await organisers.planned("opinion_sample", "P1")
    await organisers.moved(again, "drawings")
    await organisers.moved(again, "starts", organisers.director)
    await organisers.moved(again, "hand-outs")
    organisers.after(days=40)
    await organisers.service.fire_due()
    assert len(await sent(organisers.office)) == 15 + 15, "no link is made that would open nothing"
    assert (await organisers.look(again))["state"] == "counting"
    async with organisers.service.db.reading() as tx:
        assert await tx.fetchval("select count(*) from timer where last_failure is not null") == 0


@pytest.mark.rule("V6", "V7")
@pytest.mark.parametrize(
    ("what", "status", "name"),
    [
        ({"form": "repair_question"}, 422, "no-overall"),
        ({"form": "horoscope"}, 404, "no-such-form"),
    ],
)
async def test_a_campaign_needs_a_form_with_an_overall_item(
    organisers: Organisers, what: dict[str, str], status: int, name: str
) -> None:
    async with organisers.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) select name, 2, '2026-01-01', 'test',"
            " jsonb_build_object('ours', (data -> 'yearly') || $1) from policy where name = 'campaigns'",
            what,
        )
    async with organisers.office.nothing_left_behind():
        for kind, expected in (("ours", (status, name)), ("yearly", (404, "no-such-kind"))):
            answer = await organisers.quality.post("/campaigns", json={"kind": kind, "projects": ["P1"]})
            assert (answer.status_code, answer.json()["type"].rsplit(":", 1)[1]) == expected


@pytest.mark.rule("V5", "V6")
async def test_a_campaign_keeps_the_form_it_started_with(organisers: Organisers) -> None:
    campaign = await organisers.collecting("opinion_sample", "P1")
    async with organisers.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) select 'forms', 2, '2026-03-11', 'test',"
            ' jsonb_set(data, \'{satisfaction,groups,0,items}\', \'[{"code": "roof", "zh": "屋面", "en": "Roof"}]\')'
            " from policy where name = 'forms'"
        )
    organisers.after(days=2)
    customer = Customer(organisers.office)
    page = await customer.open((await sent(organisers.office))[0].path)
    assert "电梯工程" in page.text
    assert "屋面" not in page.text
    later = await organisers.collecting("opinion_sample", "P1")
    page = await customer.open((await sent(organisers.office))[-1].path)
    assert "屋面" in page.text
    assert [(await organisers.look(each))["form_version"] for each in (campaign, later)] == [1, 2]


@pytest.mark.rule("V6")
async def test_a_pilots_answers_are_kept_apart(organisers: Organisers) -> None:
    campaign = await organisers.collecting("opinion_sample", "P1", is_pilot=True, share_bp=300, collect_days=2)
    links = await sent(organisers.office)
    assert len(links) == 3
    customer = Customer(organisers.office)
    await customer.open(links[0].path)
    await customer.answer(LIFTS_GOOD)
    (said,) = await organisers.service.said(events.FormAnswered)
    assert (said.is_pilot, said.campaign_id) == (True, campaign_id(campaign))


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"share_bp": 1499}, "/share_bp"), ({"return_bp": 7499}, "/return_bp"), ({"collect_days": 11}, "/collect_days"),
        ({"hand_out_days": 4}, "/hand_out_days"), ({"count_days": 4}, "/count_days"),
    ],
)  # fmt: skip
async def test_a_plan_is_never_laxer_than_its_kind(organisers: Organisers, what: dict[str, int], where: str) -> None:
    async with organisers.office.nothing_left_behind():
        answer = await organisers.quality.post(
            "/campaigns", json={"kind": "opinion_sample", "projects": ["P1"], **what}
        )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, where)
    stricter = {name: value + (1 if name.endswith("_bp") else -1) for name, value in what.items()}
    await organisers.planned("opinion_sample", "P1", **stricter)


@pytest.mark.rule("V6")
async def test_a_list_of_units_can_be_asked(organisers: Organisers) -> None:
    async with organisers.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) select name, 2, '2026-01-01', 'test',"
            " jsonb_build_object('listed', (data -> 'yearly') || '{\"population\": [\"listed\"]}') from policy where name = 'campaigns'"
        )
    units = [{"project": "P1", "unit_no": "1-0003"}, {"project": "P1", "unit_no": "9-9999"}]
    campaign = await organisers.planned("listed", "P1", units=units)
    await organisers.moved(campaign, "drawings")
    assert [each["unit_no"] for each in await organisers.invitations(campaign)] == ["1-0003"]


@pytest.mark.rule("V6", "B4")
async def test_another_than_the_planner_starts_it(organisers: Organisers) -> None:
    both = organisers.service.client(Role.QUALITY_SUPERVISOR, Role.CENTRE_DIRECTOR, person="lu.quality")
    campaign = await organisers.planned("opinion_sample", "P1")
    await organisers.moved(campaign, "drawings")
    async with organisers.office.nothing_left_behind():
        assert (await organisers.move(campaign, "starts", both)).status_code == 403


@pytest.mark.rule("V6")
async def test_a_sample_is_drawn_once(organisers: Organisers) -> None:
    campaign = await organisers.planned("opinion_sample", "P1")
    answers = await asyncio.gather(*(organisers.move(campaign, "drawings") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert (await organisers.look(campaign))["invited"] == 15


async def test_nobody_to_ask(office: Office) -> None:
    organisers = Organisers(office)
    campaign = await organisers.planned("yearly", "P7")
    assert (await organisers.move(campaign, "drawings")).status_code == 409
    assert (await organisers.quality.get(f"/campaigns/{campaign['campaign_id']}/drawing")).status_code == 404


async def test_a_campaign_given_up_closes_its_links(organisers: Organisers) -> None:
    campaign = await organisers.collecting("opinion_sample", "P1")
    links = await sent(organisers.office)
    customer = Customer(organisers.office)
    await customer.open(links[0].path)
    organisers.after(seconds=1)
    await organisers.moved(campaign, "cancellations", organisers.director, reason="与年度回访合并")
    assert (await customer.answer(LIFTS_GOOD)).status_code == 404
    assert (await customer.open(links[1].path)).status_code == 404
    organisers.after(days=60)
    assert await organisers.service.fire_due() == 0
    assert (await organisers.look(campaign))["state"] == "cancelled"


async def test_a_campaign_elsewhere_does_not_exist(organisers: Organisers) -> None:
    campaign = await organisers.planned("opinion_sample", "P1")
    elsewhere = organisers.service.client(Role.QUALITY_SUPERVISOR, Role.CENTRE_DIRECTOR, person="sun", projects=("P9",))
    path = f"/campaigns/{campaign['campaign_id']}"
    async with organisers.office.nothing_left_behind():
        answers = [await elsewhere.get(path + what) for what in ("", "/drawing", "/invitations", "/invitations.csv")]
        answers += [
            await elsewhere.post(path + what)
            for what in ("/drawings", "/starts", "/hand-outs", "/countings", "/closings")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert (await elsewhere.get("/campaigns")).json()["items"] == []
        refused = await elsewhere.post("/campaigns", json={"kind": "yearly", "projects": ["P9", "P1"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/projects/1")


async def test_who_reaches_one_of_its_projects_sees_it_but_does_not_run_it(organisers: Organisers) -> None:
    await organisers.estate("P2", LONG_AGO, {"1": 20})
    campaign = await organisers.planned("yearly", "P1", "P2")
    await organisers.moved(campaign, "drawings")
    one = organisers.service.client(Role.QUALITY_SUPERVISOR, Role.CENTRE_DIRECTOR, person="sun", projects=("P2",))
    path = f"/campaigns/{campaign['campaign_id']}"
    assert {each["project"] for each in (await one.get(f"{path}/invitations")).json()["items"]} == {"P2"}
    async with organisers.office.nothing_left_behind():
        assert (await one.post(f"{path}/starts")).status_code == 403


async def test_the_hand_out_list_is_a_whole_file_by_building(organisers: Organisers) -> None:
    campaign = await organisers.collecting("opinion_sample", "P1")
    answer = await organisers.quality.get(f"/campaigns/{campaign['campaign_id']}/invitations.csv")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "项目,楼栋,房号,抽取方式,已发链接,已答复,跟进次数"
    assert (len(lines) - 1, answer.headers["export-rows"]) == (15, "15")
    assert lines[1:] == sorted(lines[1:])


@pytest.mark.rule("V6")
async def test_some_hundreds_answer_at_once_and_each_is_counted_once(office: Office) -> None:
    organisers = Organisers(office)
    for project in ("P1", "P2", "P3"):
        await organisers.estate(project, LONG_AGO, {"1": 50, "2": 50, "3": 3})
    campaign = await organisers.collecting("yearly", "P1", "P2", "P3")
    links = await sent(office)
    assert len({link.path for link in links}) == len({link.customer_id for link in links}) == 309

    async def answer(number: int, path: str) -> int:
        customer = Customer(office)
        await customer.open(path)
        fields = {"i.lifts": "good" if number % 3 else "poor", "overall": "good" if number % 4 else "fair"}
        return (await customer.answer(fields)).status_code

    doubled = [*links, *links[:50]]
    waiting = asyncio.Semaphore(20)

    async def in_turn(number: int, path: str) -> int:
        async with waiting:
            return await answer(number, path)

    assert set(await asyncio.gather(*(in_turn(number, link.path) for number, link in enumerate(doubled)))) == {303}
    whole = await organisers.look(campaign)
    assert (whole["invited"], whole["answered"], whole["ways"]) == (309, 309, {"link": 309})
    said = await office.service.said(events.FormAnswered)
    assert len({each.response_id for each in said}) == len(said) == 309
    assert {each.project for each in said} == {"P1", "P2", "P3"}
