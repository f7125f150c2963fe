"""From what is heard to notices: one to each recipient, numbered, in words, said aloud."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aftercare_contracts.events.notify import NoticeDelivered
from aftercare_contracts.registry import EVENTS
from aftercare_contracts.values import CaseKind, Role, TakeOverReason
from contracts.samples import sample
from notify.domain import templates
from plumbing.inbox import Outcome
from rules.notify.plan import IN_JINJA, in_force

from .desk import PROJECT, Office, event, inbox, look, only


@pytest.mark.rule("N1", "I7")
async def test_a_case_reaches_the_desk_that_is_responsible_and_no_other(office: Office) -> None:
    case_id = await office.case(case_no="KS-2026-000042", matter="leak", unit_no="3-1201")
    notice = await only(office.desk)
    assert (notice["notice_no"][:8], notice["case_id"], notice["project"]) == ("TZ-2026-", str(case_id), PROJECT)
    assert (notice["recipient_role"], notice["state"], notice["wants_answer"]) == (
        "engineering_desk",
        "delivered",
        True,
    )
    assert notice["text_zh"] == "P1 3-1201登记了新个案KS-2026-000042（渗漏水），由您处理，请在24小时内给客户首次反馈。"
    assert "a leak" in notice["text_en"]
    assert await inbox(office.sales) == []


@pytest.mark.rule("N1")
async def test_a_message_heard_again_makes_no_second_notice(office: Office) -> None:
    case_id = uuid4()
    message = office.service.message(event("intake.case.registered.v1", case_id=case_id), about=case_id)
    assert await office.service.inbox.receive(office.service.db, message) is Outcome.APPLIED
    before = await office.service.rows()
    assert await office.service.inbox.receive(office.service.db, message) is Outcome.DUPLICATE
    assert await office.service.rows() == before


@pytest.mark.rule("N1")
async def test_even_one_that_passes_the_inbox_twice_makes_one_notice_for_each_recipient(office: Office) -> None:
    case_id, message_id = uuid4(), uuid4()
    await office.hear("intake.case.registered.v1", case_id, message_id, case_id=case_id)
    before = await office.service.rows()
    await office.hear("intake.case.registered.v1", case_id, message_id, case_id=case_id)
    assert await office.service.rows() == before | {"inbox": before["inbox"]}
    recipients = [notice["recipient_role"] for notice in await inbox(office.director)]
    assert len(recipients) == len(set(recipients)) == 2


@pytest.mark.rule("N1", "N5")
@pytest.mark.parametrize("name", [name for name in EVENTS if not name.startswith("notify.")])
async def test_whatever_is_said_is_told_in_words_and_announced(office: Office, name: str) -> None:
    message = sample(name)
    assert await office.service.hear(message.data, about=message.subject) is Outcome.APPLIED
    notices = await inbox(office.director)
    announced = await office.service.said(NoticeDelivered)
    assert [said.notice_no for said in announced] == [notice["notice_no"] for notice in reversed(notices)]
    assert {said.about for said in announced} <= {name}
    for notice in notices:
        assert notice["text_zh"].strip()
        assert notice["text_en"].strip()
        assert "{" not in notice["text_zh"] + notice["text_en"]


@pytest.mark.rule("N1")
async def test_a_notice_is_announced_about_itself_and_belongs_to_its_case(office: Office) -> None:
    case_id = await office.case()
    async with office.service.db.reading() as tx:
        rows = await tx.fetch("select subject, sequence, headers from outbox order by id")
    said = await office.service.said(NoticeDelivered)
    assert [row["subject"] for row in rows] == [str(each.notice_id) for each in said]
    assert {row["headers"]["ce-correlationid"] for row in rows} == {str(case_id)}
    assert {row["sequence"] for row in rows} == {1}


@pytest.mark.rule("N1", "B5")
async def test_numbers_are_without_gaps(office: Office) -> None:
    for _ in range(3):
        await office.case()
    numbers = [notice["notice_no"] for notice in reversed(await inbox(office.director))]
    assert numbers == [f"TZ-2026-{number:06d}" for number in range(1, 7)]


@pytest.mark.rule("N1", "D3")
async def test_a_take_over_reaches_everyone_it_concerns_with_amount_and_reason_in_words(office: Office) -> None:
    case_id = uuid4()
    await office.hear(
        "dispatch.work_order.taken_over.v1", case_id, case_id=case_id, contractor="NF", order_no="PG-2026-000001",
        expected_cost_fen=486_000, reason=TakeOverReason.TIME_PASSED,
    )  # fmt: skip
    told = {notice["recipient_role"]: notice for notice in await inbox(office.director)}
    assert set(told) == {"repair_squad", "contractor", "centre_director", "finance_officer", "customer"}
    assert told["contractor"]["contractor"] == "NF"
    assert "4,860.00元" in told["contractor"]["text_zh"]
    assert "逾期未修复" in told["contractor"]["text_zh"]
    assert "¥4,860.00" in told["contractor"]["text_en"]


@pytest.mark.rule("N2")
async def test_a_limit_that_passed_reaches_the_superior_with_the_day_in_chinas_time(office: Office) -> None:
    case_id = uuid4()
    await office.hear(
        "intake.limit.passed.v1", case_id, case_id=case_id, tell=Role.SITE_LEAD, owner_role=Role.ENGINEERING_DESK,
        limit="weekly_result", due_at=datetime(2026, 3, 12, 16, 0, tzinfo=UTC),
    )  # fmt: skip
    notice = await only(office.lead)
    assert "2026年3月12日 24:00" in notice["text_zh"]
    assert "工程项目专员" in notice["text_zh"]
    assert notice["wants_answer"]


@pytest.mark.rule("N5")
async def test_a_customers_notice_is_kept_for_the_customer_of_that_case_and_asks_nothing(office: Office) -> None:
    case_id = await office.case(kind=CaseKind.PRAISE, case_no="KS-2026-000007")
    (notice,) = [each for each in await inbox(office.director) if each["recipient_role"] == "customer"]
    assert (notice["case_id"], notice["wants_answer"]) == (str(case_id), False)
    assert "感谢" in notice["text_zh"]
    assert "KS-2026-000007" in notice["text_zh"]


@pytest.mark.rule("N1")
async def test_a_notice_tells_when_and_how_it_was_delivered(office: Office) -> None:
    await office.case()
    notice = await look(office.desk, await only(office.desk))
    assert [(each["number"], each["channel"]) for each in notice["deliveries"]] == [(0, "inbox")]


async def test_a_wrong_template_is_set_aside_with_its_reason_and_tells_nobody_half(office: Office) -> None:
    async with office.service.db.transaction() as tx:
        await tx.execute(
            "insert into policy (name, version, holds_from, source, data) values ('notices', 1000, '2026-03-01', 'test', $1)",
            {
                "intake.case.closed.v1": [
                    {"to": "site_lead", "zh": ["办结", "{{ case_no }}"], "en": ["closed", "{{ case_no }}"]},
                    {"to": "customer", "zh": ["办结", "{{ amount_fen }}"], "en": ["closed", "{{ case_no }}"]},
                ],
                "intake.case.reopened.v1": [
                    {"to": "desk", "zh": ["再办", "{{ case_no }}"], "en": ["again", "{{ case_no }}"]}
                ],
            },
        )
    case_id, other = uuid4(), uuid4()
    said = event("intake.case.closed.v1", case_id=case_id)
    assert await office.service.hear(said, about=case_id) is Outcome.RETRY
    assert await inbox(office.director) == []
    async with office.service.db.reading() as tx:
        failure = await tx.fetchval("select last_failure from inbox where state = 'waiting'")
    assert "intake.case.closed.v1, line 2: no such field: amount_fen" in failure
    await office.hear("intake.case.reopened.v1", other, case_id=other)
    assert len(await inbox(office.director)) == 1, "other events are told all the same"


@pytest.mark.rule("N5")
async def test_the_words_of_before_are_carried_over_as_templates_of_now(office: Office) -> None:
    async with office.service.db.reading() as tx:
        version, data = await tx.fetchrow(
            "select version, data from policy where name = 'notices' order by version desc limit 1"
        )
        first = await tx.fetchval("select data from policy where name = 'notices' and version = 1")
    assert data == in_force("notices")
    assert version > 1
    assert "{case_no}" in str(first), "what held before stays as it was"


TRICKY = (
    "{a}", "{a}{b}", "x{a}y", "{{a}}", "{{{a}}}", "{{", "}}", "}}{a}{{", "文{a}，{b}。", "it''s {a}", "", "a\nb{c}\n", "%{a}%", "{a_b_1}",
    "{{#{a}#}}",
)  # fmt: skip


async def test_the_migration_turns_any_words_as_the_reader_does(office: Office) -> None:
    path = Path(templates.__file__).parent.parent / "migrations" / IN_JINJA
    functions = path.read_text("utf-8").partition("insert into policy")[0]
    async with office.service.db.transaction() as tx:
        await tx.execute(functions)
        made = {text: await tx.fetchval("select pg_temp.in_jinja($1)", text) for text in TRICKY}
    assert {text: words or "" for text, words in made.items()} == {text: words_of(text) for text in TRICKY}


def words_of(text: str) -> str:
    """As the reader would, for a text without a field, too."""
    return templates.modern(text + "{end}").removesuffix("{{ end }}")
