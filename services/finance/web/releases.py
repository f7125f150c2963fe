"""Releases of retentions over HTTP (L5, F7, F9)."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from aftercare_contracts.periods import day_in_china
from aftercare_contracts.values import Role
from fastapi import APIRouter, Response
from plumbing import limits
from plumbing.database import Transaction
from plumbing.ids import new_id
from plumbing.paging import Cursor, Limit, id_in
from plumbing.policy import policy
from plumbing.web import AmountFen, Door, In, Out, Page, opens_for, text

from ..domain.release import NoSuchRelease, Release, ReleaseKind, ReleaseState
from ..store import releases as store
from ..store import retention as accounts
from ..use_cases import releases as use_cases
from .asking import BOOKKEEPERS, next_page, person

router = APIRouter(tags=["release"])
READERS = (*BOOKKEEPERS, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER, Role.PROPERTY_DESK, Role.PROPERTY_COMPANY)
Applicant = Annotated[Door, opens_for(Role.CONTRACTOR, Role.FINANCE_OFFICER)]
Reader = Annotated[Door, opens_for(*READERS, Role.CONTRACTOR)]
Officer = Annotated[Door, opens_for(Role.FINANCE_OFFICER)]


class ReleaseIn(In):
    """So much of the retention, or all there is; ``excess`` asks for what is withheld beyond the ceiling."""

    kind: ReleaseKind = ReleaseKind.RETENTION
    amount_fen: AmountFen | None = None


class ConsentIn(In):
    """The property office's word."""

    consents: bool
    finding: Annotated[str, text(2000)]


class VerificationIn(In):
    """What is to be paid."""

    amount_fen: AmountFen
    note: Annotated[str, text(2000, 0)] = ""


class RefusalIn(In):
    """Why nothing is paid."""

    reason: Annotated[str, text(2000)]


class PaymentIn(In):
    """The payment's own number."""

    payment: Annotated[str, text(100)]


class ReleaseOut(Out):
    """An application and how far it got."""

    release_id: UUID
    release_no: str
    contract_id: UUID
    kind: ReleaseKind
    asked_fen: int
    amount_fen: int
    state: ReleaseState
    applied_by: str
    applied_at: datetime
    answer_by: datetime
    urged_at: datetime | None
    verified_by: str | None
    verified_at: datetime | None
    agreed_at: datetime | None
    pay_by: datetime | None
    paid_at: datetime | None
    payment: str | None


class ReleaseLine(ReleaseOut):
    """With its contract."""

    contract_no: str
    contractor: str
    project: str


class ConsentOut(Out):
    """The property office's word."""

    consents: bool
    finding: str
    by: str
    at: datetime


class MoveOut(Out):
    """What happened to it."""

    verb: str
    at: datetime
    by: str
    to_state: ReleaseState
    amount_fen: int
    note: str


class LimitOut(Out):
    """A time limit of it, and what it was reckoned from."""

    name: str
    unit: str
    count: int
    started_at: datetime
    due_at: datetime
    passed_at: datetime | None
    ended_at: datetime | None
    ended_because: str | None


class ReleaseInFull(ReleaseOut):
    """With the property office's word, its limits, and what happened to it."""

    consent: ConsentOut | None
    limits: list[LimitOut]
    moves: list[MoveOut]


class HeldOut(Out):
    """What an order holds."""

    order_no: str
    held_fen: int


class TermsOut(Out):
    """What can be released of a retention, from when, what stands against it, and what the law says of its size."""

    contract_id: UUID
    contract_no: str
    releasable_from: date
    is_releasable: bool
    free_fen: int
    holds: list[HeldOut]
    settled_price_fen: int
    price_is_final: bool
    ceiling_fen: int
    excess_fen: int
    rate_article: str
    release_article: str
    under_way: ReleaseOut | None


@router.get("/retention/{contract_id}/release-terms")
async def show_terms(contract_id: UUID, door: Reader) -> TermsOut:
    """What can be released, from when, and over what it is refused."""
    async with door.reading() as tx:
        contract = await accounts.contract(tx, contract_id)
        use_cases.must_be_his(contract, person(door.caller))
        standing = await use_cases.standing_of(tx, contract)
        ceiling_fen, excess_fen = await use_cases.ceiling_of(tx, contract, tx.now)
        final_fen = await store.settled_price(tx, contract_id)
        figures = (await policy(tx, "retention", day_in_china(tx.now))).data
        under_way = await store.open_release(tx, contract_id)
        today = day_in_china(tx.now)
    return TermsOut(
        contract_id=contract_id, contract_no=contract.contract_no,
        releasable_from=contract.liability_ends_on + timedelta(days=1), is_releasable=today > contract.liability_ends_on,
        free_fen=standing.free_fen, holds=[HeldOut(order_no=no, held_fen=fen) for no, fen in standing.holds],
        settled_price_fen=final_fen or contract.settled_price_fen, price_is_final=final_fen is not None,
        ceiling_fen=ceiling_fen, excess_fen=excess_fen, rate_article=figures["rate_article"],
        release_article=figures["release_article"], under_way=ReleaseOut.model_validate(under_way) if under_way else None,
    )  # fmt: skip


