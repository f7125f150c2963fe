"""Words made to become a header, a receiver or a mail of their own: each stays a word, seen by a real mail server (N1, N5)."""

import json
from dataclasses import replace
from email.message import EmailMessage
from uuid import uuid4

import pytest
from notify.domain.contacts import made_out
from notify.sending import mail
from receivers import Post, post_office

from .desk import Office
from .outside import keep, send, settings
from .test_mail import LETTER

OURS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Language",
}  # fmt: skip
LINE_BYTES_MAX = 998
ENCODED = "=?utf-8?q?x=0D=0ABcc:_all=40example.cn=0D=0A=0D=0A<h1>?="


def the_one(post: Post) -> EmailMessage:
    """The mail, of which there is one, to one, with our headers and no other."""
    (got,), (envelope,) = post.mails, post.envelopes
    assert envelope.rcpt_tos == ["to@example.cn"]
    assert (set(got.keys()), len(got.keys())) == (OURS, len(OURS))
    assert got["To"] == "to@example.cn"
    assert isinstance(envelope.content, bytes)
    assert max(map(len, envelope.content.split(b"\r\n"))) <= LINE_BYTES_MAX
    assert envelope.content.replace(b"\r\n", b"").count(b"\n") == 0
    for name in OURS:
        assert not set(str(got[name])) & set("\r\n\x00\x85\u2028\u2029")
    return got


SUBJECTS = {
    "a line end": "题\r\nBcc: all@example.cn",
    "a line feed": "题\nBcc: all@example.cn",
    "a return": "题\rBcc: all@example.cn",
    "a folded line": "题\r\n Bcc: all@example.cn",
    "a mail of its own": "题\r\n\r\n<h1>x</h1>\r\n.\r\nMAIL FROM:<x@y.cn>",
    "a next line": "题\x85Bcc: all@example.cn",
    "a line separator": "题\u2028Bcc: all@example.cn",
    "a paragraph separator": "题\u2029Bcc: all@example.cn",
    "a form feed": "题\x0c\x0b\x1c\x1d\x1eBcc: all@example.cn",
    "nothing": "题\x00Bcc: all@example.cn",
    "an encoded line end": ENCODED,
    "an encoded line end among words": f"题 {ENCODED} 题",
    "an encoded line end in base 64": "=?utf-8?b?eA0KQmNjOiBhbGxAZXhhbXBsZS5jbg0KDQo8aDE+?=",
    "an encoded line feed": "=?us-ascii?Q?x=0AX-Evil:_1?=",
    "an encoded word in an encoded word": "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0ABcc:_x=3F=3D?=",
    "an encoded word whose beginning is split": "=\r\n?utf-8?q?x=0ABcc:_all=40example.cn?=",
    "an encoded word after a sign": "==?utf-8?q?x=0ABcc:_all=40example.cn?=",
    "an encoding that is none": "=?nope?q?x=0ABcc:_x?=",
    "half an encoded word": "=?utf-8?q?x=0ABcc:_x",
    "a very long word": "x" * 20_000,
    "very many words": "ab " * 10_000,
    "a very long title": "题" * 10_000,
    "a very long encoded word": f"=?utf-8?q?{'=41' * 5_000}?=",
    "half a pair": "题\ud83d",
    "a mark that turns the text": "题\u202eBcc\u202c",
    "a colon": "Bcc: all@example.cn",
}


@pytest.mark.rule("N1")
@pytest.mark.parametrize("kind", SUBJECTS)
async def test_no_subject_makes_a_header_a_receiver_or_a_mail(kind: str) -> None:
    async with post_office() as post:
        sent = await mail.send(replace(LETTER, subject=SUBJECTS[kind]), settings(smtp_port=post.port))
    assert sent.outcome == "sent", sent
    assert the_one(post)["Subject"] is not None


