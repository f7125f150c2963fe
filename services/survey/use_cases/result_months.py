"""What a month's beginning brings: objectives that ended, the count of repairs asked about, in January the year's sample."""

from datetime import datetime, timedelta

from aftercare_contracts.periods import add_months, day_in_china
from plumbing import timers
from plumbing.database import Transaction
from plumbing.policy import policy
from plumbing.timers import Timer

from ..domain.months import midnight, month_before
from . import low_scores, objectives, repair_questions

MONTH_BEGINS, REPAIRS_COUNTED = "results_month_begins", "repair_month_counted"


async def begin(tx: Transaction, timer: Timer, now: datetime) -> None:
    """On the first of each month; after a standstill once for each month that began meanwhile."""
    first = day_in_china(timer.due_at).replace(day=1)
    await timers.arm(tx, timer.subject, MONTH_BEGINS, midnight(add_months(first, 1)))
    wait = (await policy(tx, "repair_question", first)).data["count_after_days"]
    month = month_before(first)
    await timers.arm(tx, f"repairs:{month}", REPAIRS_COUNTED, midnight(first) + timedelta(days=wait), {"month": month})
    await objectives.assess_ended(tx, now)
    await low_scores.draw_yearly(tx, now)


async def count_repairs(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Some days after a month's end, so that its last repairs could be asked about."""
    await repair_questions.count_month(tx, timer.data["month"], now)
