"""A return visit by the customer's own answer: a link, sent when one who wished to be visited online is planned (V1)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import ContactWay
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import same_kind
from ..domain.links import Link, Purpose
from ..domain.return_visit import Answers, DirectorMissing, ReturnVisit
from ..store import links as link_store
from ..store import visit_links as store
from . import director, links, visiting

TITLE_ZH, TITLE_EN = "服务回访", "How did we do?"
QUESTIONS, VERSION = "return_visit", 1
"""The three questions are the rule's own; no form of policy asks them."""


async def send(tx: Transaction, visit: ReturnVisit, now: datetime) -> UUID | None:
    """A link for a visit that its customer wishes to be made online. It opens while an answer can count: to the visit's own
    time, and to the end of the month that decides without him (V2). None where the director takes part, where there is no result
    yet to ask about, or where it is too late."""
    is_wished = visit.way is ContactWay.ONLINE and visit.customer_id is not None
    if not is_wished or visit.director_because or not visit.settled:
        return None
    assert visit.customer_id
    months = (await policy(tx, "visiting", day_in_china(now))).data["waiting_months"]
    until = max(visit.due_at, same_kind.month_ends(visit.handled_at, months))
    if until <= now:
        return None
    link_id = await links.make_link(
        tx, purpose=Purpose.RETURN_VISIT, customer_id=visit.customer_id, project=visit.project, unit_no=visit.unit_no,
        building=None, case_id=visit.case_id, case_no=visit.case_no, campaign_id=None, form_code=QUESTIONS,
        form_version=VERSION, title_zh=TITLE_ZH, title_en=TITLE_EN, expires_at=until, now=now,
    )  # fmt: skip
    await store.add(tx, link_id, visit.visit_id)
    return link_id


async def asked(tx: Transaction, link: Link) -> ReturnVisit:
    """The visit that a link asks about. Raises ``NoSuchLink``."""
    return await director.with_mark(tx, await store.visit_of(tx, link.link_id))


async def answer(tx: Transaction, session: str, of: str | None, answers: Answers, now: datetime) -> None:
    """The customer's own answers, once; a second time nothing happens. Where the director takes part he hears them himself (V4).

    Raises ``NoSuchLink``, ``OtherLink``, ``DirectorMissing`` and what ``visiting.answer_online`` raises.
    """
    link = await links.held(tx, session, of, now)
    if link.answered_at is not None:
        return
    visit = await asked(tx, link)
    if visit.director_because:
        raise DirectorMissing
    await visiting.answer_online(tx, visit.visit_id, answers, now)
    await link_store.set_answered(tx, link.link_id, now)
