"""Announce planned work, say when it changes, say when it is over (N7).

Limits are ended before an announcement is held: one that fires holds its timer first.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare_contracts.events import notify_looks as events
from aftercare_contracts.periods import day_in_china
from plumbing import limits, numbers
from plumbing.database import Transaction
from plumbing.policy import policy

from ..domain import announcements as rules
from ..domain.announcements import Announcement, State, Work
from ..domain.limits import LimitName
from ..store import announcements as store
from ..store import households
from .announcing import announce
from .circulars import send

SERIES = "GG"


async def make(tx: Transaction, announcement_id: UUID, work: Work, by: str, now: datetime) -> Announcement:
    """Announce work to every household concerned. Raises ``UnknownKind``, ``UnknownPlace``, ``EndsTooSoon``,
    ``TooLateToAnnounce``."""
    rules.must_be_in_time(work, await _kinds(tx, now), now)
    everybody = await households.concerned(tx, work.project, rules.Place())
    work.place.must_be_known({each.building for each in everybody}, {each.unit_no for each in everybody})
    number = await numbers.next_number(tx, SERIES, day_in_china(now))
    made = Announcement(announcement_id, number, work, State.ANNOUNCED, by, now)
    await store.add(tx, made)
    await _say(tx, made, events.AnnouncementMade, announced_by=by)
    await _watch(tx, made)
    return made


async def change(
    tx: Transaction, announcement_id: UUID, starts_at: datetime, ends_at: datetime, because: str, by: str, now: datetime
) -> Announcement:
    """Another start or end, told to the same. Raises as ``rules.change`` does."""
    await limits.end(tx, announcement_id, "changed", LimitName.ANNOUNCED_WORK)
    before = await store.announcement_held(tx, announcement_id)
    changed = rules.change(before, starts_at, ends_at, await _kinds(tx, now), now)
    await store.add_change(tx, before, because, by, now)
    await store.save(tx, changed)
    await _say(
        tx, changed, events.AnnouncementChanged, started_at_before=before.work.starts_at,
        ended_at_before=before.work.ends_at, because=because, changed_by=by,
    )  # fmt: skip
    await _watch(tx, changed)
    return changed


async def end(
    tx: Transaction, announcement_id: UUID, state: State, because: str, by: str, now: datetime
) -> Announcement:
    """It is over, or called off, told to the same. Raises ``IsEnded``."""
    await limits.end(tx, announcement_id, state, LimitName.ANNOUNCED_WORK)
    ended = rules.end(await store.announcement_held(tx, announcement_id), state, because, by, now)
    await store.save(tx, ended)
    await _say(tx, ended, events.AnnouncementEnded, outcome=state.value, because=because, ended_by=by)
    return ended


async def _kinds(tx: Transaction, now: datetime) -> dict[str, Any]:
    kinds: dict[str, Any] = (await policy(tx, "announcements", day_in_china(now))).data["kinds"]
    return kinds


async def _watch(tx: Transaction, made: Announcement) -> None:
    about = limits.About(made.announcement_id, made.announcement_no, made.work.project)
    await limits.start(tx, LimitName.ANNOUNCED_WORK, about, until=made.work.ends_at)


async def _say(tx: Transaction, made: Announcement, event: type[events.AnnouncementEvent], **more: Any) -> None:
    work = made.work
    concerned = await households.concerned(tx, work.project, work.place)
    said = event(
        announcement_id=made.announcement_id, announcement_no=made.announcement_no, project=work.project,
        work_kind=work.kind, where=work.place.words, starts_at=work.starts_at, ends_at=work.ends_at,
        reason=work.reason, contact=work.contact, is_emergency=work.is_emergency, households=len(concerned), **more,
    )  # fmt: skip
    message = await announce(tx, said, about=made.announcement_id)
    await send(tx, message, made.announcement_id, concerned)
