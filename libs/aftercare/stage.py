"""What a story needs to be told live through the public HTTP API: people with tokens, patience, and a voice."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import httpx
from aftercare_contracts.periods import CHINA
from aftercare_contracts.values import Role, yuan
from rich.console import Console
from rich.table import Table

PATIENCE_SECONDS = 120.0
AGAIN = (502, 503, 504)
SOURCES = {"intake": "cyan", "dispatch": "yellow", "finance": "green", "survey": "magenta", "notify": "blue"}


class StoryBroken(Exception):
    """Something did not happen as told."""


class Theatre(Protocol):
    """The running stack, as far as a story needs it."""

    urls: dict[str, str]

    def token(self, role: str, *, project: str = "*", person: str = "", contractor: str | None = None) -> str:
        """A bearer token."""
        ...


@dataclass
class Person:
    """Somebody who acts over HTTP. A request is repeated, with the same key, while a service is away."""

    name: str
    title: str
    token: str
    urls: dict[str, str]
    http: httpx.Client

    def get(self, service: str, path: str, **query: Any) -> Any:
        """The answer's JSON. Raises ``StoryBroken`` on any refusal."""
        return self._accepted(self._send("GET", service, path, params=query))

    def post(self, service: str, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """The answer's JSON. Raises ``StoryBroken`` on any refusal."""
        return self._accepted(self.try_post(service, path, body, key=key))

    def put(self, service: str, path: str, body: Any) -> Any:
        """The answer's JSON. Raises ``StoryBroken`` on any refusal."""
        return self._accepted(self._send("PUT", service, path, json=body))

    def upload(self, service: str, path: str, content: bytes, media_type: str) -> Any:
        """Post bytes. Raises ``StoryBroken`` on any refusal."""
        headers = {"Content-Type": media_type, "Idempotency-Key": str(uuid4())}
        return self._accepted(self._send("POST", service, path, content=content, headers=headers))

    def try_post(self, service: str, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        """The response, refused or not."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self._send("POST", service, path, json={} if body is None else body, headers=headers)

    def _send(
        self, method: str, service: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        ends_at = time.monotonic() + PATIENCE_SECONDS
        whole = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        while True:
            try:
                response = self.http.request(method, self.urls[service] + path, headers=whole, **more)
                if response.status_code not in AGAIN or time.monotonic() > ends_at:
                    return response
            except httpx.TransportError as error:
                if time.monotonic() > ends_at:
                    raise StoryBroken(
                        f"{service} did not answer {method} {path} for {PATIENCE_SECONDS:.0f} s: {error}"
                    ) from error
            time.sleep(0.2)

    def _accepted(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json()
        request = response.request
        raise StoryBroken(f"{self.title} {request.method} {request.url.path}: {response.status_code} {response.text}")


@dataclass
class Stage:
    """Where the story is told: hands out people, waits for what must happen, prints what did."""

    theatre: Theatre
    project: str
    console: Console
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))
    _told: dict[str, set[str]] = field(default_factory=dict)

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def person(
        self, role: Role, name: str, title: str, *, everywhere: bool = False, contractor: str | None = None
    ) -> Person:
        """Somebody with that role, on this project or on all."""
        scope = "*" if everywhere else self.project
        token = self.theatre.token(role, project=scope, person=name, contractor=contractor)
        return Person(name, title, token, self.theatre.urls, self.http)

    def act(self, title: str) -> None:
        """Begin another act."""
        self.console.rule(f"[bold]{title}")

    def say(self, text: str) -> None:
        """One line."""
        self.console.print(f"  {text}", highlight=False)

    def until(
        self,
        described: str,
        probe: Callable[[], Any],
        wanted: Callable[[Any], bool] = bool,
        seconds: float = PATIENCE_SECONDS,
    ) -> Any:
        """What the probe found once it was as wanted. Raises ``StoryBroken`` with the description and the last finding."""
        ends_at = time.monotonic() + seconds
        while not wanted(found := probe()):
            if time.monotonic() > ends_at:
                raise StoryBroken(f"waited {seconds:.0f} s until {described}; last found: {found}")
            time.sleep(0.1)
        return found

    def refused(self, response: httpx.Response, status: int) -> None:
        """Show a refusal that the story expects. Raises ``StoryBroken`` where it was not refused so."""
        if response.status_code != status:
            raise StoryBroken(f"expected {status}, got {response.status_code}: {response.text}")
        self.say(f"[red]✗ {response.status_code}[/] {response.json()['detail']}")

    def timeline(self, reader: Person, case_id: str) -> None:
        """Print what has been added to the case's timeline since it was last printed."""
        told = self._told.setdefault(case_id, set())
        for line in reader.get("intake", f"/cases/{case_id}/timeline")["items"]:
            if line["message_id"] not in told:
                told.add(line["message_id"])
                colour = SOURCES.get(line["source"], "white")
                self.console.print(
                    f"  [dim]{_clock(line['at'])}[/] [{colour}]{line['source']:<8}[/] {line['text']}", highlight=False
                )

    def table(self, title: str, columns: list[str], rows: list[list[str]]) -> None:
        """A table whose last column is figures."""
        table = Table(title=title, title_justify="left")
        for column in columns:
            table.add_column(column, justify="right" if column == columns[-1] else "left")
        for row in rows:
            table.add_row(*row)
        self.console.print(table)

    def working(self, text: str) -> AbstractContextManager[Any]:
        """A spinner where somebody watches."""
        return self.console.status(text) if self.console.is_terminal else nullcontext()


def money(amount_fen: int) -> str:
    """``¥4,860.00``."""
    return f"¥{yuan(amount_fen)}"


def moment(at: str) -> str:
    """A moment of an answer by China's clock."""
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _clock(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%H:%M:%S}"
