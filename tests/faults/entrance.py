"""The way in for clients: any replica of a service that answers, the same request with the same key until the answer is known."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import httpx

from .history import Act, History, Outcome

REQUEST_SECONDS = 6.0
PATIENCE_SECONDS = 75.0
AVOIDED_SECONDS = 3.0
WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0)
"""Between one try and the next; the last for all further ones, so that clients do not add to what is too much already."""
NO_ANSWER = (500, 502, 503, 504)
"""These do not say whether it was done."""


class Refused(Exception):
    """The service says no, and what it says."""

    def __init__(self, act: Act) -> None:
        super().__init__(f"{act.person} {act.service} {act.path}: {act.status} {act.answer}")
        self.act = act


class Lost(Exception):
    """No answer for as long as a client is patient."""


class Entrance:
    """Sends requests, as a load balancer and a careful client together would."""

    def __init__(self, urls: Mapping[str, Sequence[str]], history: History) -> None:
        self.history = history
        self.http = httpx.AsyncClient(timeout=REQUEST_SECONDS, limits=httpx.Limits(max_keepalive_connections=None))
        self._urls, self._avoided_until = urls, dict[str, float]()
        self._turn = 0

    async def act(
        self, token: str, person: str, kind: str, service: str, path: str, body: dict[str, Any], *,
        again: Act | None = None, mark: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """POST until the answer is known, and note what became of it. Raises ``Refused``, ``Lost``.

        ``again``: the same act that was refused before, with its key: the first copy of it may still be on its way.
        """
        act = again or Act(kind, person, service, path, body, str(uuid4()), mark)
        if not again:
            self.history.acts.append(act)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": act.key}
        try:
            response = await self._send(act, "POST", service, path, headers=headers, json=body)
        except Lost:
            act.outcome = Outcome.UNKNOWN
            raise
        finally:
            act.ended_at = time.time()
        act.status, act.answer = response.status_code, response.json()
        act.replayed = "idempotency-replayed" in response.headers
        act.outcome = Outcome.ACKNOWLEDGED if response.is_success else Outcome.REFUSED
        if not response.is_success:
            raise Refused(act)
        return act.answer

    async def post_again(self, token: str, act: Act, body: dict[str, Any]) -> httpx.Response:
        """An act's key once more; not noted. Raises ``Lost``."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": act.key}
        return await self._send(None, "POST", act.service, act.path, headers=headers, json=body)

    async def get(self, token: str, service: str, path: str, **query: Any) -> httpx.Response:
        """An answer, refused or not. Raises ``Lost``."""
        headers = {"Authorization": f"Bearer {token}"}
        return await self._send(None, "GET", service, path, headers=headers, params=query)

    async def put(self, token: str, service: str, path: str, body: dict[str, Any]) -> None:
        """Raises ``Lost``, ``httpx.HTTPStatusError``."""
        headers = {"Authorization": f"Bearer {token}"}
        (await self._send(None, "PUT", service, path, headers=headers, json=body)).raise_for_status()

    async def upload(self, token: str, service: str, path: str, content: bytes, media_type: str) -> dict[str, Any]:
        """Raises ``Lost``, ``httpx.HTTPStatusError``."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type, "Idempotency-Key": str(uuid4())}
        response = await self._send(None, "POST", service, path, headers=headers, content=content)
        answer: dict[str, Any] = response.raise_for_status().json()
        return answer

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.aclose()

    async def _send(self, act: Act | None, method: str, service: str, path: str, **more: Any) -> httpx.Response:
        ends_at, waits = time.monotonic() + PATIENCE_SECONDS, iter(WAITS_SECONDS)
        while True:
            url = self._next(service)
            if act:
                act.sent += 1
            try:
                response = await self.http.request(method, url + path, **more)
                if response.status_code not in NO_ANSWER:
                    return response
                said = f"{response.status_code} {response.text[:200]}"
            except httpx.TransportError as error:
                self._avoided_until[url] = time.monotonic() + AVOIDED_SECONDS
                said = repr(error)
            if time.monotonic() > ends_at:
                raise Lost(f"{service} {method} {path}: no answer for {PATIENCE_SECONDS:.0f} s; last: {said}")
            await asyncio.sleep(next(waits, WAITS_SECONDS[-1]))

    def _next(self, service: str) -> str:
        urls, now = self._urls[service], time.monotonic()
        self._turn += 1
        turned = [urls[(self._turn + step) % len(urls)] for step in range(len(urls))]
        return min(turned, key=lambda url: self._avoided_until.get(url, 0.0) > now)
