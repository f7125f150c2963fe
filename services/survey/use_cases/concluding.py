"""What follows the collection: counting, the open letter's consent and posting, passing on, revisits, closing (V6)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from aftercare_contracts.events import survey_campaigns as events
from aftercare_contracts.periods import day_in_china
from plumbing import limits, outbox
from plumbing.database import Transaction

from ..domain import campaigns as rules
from ..domain.campaigns import Campaign, Done, Step, Verb
from ..domain.limits import LimitName
from ..store import campaigns as store
from ..store import invitations
from .campaigns import about, facts

ENDS = {
    Step.LETTER_POSTING: LimitName.CAMPAIGN_LETTER,
    Step.PASSING_ON: LimitName.CAMPAIGN_PASSING_ON,
    Step.REVISITS: LimitName.CAMPAIGN_REVISITS,
}


async def count(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """The forms are counted; nothing more is entered. Raises ``CannotMove``."""
    await limits.end(tx, campaign_id, "counted", LimitName.CAMPAIGN_COUNTING)
    campaign = rules.move(await store.campaign_held(tx, campaign_id), Verb.COUNT, counted_at=now)
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.COUNT, by)
    wanted = rules.steps_wanted(campaign.rules)
    if Step.LETTER_POSTING not in wanted:
        await _start_passing_on(tx, campaign, day_in_china(now))
    returned = await invitations.returned(tx, campaign_id)
    said = events.CampaignCounted(
        **facts(campaign),
        invited=returned.invited,
        answered=returned.answered,
        wants_letter=Step.LETTER_CONSENT in wanted,
    )
    await outbox.add(tx, said, about=campaign_id)
    return campaign


async def take_step(tx: Transaction, campaign_id: UUID, done: Done) -> Campaign:
    """A step is on record, and its limit ends.

    Raises ``CannotMove``, ``StepNotWanted``, ``StepDone``, ``StepTooEarly``, ``PostedAstray``.
    """
    if name := ENDS.get(done.step):
        await limits.end(tx, campaign_id, f"{done.step} done", name)
    campaign = await store.campaign_held(tx, campaign_id)
    rules.take_step(campaign, await store.steps(tx, campaign_id), done)
    await store.add_step(tx, campaign_id, done)
    if done.step is Step.LETTER_POSTING:
        await _start_passing_on(tx, campaign, done.done_on)
    said = events.CampaignStepDone(**facts(campaign), step=done.step.value, done_on=done.done_on, waived=done.waived)
    await outbox.add(tx, said, about=campaign_id)
    return campaign


async def waive_letter(tx: Transaction, campaign_id: UUID, reason: str, by: str, now: datetime, on: date) -> Campaign:
    """Nothing common or prominent came up, so that no letter is due. Raises as ``take_step``."""
    already = await store.steps(tx, campaign_id)
    for step in (Step.LETTER_CONSENT, Step.LETTER_POSTING):
        if step is Step.LETTER_POSTING or step not in already:
            campaign = await take_step(tx, campaign_id, Done(step, by, now, on, reason, waived=True))
    return campaign


async def close(tx: Transaction, campaign_id: UUID, by: str, now: datetime) -> Campaign:
    """Raises ``CannotMove``, ``StepsOpen``."""
    await limits.end(tx, campaign_id, "closed")
    campaign = await store.campaign_held(tx, campaign_id)
    campaign = rules.close(campaign, await store.steps(tx, campaign_id), now)
    await store.save(tx, campaign)
    await store.note(tx, campaign, Verb.CLOSE, by)
    await outbox.add(tx, events.CampaignClosed(**facts(campaign)), about=campaign_id)
    return campaign


async def _start_passing_on(tx: Transaction, campaign: Campaign, since: date) -> None:
    if campaign.rules.pass_on_days is not None:
        until = since + timedelta(days=campaign.rules.pass_on_days)
        await limits.start(
            tx, LimitName.CAMPAIGN_PASSING_ON, about(campaign), until=until, owner=campaign.rules.organiser
        )
