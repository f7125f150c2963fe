"""From what is to be sent to the way it goes: which words, which body, which signature."""

from datetime import datetime

from standardwebhooks import Webhook

from ..domain.channels import Language, Medium
from ..domain.notices import MASK, Notice
from ..domain.sendings import Answer, Outcome
from ..domain.subscriptions import BOTS, Subscription, SubscriptionKind, body_for, bots_verdict, notice_as_data
from ..settings import SendingSettings
from ..use_cases.deliveries import Outgoing
from . import calls, mail

BOT_BYTES_MAX = 2000
LANGUAGES = {Language.ZH: "zh-CN", Language.EN: "en", Language.BOTH: "zh-CN, en"}


async def send(out: Outgoing, settings: SendingSettings, now: datetime) -> Answer:
    """Over the wire, and what came back. Never raises for what the other side does."""
    if out.notice and out.sending.channel in (Medium.EMAIL, Medium.SMS) and _has_lost_its_link(out):
        return Answer(Outcome.REFUSED, "expired", "the link is no longer valid")
    if out.sending.channel is Medium.EMAIL:
        return await mail.send(_letter(out, settings), settings)
    return await _call(out, settings, now)


def _has_lost_its_link(out: Outgoing) -> bool:
    return out.secret is None and out.notice is not None and MASK in out.notice.wording.text_zh


def _letter(out: Outgoing, settings: SendingSettings) -> mail.Letter:
    assert out.notice is not None
    words, language = out.notice.wording, out.sending.language
    subjects = {Language.ZH: words.subject_zh, Language.EN: words.subject_en}
    texts = {
        Language.ZH: (words.text_zh,), Language.EN: (words.text_en,), Language.BOTH: (words.text_zh, words.text_en),
    }[language]  # fmt: skip
    return mail.Letter(
        out.sending.sending_id, out.sending.address, subjects.get(language, f"{words.subject_zh} / {words.subject_en}"),
        tuple(_with_link(text, out, settings) for text in texts), out.sending.made_at, LANGUAGES[language],
    )  # fmt: skip


def _with_link(text: str, out: Outgoing, settings: SendingSettings) -> str:
    return text.replace(MASK, settings.public_url.rstrip("/") + out.secret) if out.secret else text


async def _call(out: Outgoing, settings: SendingSettings, now: datetime) -> Answer:
    through = out.subscription
    assert through is not None
    if through.ended_at is not None:
        return Answer(Outcome.REFUSED, "ended", "the subscription has ended")
    body = out.sending.body or _body(out, out.notice, through, settings)
    answered = await calls.post(through.url, body, _headers(out, through, body, now), settings)
    if isinstance(answered, Answer):
        return answered
    answer = calls.judged(answered)
    if through.kind in BOTS and answer.outcome is Outcome.SENT:
        is_taken, said = bots_verdict(answered.body)
        return Answer(Outcome.SENT if is_taken else Outcome.FAILED, answer.status, said)
    return answer


def _body(out: Outgoing, notice: Notice | None, through: Subscription, settings: SendingSettings) -> str:
    assert notice is not None
    words, phone = notice.wording, out.sending.address
    if through.kind is SubscriptionKind.SMS:
        text = _with_link(words.text_en if out.sending.language is Language.EN else words.text_zh, out, settings)
    else:
        text = _shortened(f"{words.subject_zh}\n{words.text_zh}")
    return body_for(through.kind, text, phone, notice_as_data(notice), notice.about, out.sending.made_at)


def _shortened(text: str) -> str:
    """As much as a group bot takes."""
    encoded = text.encode()
    return text if len(encoded) <= BOT_BYTES_MAX else encoded[: BOT_BYTES_MAX - 3].decode("utf-8", "ignore") + "…"


def _headers(out: Outgoing, through: Subscription, body: str, now: datetime) -> dict[str, str]:
    """As in Standard Webhooks: an id that stays, the moment, and a signature by each secret in use."""
    own_id = str(out.sending.sending_id)
    signatures = " ".join(Webhook(secret).sign(own_id, now, body) for secret in through.secrets(now))
    media_type = "application/cloudevents+json" if out.sending.body else "application/json"
    return {
        "Content-Type": f"{media_type}; charset=utf-8", "User-Agent": "Aftercare", "webhook-id": own_id,
        "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signatures,
    }  # fmt: skip
