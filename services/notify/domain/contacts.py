"""Who is reached how: persons, the inbox of a role in a project, contractors' firms, customers (N1, N5)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aftercare_contracts.errors import Invalid, NotFound, Problem

EMAIL_LENGTH_MAX = 254
LOCAL_LENGTH_MAX = 64
LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(
    rf"(?<![\w.!#$%&'*+/=?^`{{|}}~@-]){LOCAL}@(?:{LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9](?![\w@-])", re.ASCII
)
MOBILE = re.compile(r"(?<![\d+])(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![\d-])", re.ASCII)
DASHES = str.maketrans("‐‑‒–—−·", "-------")


class Kind(StrEnum):
    """What a contact stands for. ``role`` is an office's own inbox in one project, or in all where none is named."""

    PERSON = "person"
    ROLE = "role"
    CONTRACTOR = "contractor"
    CUSTOMER = "customer"


class NoSuchContact(NotFound):
    """There is no such contact."""


class WrongAddress(Invalid):
    """That is not an address we can send to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who, and where. ``key`` is a login, a role, a contractor's code or a customer's id; ``roles`` and ``projects`` say of a
    person what he holds, and where (``*`` for everywhere)."""

    kind: Kind
    key: str
    project: str = ""
    name: str
    email: str | None
    mobile: str | None
    roles: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """What can be made out of what somebody gave as his contact."""

    email: str | None
    mobile: str | None


def made_out(contact: str) -> Reachable:
    """The first e-mail address and the first mobile number in a text that may hold anything; a landline is neither."""
    text = unicodedata.normalize("NFKC", contact).translate(DASHES)
    found = next((each for each in EMAIL.findall(text) if _fits(each)), None)
    mobile = MOBILE.search(EMAIL.sub(" ", text))
    return Reachable(found, "".join(mobile.groups()) if mobile else None)


def email_from(text: str | None, pointer: str = "/email") -> str | None:
    """As somebody wrote it, whole. Raises ``WrongAddress``."""
    if text is None:
        return None
    if not EMAIL.fullmatch(text) or not _fits(text):
        raise WrongAddress("", Problem(pointer, "not an e-mail address", "one such as desk@example.com"))
    return text


def mobile_from(text: str | None, pointer: str = "/mobile") -> str | None:
    """As somebody wrote it, whole: eleven digits come back. Raises ``WrongAddress``."""
    if text is None:
        return None
    found = MOBILE.fullmatch(unicodedata.normalize("NFKC", text).translate(DASHES))
    if not found:
        raise WrongAddress("", Problem(pointer, "not a mobile number", "eleven digits such as 13800138000"))
    return "".join(found.groups())


def _fits(email: str) -> bool:
    """Also that no part of it reads as an encoded word of mail's."""
    return "=?" not in email and len(email) <= EMAIL_LENGTH_MAX and len(email.partition("@")[0]) <= LOCAL_LENGTH_MAX


def masked(address: str) -> str:
    """Enough to recognise an address by, not enough to use it."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    return f"{address[:3]}****{address[-4:]}" if address.isdecimal() else address


def without(text: str, address: str) -> str:
    """A text in which neither an address nor the name before its ``@`` is left."""
    local = address.partition("@")[0]
    for part in (address, local if len(local) > 2 else ""):
        text = re.sub(rf"(?<![\w]){re.escape(part)}(?![\w])", "…", text, flags=re.IGNORECASE) if part else text
    return text
