"""Duplicates are shown before saving; cases are linked, merged, and taken apart again; what repeats is noticed (B3, V2, I12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aftercare_contracts.errors import AlreadyDone, NotFound
from aftercare_contracts.events.intake_duplicates import CaseMerged, CaseRepeated, CaseUnmerged
from aftercare_contracts.periods import add_months, day_in_china, end_of
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import duplicates as domain
from ..domain.case import Case, State
from ..domain.duplicates import Contact, Likely, Match
from ..domain.words import sketch
from ..store import cases, duplicates
from . import limits
from .announcing import say


class NoSuchLink(NotFound):
    """These cases are not linked by that."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be the same, without personal data."""

    case_id: UUID
    case_no: str
    unit_no: str | None
    matter: str
    state: State
    registered_at: datetime
    match: Match


async def likely_duplicates(
    tx: Transaction, project: str, unit_no: str | None, matter: str, complaint: str, by: str, now: datetime
) -> list[Candidate]:
    """The likeliest first; nothing is saved. What is about whoever asks is not his to read (I18)."""
    likely = Likely.from_data((await policy(tx, "duplicates", day_in_china(now))).data)
    building = await duplicates.building_of(tx, project, unit_no)
    new = Contact(unit_no, building, matter, complaint)
    since = now - timedelta(days=likely.days)
    found = []
    for row in await duplicates.candidates(tx, project, building, matter, sketch(complaint), since, by):
        known = Contact(row["unit_no"], row["building"], row["matter"], row["complaint"])
        if match := domain.match(likely, new, known):
            found.append(Candidate(
                row["case_id"], row["case_no"], row["unit_no"], row["matter"], State(row["state"]), row["registered_at"], match,
            ))  # fmt: skip
    found.sort(key=lambda each: (-each.match.score, each.state is State.CLOSED))
    return found[: likely.shown]


async def link(
    tx: Transaction, link_id: UUID, case_id: UUID, other_id: UUID, reason: str, by: str, now: datetime
) -> None:
    """Two cases belong together. Raises ``NoSuchCase``, ``WithItself``, ``AlreadyDone``."""
    case, other = await cases.case(tx, case_id), await cases.case(tx, other_id)
    if case == other:
        raise domain.WithItself
    if not await duplicates.link(tx, link_id, (case_id, other_id), reason, by, now):
        raise AlreadyDone(f"{case.case_no} and {other.case_no} are linked already.")


async def unlink(tx: Transaction, case_id: UUID, link_id: UUID, by: str, now: datetime) -> None:
    """They do not belong together after all. Raises ``NoSuchLink``."""
    if link_id not in [row["link_id"] for row in await duplicates.links(tx, case_id)]:
        raise NoSuchLink
    await duplicates.unlink(tx, link_id, by, now)


async def merge(
    tx: Transaction, merge_id: UUID, case_id: UUID, into_id: UUID, reason: str, by: str, now: datetime
) -> Case:
    """A case goes on in another; its limits give way. Raises ``NoSuchCase``, ``WithItself``, ``CannotMerge``."""
    held = {each: await limits.case_held(tx, each) for each in sorted((case_id, into_id))}
    case, into = held[case_id], held[into_id]
    if carried := await duplicates.merged_into(tx, case_id):
        raise domain.CannotMerge(f"{carried} cases go on in {case.case_no}; merge the other way round.")
    merged = domain.merge(case, into, await cases.open_orders(tx, case_id), now)
    await limits.end(tx, case, now, _because(into), gives_way=True)
    await cases.save(tx, merged, "merge", by, now)
    await duplicates.add_merge(tx, merge_id, merged, reason, by, now)
    await say(tx, merged, CaseMerged(
        case_id=case_id, case_no=case.case_no, project=case.project, into_id=into_id, into_no=into.case_no, merged_by=by,
    ))  # fmt: skip
    return merged


def _because(main: Case) -> str:
    return f"merged into {main.case_no}"


async def undo_merge(tx: Transaction, case_id: UUID, reason: str, by: str, now: datetime) -> Case:
    """The case stands alone again, with limits of its round that run from now. Raises ``NoSuchCase``, ``NotMerged``."""
    case = await limits.case_held(tx, case_id)
    alone = domain.unmerge(case, now)
    assert case.merged_into is not None
    main = await cases.case(tx, case.merged_into)
    await cases.save(tx, alone, "unmerge", by, now)
    await duplicates.undo_merge(tx, case_id, reason, by, now)
    await limits.run_again(tx, alone, _because(main), now)
    await say(tx, alone, CaseUnmerged(
        case_id=case_id, case_no=case.case_no, project=case.project, from_id=main.case_id, from_no=main.case_no, undone_by=by,
    ))  # fmt: skip
    return alone


async def notice_repeats(tx: Transaction, case: Case, now: datetime) -> None:
    """The same kind within a month after handling: same class and subject, same project (V2)."""
    if case.case_class is None:
        return
    months = (await policy(tx, "repeats", day_in_china(now))).data["months"]
    since = end_of(add_months(day_in_china(now), -months)) - timedelta(days=1)
    earlier = await duplicates.handled_since(tx, case, since)
    if not earlier:
        return
    await duplicates.add_repeats(tx, case, earlier, now)
    await say(tx, case, CaseRepeated(
        case_id=case.case_id, case_no=case.case_no, project=case.project, matter=case.matter, case_class=case.case_class,
        earlier=tuple(row["case_id"] for row in earlier),
        same_customer=tuple(row["case_id"] for row in earlier if row["customer_id"] == case.customer_id),
    ))  # fmt: skip
