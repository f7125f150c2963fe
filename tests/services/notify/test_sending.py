"""From a notice to the other side and back: retries, giving up, crashes, several workers, quiet hours, and what is forgotten."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aftercare.alarms import BY_NAME
from aftercare_contracts.events.intake_privacy import CustomerErased
from aftercare_contracts.events.notify_channels import DeliveryGivenUp
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Desk, Role
from contracts.samples import sample
from notify import work
from notify.domain.channels import Medium
from notify.domain.sendings import Answer, Outcome
from notify.sending import means
from notify.use_cases import deliveries
from notify.work import figures_of, look_after, send_due
from plumbing.inbox import Outcome as Heard
from plumbing.metrics import Metrics
from receivers import post_office

from .desk import Office, inbox, look
from .outside import (
    customers_case,
    customers_notice,
    keep,
    outside,
    reachable,
    send,
    settings,
    subscribe,
    the_delivery,
    to_desk,
)

DELAYS = (1, 5, 30, 120, 360, 720, 1440, 2400)
CUSTOMER = UUID("0192f1f4-0000-7000-8000-00000000c001")


async def to_desk_by_mail(office: Office) -> dict[str, Any]:
    await keep(office.director, "roles/engineering_desk?project=P1", email="desk@example.cn")
    return await to_desk(office)


async def counted(office: Office, sql: str) -> int:
    async with office.service.db.reading() as tx:
        return int(await tx.fetchval(sql))


@pytest.mark.rule("N1")
async def test_it_is_tried_with_growing_delay_for_days_then_given_up_and_people_are_told(office: Office) -> None:
    notice = await to_desk_by_mail(office)
    how, began = settings(smtp_host=""), office.service.clock.at
    for delay in DELAYS:
        assert await send(office, how) == 1
        waiting = await the_delivery(office, notice)
        assert (waiting["state"], waiting["attempts"][-1]["status"]) == ("failed", "setup")
        office.service.clock.at += timedelta(minutes=delay, seconds=-1)
        assert await send(office, how) == 0, "a second too early"
        office.service.clock.at += timedelta(seconds=1)
    assert await send(office, how) == 1
    assert timedelta(days=3) < office.service.clock.at - began < timedelta(days=4)
    delivery = await the_delivery(office, notice)
    assert (delivery["state"], len(delivery["attempts"])) == ("given_up", len(DELAYS) + 1)
    (said,) = await office.service.said(DeliveryGivenUp)
    assert (str(said.delivery_id), said.notice_no, said.medium, said.attempts, said.given_up_because) == (
        delivery["delivery_id"], notice["notice_no"], "email", len(DELAYS) + 1, "tried_long_enough",
    )  # fmt: skip
    assert "desk@example.cn" not in said.model_dump_json()
    async with office.service.client(Role.OPERATOR, projects=("P1",)) as operator:
        (told,) = await inbox(operator, mine=True)
    assert notice["notice_no"] in told["text_zh"]
    assert "电子邮件" in told["text_zh"]
    assert notice["notice_no"] in (await inbox(office.lead))[0]["text_zh"]


@pytest.mark.rule("N1")
async def test_that_a_notice_of_giving_up_was_given_up_itself_is_told_to_nobody(office: Office) -> None:
    await keep(office.director, "roles/operator", email="operator@example.cn")
    await to_desk_by_mail(office)
    async with post_office() as post:
        post.at_rcpt += ["550 no"] * 9
        for _ in range(4):
            await send(office, settings(smtp_port=post.port))
    assert len(await office.service.said(DeliveryGivenUp)) == 1


@pytest.mark.rule("N1")
async def test_the_operator_has_it_tried_again_once_the_address_is_right(office: Office) -> None:
    notice = await to_desk_by_mail(office)
    async with post_office() as post, office.service.client(Role.OPERATOR) as operator:
        post.at_rcpt.append("550 no")
        await send(office, settings(smtp_port=post.port))
        path = f"/deliveries/{(await the_delivery(office, notice))['delivery_id']}/retries"
        assert (await office.director.post(path)).status_code == 403
        assert (await operator.post(path)).json()["state"] == "waiting"
        assert (await operator.post(path)).status_code == 409
        await send(office, settings(smtp_port=post.port))
        assert (await operator.post(path)).status_code == 409, "it has arrived"
        assert (await operator.post(f"/deliveries/{uuid4()}/retries")).status_code == 404
    delivery = await the_delivery(office, notice)
    assert (delivery["state"], len(delivery["attempts"]), len(post.mails)) == ("sent", 2, 1)


@pytest.mark.rule("N1")
async def test_a_message_heard_again_is_sent_once(office: Office) -> None:
    await keep(office.director, "roles/engineering_desk", email="desk@example.cn")
    case_id, message_id = uuid4(), uuid4()
    facts = {"case_id": case_id, "desk": Desk.ENGINEERING_DESK}
    for _ in range(3):
        await office.hear("intake.case.registered.v1", case_id, message_id, **facts)
    async with post_office() as post:
        await send(office, settings(smtp_port=post.port))
        await send(office, settings(smtp_port=post.port))
    assert len(post.mails) == 1


@pytest.mark.rule("N1")
async def test_a_crash_before_the_answer_is_on_record_sends_it_again_under_the_same_id(office: Office) -> None:
    notice = await to_desk_by_mail(office)
    async with post_office() as post:
        how = settings(smtp_port=post.port)
        async with office.service.db.transaction() as tx:
            (claimed,) = await deliveries.claim(tx, timedelta(seconds=60), 10)
        assert (await means.send(claimed, how, office.service.clock.at)).outcome is Outcome.SENT
        assert await send(office, how) == 0, "another holds it"
        office.service.clock.at += timedelta(seconds=60)
        assert await send(office, how) == 1
    assert len({str(mail["Message-ID"]) for mail in post.mails}) == 1
    delivery = await the_delivery(office, notice)
    assert [(each["attempt"], each["outcome"]) for each in delivery["attempts"]] == [(1, None), (2, "sent")]


@pytest.mark.rule("N1")
async def test_a_crash_before_sending_loses_nothing(office: Office) -> None:
    await to_desk_by_mail(office)
    async with office.service.db.transaction() as tx:
        await deliveries.claim(tx, timedelta(seconds=60), 10)
    office.service.clock.at += timedelta(seconds=60)
    async with post_office() as post:
        assert await send(office, settings(smtp_port=post.port)) == 1
    assert len(post.mails) == 1


@pytest.mark.parametrize(
    ("late", "state"), [(Outcome.FAILED, "waiting"), (Outcome.REFUSED, "waiting"), (Outcome.SENT, "sent")]
)
async def test_a_late_answer_counts_only_if_it_says_that_it_arrived(office: Office, late: Outcome, state: str) -> None:
    notice = await to_desk_by_mail(office)
    async with office.service.db.transaction() as tx:
        (first,) = await deliveries.claim(tx, timedelta(seconds=60), 10)
    office.service.clock.at += timedelta(seconds=60)
    async with office.service.db.transaction() as tx:
        (second,) = await deliveries.claim(tx, timedelta(seconds=60), 10)
    assert (first.sending.attempts, second.sending.attempts) == (1, 2)
    async with office.service.db.transaction() as tx:
        await deliveries.record(tx, first.sending, Answer(late, "x"), tx.now)
    delivery = await the_delivery(office, notice)
    assert delivery["state"] == state
    assert delivery["attempts"][0]["outcome"] == late
    async with office.service.db.transaction() as tx:
        await deliveries.record(tx, second.sending, Answer(Outcome.FAILED, "y"), tx.now)
    assert (await the_delivery(office, notice))["state"] == ("sent" if state == "sent" else "failed")


@pytest.mark.rule("N1")
async def test_several_workers_share_the_work_and_none_is_sent_twice(office: Office) -> None:
    await keep(office.director, "roles/engineering_desk", email="desk@example.cn")
    for _ in range(12):
        await office.case()
    async with post_office() as post:
        how = settings(smtp_port=post.port, sending_at_once=3, sending_at_once_each=100)
        done = await asyncio.gather(*(send_due(office.service.db, how) for _ in range(5)))
    assert sum(done) == len(post.mails) == len({str(mail["Message-ID"]) for mail in post.mails}) == 12


async def test_attempts_and_answers_are_never_changed(office: Office) -> None:
    await to_desk_by_mail(office)
    await send(office, settings(smtp_host=""))
    for table in ("sending_attempt", "sending_answer"):
        with pytest.raises(Exception, match="append only"):
            async with office.service.db.transaction() as tx:
                await tx.execute(f"delete from {table}")


@pytest.mark.rule("N5")
async def test_a_customer_is_written_to_once_it_is_known_how_he_is_reached(office: Office) -> None:
    case_id = await customers_case(office, CUSTOMER)
    assert outside(await customers_notice(office)) == []
    await reachable(office, CUSTOMER, "电话 0571-88888888，邮箱 zhang.san@example.cn")
    (delivery,) = outside(await customers_notice(office, case_id))
    assert (delivery["channel"], delivery["address"], delivery["state"]) == ("email", "z***@example.cn", "waiting")
    await reachable(office, CUSTOMER, "li@example.cn", minutes=1)
    assert len(outside(await customers_notice(office, case_id))) == 1, "once"


@pytest.mark.rule("N5")
async def test_what_another_service_says_of_a_case_finds_its_customer_in_whatever_order(office: Office) -> None:
    case_id = uuid4()
    await office.hear("dispatch.work_order.check_passed.v1", uuid4(), case_id=case_id)
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    assert outside(await customers_notice(office, case_id)) == []
    await customers_case(office, CUSTOMER, case_id=case_id)
    notices = [
        each for each in await inbox(office.director, case_id=str(case_id)) if each["recipient_role"] == "customer"
    ]
    assert len(notices) == 2
    for notice in notices:
        assert len(outside(await look(office.director, notice))) == 1
    await office.hear("dispatch.appointment.made.v1", uuid4(), case_id=case_id)
    assert await counted(office, "select count(*) from sending where channel = 'email'") == 3


@pytest.mark.rule("N5")
async def test_what_waited_too_long_for_an_address_is_not_sent_any_more(office: Office) -> None:
    await customers_case(office, CUSTOMER)
    office.service.clock.at += timedelta(hours=48, seconds=1)
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    assert outside(await customers_notice(office)) == []


@pytest.mark.rule("L8")
async def test_an_older_word_of_a_contact_never_replaces_a_newer_one(office: Office) -> None:
    await reachable(office, CUSTOMER, "new@example.cn", minutes=5)
    await reachable(office, CUSTOMER, "old@example.cn")
    await customers_case(office, CUSTOMER)
    assert (await the_delivery(office, await customers_notice(office)))["address"] == "n***@example.cn"


@pytest.mark.rule("N5")
@pytest.mark.parametrize(
    ("at", "goes_at"),
    [
        ("20:59:59", "10 20:59:59"), ("21:00:00", "11 08:30:00"), ("23:59:59", "11 08:30:00"), ("00:00:00", "10 08:30:00"),
        ("08:29:59", "10 08:30:00"), ("08:30:00", "10 08:30:00"),
    ],
)  # fmt: skip
async def test_customers_are_left_in_peace_at_night_and_staff_are_not(office: Office, at: str, goes_at: str) -> None:
    hour, minute, second = (int(part) for part in at.split(":"))
    office.service.clock.at = office.service.clock.at.astimezone(CHINA).replace(hour=hour, minute=minute, second=second)
    await keep(office.director, "roles/engineering_desk", email="desk@example.cn")
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    await customers_case(office, CUSTOMER)
    async with office.service.db.reading() as tx:
        rows = await tx.fetch("select customer_id, next_at from sending")
    due = {row["customer_id"] is not None: row["next_at"].astimezone(CHINA) for row in rows}
    assert due[True].strftime("%d %H:%M:%S") == goes_at
    assert due[False] == office.service.clock.at


@pytest.mark.rule("N5")
async def test_what_is_urgent_wakes_a_customer_and_a_retry_does_not(office: Office) -> None:
    office.service.clock.at = office.service.clock.at.astimezone(CHINA).replace(hour=22)
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    case_id = await customers_case(office, CUSTOMER)
    await office.hear("dispatch.appointment.ended.v1", uuid4(), case_id=case_id, outcome="repairer_absent")
    assert await send(office, settings(smtp_host="")) == 1
    office.service.clock.at = office.service.clock.at.replace(hour=20, minute=59, second=30)
    await customers_case(office, CUSTOMER)
    await send(office, settings(smtp_host=""))
    async with office.service.db.reading() as tx:
        times = [
            row[0].astimezone(CHINA) for row in await tx.fetch("select next_at from sending where state = 'failed'")
        ]
    assert sorted(each.strftime("%H:%M") for each in times) == ["08:30", "22:01"]


@pytest.mark.rule("N5", "L8")
async def test_a_customer_stops_what_he_may_stop_and_nothing_else(office: Office) -> None:
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    path = f"/contacts/customers/{CUSTOMER}/preferences"
    async with office.service.client(Role.CASE_OFFICER) as officer:
        wanted = {"stops_optional": True, "language": "en"}
        assert (await officer.put(path, json=wanted)).json() == wanted | {"channels": None}
        assert (await officer.put(f"/contacts/customers/{uuid4()}/preferences", json=wanted)).status_code == 404
    await office.service.hear(link(), about="private:link")
    assert await counted(office, "select count(*) from sending") == 0
    await customers_case(office, CUSTOMER)
    async with post_office() as post:
        await send(office, settings(smtp_port=post.port))
    (mail,) = post.mails
    assert str(mail["Subject"]).isascii()


def link(**what: Any) -> Any:
    known = {"customer_id": CUSTOMER, "path": "/s/0123456789abcdef", "case_id": None}
    return sample("survey.link.made.v1").data.model_copy(update=known | what)


@pytest.mark.rule("V6", "L8")
async def test_a_link_is_in_what_is_sent_and_nowhere_once_it_is_sent(office: Office) -> None:
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    expires_at = office.service.clock.at + timedelta(days=5)
    await office.service.hear(link(expires_at=expires_at), about="private:link")
    assert await counted(office, "select count(*) from notice_secret") == 1
    notice = await customers_notice(office)
    assert "/s/0123" not in str(notice)
    async with post_office() as post:
        post.at_data.append("451 later")
        await send(office, settings(smtp_port=post.port))
        assert await counted(office, "select count(*) from notice_secret") == 1
        office.service.clock.at += timedelta(minutes=1)
        await send(office, settings(smtp_port=post.port))
    body = post.mails[0].get_body(("plain",))
    assert body is not None
    assert "https://service.example.cn/s/0123456789abcdef" in body.get_content()
    assert await counted(office, "select count(*) from notice_secret") == 0


@pytest.mark.rule("V6", "L8")
async def test_a_link_nobody_can_be_sent_is_not_kept_beyond_its_time(office: Office) -> None:
    expires_at = office.service.clock.at + timedelta(hours=3)
    await office.service.hear(link(expires_at=expires_at), about="private:link")
    assert await counted(office, "select count(*) from notice_secret") == 1, "he may become reachable"
    office.service.clock.at = expires_at + timedelta(seconds=1)
    async with office.service.db.transaction() as tx:
        await deliveries.keep_up(tx, tx.now)
    assert await counted(office, "select count(*) from notice_secret") == 0
    await reachable(office, CUSTOMER, "zhang.san@example.cn")
    await send(office, settings())
    delivery = await the_delivery(office, await customers_notice(office))
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("given_up", "expired")


@pytest.mark.rule("L8")
async def test_who_is_erased_is_forgotten_in_what_was_sent_and_in_what_was_not(office: Office) -> None:
    await reachable(office, CUSTOMER, "zhang.san@example.cn 13800138000")
    case_id = await customers_case(office, CUSTOMER)
    async with post_office() as post:
        post.at_rcpt.append("550 zhang.san@example.cn unknown")
        await send(office, settings(smtp_port=post.port))
        await office.hear("dispatch.work_order.check_passed.v1", uuid4(), case_id=case_id)
        await office.service.hear(link(), about="private:link")
        async with office.service.client(Role.CASE_OFFICER) as officer:
            await officer.put(f"/contacts/customers/{CUSTOMER}/preferences", json={"language": "en"})
        erased = CustomerErased(customer_id=CUSTOMER, case_ids=(case_id,))
        assert await office.service.hear(erased, about=CUSTOMER) is Heard.APPLIED
        assert await send(office, settings(smtp_port=post.port)) == 0
        await office.hear("dispatch.appointment.made.v1", uuid4(), case_id=case_id)
        await reachable(office, CUSTOMER, "zhang.san@example.cn", minutes=9)
        assert await send(office, settings(smtp_port=post.port)) == 0
    assert post.mails == []
    async with office.service.db.reading() as tx:
        names = await tx.fetch("select tablename from pg_tables where schemaname = 'public'")
        whole = ""
        for row in names:
            whole += str([tuple(each.values()) for each in await tx.fetch(f'select * from "{row["tablename"]}"')])
    for trace in ("zhang", "13800138000", "张三", "/s/0123"):
        assert trace not in whole, trace
    notices = [each for each in await inbox(office.director) if each["recipient_role"] == "customer"]
    states = {each["state"] for notice in notices for each in outside(await look(office.director, notice))}
    assert states == {"given_up", "stopped"}
    async with office.service.client(Role.OPERATOR) as operator:
        for notice in notices:
            for each in outside(await look(office.director, notice)):
                assert each["address"] == ""
                answer = await operator.post(f"/deliveries/{each['delivery_id']}/retries")
                assert answer.status_code == 409


@pytest.mark.rule("B8")
async def test_how_long_the_oldest_waits_and_what_fails_are_figures(office: Office) -> None:
    figures = figures_of(office.service.app.state.metrics)
    await to_desk_by_mail(office)
    office.service.clock.at += timedelta(minutes=2)
    await look_after(office.service.db, figures)
    await send_due(office.service.db, settings(smtp_host=""), figures)
    text = (await office.director.get("/metrics")).text
    assert 'aftercare_sending_oldest_seconds{channel="email"} 120.0' in text
    assert 'aftercare_sending_attempts_total{channel="email",outcome="failed"} 1.0' in text


@pytest.mark.parametrize(("last", "is_fruitless"), [(Outcome.FAILED, True), (Outcome.SENT, False)])
async def test_how_long_nothing_has_arrived_grows_from_the_first_failure_until_something_does(
    office: Office, last: Outcome, is_fruitless: bool
) -> None:
    figures = figures_of(office.service.app.state.metrics)
    figures.came_back(Medium.EMAIL, Outcome.REFUSED)
    figures.came_back(Medium.EMAIL, last)
    await look_after(office.service.db, figures)
    text = (await office.director.get("/metrics")).text
    (line,) = [
        line for line in text.splitlines() if line.startswith('aftercare_sending_fruitless_seconds{channel="email"}')
    ]
    assert (float(line.split()[1]) > 0) == is_fruitless
    assert 'aftercare_sending_fruitless_seconds{channel="sms"} 0.0' in text


@pytest.mark.rule("L8")
async def test_no_address_name_secret_or_link_is_logged(
    office: Office, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    made = await subscribe(office, "http://127.0.0.1:9/in?key=botkey")
    await reachable(office, CUSTOMER, "zhang.san@example.cn 13800138000")
    await customers_case(office, CUSTOMER)
    await office.service.hear(link(expires_at=office.service.clock.at + timedelta(days=1)), about="private:link")
    async with post_office() as post:
        post.at_rcpt += ["550 zhang.san@example.cn unknown", "451 zhang.san@example.cn later"]
        with caplog.at_level("WARNING"):
            assert await send(office, settings(smtp_port=post.port, webhook_ports=(9,))) >= 3
    logged = capsys.readouterr().out + "".join(str(vars(record)) for record in caplog.records)
    assert "not delivered" in logged
    for trace in ("zhang", "13800138000", "张三", "/s/0123", "botkey", made["secret"]):
        assert trace not in logged, trace


@pytest.mark.rule("N5")
@pytest.mark.parametrize("name", ["late", "retried"])
async def test_what_could_not_go_before_the_quiet_hours_waits_for_their_end(office: Office, name: str) -> None:
    """Nothing was sent all evening, or the operator wants it tried again at night."""
    office.service.clock.at = datetime(2026, 3, 10, 20, 59, tzinfo=CHINA)
    await reachable(office, CUSTOMER, "zhang@example.cn")
    case_id = await customers_case(office, CUSTOMER)
    if name == "retried":
        async with office.service.db.transaction() as tx:
            await tx.execute("update sending set state = 'given_up', next_at = null, ended_at = $1", tx.now)
    office.service.clock.at = datetime(2026, 3, 10, 23, 0, tzinfo=CHINA)
    if name == "retried":
        (delivery,) = outside(await customers_notice(office, case_id))
        async with office.service.client(Role.OPERATOR) as operator:
            assert (await operator.post(f"/deliveries/{delivery['delivery_id']}/retries")).status_code < 300
    how = settings(smtp_host="")
    assert await send(office, how) == 0
    office.service.clock.at = datetime(2026, 3, 11, 8, 29, 59, tzinfo=CHINA)
    assert await send(office, how) == 0
    office.service.clock.at += timedelta(seconds=1)
    assert await send(office, how) == 1


@pytest.mark.parametrize(("tried_at", "rings"), [((0, 1800, 3700), True), ((0,), False)], ids=["goes on", "one alone"])
def test_a_channel_is_fruitless_only_while_something_is_tried_by_it(
    monkeypatch: pytest.MonkeyPatch, tried_at: tuple[int, ...], rings: bool
) -> None:
    """One wrong address at night is no reason to look after the mail server."""
    metrics, now = Metrics(), 1_000_000.0
    figures = work.Figures(metrics)
    for at in tried_at:
        monkeypatch.setattr(work.time, "monotonic", lambda at=at: now + at)
        figures.came_back(Medium.EMAIL, Outcome.REFUSED)
    monkeypatch.setattr(work.time, "monotonic", lambda: now + 3800)
    figures.look()
    value = metrics.registry.get_sample_value("aftercare_sending_fruitless_seconds", {"channel": "email"})
    assert (value > BY_NAME["DeliveriesFail"].bound) == rings
