"""Staff enter what they bring from households, and correct what was entered (V5, V6)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from plumbing.database import Transaction

from ..domain import paper as rules
from ..domain.campaigns import Campaign, NoSuchCampaign
from ..domain.paper import Entry, OwnWords, Replaced
from ..domain.responses import By, Response
from ..store import campaigns, invitations, links, paper
from ..store.invitations import Invitation
from .forms import form_of_version
from .responses import take_response


class Answered(AlreadyDone):
    """This household has answered."""


async def enter(
    tx: Transaction, response_id: UUID, campaign_id: UUID, project: str, unit_no: str, entry: Entry, by: str,
    roles: Collection[str], now: datetime,
) -> Response:  # fmt: skip
    """A household's form, by paper, phone or at home; its link, where it has one, is used with it.

    Raises ``NoSuchCampaign``, ``NotInvited``, ``Answered`` and what ``paper.check`` and ``take_response`` raise.
    """
    invited = await invitations.of_unit(tx, campaign_id, project, unit_no)
    if invited.link_id:
        await links.hold(tx, invited.link_id)
    campaign = await campaigns.campaign_held(tx, campaign_id)
    rules.check(campaign, entry, by, roles, await paper.at_work(tx, project, unit_no), now)
    if not await invitations.claim(tx, invited.invitation_id, response_id):
        raise Answered
    response = await _take(tx, campaign, invited, response_id, entry, by, None, "", now)
    if invited.link_id:
        await links.set_answered(tx, invited.link_id, now)
    return response


async def correct(
    tx: Transaction, response_id: UUID, first: Response, entry: Entry, reason: str, by: str, roles: Collection[str], now: datetime
) -> Response:  # fmt: skip
    """A second entry stands in place of the first, which is kept. Raises ``OwnWords``, ``Replaced`` and as ``enter``."""
    if first.campaign_id is None or first.unit_no is None:
        raise NoSuchCampaign
    if first.by is By.LINK:
        raise OwnWords
    campaign = await campaigns.campaign_held(tx, first.campaign_id)
    rules.check(campaign, entry, by, roles, await paper.at_work(tx, first.project, first.unit_no), now)
    invited = await invitations.of_unit(tx, first.campaign_id, first.project, first.unit_no)
    if not await invitations.replace_response(tx, first.response_id, response_id):
        raise Replaced
    return await _take(tx, campaign, invited, response_id, entry, by, first.response_id, reason, now)


async def _take(
    tx: Transaction, campaign: Campaign, invited: Invitation, response_id: UUID, entry: Entry, by: str, replaces: UUID | None,
    reason: str, now: datetime,
) -> Response:  # fmt: skip
    assert campaign.form_version is not None
    form = await form_of_version(tx, campaign.rules.form, campaign.form_version)
    response = Response(
        response_id=response_id, form_code=form.code, form_version=form.version, campaign_id=campaign.campaign_id,
        link_id=invited.link_id, case_id=None, project=invited.project, building=invited.building, unit_no=invited.unit_no,
        customer_id=invited.customer_id, answers=entry.answers, overall=entry.overall, comment=entry.comment, given_at=now,
        by=entry.by, entered_by=by, is_pilot=campaign.is_pilot, replaces=replaces,
    )  # fmt: skip
    await take_response(tx, response, form, now)
    await paper.add(tx, response_id, entry, reason)
    return response
