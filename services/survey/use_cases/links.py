"""A link is made and sent, opened for a short session, and answered once (V6)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.survey_links import LinkMade
from plumbing import outbox
from plumbing.database import Transaction
from plumbing.ids import new_id

from ..domain import links as rules
from ..domain.forms import Form
from ..domain.links import Link, NoSuchLink, OtherLink, Purpose
from ..domain.responses import Answer, By, Response
from ..store import invitations
from ..store import links as store
from .forms import form_of_version
from .responses import take_response


@dataclass(frozen=True, slots=True)
class Given:
    """What the customer sent."""

    answers: tuple[Answer, ...]
    overall: str | None
    comment: str
    signed_as: str


async def make_link(
    tx: Transaction, *, purpose: Purpose | str, customer_id: UUID, project: str, unit_no: str | None, building: str | None,
    case_id: UUID | None, case_no: str | None, campaign_id: UUID | None, form_code: str, form_version: int, title_zh: str,
    title_en: str, expires_at: datetime, now: datetime, is_pilot: bool = False,
) -> UUID:  # fmt: skip
    """A link for a customer, sent to him by notify. Returns its id; the secret leaves in the private message alone."""
    link = Link(
        link_id=new_id(), purpose=Purpose(purpose), customer_id=customer_id, project=project, building=building, unit_no=unit_no,
        case_id=case_id, case_no=case_no, campaign_id=campaign_id, form_code=form_code, form_version=form_version,
        title_zh=title_zh, title_en=title_en, is_pilot=is_pilot, made_at=now, expires_at=expires_at,
    )  # fmt: skip
    secret = secrets.token_urlsafe(rules.SECRET_BYTES)
    await store.add(tx, link, rules.hash_of(secret))
    await _send(tx, link, secret, 0)
    return link.link_id


async def remind(tx: Transaction, link_id: UUID, count: int) -> None:
    """Send the customer another secret to the same link, as the ``count``-th reminder. Raises ``NoSuchLink``."""
    link, secret = await store.link(tx, link_id), secrets.token_urlsafe(rules.SECRET_BYTES)
    await store.add_secret(tx, link_id, rules.hash_of(secret))
    await _send(tx, link, secret, count)


async def _send(tx: Transaction, link: Link, secret: str, reminder: int) -> None:
    made = LinkMade(
        link_id=link.link_id, customer_id=link.customer_id, project=link.project, unit_no=link.unit_no, case_id=link.case_id,
        case_no=link.case_no, purpose=link.purpose.value, title_zh=link.title_zh, title_en=link.title_en,
        path=f"{rules.PATH}{secret}", expires_at=link.expires_at, reminder=reminder,
    )  # fmt: skip
    await outbox.add(tx, made, about=link.link_id, case=link.case_id)


async def open_link(tx: Transaction, secret: str, now: datetime) -> str:
    """A session for whoever holds the link. Returns the session's own secret. Raises ``NoSuchLink``, also once it expired."""
    link = await store.by_secret(tx, rules.hash_of(secret))
    if not link.opens(now):
        raise NoSuchLink
    session = secrets.token_urlsafe(rules.SECRET_BYTES)
    await store.open_session(tx, link.link_id, rules.hash_of(session), now + rules.SESSION)
    return session


async def opened(tx: Transaction, session: str, now: datetime) -> Link:
    """The link whose session somebody holds. Raises ``NoSuchLink``."""
    return _standing(await store.by_session(tx, rules.hash_of(session)), now)


async def form_of(tx: Transaction, link: Link) -> Form:
    """The form a link asks to fill in."""
    return await form_of_version(tx, link.form_code, link.form_version)


async def held(tx: Transaction, session: str, of: str | None, now: datetime) -> Link:
    """Likewise, and nobody else answers by it until the transaction ends. ``of`` names the link of the page that was filled in, as
    a browser keeps the session of the last link alone. Raises ``NoSuchLink``, ``OtherLink``."""
    link = _standing(await store.by_session_held(tx, rules.hash_of(session)), now)
    if of is not None and of != str(link.link_id):
        raise OtherLink
    return link


async def answer(
    tx: Transaction, session: str, of: str | None, given: Callable[[Form], Given], now: datetime
) -> tuple[Link, Form, Response | None]:
    """The customer answers, once: of two at once the second finds it answered, and gets no response.

    ``of`` is as for ``held``; ``given`` reads what was sent by the link's form. Raises ``NoSuchLink``, ``OtherLink``,
    ``NothingAnswered``, ``WrongAnswers``.
    """
    link = await held(tx, session, of, now)
    form = await form_of(tx, link)
    if link.answered_at is not None:
        return link, form, None
    sent = given(form)
    response = Response(
        response_id=new_id(), form_code=form.code, form_version=form.version, campaign_id=link.campaign_id,
        link_id=link.link_id, case_id=link.case_id, project=link.project, building=link.building, unit_no=link.unit_no,
        customer_id=link.customer_id, answers=sent.answers, overall=sent.overall, comment=sent.comment, given_at=now,
        by=By.LINK, entered_by=None, is_pilot=link.is_pilot, signed_as=sent.signed_as,
    )  # fmt: skip
    if not await invitations.claim_of_link(tx, link.link_id, response.response_id):
        return link, form, None
    await take_response(tx, response, form, now)
    await store.set_answered(tx, link.link_id, now)
    return replace(link, answered_at=now), form, response


def _standing(link: Link, now: datetime) -> Link:
    if not link.opens(now):
        raise NoSuchLink
    return link
