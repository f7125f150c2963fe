"""Systems that are told over HTTP: addresses as they may be written, what each kind is told, and which addresses are called."""

import json
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

import pytest
from notify.domain import subscriptions as domain
from notify.domain.subscriptions import Subscription, SubscriptionKind, WrongUrl
from notify.sending.addresses import is_allowed

from .test_channels import NIGHT


def subscription(**what: Any) -> Subscription:
    known: dict[str, Any] = {
        "subscription_id": UUID(int=1), "name": "n", "kind": SubscriptionKind.STANDARD, "url": "https://a.example/x",
        "passes": domain.Passes.NOTICES, "types": ("*",), "roles": (), "project": None, "secret": "whsec_eA==", "made_by": "x",
        "made_at": NIGHT,
    }  # fmt: skip
    return Subscription(**(known | what))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "//a.example/", "a.example", "",
        "http://", "http:///x", "https://user@a.example/", "https://user:word@a.example/", "https://a.example@b.example/",
        "https://@a.example/", "https://a.example\\@b.example/", "https://a.example/#x", "https://a.example:0/", "https://a.example:99999/",
        "https://a.example:x/", "https://a .example/", "https://a.example/\r\nX: y", "https://a.example/\t", "https://例子.example/",
        "https://[::1/", "https://[zz]/", "https://a.example/" + "x" * 1000, "HTTP//a.example",
    ],
)  # fmt: skip
def test_a_url_that_might_mean_something_else_is_refused_with_its_place(url: str) -> None:
    with pytest.raises(WrongUrl) as refused:
        domain.parted(url)
    assert refused.value.problems[0].pointer == "/url"


@pytest.mark.parametrize(
    "url", ["https://a.example/x?key=1", "http://a.example:8443", "HTTPS://A.example/", "https://[2001:db8::1]/"]
)
def test_a_plain_url_is_taken(url: str) -> None:
    assert domain.parted(url).hostname


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:0:0:0:0:0:f5ff:fffe", "fe80::1", "fec0::1",
        "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "100::1",
    ],
)  # fmt: skip
def test_private_and_reserved_addresses_are_not_called_however_they_are_written(address: str) -> None:
    assert not is_allowed(ip_address(address), ())


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_called(address: str) -> None:
    assert is_allowed(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.2.3", True),
        ("10.2.0.1", False),
        ("::ffff:10.1.2.3", True),
        ("127.0.0.1", False),
        ("fd00::1", True),
        ("fd01::1", False),
    ],
)
def test_a_private_network_is_called_where_it_is_allowed_by_name(address: str, allowed: bool) -> None:
    assert is_allowed(ip_address(address), (ip_network("10.1.0.0/16"), ip_network("fd00::/16"))) is allowed


@pytest.mark.rule("L8")
@pytest.mark.parametrize(
    ("what", "about", "role", "project", "wanted"),
    [
        ({}, "intake.case.closed.v1", "site_lead", "P1", True),
        ({}, "intake.case.closed.v1", "customer", "P1", False),
        ({"roles": ("customer",)}, "intake.case.closed.v1", "customer", "P1", True),
        ({"roles": ("sales",)}, "intake.case.closed.v1", "site_lead", "P1", False),
        ({"project": "P1"}, "intake.case.closed.v1", "site_lead", "P1", True),
        ({"project": "P1"}, "intake.case.closed.v1", "site_lead", "P2", False),
        ({"project": "P1"}, "intake.case.closed.v1", "site_lead", None, False),
        ({"types": ("intake.case.closed.v1",)}, "intake.case.closed.v1", None, "P1", True),
        ({"types": ("intake.case.closed.v1",)}, "intake.case.reopened.v1", None, "P1", False),
    ],
)
def test_a_system_is_told_what_is_for_it_and_what_customers_are_told_only_by_name(
    what: dict[str, Any], about: str, role: str | None, project: str | None, wanted: bool
) -> None:
    assert subscription(**what).wants(about, role, project) is wanted


def test_what_a_url_may_keep_secret_is_not_shown() -> None:
    assert domain.shown_url("https://bot.example/send?key=abc") == "https://bot.example/send?…"


@pytest.mark.parametrize("kind", SubscriptionKind)
def test_each_kind_is_spoken_to_as_it_understands(kind: SubscriptionKind) -> None:
    body = json.loads(domain.body_for(kind, "文字", "13800138000", {"a": 1}, "x.y.z.v1", NIGHT))
    assert (
        body
        == {
            "sms": {"phone": "13800138000", "text": "文字"},
            "wecom": {"msgtype": "text", "text": {"content": "文字"}},
            "dingtalk": {"msgtype": "text", "text": {"content": "文字"}},
            "standard": {"type": "x.y.z.v1", "timestamp": "2026-03-10T15:00:00+00:00", "data": {"a": 1}},
        }[kind]
    )
