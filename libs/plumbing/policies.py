"""The door to a service's policies: what holds, what held, what is proposed, and what a proposal would have done on paper."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Query, Response

from . import policy_changes, policy_proposals, policy_versions
from .database import Transaction
from .differences import changes
from .ids import new_id
from .paging import PLAIN, Cursor, Limit, encode_cursor, id_in, number_in
from .policy_changes import PolicyKind
from .policy_proposals import NoSuchPolicy, Wanted
from .policy_views import (
    ChangeOut,
    ProposalIn,
    ProposalOut,
    ProposalWhole,
    RefusalIn,
    StandingOut,
    VersionOut,
    VersionWhole,
    shown_effect,
    shown_proposal,
    shown_standing,
    shown_version,
    shown_words,
)
from .web import Door, Page, opens_for

STAFF = frozenset(Role) - {Role.CUSTOMER, Role.CONTRACTOR}
Kinds = Mapping[str, PolicyKind]
Name = Annotated[str, Path(min_length=1, max_length=60, pattern=PLAIN)]
Days = Annotated[int, Query(ge=1, le=366, description="how far back the effect on paper looks")]


def router(kinds: Kinds) -> APIRouter:
    """The routes of a service's own policies."""
    made = APIRouter(prefix="/policies", tags=["policies"])
    proposers = opens_for(*sorted({role for kind in kinds.values() for role in kind.may_propose}))
    confirmers = opens_for(*sorted({role for kind in kinds.values() for role in kind.may_confirm}))
    changers = opens_for(*sorted({role for kind in kinds.values() for role in kind.may_propose | kind.may_confirm}))
    _looking(made, kinds, opens_for(*sorted(STAFF)))
    _weighing(made, kinds, changers)
    _proposing(made, kinds, proposers)
    _deciding(made, kinds, confirmers)
    return made


def _looking(router: APIRouter, kinds: Kinds, staff: Any) -> None:
    @router.get("")
    async def get_policies(door: Annotated[Door, staff]) -> Page[StandingOut]:
        """Every policy, with the version in force today and the next."""
        async with door.reading() as tx:
            rows = await policy_versions.standings(tx, list(kinds), day_in_china(tx.now))
        return Page(items=[shown_standing(row, kinds[row.name]) for row in rows])

    @router.get("/{name}")
    async def get_policy(name: Name, door: Annotated[Door, staff], on: date | None = None) -> VersionWhole:
        """What a policy says on a day, today unless one is given."""
        kind = _kind(kinds, name)
        async with door.reading() as tx:
            day = on or day_in_china(tx.now)
            found = await policy_versions.version_on(tx, name, day)
        whole = {"name": name, "title": shown_words(kind.title), "on": day, "data": found.data}
        return VersionWhole(**shown_version(found).model_dump(), **whole)

    @router.get("/{name}/versions")
    async def get_versions(
        name: Name, door: Annotated[Door, staff], cursor: Cursor = None, limit: Limit = 50
    ) -> Page[VersionOut]:
        """A policy's history, the latest first: since when, why, by whom."""
        _kind(kinds, name)
        before = number_in(cursor)
        async with door.reading() as tx:
            rows = await policy_versions.versions(tx, name, before, limit + 1)
        items = [shown_version(row) for row in rows[:limit]]
        return Page(items=items, next=encode_cursor([items[-1].version]) if len(rows) > limit else None)


def _weighing(router: APIRouter, kinds: Kinds, changers: Any) -> None:
    @router.get("/{name}/proposals")
    async def get_proposals(
        name: Name, door: Annotated[Door, changers], cursor: Cursor = None, limit: Limit = 50
    ) -> Page[ProposalOut]:
        """What was proposed, the latest first."""
        _kind(kinds, name)
        before = id_in(cursor)
        async with door.reading() as tx:
            rows = await policy_proposals.proposals(tx, name, before, limit + 1)
            items = [shown_proposal(row, tx.now) for row in rows[:limit]]
        return Page(items=items, next=encode_cursor([items[-1].proposal_id]) if len(rows) > limit else None)

    @router.get("/{name}/proposals/{proposal_id}")
    async def get_proposal(
        name: Name, proposal_id: UUID, door: Annotated[Door, changers], days: Days = 90
    ) -> ProposalWhole:
        """A proposal with its difference to the version it is based on, and its effect on paper."""
        kind = _kind(kinds, name)
        async with door.reading() as tx:
            found = await policy_proposals.proposal(tx, name, proposal_id)
            old = (await policy_versions.version_of(tx, name, found.based_on)).data
            effect = None
            if kind.effect:
                reckoned = await kind.effect(tx, old, found.data, tx.now - timedelta(days=days))
                effect = shown_effect(reckoned, days, door.caller)
            differs = [ChangeOut.model_validate(each) for each in changes(old, found.data)]
            summary = shown_proposal(found, tx.now).model_dump()
        return ProposalWhole(**summary, data=found.data, changes=differs, effect=effect)


def _proposing(router: APIRouter, kinds: Kinds, proposers: Any) -> None:
    @router.post("/{name}/proposals", status_code=201, response_model=ProposalOut)
    async def post_proposal(name: Name, body: ProposalIn, door: Annotated[Door, proposers]) -> Response:
        """Propose the next version; it holds once another has confirmed it, from its day."""
        kind, proposal_id = _kind(kinds, name), new_id()
        wanted = Wanted(**dict(body))

        async def act(tx: Transaction) -> ProposalOut:
            return shown_proposal(
                await policy_changes.propose(tx, kind, name, proposal_id, wanted, door.caller), tx.now
            )

        return await door.once(body, act)

    @router.post("/{name}/proposals/{proposal_id}/withdrawals", status_code=201, response_model=ProposalOut)
    async def post_withdrawal(name: Name, proposal_id: UUID, door: Annotated[Door, proposers]) -> Response:
        """Take back one's own proposal."""
        _kind(kinds, name)

        async def act(tx: Transaction) -> ProposalOut:
            return shown_proposal(await policy_changes.withdraw(tx, name, proposal_id, door.caller), tx.now)

        return await door.once(None, act)


def _deciding(router: APIRouter, kinds: Kinds, confirmers: Any) -> None:
    @router.post("/{name}/proposals/{proposal_id}/confirmations", status_code=201, response_model=ProposalOut)
    async def post_confirmation(name: Name, proposal_id: UUID, door: Annotated[Door, confirmers]) -> Response:
        """Confirm another's proposal: it is the next version."""
        kind = _kind(kinds, name)

        async def act(tx: Transaction) -> ProposalOut:
            return shown_proposal(await policy_changes.confirm(tx, kind, name, proposal_id, door.caller), tx.now)

        return await door.once(None, act)

    @router.post("/{name}/proposals/{proposal_id}/refusals", status_code=201, response_model=ProposalOut)
    async def post_refusal(
        name: Name, proposal_id: UUID, body: RefusalIn, door: Annotated[Door, confirmers]
    ) -> Response:
        """Refuse another's proposal, with the reason."""
        kind = _kind(kinds, name)

        async def act(tx: Transaction) -> ProposalOut:
            refused = await policy_changes.refuse(tx, kind, name, proposal_id, body.reason, door.caller)
            return shown_proposal(refused, tx.now)

        return await door.once(body, act)


def _kind(kinds: Kinds, name: str) -> PolicyKind:
    if name not in kinds:
        raise NoSuchPolicy(f"There is no such policy here; there are {', '.join(sorted(kinds))}.")
    return kinds[name]