@pytest.mark.parametrize(
    "name", [ENCODED, '" <evil@example.cn>, "', "a\r\nBcc: x@y.cn", "x@y.cn, z", "(x", "\\", '"', "题" * 500]
)
async def test_no_name_of_the_sender_makes_another_sender(name: str) -> None:
    async with post_office() as post:
        sent = await mail.send(LETTER, settings(smtp_port=post.port, smtp_sender_name=name))
    assert sent.outcome == "sent", sent
    (sender,) = the_one(post)["From"].addresses
    assert (sender.addr_spec, post.envelopes[0].mail_from) == ("service@example.cn", "service@example.cn")


@pytest.mark.parametrize(
    "text",
    ["x\r\n.\r\nMAIL FROM:<a@b.cn>\r\nRCPT TO:<c@d.cn>\r\nDATA\r\n\r\nx\r\n.", "x\n.\nRSET\nx", "x\r.\rRSET\rx", ".", "..\n.\n..",
     "x\u2028.\u2028x", "--===============1==--\nContent-Type: text/html\n\n<script>", "x" * 50_000, "题" * 50_000, "\x00\x01\x1b"],
    ids=["a line end and a point", "a line feed and a point", "a return and a point", "a point", "points", "a separator and a point",
         "a seam", "one long line", "one long line of signs", "signs that are none"],
)  # fmt: skip
async def test_no_text_ends_its_mail_and_begins_another(text: str) -> None:
    async with post_office() as post:
        sent = await mail.send(replace(LETTER, texts=(text, "the end")), settings(smtp_port=post.port))
    assert sent.outcome == "sent", sent
    got = the_one(post)
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]
    for part in got.iter_parts():
        assert "the end" in part.get_content()
        assert "<script>" not in part.get_content() or part.get_content_type() == "text/plain"


ADDRESSES = [
    "a@b.cn\nBcc: x@y.cn", "a@b.cn\rRCPT TO:<x@y.cn>", "a@b.cn\x85x@y.cn", "a@b.cn\u2028x@y.cn", '"a\r\nBcc: x"@y.cn', "a@b.cn>",
    "<a@b.cn>", "a@b.cn SIZE=1", "a@b.cn> NOTIFY=SUCCESS,FAILURE", "=?utf-8?q?a=40c.cn=2C?=@b.cn", "=?utf-8?q?a=0d=0aBcc:x?=@b.cn",
    "a@b.cn\x00", "王@例子.cn", "a@b.cn,c@d.cn", "a@b.cn;c@d.cn", "undisclosed:a@b.cn;", "a@@b.cn", "a@b.cn\r\nDATA\r\n.", "@b.cn",
    "a@", "a b@c.cn", "a@b .cn", "\ud800@b.cn",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_address_becomes_two_and_none_is_called_that_is_not_one(address: str) -> None:
    async with post_office() as post:
        answer = await mail.send(replace(LETTER, to=address), settings(smtp_port=post.port))
    assert (answer.outcome, answer.status) == ("refused", "address")
    assert post.envelopes == []


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "a@b.cn (x)", '"a b"@c.cn', "a@[127.0.0.1]", "a@b", f"{'x' * 65}@b.cn", f"a@{'b.' * 130}cn"]
)
async def test_such_an_address_is_not_put_on_record(office: Office, address: str) -> None:
    before = await office.service.rows()
    body = json.dumps({"name": "联系人", "email": address})
    refused = await office.director.put(
        "/contacts/persons/wang.desk", content=body, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 422, refused.text
    assert await office.service.rows() == before
    found = made_out(address).email
    assert found is None or (found in address and found.isascii() and found.isprintable() and found.count("@") == 1)


@pytest.mark.rule("N1", "N5")
async def test_what_an_event_says_is_a_word_in_the_subject_and_nothing_more(office: Office) -> None:
    await keep(office.director, "roles/engineering_desk?project=P1", email="to@example.cn")
    await office.case(case_id=uuid4(), case_no=ENCODED)
    async with post_office() as post:
        assert await send(office, settings(smtp_port=post.port)) == 1
    assert "Bcc" in the_one(post)["Subject"]
