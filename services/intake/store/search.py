"""Cases found by what people know of them: words, number, unit, phone, state, holder, dates; the latest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from plumbing.database import Transaction

from ..domain.case import Case
from ..domain.words import needles, wanted
from .cases import case_of

NEWEST = 3000
"""So many of the newest are looked through before the index of words is asked: a frequent word fills a page from them, a rare
one has few places to fetch."""
FURTHEST = 15_000
"""So many more, where the first look says that a page will be full by then."""
PROJECTS_WALKED = 50
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; ``projects`` is the caller's scope, none for all."""

    projects: list[str] | None
    project: str | None = None
    state: str | None = None
    kind: str | None = None
    case_class: str | None = None
    department: str | None = None
    desk: str | None = None
    holder: str | None = None
    holder_person: str | None = None
    channel: str | None = None
    matter: str | None = None
    unit_no: str | None = None
    number_end: str | None = None
    external_ref: str | None = None
    phone_end: str | None = None
    registered_from: datetime | None = None
    registered_until: datetime | None = None
    question: str | None = None
    is_major: bool | None = None
    not_about: str | None = None
    """Whose complaints are not his to read (I18)."""


class Statement:
    """Conditions with their values, numbered as they come."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, *values: Any) -> None:
        """``condition`` has a ``{}`` for each value; one without a value is left out."""
        if any(value is None for value in values):
            return
        self.values += values
        self.conditions.append(
            condition.format(*(f"${len(self.values) - len(values) + i + 1}" for i in range(len(values))))
        )

    @property
    def where(self) -> str:
        """All of them."""
        return " and ".join(self.conditions) or "true"


def narrowed(given: Wanted, after: Place | None) -> Statement:
    """Only what is asked for stands in the statement, so that an index serves it."""
    statement = Statement()
    for condition, value in (
        ("c.project = {}", given.project), ("c.state = {}", given.state), ("c.kind = {}", given.kind),
        ("c.case_class = {}", given.case_class), ("c.department = {}", given.department), ("c.desk = {}", given.desk),
        ("c.holder = {}", given.holder), ("c.holder_person = {}", given.holder_person), ("c.channel = {}", given.channel),
        ("c.matter = {}", given.matter), ("c.unit_no = {}", given.unit_no), ("c.external_ref = {}", given.external_ref),
        ("reverse(c.case_no) like {}", given.number_end and _ends_in(given.number_end)),
        ("c.customer_id in (select customer_id from customer where phone_end like {})", given.phone_end and _ends_in(given.phone_end)),
        ("c.is_major = {}", given.is_major), ("c.about_person is distinct from {}", given.not_about),
        ("c.registered_at >= {}", given.registered_from), ("c.registered_at < {}", given.registered_until),
    ):  # fmt: skip
        statement.add(condition, value)
    if given.project is not None:
        statement.add("c.project = any({})", given.projects)
    if after:
        statement.add("(c.registered_at, c.case_id) < ({}, {})", *after)
    return statement


def _ends_in(text: str) -> str:
    """The pattern for a text kept in reverse; what SQL reads as a wildcard is plain text here."""
    return re.sub(r"([\\%_])", r"\\\1", text[::-1]) + "%"


async def find(tx: Transaction, given: Wanted, after: Place | None, limit: int) -> list[Case]:
    """A page of cases, the latest first."""
    if given.question is None:
        return [case_of(row) for row in await _listed(tx, given, after, limit, "*")]
    ids = await _walk(tx, given, after, limit)
    rows = await tx.fetch(
        "select * from case_file where case_id = any($1) order by registered_at desc, case_id desc", ids
    )
    return [case_of(row) for row in rows]


async def _walk(tx: Transaction, given: Wanted, after: Place | None, limit: int) -> list[UUID]:
    """Through the newest as long as that promises a page soon; then by the index of words."""
    assert given.question is not None
    asked, texts = sorted(wanted(given.question)), needles(given.question)
    ids: list[UUID] = []
    window = NEWEST
    while True:
        newest = await _listed(tx, given, after, window, "case_id, registered_at")
        ids += await _with_words(tx, [row["case_id"] for row in newest], asked, texts, limit - len(ids))
        if len(ids) >= limit or len(newest) < window:
            return ids
        after = newest[-1]["registered_at"], newest[-1]["case_id"]
        if window > NEWEST or len(ids) * FURTHEST < limit * NEWEST:
            return ids + await _by_words(tx, given, after, asked, texts, limit - len(ids))
        window = FURTHEST


async def _listed(
    tx: Transaction, given: Wanted, after: Place | None, limit: int, columns: str
) -> Sequence[asyncpg.Record]:
    sql, values = listing(given, after, limit, columns)
    return await tx.fetch(sql, *values)


def listing(given: Wanted, after: Place | None, limit: int, columns: str = "*") -> tuple[str, list[Any]]:
    """Statement and values of a page without words: along one index; of several projects, each along its own."""
    within = None if given.project else given.projects
    statement = narrowed(given, after)
    latest = f"order by c.registered_at desc, c.case_id desc limit {limit:d}"
    if within is None or len(within) == 1 or len(within) > PROJECTS_WALKED:
        one = within[0] if within and len(within) == 1 else None
        statement.add("c.project = {}", one)
        statement.add("c.project = any({})", None if one else within)
        return f"select {columns} from case_file c where {statement.where} {latest}", statement.values
    each = f"select {columns} from case_file c where c.project = p.project and {statement.where} {latest}"
    of_all = f"unnest(${len(statement.values) + 1}::text[]) p (project) cross join lateral ({each}) c"
    return f"select c.* from {of_all} {latest}", [*statement.values, within]


def everything(given: Wanted) -> tuple[str, list[Any]]:
    """Statement and values of the whole list, in no order."""
    statement = narrowed(given, None)
    if given.project is None:
        statement.add("c.project = any({})", given.projects)
    if given.question is not None:
        texts = needles(given.question)
        statement.add("t.words @> {}", sorted(wanted(given.question)))
        statement.conditions.append(_has_needles(texts, len(statement.values) + 1))
        statement.values += texts
    texts_too = " join case_text t using (case_id)" if given.question is not None else ""
    return f"select c.* from case_file c{texts_too} where {statement.where}", statement.values


async def _with_words(
    tx: Transaction, among: Sequence[UUID], asked: list[str], texts: list[str], limit: int
) -> list[UUID]:
    rows = await tx.fetch(
        "select t.case_id from unnest($1::uuid[]) with ordinality n (case_id, at) join case_text t using (case_id)"
        f" where t.words @> $2 and {_has_needles(texts, 3)} order by n.at limit {limit:d}",
        among, asked, *texts,
    )  # fmt: skip
    return [row["case_id"] for row in rows]


async def _by_words(
    tx: Transaction, given: Wanted, after: Place, asked: list[str], texts: list[str], limit: int
) -> list[UUID]:
    statement = narrowed(given, after)
    if given.project is None:
        statement.add("c.project = any({})", given.projects)
    statement.add("t.words @> {}", asked)
    first = len(statement.values) + 1
    rows = await tx.fetch(
        f"select c.case_id from case_text t join case_file c using (case_id) where {statement.where}"
        f" and {_has_needles(texts, first)} order by c.registered_at desc, c.case_id desc limit {limit:d}",
        *statement.values, *texts,
    )  # fmt: skip
    return [row["case_id"] for row in rows]


def _has_needles(texts: list[str], first: int) -> str:
    return " and ".join(f"strpos(t.plain, ${first + i}) > 0" for i in range(len(texts))) or "true"


async def note_phone_look(tx: Transaction, by: str, roles: Sequence[str], digest: str, found: int) -> None:
    """Somebody asked for a phone."""
    await tx.execute(
        "insert into phone_look (by, roles, phone_digest, found, at) values ($1, $2, $3, $4, $5)",
        by, list(roles), digest, found, tx.now,
    )  # fmt: skip
