"""Complaints as intake tells of them."""

from datetime import datetime
from uuid import uuid4

from aftercare_contracts.events.intake import CaseRegistered
from aftercare_contracts.values import CaseKind, Channel, ContactWay, Department, Desk, Phase

from .desk import PROJECT


def complained(unit_no: str | None, at: datetime, kind: CaseKind = CaseKind.COMPLAINT) -> CaseRegistered:
    """A unit's complaint at a moment."""
    return CaseRegistered(
        case_id=uuid4(), case_no="KS-2026-000001", kind=kind, case_class=None, channel=Channel.HOTLINE, matter="leak", part=None,
        project=PROJECT, unit_no=unit_no, completion_accepted_on=None, handed_over_on=None, phase=Phase.FIRST_YEAR,
        department=Department.SERVICE_CENTRE, desk=Desk.SITE_LEAD, customer_id=None, reply_by=ContactWay.PHONE,
        visit_by=ContactWay.PHONE, taken_by="chen.officer", registered_at=at,
    )  # fmt: skip
