"""What was recorded of how a case is conducted: one append-only table for each kind of record, its columns the record's fields."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.classifications import Classification, OutsideOutcome
from ..domain.counsels import Counsel, CounselAnswer
from ..domain.ladder import HandStep, Holding
from ..domain.majors import MajorFinding, MajorWithdrawal, Measure, MeasureCompletion
from ..domain.plans import OwnAuthority, Plan, PlanSignature, Verification
from ..domain.replies import OtherWayTaken, ReplyAgreement
from ..domain.reviews import CustomerConfirmation, JointReview, QualityFault, ReviewAction, ReviewFinding
from ..domain.staff_complaints import Apology, Gravity, LeadershipMeeting, LeadershipWish

Record = (
    Classification | OutsideOutcome | ReplyAgreement | OtherWayTaken | Verification | Plan | PlanSignature | OwnAuthority
    | MajorFinding | MajorWithdrawal | Measure | MeasureCompletion | Counsel | CounselAnswer | HandStep | Holding
    | LeadershipWish | LeadershipMeeting | Gravity | Apology
    | QualityFault | JointReview | ReviewFinding | ReviewAction | CustomerConfirmation
)  # fmt: skip
R = TypeVar("R", bound=Record)
TABLES: Mapping[type[Any], str] = {
    Classification: "classification",
    OutsideOutcome: "outside_outcome",
    ReplyAgreement: "reply_agreement",
    OtherWayTaken: "other_way_taken",
    Verification: "verification",
    Plan: "plan",
    PlanSignature: "plan_signature",
    OwnAuthority: "own_authority",
    MajorFinding: "major_finding",
    MajorWithdrawal: "major_withdrawal",
    Measure: "measure",
    MeasureCompletion: "measure_completion",
    Counsel: "counsel",
    CounselAnswer: "counsel_answer",
    HandStep: "hand_step",
    Holding: "holding",
    LeadershipWish: "leadership_wish",
    LeadershipMeeting: "leadership_meeting",
    Gravity: "gravity",
    Apology: "apology",
    QualityFault: "quality_fault",
    JointReview: "joint_review",
    ReviewFinding: "review_finding",
    ReviewAction: "review_action",
    CustomerConfirmation: "customer_confirmation",
}


async def add(tx: Transaction, record: Record) -> None:
    """Put on record."""
    names = [field.name for field in fields(record)]
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    await tx.execute(
        f"insert into {TABLES[type(record)]} ({', '.join(names)}) values ({places})",
        *(getattr(record, name) for name in names),
    )


async def of_case(tx: Transaction, kind: type[R], case_id: UUID) -> list[R]:
    """All of one kind, from the first."""
    rows = await tx.fetch(f"select * from {TABLES[kind]} where case_id = $1 order by at, 1", case_id)
    return [_record(kind, row) for row in rows]


async def one(tx: Transaction, kind: type[R], record_id: UUID) -> R | None:
    """The record of that id, if there is one; the id is its first field."""
    row = await tx.fetchrow(f"select * from {TABLES[kind]} where {fields(kind)[0].name} = $1", record_id)
    return _record(kind, row) if row else None


def _record(kind: type[R], row: asyncpg.Record) -> R:
    hints = get_type_hints(kind)
    return kind(**{name: _as(hint, row[name]) for name, hint in hints.items()})


def _as(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_as(get_args(hint)[0], each) for each in value)
    return hint(value) if isinstance(hint, type) and issubclass(hint, StrEnum) else value


async def is_asked(tx: Transaction, case_id: UUID, roles: frozenset[str]) -> bool:
    """One of these roles was asked into the case."""
    asked: bool = await tx.fetchval(
        "select exists (select from counsel where case_id = $1 and role = any($2))", case_id, list(roles)
    )
    return asked


async def was_ordered(tx: Transaction, case_id: UUID, in_round: int | None = None) -> bool:
    """A work order went out on the case, in that round or at all."""
    ordered: bool = await tx.fetchval(
        "select exists (select from case_order where case_id = $1 and ($2::integer is null or round = $2))",
        case_id, in_round,
    )  # fmt: skip
    return ordered


async def pass_on_limits(tx: Transaction, case_id: UUID, names: Collection[str], was: str, to: str) -> None:
    """What still runs of these limits goes from one owner to another; nothing of it starts anew (I20)."""
    await tx.execute(
        "update case_limit set owner = $3 where case_id = $1 and owner = $2 and ended_at is null and name = any($4)",
        case_id, was, to, list(names),
    )  # fmt: skip


async def has_feedback(tx: Transaction, case_id: UUID, in_round: int) -> bool:
    """The customer heard from us in that round."""
    heard: bool = await tx.fetchval(
        "select exists (select from register_entry where case_id = $1 and round = $2 and kind = 'feedback' and reached)",
        case_id,
        in_round,
    )
    return heard
