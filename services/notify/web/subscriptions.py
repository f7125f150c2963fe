"""The operator's door to systems that are told over HTTP, and to deliveries that got stuck."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from aftercare_contracts.errors import Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, encode_cursor, id_in
from plumbing.web import Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field

from ..domain.sendings import State
from ..domain.subscriptions import ALL_TYPES, Passes, Subscription, SubscriptionKind, WrongSubscription, shown_url
from ..store import subscriptions as store
from ..use_cases import deliveries, subscriptions
from ..use_cases.notices import PUBLISHED, SHOWN_TO_SYSTEMS

router = APIRouter(tags=["subscriptions"])
Operator = Annotated[Door, opens_for(Role.OPERATOR, everywhere=True)]
HOURS_BOTH = Annotated[
    float, Field(ge=0, le=24 * 14, description="for how long the old secret signs beside the new one")
]


class SubscriptionIn(In):
    """A system to be told: ``events`` as they were published, or ``notices`` as they were written.

    ``types`` are those of events, or of the events that notices are about; ``*`` stands for all.
    """

    name: Annotated[str, text(100)]
    kind: SubscriptionKind
    url: Annotated[str, text(1000)]
    passes: Passes = Passes.NOTICES
    types: Annotated[tuple[Annotated[str, text(100)], ...], Field(min_length=1, max_length=300)] = (ALL_TYPES,)
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))] = ()
    project: Annotated[str, text(60)] | None = None


class SubscriptionOut(Out):
    """Without its secret; the URL without its query, which may be one."""

    subscription_id: UUID
    name: str
    kind: SubscriptionKind
    url: str
    passes: Passes
    types: list[str]
    roles: list[Role]
    project: str | None
    old_secret_until: Moment | None
    made_by: str
    made_at: Moment
    ended_at: Moment | None
    ended_by: str | None
    ended_because: str | None


class SubscriptionWithSecretOut(SubscriptionOut):
    """Shown once."""

    secret: str


class SecretIn(In):
    """For how many hours both secrets sign."""

    both_hours: HOURS_BOTH = 24


class EndIn(In):
    """Why it ends."""

    reason: Annotated[str, text(200)]


class RetriedOut(Out):
    """A delivery that is tried again."""

    delivery_id: UUID
    state: State
    attempts: int


@router.get("/subscriptions")
async def get_subscriptions(door: Operator, cursor: Cursor = None, limit: Limit = 50) -> Page[SubscriptionOut]:
    """Every system that is or was told, the latest first."""
    before = id_in(cursor)
    async with door.reading() as tx:
        found = await store.subscriptions(tx, before, limit + 1)
    items = [SubscriptionOut(**_shown(each)) for each in found[:limit]]
    return Page(items=items, next=encode_cursor([items[-1].subscription_id]) if len(found) > limit else None)


@router.post("/subscriptions", status_code=201, response_model=SubscriptionWithSecretOut)
async def post_subscription(body: SubscriptionIn, door: Operator) -> Response:
    """Tell a system. What comes back holds the secret, which is not shown again."""
    _must_make_sense(body)

    async def act(tx: Transaction) -> SubscriptionWithSecretOut:
        wanted = Subscription(
            subscription_id=new_id(), name=body.name, kind=body.kind, url=body.url, passes=body.passes, types=tuple(body.types),
            roles=tuple(role.value for role in body.roles), project=body.project, secret=subscriptions.new_secret(),
            made_by=door.caller.person, made_at=tx.now,
        )  # fmt: skip
        return _with_secret(await subscriptions.make(tx, wanted))

    return await door.once(body, act)


@router.post(
    "/subscriptions/{subscription_id}/secrets", status_code=201, response_model=SubscriptionWithSecretOut
)  # fmt: skip
async def post_secret(subscription_id: UUID, body: SecretIn, door: Operator) -> Response:
    """A new secret, shown once; the old one signs beside it for a while."""

    async def act(tx: Transaction) -> SubscriptionWithSecretOut:
        both_for = timedelta(hours=body.both_hours)
        return _with_secret(await subscriptions.change_secret(tx, subscription_id, both_for, tx.now))

    return await door.once(body, act)


@router.post("/subscriptions/{subscription_id}/ends", status_code=201, response_model=SubscriptionOut)
async def post_end(subscription_id: UUID, body: EndIn, door: Operator) -> Response:
    """Tell it no more."""

    async def act(tx: Transaction) -> SubscriptionOut:
        return SubscriptionOut(
            **_shown(await subscriptions.end(tx, subscription_id, door.caller.person, body.reason, tx.now))
        )

    return await door.once(body, act)


@router.post("/deliveries/{delivery_id}/retries", status_code=201, response_model=RetriedOut)
async def post_retry(delivery_id: UUID, door: Operator) -> Response:
    """Try a delivery again now, as if it had never been tried: what was wrong is mended."""

    async def act(tx: Transaction) -> RetriedOut:
        again = await deliveries.send_again(tx, delivery_id, tx.now)
        return RetriedOut(delivery_id=again.sending_id, state=again.state, attempts=again.attempts)

    return await door.once(None, act)


def _must_make_sense(body: SubscriptionIn) -> None:
    strange = [
        Problem(f"/types/{i}", name, "the type of a published event, or *")
        for i, name in enumerate(body.types)
        if name != ALL_TYPES and name not in (SHOWN_TO_SYSTEMS if body.passes is Passes.EVENTS else PUBLISHED)
    ]
    if body.passes is Passes.EVENTS and body.kind is not SubscriptionKind.STANDARD:
        strange.append(Problem("/passes", "events", "notices: only standard ones are told events"))
    if body.passes is Passes.EVENTS and body.roles:
        strange.append(Problem("/roles", "roles", "none: events have no recipients"))
    if Role.CUSTOMER in body.roles and body.kind is not SubscriptionKind.STANDARD:
        strange.append(Problem("/roles", "customer", "offices and firms: no group reads what customers are told"))
    if strange:
        raise WrongSubscription("", *strange)


def _shown(each: Subscription) -> dict[str, Any]:
    known = {name: getattr(each, name) for name in SubscriptionOut.model_fields}
    return known | {"url": shown_url(each.url), "types": list(each.types), "roles": [Role(role) for role in each.roles]}


def _with_secret(each: Subscription) -> SubscriptionWithSecretOut:
    return SubscriptionWithSecretOut(**_shown(each), secret=each.secret)
