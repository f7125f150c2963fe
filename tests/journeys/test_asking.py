"""Asked after the repair and once a year: mails leave, links are answered, what is wrong becomes a case, letters and reports are
made of it, and nothing of a customer is where it may not be."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from aftercare import rebuild_reports, stack
from aftercare.stage import Person, Stage
from aftercare.story import Story
from aftercare_contracts.periods import CHINA, add_months, day_in_china
from aftercare_contracts.values import Role
from plumbing.history import history
from rich.console import Console

from .test_story import quiet
from .town import Town, answer, link_in, link_taken_out, town, words

PROJECT = "PASKED"
OWNER, PHONE, MAIL = "欧阳佳音", "13712340001", "ouyang.jiayin@example.cn"
NEIGHBOURS = [(f"3-2-130{n}", f"司徒邻居{n}", f"1371234100{n}", f"situ.{n}@example.cn") for n in (1, 2, 3)]
THANKS = "已经收到，谢谢您！"


@dataclass
class Told:
    """What was told of the town, and what came of it."""

    town: Town
    stage: Stage
    story: Story
    secret: str = ""
    repair_link: str = ""
    campaign: dict[str, Any] = field(default_factory=dict)
    letter: dict[str, Any] = field(default_factory=dict)

    def person(self, role: Role, name: str, *, everywhere: bool = True) -> Person:
        return self.stage.person(role, name, name, everywhere=everywhere)

    def mailed(self, to: str, what: str) -> str:
        """The words of a mail, once one came that holds these."""
        return str(self.stage.until(
            f"{to} was written to of {what}", lambda: [text for mail in self.town.mails(to) if what in (text := words(mail))],
        )[-1])  # fmt: skip


@pytest.fixture(scope="module")
def outside() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.fixture(scope="module")
def told(outside: Town) -> Iterator[Told]:
    with Stage(outside.stack, PROJECT, Console(file=io.StringIO(), width=200)) as stage:
        made = Told(outside, stage, Story(stage, owner_name=OWNER, owner_contact=f"{PHONE} {MAIL}"))
        subscribe(made)
        repaired(made)
        answered_after_the_repair(made)
        campaign(made)
        quiet(made.story)
        yield made


def subscribe(told: Told) -> None:
    operator = told.person(Role.OPERATOR, "operator")
    made = operator.post("notify", "/subscriptions", {
        "name": "ERP", "kind": "standard", "url": told.town.system.url, "passes": "events", "types": ["*"],
    })  # fmt: skip
    told.secret = made["secret"]


def repaired(told: Told) -> None:
    """Households are entered, and a leak is repaired in two rounds; the owner is told when somebody comes."""
    story = told.story
    story.the_estate()
    today = day_in_china(datetime.now(UTC))
    for unit_no, name, phone, mail in NEIGHBOURS:
        story.clerk.post("intake", "/units", {
            "project": PROJECT, "unit_no": unit_no, "building": "3", "owner_name": name, "owner_phone": f"{phone} {mail}",
            "completion_accepted_on": f"{add_months(today, -9)}", "handed_over_on": f"{add_months(today, -6)}",
        })  # fmt: skip
    story.the_call()
    story.the_contractor_is_late()
    story.the_approvals()
    desk, starts_at = told.person(Role.PROPERTY_DESK, "desk"), datetime.now(CHINA) + timedelta(hours=3)
    desk.post("dispatch", f"/work-orders/{story.orders['leak']['order_id']}/appointments", {
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat(), "entry": "owner_present",
    })  # fmt: skip
    story.the_repair()
    story.the_first_visit()
    story.the_second_round()


def answered_after_the_repair(told: Told) -> None:
    """The owner follows the first link that came after a repair, and says that the work is not right."""
    links = told.stage.until(
        "three repairs are asked about", lambda: [link for mail in told.town.mails(MAIL) if (link := link_in(mail))],
        lambda found: len(found) == 3,
    )  # fmt: skip
    told.repair_link = links[0]
    fields = {
        "i.attitude": "very_satisfied",
        "i.quality": "dissatisfied",
        "c.quality": "墙角还在滴水",
        "signed_as": OWNER,
    }
    assert THANKS in answer(links[0], fields)


def campaign(told: Told) -> None:
    """Every household is asked, each answers by his link, the forms are counted, and a letter goes up."""
    organiser = told.person(Role.SERVICE_SUPERVISOR, "organiser")
    told.stage.until("every household is known", lambda: _drawn(told, organiser), lambda drawn: drawn == 4)
    path = f"/campaigns/{told.campaign['campaign_id']}"
    told.person(Role.CENTRE_DIRECTOR, "approving").post("survey", f"{path}/starts")
    organiser.post("survey", f"{path}/hand-outs")
    for mail in (MAIL, *(neighbour[3] for neighbour in NEIGHBOURS)):
        told.mailed(mail, "年度客户满意度调查")
        (link,) = [link_in(each) for each in told.town.mails(mail) if "年度客户满意度调查" in str(each["Subject"])]
        assert link
        satisfied = mail == MAIL
        fields = {"i.lifts": "good" if satisfied else "poor", "overall": "good" if satisfied else "fair"}
        assert THANKS in answer(link, fields)
    organiser.post("survey", f"{path}/collections")
    organiser.post("survey", f"{path}/countings")
    today = str(day_in_china(datetime.now(UTC)))
    about = {"project": PROJECT, "campaign_id": told.campaign["campaign_id"], "begins_on": today, "ends_on": today}
    writer = told.person(Role.SERVICE_OFFICER, "writer", everywhere=False)
    letter = f"/open-letters/{writer.post('survey', '/open-letters', about | {'handed_out': 4})['letter_id']}"
    writer.post("survey", f"{letter}/submissions")
    told.person(Role.MANAGEMENT_REPRESENTATIVE, "representative").post("survey", f"{letter}/consents")
    told.letter = writer.post("survey", f"{letter}/postings", {"posted_on": today, "place": "各楼大堂公告栏"})


def _drawn(told: Told, organiser: Person) -> int:
    """How many a drawing of every household finds, once survey has heard of all."""
    planned = organiser.post("survey", "/campaigns", {"kind": "yearly", "projects": [PROJECT]})
    response = organiser.try_post("survey", f"/campaigns/{planned['campaign_id']}/drawings")
    told.campaign = response.json() if response.is_success else {}
    return int(told.campaign.get("population", 0))


@pytest.mark.rule("N5")
def test_the_owner_was_written_to_at_each_point_that_matters_in_plain_words(told: Told) -> None:
    case_no = told.story.case["case_no"]
    for point in (
        "您的报修已受理",
        "已安排维修",
        "维修安排有变",
        "预约上门",
        "请您验收",
        "已处理完毕",
        "请评价本次维修",
        "再次处理",
        "已办结",
    ):
        told.mailed(MAIL, f"{point} {case_no}")
    mails = [words(mail) for mail in told.town.post.mails]
    assert [text for text in mails if re.search(r"[{}〔〕]|None|_", link_taken_out(text))] == []


@pytest.mark.rule("V4", "V10", "B6")
def test_what_was_said_by_link_is_a_task_and_a_case_on_both_sides(told: Told) -> None:
    lead = told.person(Role.SITE_LEAD, "lead", everywhere=False)

    def found() -> dict[str, Any] | None:
        lows = lead.get("survey", "/low-scores", project=PROJECT)["items"]
        (low,) = [each for each in lows if each["form_code"] == "repair_question"]
        whole: dict[str, Any] = lead.get("survey", f"/low-scores/{low['low_score_id']}")
        return whole if all(item["case_no"] for item in whole["items"]) else None

    low = told.stage.until("intake registered the case", found)
    (item,), (task,) = low["items"], low["tasks"]
    assert (item["item"], item["step"], task["state"]) == ("quality", "dissatisfied", "open")
    case = lead.get("intake", f"/cases/{item['case_id']}")
    assert case["customer_id"] == lead.get("intake", f"/cases/{told.story.case_id}")["customer_id"]
    assert (case["case_no"], case["project"], case["unit_no"]) == (item["case_no"], PROJECT, told.story.unit_no)
    assert item["case_no"] in told.mailed(MAIL, item["case_no"])


@pytest.mark.rule("V6", "V7")
def test_the_campaign_was_counted_and_its_letter_promises_what_is_owed(told: Told) -> None:
    director = told.person(Role.CENTRE_DIRECTOR, "looking")
    whole = director.get("survey", f"/campaigns/{told.campaign['campaign_id']}")
    assert (whole["state"], whole["invited"], whole["ways"]) == ("concluding", 4, {"link": 4})
    assert {each["step"] for each in whole["steps"]} == {"letter_consent", "letter_posting"}
    assert "电梯工程（回答此项的4位业主中有3位不满意）" in told.letter["zh"]["opening"]
    (owed,) = director.get("survey", "/tasks", subject=told.letter["letter_id"])["items"]
    assert (owed["kind"], owed["owner_role"]) == ("promise", "engineering")
    figures = director.get("survey", "/satisfaction", campaign_id=told.campaign["campaign_id"])
    assert (figures["whole"]["share_returned"], figures["whole"]["overall"]["share"]) == (1.0, 0.25)


@pytest.mark.rule("N3", "N4")
def test_the_weekly_is_drawn_and_built_anew_it_is_the_same(
    told: Told, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lead = told.person(Role.SITE_LEAD, "lead", everywhere=False)
    year, week, _ = (day_in_china(datetime.now(UTC)) - timedelta(days=7)).isocalendar()
    asked = {"kind": "weekly", "period": f"{year}-W{week:02}", "project": PROJECT}
    before = lead.post("notify", "/reports", asked)
    files = {form: fetched(lead, before, form) for form in ("json", "csv", "xlsx", "pdf")}
    assert "锦江花园" in pypdfium2.PdfDocument(files["pdf"])[0].get_textpage().get_text_range()
    monkeypatch.setattr(stack, "already_up", lambda: told.town.stack)
    assert rebuild_reports.main([]) == 0
    assert "The facts are the same, row by row." in capfd.readouterr().out
    assert {form: fetched(lead, before, form) for form in files} == files
    after = lead.post("notify", "/reports", asked)
    assert after["version"] == before["version"] + 1
    assert fetched(lead, after, "csv") == files["csv"]


def fetched(person: Person, report: dict[str, Any], form: str) -> bytes:
    response = person._send("GET", "notify", f"/reports/{report['report_id']}.{form}")
    assert response.status_code == 200, response.text
    return response.content


@pytest.mark.rule("N1")
def test_a_departments_system_got_every_public_event_of_the_case_signed(told: Told) -> None:
    said = told.story.officer.get("intake", f"/cases/{told.story.case_id}/timeline")["items"]
    wanted = {line["message_id"] for line in said}
    calls = told.stage.until(
        "everything was passed on", lambda: list(told.town.system.calls),
        lambda found: wanted <= {json.loads(call.body)["id"] for call in found},
    )  # fmt: skip
    for call in calls:
        call.verified_by(told.secret)


@pytest.mark.rule("L8")
def test_nothing_of_a_customer_is_in_the_history_the_calls_or_the_logs(told: Told) -> None:
    streamed = asyncio.run(whole_history(told.town.stack.amqp_url))
    assert f'"{told.story.case_id}"'.encode() in streamed, "or nothing was looked at"
    called = "".join(call.body for call in told.town.system.calls)
    logged = "".join(told.town.log(service) for service in told.town.stack.urls)
    secrets = [link.rpartition("/")[2] for mail in told.town.post.mails if (link := link_in(mail))]
    assert len(secrets) >= 7
    canaries = [
        OWNER,
        PHONE,
        MAIL,
        "墙角还在滴水",
        *(part for neighbour in NEIGHBOURS for part in neighbour[1:]),
        *secrets,
    ]
    for canary in canaries:
        escaped = json.dumps(canary)[1:-1]
        for place, text in (("history", streamed.decode()), ("calls", called), ("logs", logged)):
            assert canary not in text, (place, canary)
            assert escaped not in text, (place, canary)


async def whole_history(amqp_url: str) -> bytes:
    bodies: list[bytes] = []
    async with history(amqp_url) as stream:
        while (body := await stream.next(3 if bodies else 60)) is not None:
            bodies.append(body)
    return b"\n".join(bodies)
