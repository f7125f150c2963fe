"""A form filled in is checked, kept and announced; whoever reacts to one is named here."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aftercare_contracts.events.intake_privacy import CasesErased, CustomerErased
from aftercare_contracts.events.survey_campaigns import FormAnswered
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import responses as rules
from ..domain.forms import Counts, Form
from ..domain.responses import Response
from ..store import responses as store
from . import low_scores, repair_answers

Reaction = Callable[[Transaction, Response, Form, datetime], Awaitable[None]]
AFTER_RESPONSE: tuple[Reaction, ...] = (low_scores.take_up, repair_answers.note)
"""Who acts on a response in the same transaction, in this order."""


async def take_response(tx: Transaction, response: Response, form: Form, now: datetime) -> None:
    """Keep a response to its form and say so. Raises ``NothingAnswered``, ``WrongAnswers``."""
    rules.check(response, form)
    await store.add(tx, response, form)
    await outbox.add(tx, _answered(response, form), about=response.response_id, case=response.case_id)
    for react in AFTER_RESPONSE:
        await react(tx, response, form, now)


def _answered(response: Response, form: Form) -> FormAnswered:
    counted = rules.counted(response, form)
    overall = rules.overall_counts(response, form)
    return FormAnswered(
        response_id=response.response_id, campaign_id=response.campaign_id, case_id=response.case_id,
        project=response.project, building=response.building, unit_no=response.unit_no,
        form=form.code, version=form.version, overall=response.overall, overall_counts=overall.value if overall else None,
        satisfied=counted[Counts.SATISFIED], neither=counted[Counts.NEITHER], dissatisfied=counted[Counts.DISSATISFIED],
        by=response.by.value, is_pilot=response.is_pilot, given_at=response.given_at, replaces=response.replaces,
    )  # fmt: skip


async def forget_customer(tx: Transaction, event: CustomerErased, now: datetime) -> None:
    """A person was erased: what he wrote goes, what he ticked stays (L8)."""
    await store.forget_words(tx, event.customer_id, event.case_ids)


async def forget_cases(tx: Transaction, event: CasesErased, now: datetime) -> None:
    """He stays; what he wrote about these cases goes."""
    await store.forget_words(tx, None, event.case_ids)
