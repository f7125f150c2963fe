"""Forms of a campaign go out, are asked after and come back (V6). Links are made some at a time, by timers, so that ten thousand
are no single transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone
from aftercare_contracts.events import survey_campaigns as events
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox, timers
from plumbing.database import Transaction
from plumbing.timers import Timer

from ..domain import campaigns as rules
from ..domain.campaigns import Campaign, State, Verb
from ..domain.limits import LimitName
from ..domain.links import Purpose
from ..store import campaigns as store
from ..store import invitations
from . import links
from .campaigns import about, facts

SEND, REMIND, COLLECTED = "campaign_send", "campaign_remind", "campaign_collected"
AT_ONCE = 200
BY_ITSELF = "aftercare"


async def hand_out(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """The forms are out: links go to those who can get one, the time to answer runs. Raises ``CannotMove``."""
    await limits.end(tx, campaign_id, "handed out", LimitName.CAMPAIGN_HAND_OUT)
    campaign = rules.hand_out(await store.campaign_held(tx, campaign_id), now)
    assert campaign.collect_until is not None
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.HAND_OUT, by)
    await limits.start(
        tx, LimitName.CAMPAIGN_COLLECTION, about(campaign), until=campaign.collect_until, owner=campaign.rules.organiser
    )
    await timers.arm(tx, campaign_id, SEND, now)
    await timers.arm(tx, campaign_id, COLLECTED, campaign.collect_until)
    await _arm_reminder(tx, campaign, 1)
    invited = (await invitations.returned(tx, campaign_id)).invited
    said = events.CampaignHandedOut(**facts(campaign), invited=invited, collect_until=campaign.collect_until)
    await outbox.add(tx, said, about=campaign_id)
    return campaign


async def send(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Some of those who can get a link get theirs; the rest in a moment."""
    campaign = await _collecting(tx, timer)
    assert campaign.collect_until is not None
    if now >= campaign.collect_until:
        raise AlreadyDone("The time to answer is over.")
    assert campaign.form_version is not None
    some = await invitations.without_link(tx, campaign.campaign_id, AT_ONCE)
    for each in some:
        assert each.customer_id is not None
        link_id = await links.make_link(
            tx, purpose=Purpose.CAMPAIGN, customer_id=each.customer_id, project=each.project, unit_no=each.unit_no,
            building=each.building, case_id=None, case_no=None, campaign_id=campaign.campaign_id,
            form_code=campaign.rules.form, form_version=campaign.form_version, title_zh=campaign.title_zh,
            title_en=campaign.title_en, expires_at=campaign.collect_until, now=now, is_pilot=campaign.is_pilot,
        )  # fmt: skip
        await invitations.set_link(tx, each.invitation_id, link_id)
    if len(some) == AT_ONCE:
        await timers.arm(tx, campaign.campaign_id, SEND, now)


async def remind(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Some of those who did not answer hear again; the rest in a moment, and all once more on the next day of the kind."""
    campaign, count = await _collecting(tx, timer), int(timer.data["count"])
    if campaign.collect_until is None or now >= campaign.collect_until:
        raise AlreadyDone("The time to answer is over.")
    some = await invitations.to_remind(tx, campaign.campaign_id, count, AT_ONCE)
    for each in some:
        assert each.link_id is not None
        await links.remind(tx, each.link_id, count)
        await invitations.set_reminded(tx, each.invitation_id, count)
    if len(some) == AT_ONCE:
        await timers.arm(tx, campaign.campaign_id, REMIND, now, {"count": count})
    else:
        await _arm_reminder(tx, campaign, count + 1)


async def let_collection_end(tx: Transaction, timer: Timer, now: datetime) -> None:
    """The time to answer is over: on to the counting, or to those who did not answer where too few did."""
    campaign = await _collecting(tx, timer)
    returned = await invitations.returned(tx, campaign.campaign_id)
    await _ended(tx, rules.collected(campaign, returned, now), returned, BY_ITSELF, now)


async def end_following_up(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """Everybody answered, enough came back after all, or nobody is left to follow up. Raises ``CannotMove``, ``NotFollowedUp``."""
    campaign = await store.campaign_held(tx, campaign_id)
    returned = await invitations.returned(tx, campaign_id)
    campaign = rules.followed_up(campaign, returned, now)
    await _ended(tx, campaign, returned, by, now)
    return campaign


async def follow_up(tx: Transaction, campaign: Campaign, invitation_id: UUID, way: str, words: str, by: str) -> None:
    """Somebody tried to reach who did not answer. Raises ``NotTaking``, ``NotInvited``, ``AlreadyDone``."""
    if campaign.state not in rules.TAKES_FORMS:
        raise rules.NotTaking
    if (await invitations.invitation(tx, campaign.campaign_id, invitation_id)).response_id is not None:
        raise AlreadyDone("This household has answered.")
    await invitations.add_follow_up(tx, invitation_id, way, words, by)


async def _ended(tx: Transaction, campaign: Campaign, returned: rules.Returned, by: str, now: datetime) -> None:
    if not returned.reaches(campaign.rules.return_bp):
        said = events.CampaignFellShort(
            **facts(campaign), invited=returned.invited, answered=returned.answered, return_bp=campaign.rules.return_bp,
            follow_up=campaign.state is State.FOLLOWING_UP,
        )  # fmt: skip
        await outbox.add(tx, said, about=campaign.campaign_id)
    await store.save(tx, campaign)
    if campaign.state is State.FOLLOWING_UP:
        await store.note(tx, campaign, Verb.FALL_SHORT, by)
        return
    await store.note(tx, campaign, Verb.END_COLLECTION, by)
    await limits.end(tx, campaign.campaign_id, "collected", LimitName.CAMPAIGN_COLLECTION)
    today, kind = day_in_china(now), campaign.rules
    for name, days in (
        (LimitName.CAMPAIGN_COUNTING, kind.count_days), (LimitName.CAMPAIGN_LETTER, kind.letter_days),
        (LimitName.CAMPAIGN_REVISITS, kind.revisit_days), (LimitName.CAMPAIGN_CLOSING, kind.close_days),
    ):  # fmt: skip
        if days is not None:
            await limits.start(tx, name, about(campaign), until=today + timedelta(days=days), owner=kind.organiser)
    await outbox.add(
        tx, events.CampaignCollected(**facts(campaign), invited=returned.invited, answered=returned.answered),
        about=campaign.campaign_id,
    )  # fmt: skip


async def _collecting(tx: Transaction, timer: Timer) -> Campaign:
    campaign = await store.campaign_held(tx, UUID(timer.subject))
    if campaign.state is not State.COLLECTING:
        raise AlreadyDone(f"The campaign is {campaign.state}.")
    return campaign


async def _arm_reminder(tx: Transaction, campaign: Campaign, count: int) -> None:
    """After a standstill those whose day has passed are left out: nobody hears twice at once."""
    while (at := rules.next_reminder(campaign, count)) is not None and at <= tx.now:
        count += 1
    if at is not None:
        await timers.arm(tx, campaign.campaign_id, REMIND, at, {"count": count})
