"""Sends whatever is drawn to one service's doors as whoever may use them, and says what is wrong with each answer."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from harness import MARK, ServiceUnderTest, token
from plumbing.web import HARDENED
from services.test_roles import routes

from .seeds import Ids, ids_of

Marks = dict[str, tuple[int, int]]
IDS = ("_id", "_no", "project", "contractor")
"""What names something that can exist ends so."""
PROBLEM = "application/problem+json"
STRANGE_CALLERS = ("", "Bearer", "Bearer x", "Basic YTpi", "Bearer a.b.c", "Bearer " + "é" * 3, "Bearer " + "a" * 7000)
STRANGE_KEYS = ("", " ", "a" * 256, "\x7f", "é", "'; drop table idempotency; --", "\u202eabc", "a\tb")
STRANGE_TRACES = ("", "x", "00-" + "0" * 32 + "-" + "0" * 16 + "-00", "00-zz-zz-zz", "a" * 5000, "é")


@dataclass
class Sent:
    """One request as it went out."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def __str__(self) -> str:
        shown = f" {self.body[:600]!r}" if self.body else ""
        head = {name: value[:60] for name, value in self.headers.items() if name != "authorization"}
        return f"{self.method} {self.path}{'?' + self.query if self.query else ''} {head}{shown}"


