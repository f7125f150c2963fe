"""After every repair the customer is asked, by link or by one who had no hand in it; each month's share is counted (V10)."""

from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.events.dispatch import WorkOrderCompleted
from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.periods import day_in_china
from plumbing import tasks
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.policy import policy
from plumbing.task_rules import Owed

from ..domain import repair_questions as domain
from ..domain.links import Purpose
from ..domain.months import begins
from ..domain.repair_questions import Reached, RepairQuestion, Rule
from ..domain.responses import Answer, By, Response
from ..store import households, links
from ..store import repair_questions as store
from .forms import form_in_force
from .links import make_link
from .responses import take_response
from .result_tasks import REPAIR_SHORTFALL

SURVEY = "survey"


async def repair_completed(tx: Transaction, event: WorkOrderCompleted, now: datetime) -> None:
    """A repair is finished: its customer gets a link, once it is known whose case it was."""
    await store.hold_case(tx, event.case_id)
    await store.add(tx, RepairQuestion(
        order_id=event.order_id, order_no=event.order_no, case_id=event.case_id, case_no=event.case_no, project=event.project,
        contractor=event.contractor, hands=event.hands, completed_at=event.completed_at,
    ))  # fmt: skip
    await _send_links(tx, event.case_id, now)


async def case_registered(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """Whose case it is; a repair of it that was told of before is asked about now."""
    await store.hold_case(tx, event.case_id)
    await store.note_case(tx, event.case_id, event.project, event.unit_no, event.customer_id)
    await _send_links(tx, event.case_id, now)


async def _send_links(tx: Transaction, case_id: UUID, now: datetime) -> None:
    rule = await _rule(tx, now)
    for asked in await store.unasked_of_case(tx, case_id):
        if asked.customer_id is None:
            continue
        form = await form_in_force(tx, rule.form, day_in_china(now))
        link_id = await make_link(
            tx, purpose=Purpose.REPAIR_QUESTION, customer_id=asked.customer_id, project=asked.project, unit_no=asked.unit_no,
            building=await _building(tx, asked), case_id=asked.case_id, case_no=asked.case_no, campaign_id=None,
            form_code=form.code, form_version=form.version, title_zh=form.zh, title_en=form.en,
            expires_at=now + timedelta(days=rule.link_days), now=now,
        )  # fmt: skip
        await store.set_link(tx, asked.order_id, link_id)


async def answered_on_the_phone(
    tx: Transaction, order_id: UUID, answers: tuple[Answer, ...], comment: str, by: str, now: datetime
) -> RepairQuestion:
    """What the customer said to one who had no hand in the repair; his link, taken hold of first as whoever answers by it does,
    asks no more.

    Raises ``NoSuchQuestion``, ``AnsweredBefore``, ``HadAHandInIt``, ``NothingAnswered``, ``WrongAnswers``.
    """
    if link_id := (await store.question(tx, order_id)).link_id:
        await links.set_answered(tx, link_id, now)
    asked = await store.question_held(tx, order_id)
    domain.must_be_free(asked, by)
    rule = await _rule(tx, now)
    form = await form_in_force(tx, rule.form, day_in_china(now))
    response = Response(
        response_id=new_id(), form_code=form.code, form_version=form.version, campaign_id=None, link_id=None,
        case_id=asked.case_id, project=asked.project, building=await _building(tx, asked),
        unit_no=asked.unit_no, customer_id=asked.customer_id, answers=answers, overall=None, comment=comment, given_at=now,
        by=By.PHONE, entered_by=by, is_pilot=False,
    )  # fmt: skip
    await take_response(tx, response, form, now)
    await store.set_answered(tx, order_id, response.response_id)
    return await store.question(tx, order_id)


async def count_month(tx: Transaction, month: str, now: datetime) -> None:
    """Every project's month, once; where too few customers answered, somebody owes the rest by a day."""
    in_force = await policy(tx, "repair_question", day_in_china(now))
    rule = Rule.from_data(in_force.data)
    counted = await store.months(tx, month)
    figures = domain.of_projects(domain.reached(await store.completed(tx, None, None, *begins(month))))
    for project, reached in sorted(figures.items()):
        if project not in counted:
            task_id = await _owe(tx, project, month, reached, rule, now) if reached.missing(rule.share) else None
            await store.add_month(tx, project, month, reached, rule.share, in_force.version, task_id)


async def _owe(tx: Transaction, project: str, month: str, reached: Reached, rule: Rule, now: datetime) -> UUID:
    task = await tasks.owe(tx, REPAIR_SHORTFALL, Owed(
        subject=f"repairs:{project}:{month}", reference=month, project=project,
        what=domain.shortfall_text(project, month, reached, rule.share), owner_role=rule.owner,
        due_on=day_in_china(now) + timedelta(days=rule.days), opened_by=SURVEY,
        opened_because="维修后客户评价不足 too few customers were asked after repairs",
    ))  # fmt: skip
    return task.task_id


async def _building(tx: Transaction, asked: RepairQuestion) -> str | None:
    household = await households.of_unit(tx, asked.project, asked.unit_no) if asked.unit_no else None
    return household.building if household else None


async def _rule(tx: Transaction, now: datetime) -> Rule:
    return Rule.from_data((await policy(tx, "repair_question", day_in_china(now))).data)
