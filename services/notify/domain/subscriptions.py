"""Systems that are told over HTTP: departments' own, group bots, gateways for text messages (N1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, Invalid, NotFound, Problem

from .notices import Notice

URL_LENGTH_MAX = 1000
ALL_TYPES = "*"


class SubscriptionKind(StrEnum):
    """How a receiver wants to be spoken to. ``standard``: Standard Webhooks with what we have to say as JSON; ``wecom`` and
    ``dingtalk``: a group bot's text; ``sms``: a gateway that is given a phone number and a text."""

    STANDARD = "standard"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    SMS = "sms"


BOTS = (SubscriptionKind.WECOM, SubscriptionKind.DINGTALK)


class Passes(StrEnum):
    """``events`` as other services published them, or ``notices`` as they were written."""

    EVENTS = "events"
    NOTICES = "notices"


class NoSuchSubscription(NotFound):
    """There is no such subscription."""


class SubscriptionEnded(AlreadyDone):
    """The subscription has ended; make a new one."""


class WrongUrl(Invalid):
    """That is not an address we call."""


class WrongSubscription(Invalid):
    """A subscription cannot be like that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """``types`` of events (or of the events that notices are about), ``*`` for all; ``roles`` whose notices, none for all
    offices'; ``project`` of none for all. ``old_secret`` signs beside ``secret`` until its end."""

    subscription_id: UUID
    name: str
    kind: SubscriptionKind
    url: str
    passes: Passes
    types: tuple[str, ...]
    roles: tuple[str, ...]
    project: str | None
    secret: str
    old_secret: str | None = None
    old_secret_until: datetime | None = None
    made_by: str
    made_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    ended_because: str | None = None

    def wants(self, about: str, role: str | None, project: str | None) -> bool:
        """This is for it. Without roles it is told what offices and firms are told; what customers are told only by name."""
        return (
            (ALL_TYPES in self.types or about in self.types)
            and (self.project is None or self.project == project)
            and (role is None or (role in self.roles if self.roles else role != "customer"))
        )

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What signs now, the newest first."""
        is_rotating = self.old_secret is not None and self.old_secret_until is not None and now < self.old_secret_until
        return (self.secret, self.old_secret) if is_rotating and self.old_secret else (self.secret,)


def parted(url: str) -> SplitResult:
    """A URL that may be called as far as its letters tell. Raises ``WrongUrl``."""
    why = _wrong_with(url)
    if why:
        raise WrongUrl("", Problem("/url", why, "https://host/path without user name or fragment"))
    return urlsplit(url)


def _wrong_with(url: str) -> str:
    if (
        len(url) > URL_LENGTH_MAX
        or not url.isascii()
        or any(not char.isprintable() or char in ' \\<>"^`{|}' for char in url)
    ):
        return "it holds what a URL does not hold"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "it cannot be read as a URL"
    if parts.scheme not in ("http", "https"):
        return "neither http nor https"
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return "it names a user"
    if not parts.hostname or parts.fragment or port == 0:
        return "no host, or a fragment"
    return ""


def shown_url(url: str) -> str:
    """Without what may be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}{'?…' if parts.query else ''}"


def notice_as_data(notice: Notice) -> dict[str, Any]:
    """A notice for a department's system."""
    words, to = notice.wording, notice.recipient
    return {
        "notice_id": str(notice.notice_id), "notice_no": notice.notice_no, "about": notice.about,
        "case_id": str(notice.case_id) if notice.case_id else None, "project": notice.project, "recipient_role": str(to.role),
        "contractor": to.contractor, "wants_answer": notice.wants_answer, "times_chased": notice.times_chased,
        "subject_zh": words.subject_zh, "text_zh": words.text_zh, "subject_en": words.subject_en, "text_en": words.text_en,
    }  # fmt: skip


def body_for(kind: SubscriptionKind, text: str, phone: str, data: Mapping[str, Any], about: str, at: datetime) -> str:
    """What is posted to a receiver of this kind."""
    match kind:
        case SubscriptionKind.SMS:
            body: Mapping[str, Any] = {"phone": phone, "text": text}
        case SubscriptionKind.WECOM | SubscriptionKind.DINGTALK:
            body = {"msgtype": "text", "text": {"content": text}}
        case SubscriptionKind.STANDARD:
            body = {"type": about, "timestamp": at.isoformat(), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def bots_verdict(answer: str) -> tuple[bool, str]:
    """Whether a bot took the message: it answers 200 to everything and says so inside."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return False, "the answer is no JSON"
    if not isinstance(said, dict) or type(said.get("errcode")) is not int:
        return False, "the answer has no errcode"
    return said["errcode"] == 0, f"errcode {said['errcode']}"
