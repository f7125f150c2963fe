"""Links by which a customer answers without a login (V6). Whoever holds the link may answer, once, until it expires.

Only the hash of a link's secret is kept; a reminder brings another secret to the same link. Opening a link gives a short
session with a secret of its own, so that the link itself stays out of addresses, histories and logs.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from aftercare_contracts.errors import Conflict, NotFound

SECRET_BYTES = 24
"""192 random bits."""
SECRET_LENGTH_MAX = 100
PATH = "/a/"
SESSION = timedelta(minutes=30)
SESSIONS_MAX = 20
"""Of one link at once; the oldest ends where one more is opened."""


class Purpose(StrEnum):
    """What a link is for."""

    CAMPAIGN = "campaign"
    REPAIR_QUESTION = "repair_question"
    RETURN_VISIT = "return_visit"


class NoSuchLink(NotFound):
    """This link does not open anything."""


class OtherLink(Conflict):
    """Another link was opened in this browser since the page was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Who may answer which form, about what, until when."""

    link_id: UUID
    purpose: Purpose
    customer_id: UUID
    project: str
    building: str | None
    unit_no: str | None
    case_id: UUID | None
    case_no: str | None
    campaign_id: UUID | None
    form_code: str
    form_version: int
    title_zh: str
    title_en: str
    is_pilot: bool
    made_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None

    def opens(self, now: datetime) -> bool:
        """It can be answered still, or was answered and says so; the last moment is in time."""
        return now <= self.expires_at


def hash_of(secret: str) -> bytes:
    """What is kept of a secret. It is random and long, so that a plain hash tells nothing of it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
