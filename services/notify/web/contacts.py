"""The door to who is reached how: staff, offices' inboxes and firms are kept here; customers come from intake and go with it."""

from typing import Annotated
from uuid import UUID

from aftercare_contracts.errors import Forbidden, Invalid, Problem
from aftercare_contracts.values import Role
from fastapi import APIRouter, Path, Query, Response
from plumbing.paging import PLAIN, TEXT_MAX, Cursor, Limit, decode_cursor, encode_cursor
from plumbing.web import Caller, Door, In, Moment, Out, Page, opens_for, text
from pydantic import Field

from ..domain.channels import Language, Medium, Preference
from ..domain.contacts import Contact, Kind
from ..store import contacts as store
from ..use_cases import contacts as use_cases

router = APIRouter(tags=["contacts"])
KEEPERS = (Role.RECORDS_CLERK, Role.CENTRE_DIRECTOR, Role.OPERATOR)
FOR_CUSTOMERS = (
    Role.RECORDS_CLERK, Role.CASE_OFFICER, Role.SERVICE_OFFICER, Role.SERVICE_SUPERVISOR, Role.SITE_LEAD, Role.CENTRE_DIRECTOR,
)  # fmt: skip
STAFF = tuple(role for role in Role if role not in (Role.CUSTOMER, Role.CONTRACTOR, Role.HOTLINE))
Key = Annotated[str, Path(min_length=1, max_length=60, pattern=PLAIN)]
Project = Annotated[str | None, Query(min_length=1, max_length=60, pattern=PLAIN)]


class NotAContact(Invalid):
    """A contact cannot be like that."""


class ContactIn(In):
    """Where somebody is reached; a person's roles and projects say what he is told."""

    name: Annotated[str, text(100)]
    email: Annotated[str, text(254)] | None = None
    mobile: Annotated[str, text(30)] | None = None
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))] = ()
    projects: Annotated[tuple[Annotated[str, text(60)], ...], Field(max_length=200)] = ()


class ContactOut(Out):
    """A contact of staff, an office or a firm."""

    kind: Kind
    key: str
    project: str | None
    name: str
    email: str | None
    mobile: str | None
    roles: list[Role]
    projects: list[str]
    changed_at: Moment
    changed_by: str


class PreferenceIn(In):
    """What somebody wants. Only customers stop what may be stopped."""

    channels: list[Medium] | None = None
    language: Language | None = None
    stops_optional: bool = False


class PreferenceOut(PreferenceIn):
    """As it is kept."""


