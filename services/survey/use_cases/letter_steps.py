"""A campaign's step is done once each of its projects has a letter that far (V6)."""

from datetime import date, datetime

from aftercare_contracts.errors import DomainError
from plumbing.database import Transaction

from ..domain import campaigns as rules
from ..domain.campaigns import Done, Step
from ..domain.letters import Letter, State
from ..store import campaigns, letters
from . import concluding

REACHED = {
    Step.LETTER_CONSENT: frozenset({State.CONSENTED, State.POSTED, State.PASSED_ON}),
    Step.LETTER_POSTING: frozenset({State.POSTED, State.PASSED_ON}),
    Step.PASSING_ON: frozenset({State.PASSED_ON}),
}


async def follow(tx: Transaction, letter: Letter, step: Step, done_on: date, by: str, now: datetime) -> None:
    """After a letter moved. Where the campaign wants no such step, or has it, nothing follows."""
    if letter.campaign_id is None:
        return
    campaign = await campaigns.campaign_held(tx, letter.campaign_id)
    written = await letters.of_campaign(tx, letter.campaign_id)
    covered = {each.project for each in written if each.state in REACHED[step]}
    if not covered.issuperset(campaign.projects):
        return
    done = Done(
        step, by, now, done_on, note=", ".join(each.letter_no for each in written if each.state in REACHED[step])
    )
    try:
        rules.take_step(campaign, await campaigns.steps(tx, letter.campaign_id), done)
    except DomainError:
        return
    await concluding.take_step(tx, letter.campaign_id, done)
