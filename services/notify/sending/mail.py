"""Mail by SMTP: written so that it can be recognised when it comes twice, and sent with the server's own word kept."""

import asyncio
import html
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from uuid import UUID

import aiosmtplib

from ..domain.sendings import Answer, Outcome
from ..settings import SendingSettings
from .tls import trusting

MAILBOX_FULL = 552
"""Said to be for good, and mostly is not."""
GOODBYE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom; each part in one language or, the one under the other, in both."""

    sending_id: UUID
    to: str
    subject: str
    texts: tuple[str, ...]
    made_at: datetime
    language: str


def written(letter: Letter, settings: SendingSettings) -> EmailMessage:
    """The message: the same each time, whenever it is sent."""
    local, _, domain = settings.smtp_sender.partition("@")
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address(_one_line(settings.smtp_sender_name), local, domain)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.sending_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(letter.texts) + "\n")
    message.add_alternative(_as_html(letter), subtype="html")
    message["Content-Language"] = letter.language
    return message


def _one_line(text: str) -> str:
    """Words alone: ``=?`` would begin an encoded word, out of which ``email`` brings line ends into the header (CVE-2024-6923)."""
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return words.replace("=?", "= ?")


def _as_html(letter: Letter) -> str:
    paragraphs = "".join(f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>" for text in letter.texts)
    language = "zh-CN" if letter.language.startswith("zh") else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(_one_line(letter.subject))}'
        f'</title></head><body style="font-family:sans-serif;line-height:1.6">{paragraphs}</body></html>'
    )


async def send(letter: Letter, settings: SendingSettings) -> Answer:
    """Hands it over to the server. Never raises for what the server does.

    Only what the server says of this letter or its receiver can be for good; whatever else it says may be mended by whoever
    runs it, so it is tried again.
    """
    if not settings.smtp_host:
        return Answer(Outcome.FAILED, "setup", "no mail server is set up")
    try:
        message = written(letter, settings)
        content = message.as_bytes()
    except (ValueError, IndexError, MessageError) as error:
        return Answer(Outcome.REFUSED, "address", type(error).__name__)
    try:
        said = await _handed_over(content, letter.to, settings)
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _refused(error.recipients[0])
    except aiosmtplib.SMTPDataError as error:
        return _refused(error)
    except aiosmtplib.SMTPResponseException as error:
        return Answer(Outcome.FAILED, str(error.code), str(error.message))
    except (TimeoutError, aiosmtplib.SMTPTimeoutError):
        return Answer(Outcome.FAILED, "timeout", "no answer in time")
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return Answer(Outcome.FAILED, "network", type(error).__name__)
    return Answer(Outcome.SENT, "250", said, str(message["Message-ID"]))


async def _handed_over(content: bytes, to: str, settings: SendingSettings) -> str:
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host, port=settings.smtp_port, timeout=settings.smtp_seconds,
        use_tls=settings.smtp_tls == "tls", start_tls=settings.smtp_tls == "starttls",
        username=settings.smtp_username or None, password=settings.smtp_password.get_secret_value() or None,
        tls_context=trusting(settings.smtp_ca_file) if settings.smtp_tls != "none" else None,
    )  # fmt: skip
    try:
        async with asyncio.timeout(settings.smtp_seconds):
            await client.connect()
            _, said = await client.sendmail(settings.smtp_sender, [to], content)
    finally:
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):  # it has answered by now, or will not
            async with asyncio.timeout(GOODBYE_SECONDS):
                await client.quit()
        client.close()
    return said


def _refused(error: aiosmtplib.SMTPResponseException) -> Answer:
    is_for_good = 500 <= error.code < 600 and error.code != MAILBOX_FULL
    return Answer(Outcome.REFUSED if is_for_good else Outcome.FAILED, str(error.code), str(error.message))
