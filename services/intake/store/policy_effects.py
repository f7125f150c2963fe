"""What is past, for a change of policy to be tried on."""

from datetime import datetime

from aftercare_contracts.values import CaseKind, Part, Phase
from plumbing.database import Transaction

from ..domain.clocks import Unit
from ..domain.limits import LimitName, LimitState
from ..domain.policy_effects import PastCase, PastLimit


async def limits_since(tx: Transaction, since: datetime) -> list[PastLimit]:
    """The limits, save those whose end people named, of the cases registered since; the latest case first."""
    rows = await tx.fetch(
        "select c.case_no, c.project, l.name, l.unit, l.count, l.started_at, l.due_at, l.state, l.ended_at"
        " from case_limit l join case_file c on c.case_id = l.case_id where c.registered_at >= $1 and l.unit <> 'fixed'"
        " order by c.case_id desc, l.started_at, l.name",
        since,
    )
    return [
        PastLimit(
            row["case_no"], row["project"], LimitName(row["name"]), Unit(row["unit"]), row["count"], row["started_at"],
            row["due_at"], LimitState(row["state"]), row["ended_at"],
        )
        for row in rows
    ]  # fmt: skip


async def cases_since(tx: Transaction, since: datetime) -> list[PastCase]:
    """The cases registered since, the latest first."""
    rows = await tx.fetch(
        "select case_no, project, kind, matter, part, phase from case_file where registered_at >= $1 order by case_id desc",
        since,
    )
    return [
        PastCase(
            row["case_no"], row["project"], CaseKind(row["kind"]), row["matter"],
            Part(row["part"]) if row["part"] else None, Phase(row["phase"]),
        )
        for row in rows
    ]  # fmt: skip
