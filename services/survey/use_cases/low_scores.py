"""A low score is taken up: a task for each office concerned, a case for each item, the director told where it is serious.

Once a year a sample shows how the forms were acted on (V4, B6).
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.events.survey_results import CustomerSeriouslyDissatisfied
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseKind, Channel, ContactWay
from plumbing import limits, outbox, task_rows, tasks
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.numbers import next_number
from plumbing.policy import policy
from plumbing.task_rules import Owed

from ..domain import low_scores as domain
from ..domain.forms import Form
from ..domain.low_scores import Low, LowItem, LowScore, Rule
from ..domain.months import begins, year_before
from ..domain.responses import Response
from ..domain.result_limits import ResultLimit
from ..domain.seriousness import DirectorBecause
from ..store import low_scores as store
from ..store import responses
from ..store.director import Whom
from .director import require_director
from .result_tasks import KINDS, LOW_SCORE

SERIES = "BM"
SURVEY = "survey"
"""Who asks for a case where no member of staff took the form down."""
UNSIGNED = "未署名业主"
EVERYWHERE = "*"
REPLACED = "更正后的调查表已代替原表 replaced by a corrected form"
SEED_BITS = 62


async def take_up(tx: Transaction, response: Response, form: Form, now: datetime) -> None:
    """After every response: what is dissatisfied in it finds its owner and its cases. A correction takes the first one's place,
    and asks for no case a second time."""
    earlier, was_serious = await _replaced(tx, response)
    rule = Rule.from_data((await policy(tx, "low_scores", day_in_china(now))).data)
    low = domain.low_in(response, form, rule)
    if low is None:
        return
    score = LowScore(
        low_score_id=new_id(), low_score_no=await next_number(tx, SERIES, day_in_china(now)), response_id=response.response_id,
        form_code=form.code, form_version=form.version, project=response.project, unit_no=response.unit_no,
        is_overall=low.is_overall, serious_because=low.serious_because, scored_by=response.entered_by, at=now,
    )  # fmt: skip
    items = [earlier.get(each.item) or LowItem(each.item, each.step, new_id()) for each in low.items]
    await store.add(tx, score, items)
    await _owe(tx, score, low, form, rule, await responses.enterers(tx, response), now)
    for answer, item in zip(low.items, items, strict=True):
        if answer.item not in earlier:
            await _ask(tx, score, response, domain.complaint_of(form, answer), item.asked_id)
    if score.serious_because and not was_serious:
        await _tell(tx, score, response, now)


async def _replaced(tx: Transaction, response: Response) -> tuple[dict[str, LowItem], bool]:
    before = await store.of_response(tx, response.replaces) if response.replaces else None
    if before is None:
        return {}, False
    await store.replace(tx, before.low_score_id, response.response_id)
    for task in await task_rows.of_subject(tx, before.low_score_id):
        await tasks.withdraw(tx, KINDS, task.task_id, REPLACED, response.entered_by or SURVEY)
    items = {item.item: item for item in await store.items(tx, before.low_score_id)}
    return items, before.serious_because is not None


async def _owe(
    tx: Transaction, score: LowScore, low: Low, form: Form, rule: Rule, enterers: set[str], now: datetime
) -> None:  # fmt: skip
    for owner, items in low.owed.items():
        is_overall = low.is_overall and owner is rule.otherwise
        await tasks.owe(tx, LOW_SCORE, Owed(
            subject=score.low_score_id, reference=score.low_score_no, project=score.project,
            what=domain.what_is_owed(form, score.low_score_no, items, is_overall), owner_role=owner,
            due_on=day_in_china(now) + timedelta(days=rule.days), opened_by=score.scored_by or SURVEY,
            opened_because="客户评价不满意 a low score", may_not_verify=enterers,
        ))  # fmt: skip


async def _ask(tx: Transaction, score: LowScore, response: Response, complaint: str, asked_id: UUID) -> None:
    asked = SurveyCaseAsked(
        asked_id=asked_id, reference=score.low_score_no, project=score.project, unit_no=score.unit_no,
        customer_id=response.customer_id, customer_name=response.signed_as or UNSIGNED, contact="", channel=Channel.VISIT,
        kind=CaseKind.COMPLAINT, matter=None, part=None, complaint=complaint, visit_by=ContactWay.HOME,
        asked_by=response.entered_by or SURVEY,
    )  # fmt: skip
    await outbox.add(tx, asked, about=asked_id)


async def _tell(tx: Transaction, score: LowScore, response: Response, now: datetime) -> None:
    assert score.serious_because
    whom = Whom(score.project, response.case_id, None, response.customer_id, score.unit_no)
    if whom.case_id or whom.customer_id or whom.unit_no:
        await require_director(tx, whom, DirectorBecause(score.serious_because.value), now)
    await outbox.add(tx, CustomerSeriouslyDissatisfied(
        low_score_id=score.low_score_id, low_score_no=score.low_score_no, response_id=score.response_id,
        campaign_id=response.campaign_id, case_id=response.case_id, project=score.project, unit_no=score.unit_no,
        because=score.serious_because.value,
    ), about=score.low_score_id)  # fmt: skip


async def case_registered(tx: Transaction, event: CaseRegistered, now: datetime) -> None:
    """Intake registered a case that was asked for."""
    if event.asked_id:
        await store.set_case(tx, event.asked_id, event.case_id, event.case_no)


async def draw_yearly(tx: Transaction, now: datetime) -> UUID | None:
    """The sample of the year before, once; its checks are the director's to make in time. None where nothing was dissatisfied."""
    year = year_before(day_in_china(now))
    population = await store.dissatisfied_items(tx, *begins(f"{year}"))
    rule = Rule.from_data((await policy(tx, "low_scores", day_in_china(now))).data)
    seed, sample_id = secrets.randbits(SEED_BITS), new_id()
    drawn = domain.draw(population, rule.yearly_sample, seed)
    if not drawn or not await store.add_sample(tx, sample_id, year, seed, len(population), drawn):
        return None
    await limits.start(tx, ResultLimit.LOW_SCORE_SAMPLE, limits.About(sample_id, f"{year}", EVERYWHERE))
    return sample_id


async def check_sampled(
    tx: Transaction, sample_id: UUID, low_score_id: UUID, item: str, acted_upon: bool, finding: str, by: str
) -> None:
    """How a form was acted on, by one who had no hand in it.

    Raises ``NoSuchSample``, ``SampleSigned``, ``OwnHand``, ``NotInSample``, ``CheckedBefore``.
    """
    sample = await store.sample_held(tx, sample_id)
    if sample["signed_by"]:
        raise domain.SampleSigned
    score = await store.low_score(tx, low_score_id)
    owed = await task_rows.of_subject(tx, low_score_id)
    if by == score.scored_by or by in {task.done_by for task in owed} | {task.verified_by for task in owed}:
        raise domain.OwnHand
    await store.check_item(tx, sample_id, low_score_id, item, acted_upon, finding, by)


async def sign_sample(tx: Transaction, sample_id: UUID, note: str, by: str) -> None:
    """Raises ``NoSuchSample``, ``SampleSigned``, ``NotAllChecked``."""
    await limits.end(tx, sample_id, "signed")
    sample = await store.sample_held(tx, sample_id)
    if sample["signed_by"]:
        raise domain.SampleSigned
    if any(each["checked_by"] is None for each in await store.sample_items(tx, sample_id)):
        raise domain.NotAllChecked
    await store.sign_sample(tx, sample_id, by, note)
