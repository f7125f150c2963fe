"""An open letter: drafted from the figures, edited, consented to, posted, passed on; each promise then is a task (V6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events import survey_results as events
from aftercare_contracts.periods import day_in_china, end_of
from plumbing import outbox, tasks
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.numbers import next_number
from plumbing.policy import policy
from plumbing.task_rules import Owed

from ..domain import letter_drafts as drafts
from ..domain import letters as domain
from ..domain.campaigns import NoSuchCampaign, Step
from ..domain.letters import Letter, Promise, Words
from ..domain.months import midnight
from ..store import campaigns, households
from ..store import letters as store
from ..store.results import Wanted
from . import letter_steps
from .result_tasks import PROMISE
from .results import satisfaction

SERIES = "GK"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is to be about: the answers of a form in a project, of a campaign where one is named, in some days."""

    project: str
    form_code: str
    begins_on: date
    ends_on: date
    campaign_id: UUID | None = None
    handed_out: int | None = None


async def draft(tx: Transaction, about: About, by: str, now: datetime) -> Letter:
    """A draft for staff to edit, with what is proposed for each common matter. Raises ``NoSuchForm``, ``NoSuchCampaign``."""
    today = day_in_china(now)
    if about.campaign_id and about.project not in (await campaigns.campaign(tx, about.campaign_id)).projects:
        raise NoSuchCampaign
    wanted = Wanted(
        form_code=about.form_code, project=about.project, campaign_id=about.campaign_id,
        begins_at=midnight(about.begins_on), ends_at=end_of(about.ends_on),
    )  # fmt: skip
    figures = await satisfaction(tx, wanted, None, now, about.handed_out)
    rules = (await policy(tx, "open_letters", today)).data
    estate = await households.estate(tx, about.project)
    asked = drafts.Asked(estate.name if estate else about.project, figures.form, about.begins_on, about.ends_on)
    common = drafts.common_items(figures.form, figures.whole, rules)
    letter = Letter(
        letter_id=new_id(), letter_no=await next_number(tx, SERIES, today), project=about.project,
        campaign_id=about.campaign_id, form_code=about.form_code, begins_on=about.begins_on, ends_on=about.ends_on,
        zh=drafts.words_zh(asked, figures.whole, common), en=drafts.words_en(asked, figures.whole, common),
        promises=tuple(drafts.promises(common, rules, today)), drafted_by=by, drafted_at=now, writers=(by,),
    )  # fmt: skip
    await store.add(tx, letter)
    return letter


async def revise(
    tx: Transaction, letter_id: UUID, zh: Words, en: Words, promises: Sequence[Promise], by: str, now: datetime
) -> Letter:
    """Raises ``NoSuchLetter`` and what ``letters.revise`` raises."""
    letter = await store.letter_held(tx, letter_id)
    revised = domain.revise(letter, zh, en, promises, by, day_in_china(now), now)
    await store.save(tx, revised)
    return revised


async def submit(tx: Transaction, letter_id: UUID) -> Letter:
    """Raises ``NoSuchLetter`` and what ``letters.submit`` raises."""
    letter = domain.submit(await store.letter_held(tx, letter_id))
    await store.save(tx, letter)
    said = events.LetterSubmitted(**_facts(letter), promises=len(letter.promises))
    await outbox.add(tx, said, about=letter_id)
    return letter


async def consent(tx: Transaction, letter_id: UUID, by: str, now: datetime) -> Letter:
    """Raises ``NoSuchLetter`` and what ``letters.consent`` raises."""
    letter = domain.consent(await store.letter_held(tx, letter_id), by, now)
    await store.save(tx, letter)
    await letter_steps.follow(tx, letter, Step.LETTER_CONSENT, day_in_china(now), by, now)
    await outbox.add(tx, events.LetterConsented(**_facts(letter)), about=letter_id)
    return letter


async def refuse(tx: Transaction, letter_id: UUID, because: str, by: str) -> Letter:
    """Raises ``NoSuchLetter`` and what ``letters.refuse`` raises."""
    letter = domain.refuse(await store.letter_held(tx, letter_id), because, by)
    await store.save(tx, letter)
    await outbox.add(tx, events.LetterRefused(**_facts(letter)), about=letter_id)
    return letter


async def post(tx: Transaction, letter_id: UUID, posted_on: date, place: str, by: str, now: datetime) -> Letter:
    """It hangs, and what it promises is owed. Raises ``NoSuchLetter``, ``DueBehind`` and what ``letters.post`` raises."""
    before = await store.letter_held(tx, letter_id)
    consented_on = day_in_china(before.consented_at or now)
    letter = domain.post(before, posted_on, place, by, consented_on, day_in_china(now))
    await store.save(tx, letter)
    await letter_steps.follow(tx, letter, Step.LETTER_POSTING, posted_on, by, now)
    for number, promise in enumerate(letter.promises):
        task = await tasks.owe(tx, PROMISE, Owed(
            subject=letter_id, reference=letter.letter_no, project=letter.project, what=promise.zh,
            owner_role=promise.owner_role, due_on=promise.due_on, opened_by=by, opened_because="公开信承诺 promised in an open letter",
        ))  # fmt: skip
        await store.set_task(tx, letter_id, number, task.task_id)
    said = events.LetterPosted(**_facts(letter), posted_on=posted_on, promises=len(letter.promises))
    await outbox.add(tx, said, about=letter_id)
    return letter


async def pass_on(tx: Transaction, letter_id: UUID, by: str, now: datetime) -> Letter:
    """Raises ``NoSuchLetter``, ``CannotMove``."""
    letter = domain.pass_on(await store.letter_held(tx, letter_id), by, now)
    await store.save(tx, letter)
    await letter_steps.follow(tx, letter, Step.PASSING_ON, day_in_china(now), by, now)
    await outbox.add(tx, events.LetterPassedOn(**_facts(letter)), about=letter_id)
    return letter


async def withdraw(tx: Transaction, letter_id: UUID, because: str, by: str) -> Letter:
    """Raises ``NoSuchLetter``, ``CannotMove``."""
    letter = domain.withdraw(await store.letter_held(tx, letter_id), because, by)
    await store.save(tx, letter)
    return letter


def _facts(letter: Letter) -> dict[str, Any]:
    return {
        "letter_id": letter.letter_id, "letter_no": letter.letter_no, "project": letter.project,
        "campaign_id": letter.campaign_id,
    }  # fmt: skip