@router.post("/retention/{contract_id}/releases", status_code=201, response_model=ReleaseOut)
async def post_release(contract_id: UUID, body: ReleaseIn, door: Applicant) -> Response:
    """The contractor applies, or finance enters his application on paper."""
    release_id, by = new_id(), person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        made = await use_cases.apply(tx, release_id, contract_id, body.kind, body.amount_fen, by, tx.now)
        return ReleaseOut.model_validate(made)

    return await door.once(body, act)


@router.get("/releases")
async def list_releases(
    door: Reader, open_only: bool = False, cursor: Cursor = None, limit: Limit = 50
) -> Page[ReleaseLine]:
    """Releases within reach, the latest first; a contractor's own."""
    firm = door.caller.contractor or "" if door.caller.has(Role.CONTRACTOR) else None
    projects = None if firm is not None else door.caller.reach
    async with door.reading() as tx:
        rows = await store.releases(tx, projects, firm, open_only, id_in(cursor), limit + 1)
    items = [ReleaseLine.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=next_page(rows, limit, "release_id"))


@router.get("/releases/{release_id}")
async def show_release(release_id: UUID, door: Reader) -> ReleaseInFull:
    """One release with all that belongs to it."""
    async with door.reading() as tx:
        contract = await accounts.contract(tx, await store.contract_of(tx, release_id))
        if not person(door.caller).may_see(contract.contractor, contract.project):
            raise NoSuchRelease
        release = await store.release(tx, release_id)
        consent = await store.consent(tx, release_id)
        ran = await limits.of_subject(tx, release_id)
        moves = await store.moves(tx, release_id)
    return ReleaseInFull(
        **ReleaseOut.model_validate(release).model_dump(),
        consent=ConsentOut.model_validate(consent) if consent else None,
        limits=[LimitOut.model_validate(each) for each in ran], moves=[MoveOut.model_validate(each) for each in moves],
    )  # fmt: skip


@router.post("/releases/{release_id}/reminders", status_code=201, response_model=ReleaseOut)
async def post_reminder(release_id: UUID, door: Annotated[Door, opens_for(Role.CONTRACTOR)]) -> Response:
    """The contractor urges after nobody answered in time; further silence counts as agreement."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.urge(tx, release_id, by, tx.now))

    return await door.once(None, act)


@router.post("/releases/{release_id}/consents", status_code=201, response_model=ConsentOut)
async def post_consent(
    release_id: UUID, body: ConsentIn, door: Annotated[Door, opens_for(Role.PROPERTY_DESK, Role.PROPERTY_COMPANY)]
) -> Response:
    """The property office consents, or says what is still wrong."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ConsentOut:
        said = await use_cases.record_consent(tx, release_id, body.consents, body.finding, by, tx.now)
        return ConsentOut.model_validate(said)

    return await door.once(body, act)


@router.post("/releases/{release_id}/verifications", status_code=201, response_model=ReleaseOut)
async def post_verification(release_id: UUID, body: VerificationIn, door: Officer) -> Response:
    """Finance answers with the amount to be paid."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.verify(tx, release_id, body.amount_fen, body.note, by, tx.now))

    return await door.once(body, act)


@router.post("/releases/{release_id}/confirmations", status_code=201, response_model=ReleaseOut)
async def post_confirmation(release_id: UUID, door: Annotated[Door, opens_for(Role.VICE_PRESIDENT)]) -> Response:
    """The vice president confirms what finance verified."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.confirm(tx, release_id, by, tx.now))

    return await door.once(None, act)


@router.post("/releases/{release_id}/refusals", status_code=201, response_model=ReleaseOut)
async def post_refusal(
    release_id: UUID, body: RefusalIn, door: Annotated[Door, opens_for(Role.FINANCE_OFFICER, Role.VICE_PRESIDENT)]
) -> Response:
    """Answer with a refusal and why."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.refuse(tx, release_id, body.reason, by, tx.now))

    return await door.once(body, act)


@router.post("/releases/{release_id}/withdrawals", status_code=201, response_model=ReleaseOut)
async def post_withdrawal(release_id: UUID, door: Applicant) -> Response:
    """The contractor takes his application back."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.withdraw(tx, release_id, by, tx.now))

    return await door.once(None, act)


@router.post("/releases/{release_id}/payments", status_code=201, response_model=ReleaseOut)
async def post_payment(release_id: UUID, body: PaymentIn, door: Officer) -> Response:
    """Pay what was agreed, once."""
    by = person(door.caller)

    async def act(tx: Transaction) -> ReleaseOut:
        return _out(await use_cases.pay(tx, release_id, body.payment, by, tx.now))

    return await door.once(body, act)


def _out(release: Release) -> ReleaseOut:
    return ReleaseOut.model_validate(release)
