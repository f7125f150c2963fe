"""Mail, caught by a real server: what it says, how it is secured, and what becomes of it when the server will not."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from notify.sending import mail
from notify.sending.mail import Letter
from receivers import LONGER_THAN_ANYBODY_WAITS, certificate, post_office

from .desk import Office, look
from .outside import keep, send, settings, the_delivery, to_desk

DESK = {"email": "desk@example.cn"}
LETTER = Letter(
    UUID(int=7), "to@example.cn", "题", ("第一段\n第二行 <b>&", "English"), datetime(2026, 3, 10, 2, tzinfo=UTC), "zh-CN, en"
)  # fmt: skip


async def desk_notice(office: Office) -> dict[str, Any]:
    await keep(office.director, "roles/engineering_desk?project=P1", **DESK)
    return await to_desk(office)


@pytest.mark.rule("N1")
async def test_a_notice_reaches_the_mailbox_of_the_office_in_both_languages(office: Office) -> None:
    notice = await desk_notice(office)
    async with post_office() as post:
        assert await send(office, settings(smtp_port=post.port)) == 1
    (got,) = post.mails
    delivery = await the_delivery(office, notice)
    assert got["To"] == "desk@example.cn"
    assert got["From"] == "客户服务中心 <service@example.cn>"
    assert got["Subject"] == f"{notice['subject_zh']} / {notice['subject_en']}"
    assert got["Message-ID"] == f"<{delivery['delivery_id']}@example.cn>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Date"] == "Tue, 10 Mar 2026 02:00:00 +0000"
    for kind in ("plain", "html"):
        body = got.get_body((kind,))
        assert body is not None
        assert notice["text_zh"] in body.get_content()
        assert notice["text_en"].split("'")[0] in body.get_content()
    assert (delivery["channel"], delivery["state"], delivery["address"]) == ("email", "sent", "d***@example.cn")
    (attempt,) = delivery["attempts"]
    assert (attempt["outcome"], attempt["status"], attempt["said"]) == ("sent", "250", "OK queued as 4711")
    assert attempt["provider_id"] == got["Message-ID"]


def test_a_header_cannot_be_smuggled_in() -> None:
    spoilt = Letter(
        LETTER.sending_id,
        LETTER.to,
        "题\r\nBcc: all@example.cn\x00\u2028x",
        LETTER.texts,
        LETTER.made_at,
        LETTER.language,
    )
    written = mail.written(spoilt, settings(smtp_sender_name="中心\r\nX-Evil: 1"))
    assert written["Bcc"] is None
    assert written["X-Evil"] is None
    assert written["Subject"] == "题 Bcc: all@example.cn x"


def test_the_same_letter_is_the_same_message_but_for_its_seams() -> None:
    first, second = (mail.written(LETTER, settings()) for _ in range(2))
    for header in ("Message-ID", "Date", "Subject", "To", "From"):
        assert first[header] == second[header]


def test_what_somebody_wrote_is_text_in_html_too() -> None:
    body = mail.written(LETTER, settings()).get_body(("html",))
    assert body is not None
    assert "第一段<br>第二行 &lt;b&gt;&amp;" in body.get_content()


@pytest.mark.parametrize("to", ["a@b.cn\r\nBcc: x@y.cn", "", "no address", "a@b.cn, c@d.cn"])
async def test_an_address_that_is_none_is_refused_for_good(to: str) -> None:
    letter = Letter(LETTER.sending_id, to, LETTER.subject, LETTER.texts, LETTER.made_at, LETTER.language)
    assert (await mail.send(letter, settings())).outcome == "refused"


async def test_a_server_with_starttls_and_a_login_gets_both(tmp_path: Path) -> None:
    trusted, tls = certificate(tmp_path)
    async with post_office(tls, with_login=True) as post:
        how = settings(
            smtp_port=post.port, smtp_tls="starttls", smtp_ca_file=trusted, smtp_username="us", smtp_password="right"
        )
        assert (await mail.send(LETTER, how)).outcome == "sent"
    assert post.was_tls == [True]
    assert post.logins == [("us", "right")]


async def test_a_wrong_login_is_tried_again_as_it_may_be_mended(tmp_path: Path) -> None:
    trusted, tls = certificate(tmp_path)
    async with post_office(tls, with_login=True) as post:
        how = settings(
            smtp_port=post.port,
            smtp_tls="starttls",
            smtp_ca_file=trusted,
            smtp_username="us",
            smtp_password="no",
        )
        answer = await mail.send(LETTER, how)
    assert (answer.outcome, answer.status) == ("failed", "535")
    assert post.mails == []


async def test_nothing_is_sent_to_a_server_whose_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    _, tls = certificate(tmp_path)
    async with post_office(tls) as post:
        assert (await mail.send(LETTER, settings(smtp_port=post.port, smtp_tls="starttls"))).outcome == "failed"
    assert post.mails == []


async def test_nothing_is_sent_in_the_open_where_tls_is_wanted() -> None:
    async with post_office() as post:
        assert (await mail.send(LETTER, settings(smtp_port=post.port, smtp_tls="starttls"))).outcome == "failed"
    assert post.mails == []


@pytest.mark.parametrize(
    ("place", "said", "outcome"),
    [
        ("at_rcpt", "450 busy", "failed"),
        ("at_rcpt", "550 no such user", "refused"),
        ("at_rcpt", "552 mailbox full", "failed"),
        ("at_data", "451 later", "failed"),
        ("at_data", "554 not wanted", "refused"),
    ],
)
async def test_the_servers_word_decides_whether_it_is_tried_again(place: str, said: str, outcome: str) -> None:
    async with post_office() as post:
        getattr(post, place).append(said)
        answer = await mail.send(LETTER, settings(smtp_port=post.port))
    assert (answer.outcome, answer.status, answer.said) == (outcome, said[:3], said[4:])


async def test_a_server_that_stalls_or_is_not_there_is_tried_again() -> None:
    async def stall() -> str:
        await asyncio.sleep(LONGER_THAN_ANYBODY_WAITS)
        return "250 OK"

    async with post_office() as post:
        post.at_data.append(stall)
        answer = await mail.send(LETTER, settings(smtp_port=post.port, smtp_seconds=0.5))
    assert (answer.outcome, answer.status) == ("failed", "timeout")
    gone = await mail.send(LETTER, settings(smtp_port=post.port))
    assert (gone.outcome, gone.status) == ("failed", "network")
    assert (await mail.send(LETTER, settings(smtp_host=""))).status == "setup"


async def test_a_letter_that_was_taken_is_sent_however_long_the_goodbye_takes() -> None:
    async def stall(*_: object) -> None:
        await asyncio.sleep(LONGER_THAN_ANYBODY_WAITS)

    async with post_office() as post:
        post.handle_QUIT = stall  # type: ignore[attr-defined]
        answer = await mail.send(LETTER, settings(smtp_port=post.port, smtp_seconds=mail.GOODBYE_SECONDS - 1))
    assert (answer.outcome, len(post.mails)) == ("sent", 1)


@pytest.mark.rule("N1")
async def test_what_failed_goes_out_later_as_the_same_message(office: Office) -> None:
    notice = await desk_notice(office)
    async with post_office() as post:
        post.at_data.append("451 later")
        how = settings(smtp_port=post.port)
        assert await send(office, how) == 1
        failed = await the_delivery(office, notice)
        assert (failed["state"], len(failed["attempts"])) == ("failed", 1)
        assert failed["next_at"] == "2026-03-10T02:01:00Z"
        assert await send(office, how) == 0
        office.service.clock.at += timedelta(minutes=1)
        assert await send(office, how) == 1
    sent = await the_delivery(office, notice)
    assert (sent["state"], [each["status"] for each in sent["attempts"]]) == ("sent", ["451", "250"])
    assert post.mails[0]["Message-ID"] == f"<{sent['delivery_id']}@example.cn>"


@pytest.mark.rule("L8")
async def test_the_servers_word_is_kept_without_the_address(office: Office) -> None:
    notice = await desk_notice(office)
    async with post_office() as post:
        post.at_rcpt.append("550 <desk@example.cn>: no mailbox DESK here")
        await send(office, settings(smtp_port=post.port))
    delivery = await the_delivery(office, notice)
    assert (delivery["state"], delivery["attempts"][0]["said"]) == ("given_up", "<…>: no mailbox … here")


@pytest.mark.rule("N1")
async def test_each_person_who_holds_the_role_there_is_told_too_in_his_language(office: Office) -> None:
    held = {"roles": ["engineering_desk"], "projects": ["P1"]}
    await keep(office.director, "persons/wang.desk", email="wang@example.cn", **held)
    await keep(office.director, "persons/sun.desk", email="sun@example.cn", **held | {"projects": ["P2"]})
    await keep(office.director, "persons/he.boss", email="he@example.cn", **held | {"projects": ["*"]})
    assert (await office.desk.put("/preferences", json={"language": "en"})).status_code == 200
    notice = await desk_notice(office)
    async with post_office() as post:
        await send(office, settings(smtp_port=post.port))
    got = {str(each["To"]): each for each in post.mails}
    assert set(got) == {"desk@example.cn", "wang@example.cn", "he@example.cn"}
    assert got["wang@example.cn"]["Subject"] == notice["subject_en"]
    assert got["wang@example.cn"]["Content-Language"] == "en"


@pytest.mark.rule("N1")
async def test_a_chase_goes_the_same_way_again_as_a_message_of_its_own(office: Office) -> None:
    notice = await desk_notice(office)
    async with post_office() as post:
        await send(office, settings(smtp_port=post.port))
        office.service.clock.at += timedelta(hours=24)
        await office.service.fire_due()
        await send(office, settings(smtp_port=post.port))
    numbers = [each["number"] for each in (await look(office.desk, notice))["deliveries"] if each["channel"] == "email"]
    assert numbers == [0, 1]
    assert len({each["Message-ID"] for each in post.mails}) == 2