@router.get("/contacts")
async def get_contacts(
    door: Annotated[Door, opens_for(*KEEPERS)], kind: Kind | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[ContactOut]:
    """Staff, offices and firms; customers are in intake."""
    async with door.reading() as tx:
        found = await store.contacts(tx, kind, door.caller.reach, _place(cursor), limit + 1)
    items = [_shown(each) for each in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=items, next=encode_cursor([last.kind, last.key, last.project]) if last else None)


@router.put("/contacts/persons/{key}")
async def put_person(key: Key, body: ContactIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> ContactOut:
    """A member of staff by his login: where he is reached, and for which roles in which projects (``*`` for all). Who is known
    elsewhere as well is kept by whoever reaches him there."""
    if not body.roles or not body.projects:
        raise NotAContact("", Problem("/roles", "no role or no project", "what the person holds, and where"))
    async with door.reading() as tx:
        known = await store.of_one(tx, Kind.PERSON, key)
    for project in (*body.projects, *(known.projects if known else ())):
        _must_keep(door.caller, None if project == "*" else project, "/projects")
    return await _keep(door, Kind.PERSON, key, "", body)


@router.put("/contacts/roles/{key}")
async def put_role(
    key: Role, body: ContactIn, door: Annotated[Door, opens_for(*KEEPERS)], project: Project = None
) -> ContactOut:
    """An office's own inbox, in one project or, where none is named, wherever it has none of its own."""
    if key in (Role.CUSTOMER, Role.CONTRACTOR):
        raise NotAContact("", Problem("path:key", "no office", "a role of staff"))
    _must_be_plain(body)
    _must_keep(door.caller, project, "query:project")
    return await _keep(door, Kind.ROLE, key.value, project or "", body)


@router.put("/contacts/contractors/{key}")
async def put_contractor(key: Key, body: ContactIn, door: Annotated[Door, opens_for(*KEEPERS)]) -> ContactOut:
    """A contractor's firm by its code."""
    _must_be_plain(body)
    _must_keep(door.caller, None, "path:key")
    return await _keep(door, Kind.CONTRACTOR, key, "", body)


@router.delete("/contacts/{kind}/{key}", status_code=204)
async def delete_contact(
    kind: Kind, key: Key, door: Annotated[Door, opens_for(*KEEPERS)], project: Project = None
) -> Response:
    """Nobody is reached there any more."""
    if kind is Kind.CUSTOMER:
        raise NotAContact("", Problem("path:kind", "a customer's", "customers are corrected and erased in intake"))
    _must_keep(door.caller, project, "query:project")
    async with door.transaction() as tx:
        await use_cases.remove(tx, kind, key, project or "")
    return Response(status_code=204)


@router.put("/contacts/customers/{customer_id}/preferences")
async def put_customers_preferences(
    customer_id: UUID, body: PreferenceIn, door: Annotated[Door, opens_for(*FOR_CUSTOMERS)]
) -> PreferenceOut:
    """What a customer said that he wants; what matters by law reaches him all the same."""
    return await _want(door, Kind.CUSTOMER, str(customer_id), body)


@router.put("/preferences")
async def put_own_preferences(body: PreferenceIn, door: Annotated[Door, opens_for(*STAFF)]) -> PreferenceOut:
    """What one wants oneself."""
    if body.stops_optional:
        raise NotAContact("", Problem("/stops_optional", "true", "false: what is told to staff is work"))
    return await _want(door, Kind.PERSON, door.caller.person, body)


async def _keep(door: Door, kind: Kind, key: str, project: str, body: ContactIn) -> ContactOut:
    if not body.email and not body.mobile:
        raise NotAContact("", Problem("/email", "neither e-mail nor mobile", "one of them at least"))
    async with door.transaction() as tx:
        return _shown(await use_cases.keep(tx, Contact(
            kind=kind, key=key, project=project, name=body.name, email=body.email, mobile=body.mobile,
            roles=tuple(dict.fromkeys(body.roles)), projects=tuple(dict.fromkeys(body.projects)), changed_at=tx.now,
            changed_by=door.caller.person,
        )))  # fmt: skip


async def _want(door: Door, kind: Kind, key: str, body: PreferenceIn) -> PreferenceOut:
    for i, medium in enumerate(body.channels or ()):
        if medium not in (Medium.EMAIL, Medium.SMS):
            raise NotAContact("", Problem(f"/channels/{i}", medium, "email or sms"))
    channels = None if body.channels is None else tuple(dict.fromkeys(body.channels))
    async with door.transaction() as tx:
        wants = Preference(channels, body.language, body.stops_optional)
        await use_cases.want(tx, kind, key, wants, door.caller.person, tx.now)
    return PreferenceOut(**dict(body))


def _must_be_plain(body: ContactIn) -> None:
    if body.roles or body.projects:
        raise NotAContact("", Problem("/roles", "roles or projects", "none: only persons hold roles"))


def _must_keep(caller: Caller, project: str | None, pointer: str) -> None:
    """Within one's own projects; what holds for all of them only by who reaches them all."""
    if project is not None:
        caller.must_reach(project, pointer)
    elif caller.reach is not None:
        detail = "It holds for every project; that is for who reaches them all."
        raise Forbidden(detail, Problem(pointer, "every project", "one of yours"))


def _place(cursor: str | None) -> tuple[str, str, str]:
    if cursor is None:
        return "", "", ""
    values = decode_cursor(cursor, 3)
    if not all(isinstance(value, str) and len(value) <= TEXT_MAX and value.isprintable() for value in values):
        raise NotAContact("", Problem("query:cursor", "not one of ours", "the `next` of a page, unchanged"))
    return values[0], values[1], values[2]


def _shown(contact: Contact) -> ContactOut:
    return ContactOut(
        kind=contact.kind, key=contact.key, project=contact.project or None, name=contact.name, email=contact.email,
        mobile=contact.mobile, roles=[Role(role) for role in contact.roles], projects=list(contact.projects),
        changed_at=contact.changed_at, changed_by=contact.changed_by,
    )  # fmt: skip
