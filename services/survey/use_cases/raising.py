"""What is heard on a visit becomes a case: intake is asked, and says by which number (V3, V4, V8)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aftercare_contracts.events.survey_asking import SurveyCaseAsked
from aftercare_contracts.values import Channel
from plumbing import outbox
from plumbing.database import Transaction

from ..domain import visit_record as domain
from ..domain.visit_record import Raised, Raising, Source
from ..store import households, raised, return_visits
from ..store.households import Household


async def household_to_visit(tx: Transaction, project: str, unit_no: str, by: str) -> Household:
    """One that this person may visit. Raises ``NoSuchHousehold``, ``NotHandedOver``, ``OwnWork``."""
    household = await households.of_unit(tx, project, unit_no)
    had_a_hand = await return_visits.had_a_hand(tx, project, unit_no, by)
    handed_over = bool(household and household.handed_over_on)
    domain.must_be_visitable(known=household is not None, handed_over=handed_over, had_a_hand=had_a_hand)
    assert household
    return household


async def raise_all(
    tx: Transaction, source: Source, source_id: UUID, reference: str, household: Household, raisings: Sequence[Raising],
    by: str, now: datetime,
) -> list[Raised]:  # fmt: skip
    """Ask for a case for each matter. Raises ``CustomerMissing``."""
    made = []
    for position, raising in enumerate(raisings):
        domain.must_name_somebody(position, raising, household.owner_id)
        one = Raised(
            raising.asked_id, source, source_id, reference, household.project, household.unit_no, raising.kind, raising.matter,
            raising.said, raising.is_major, by, now,
        )  # fmt: skip
        await raised.add(tx, one)
        await outbox.add(tx, _asked(one, raising, household), about=raising.asked_id)
        made.append(one)
    return made


def _asked(raised: Raised, raising: Raising, household: Household) -> SurveyCaseAsked:
    somebody_else = bool(raising.customer_name and raising.contact)
    return SurveyCaseAsked(
        asked_id=raised.asked_id, reference=raised.reference, project=raised.project, unit_no=raised.unit_no,
        customer_id=None if somebody_else else household.owner_id, customer_name=raising.customer_name,
        contact=raising.contact, channel=Channel.VISIT, kind=raising.kind, matter=raising.matter, part=raising.part,
        complaint=raising.said, visit_by=raising.visit_by, asked_by=raised.raised_by,
    )  # fmt: skip