class Sender:
    """Everybody at once: tokens for each route's roles, ids that exist, and the marks of every table."""

    def __init__(self, service: ServiceUnderTest, seed: int) -> None:
        self.service, self.chance = service, random.Random(seed)
        self.found: dict[str, str] = {}
        """What was found wrong, with the first request that showed it."""
        self.answers: Counter[int] = Counter()
        self.allowed = {
            (method, route.path_format): roles
            for route, roles in routes(service)
            for method in route.methods - {"HEAD"}
        }
        self.ids: Ids = {}
        self._tables: str = ""
        self._marks: Marks | None = None
        self._client = service.client()
        self._tokens: dict[tuple[str, tuple[str, ...]], str] = {}

    async def begin(self) -> None:
        """Learn which ids there are, and which tables."""
        self.ids = await ids_of(self.service)
        tables = [name for name in await self.service.rows() if name != "calendar_day"]
        self._tables = " union all ".join(f"select '{name}' as name, {MARK} from \"{name}\"" for name in tables)

    @property
    def sent(self) -> int:
        """How many requests went out."""
        return sum(self.answers.values())

    def known(self, name: str) -> str | None:
        """One of the values that exist under a name."""
        values = self.ids.get(name)
        return self.chance.choice(values) if values else None

    def headers_for(self, method: str, path: str) -> dict[str, str]:
        """What somebody sends who mostly may use the route, and sometimes may not or sends rubbish."""
        headers = {"authorization": self._authorization(method, path)}
        if method == "POST":
            headers["idempotency-key"] = str(uuid4())
        if self.chance.random() < 0.04:
            headers["idempotency-key"] = self.chance.choice(STRANGE_KEYS)
        if self.chance.random() < 0.04:
            headers["traceparent"] = self.chance.choice(STRANGE_TRACES)
        return headers

    def _authorization(self, method: str, path: str) -> str:
        at, roles = self.chance.random(), self.allowed.get((method, path))
        if at < 0.03:
            return self.chance.choice(STRANGE_CALLERS)
        if at < 0.06:
            return self._token("customer", ())
        role = self.chance.choice(sorted(roles)) if roles else "centre_director"
        return self._token(role, self.chance.choice((("*",), ("*",), ("*",), ("P1",), ("P2",))))

    def _token(self, role: str, projects: tuple[str, ...]) -> str:
        if (role, projects) not in self._tokens:
            firm = {"finance": "C-17"}.get(self.service.name, "NF")
            contractor = firm if role == "contractor" else None
            self._tokens[role, projects] = f"Bearer {token(role, projects=projects, contractor=contractor)}"
        return self._tokens[role, projects]

    async def send(self, sent: Sent, route: str) -> httpx.Response:
        """Send it, check what holds for every answer, and what a refusal must not have changed."""
        if self._marks is None:
            self._marks = await self.marks()
        url = httpx.URL("http://service", raw_path=(sent.path + ("?" + sent.query if sent.query else "")).encode())
        headers = [(name.encode(), value.encode("utf-8")) for name, value in sent.headers.items()]
        request = self._client.build_request(sent.method, url, headers=headers, content=sent.body)
        if sent.method == "POST" and "idempotency-key" not in sent.headers:
            request.headers.pop("idempotency-key", None)
        answer = await self._client.send(request)
        self.answers[answer.status_code] += 1
        self.check(answer, sent, route)
        if answer.status_code >= 400:
            await self._nothing_changed(sent, route)
        else:
            self._marks = None
            self._learn(answer)
        return answer

    def check(self, answer: httpx.Response, sent: Sent, route: str) -> None:
        """What holds for every answer."""
        if answer.status_code >= 500:
            self.note(f"{answer.status_code} at {sent.method} {route}", sent, answer)
        for name, value in HARDENED:
            if answer.headers.get(name.decode()) != value.decode() and not (
                name == b"cache-control" and answer.status_code < 400
            ):
                self.note(f"{name.decode()} is missing at {sent.method} {route}", sent, answer)
        if answer.status_code >= 400:
            self._check_problem(answer, sent, route)

    def _check_problem(self, answer: httpx.Response, sent: Sent, route: str) -> None:
        if answer.headers.get("content-type") != PROBLEM:
            self.note(f"no problem document at {sent.method} {route}", sent, answer)
            return
        said = answer.json()
        if said["status"] != answer.status_code or not said["detail"] or not said["title"]:
            self.note(f"a problem that says nothing at {sent.method} {route}", sent, answer)
        if answer.status_code == 405 and not answer.headers.get("allow"):
            self.note(f"405 without Allow at {sent.method} {route}", sent, answer)
        if answer.status_code == 401 and "www-authenticate" not in answer.headers:
            self.note(f"401 without WWW-Authenticate at {sent.method} {route}", sent, answer)

    def note(self, what: str, sent: Sent, answer: httpx.Response | None = None) -> None:
        """Something is wrong."""
        seen = f" -> {answer.status_code} {answer.text[:500]}" if answer is not None else ""
        self.found.setdefault(what, f"{sent}{seen}")

    async def marks(self) -> Marks:
        """By what each table shows that anything in it was touched."""
        async with self.service.db.reading() as tx:
            return {row["name"]: (row["rows"], row["latest"]) for row in await tx.fetch(self._tables)}

    async def _nothing_changed(self, sent: Sent, route: str) -> None:
        now = await self.marks()
        if now != self._marks:
            assert self._marks is not None
            changed = [name for name in now if now[name] != self._marks[name]]
            self.note(f"a refusal changed {changed} at {sent.method} {route}", sent)
            self._marks = now

    def _learn(self, answer: httpx.Response) -> None:
        """Ids of what was made can be asked about from now on."""
        if not answer.headers.get("content-type", "").startswith("application/json") or len(answer.content) > 100_000:
            return
        for name, value in ids_in(answer.json()):
            values = self.ids.setdefault(name, [])
            if value not in values:
                values.append(value)
                del values[:-8]


def ids_in(said: Any) -> Iterator[tuple[str, str]]:
    """Names and values of ids anywhere in an answer."""
    if isinstance(said, dict):
        for name, value in said.items():
            if name.endswith(IDS) and isinstance(value, str) and value:
                yield name, value
            else:
                yield from ids_in(value)
    elif isinstance(said, list):
        for each in said[:20]:
            yield from ids_in(each)


def with_known_ids(body: Any, sender: Sender, share: float) -> Any:
    """A body with ids that exist in the place of some that were made up."""
    if isinstance(body, dict):
        return {
            name: (sender.known(name) or value)
            if isinstance(value, str) and name.endswith(IDS) and sender.chance.random() < share
            else with_known_ids(value, sender, share)
            for name, value in body.items()
        }
    if isinstance(body, list):
        return [with_known_ids(each, sender, share) for each in body]
    return body


def as_json(body: Any) -> bytes:
    """A body as it goes over the wire, however odd what it holds."""
    return json.dumps(body).encode()
