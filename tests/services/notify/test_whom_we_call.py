"""No call to private addresses unless they are allowed, however they are written; the checked address is the one connected to."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aftercare_contracts.values import Role
from notify.domain.sendings import Answer
from notify.sending import calls
from notify.sending.calls import Reply
from receivers import Receiver, certificate, receiver

from .desk import Office
from .outside import settings


@pytest.fixture
async def system() -> AsyncIterator[Receiver]:
    async with receiver() as made:
        yield made


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The resolver answers so, one after the other; what it was asked for is kept."""
    asked: list[str] = []
    waiting = list(answers)

    async def resolved(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = waiting.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    return asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
        "017700000001", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]", "[::127.0.0.1]", "127.0.0.1%2f.example", "[fe80::1%25lo]",
    ],
)  # fmt: skip
async def test_this_machine_is_not_called_by_any_of_its_names(system: Receiver, host: str) -> None:
    how = settings(webhook_ports=(system.port,), webhook_networks=(), webhook_seconds=4)
    answered = await calls.post(f"http://{host}:{system.port}/", "{}", {}, how)
    assert isinstance(answered, Answer)
    assert answered.outcome != "sent"
    assert system.calls == []


async def test_it_is_called_where_it_is_allowed_and_by_allowed_ports_only(system: Receiver) -> None:
    allowed = settings(webhook_ports=(system.port,))
    assert isinstance(await calls.post(system.url, "{}", {}, allowed), Reply)
    refused = await calls.post(system.url, "{}", {}, settings(webhook_ports=(443,)))
    assert isinstance(refused, Answer)
    assert (refused.outcome, refused.status) == ("refused", "address")
    assert len(system.calls) == 1


async def test_a_name_is_resolved_once_and_what_was_checked_is_called(
    system: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    how = settings(webhook_ports=(system.port,), webhook_networks=("127.0.0.1/32",))
    assert isinstance(await calls.post(f"http://department.example:{system.port}/in", "{}", {}, how), Reply)
    assert asked == ["department.example"]
    assert system.calls[0].headers["host"] == f"department.example:{system.port}"


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["127.0.0.1", "93.184.216.34"], ["169.254.169.254"], []]
)
async def test_a_name_that_leads_to_a_private_address_is_not_called(
    system: Receiver, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    names(monkeypatch, found)
    how = settings(webhook_ports=(system.port,), webhook_networks=())
    answered = await calls.post(f"http://department.example:{system.port}/", "{}", {}, how)
    assert isinstance(answered, Answer)
    assert answered.outcome == "failed"
    assert system.calls == []


async def test_the_certificate_is_that_of_the_name_and_not_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, tls = certificate(tmp_path)
    async with receiver(tls) as system:
        how = settings(webhook_ports=(system.port,), webhook_ca_file=trusted)
        names(monkeypatch, ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"])
        assert isinstance(await calls.post(f"https://mail.test:{system.port}/", "{}", {}, how), Reply)
        wrong = await calls.post(f"https://other.test:{system.port}/", "{}", {}, how)
        assert isinstance(wrong, Answer)
        untrusted = await calls.post(
            f"https://mail.test:{system.port}/", "{}", {}, settings(webhook_ports=(system.port,))
        )
        assert isinstance(untrusted, Answer)
        assert len(system.calls) == 1


async def test_no_proxy_of_the_environment_comes_between(system: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert isinstance(await calls.post(system.url, "{}", {}, settings(webhook_ports=(system.port,))), Reply)


async def test_a_long_answer_is_read_no_further_than_we_care(system: Receiver) -> None:
    system.answers.append(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000)
    answered = await calls.post(
        system.url, "{}", {}, settings(webhook_ports=(system.port,), webhook_answer_bytes_max=100)
    )
    assert isinstance(answered, Reply)
    assert len(answered.body) == 100


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://user@a.example/", "gopher://a.example/", "https://a.example/#x"]
)
async def test_an_odd_url_is_refused_at_the_door(office: Office, url: str) -> None:
    async with office.service.client(Role.OPERATOR) as operator:
        refused = await operator.post("/subscriptions", json={"name": "x", "kind": "standard", "url": url})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/url")
    assert (await office.service.rows())["subscription"] == 0
