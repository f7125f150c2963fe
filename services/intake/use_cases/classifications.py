"""The class is confirmed or corrected by signature; what lies outside our management closes with its outcome (I3)."""

from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.intake_conduct import CaseClassed
from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import CaseClass
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import classifications as domain
from ..domain import routing
from ..domain.case import Case
from ..domain.classifications import Classification
from ..domain.plans import PlanSignature
from ..store import cases, conduct
from . import limits
from .announcing import say
from .ladder import follow_the_holder


async def classify(
    tx: Transaction,
    classification_id: UUID,
    case_id: UUID,
    case_class: CaseClass,
    matter: str | None,
    words: tuple[str, str, str],
    by: str,
    now: datetime,
) -> Case:
    """Sign for the class; ``words`` are the opinion, the account and what the customer wants.

    Raises ``NoSuchCase``, ``AccountMissing``, ``UnknownMatter``, ``NotClassed``, ``CannotMove``, ``CarriedOut``.
    """
    opinion, account, wants = words
    domain.must_be_written_up(case_class, account, wants)
    case = await limits.case_held(tx, case_id)
    table = routing.routing_from((await policy(tx, "routing", day_in_china(now))).data)
    route = routing.route(table, case.kind, matter or case.matter, case.part, case.phase)
    carried_out = await conduct.was_ordered(tx, case_id) or bool(await conduct.of_case(tx, PlanSignature, case_id))
    classed = domain.classify(case, case_class, matter or case.matter, route, now, carried_out=carried_out)
    await cases.save(tx, classed, "classify", by, now)
    await follow_the_holder(tx, case, classed)
    await conduct.add(tx, Classification(
        classification_id, case_id, case.round, case_class, classed.matter, opinion, account, wants, by, now,
    ))  # fmt: skip
    await say(tx, classed, CaseClassed(
        case_id=case_id, case_no=case.case_no, project=case.project, case_class=case_class, matter=classed.matter,
        department=classed.department, desk=classed.desk, corrected=classed is not case, classed_by=by,
    ))  # fmt: skip
    return classed


async def record_outcome(
    tx: Transaction, case: Case, outcome: tuple[str, str, str, str], by: str, now: datetime
) -> None:
    """What came of a matter outside our management, where the case is one. Raises ``OutcomeMissing``."""
    domain.must_have_an_outcome(case, *outcome)
    if all(outcome):
        await conduct.add(tx, domain.OutsideOutcome(case.case_id, *outcome, by, now))
