"""Requests drawn from each service's own OpenAPI, fitting and not: every answer is one that the OpenAPI names (schemathesis)."""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from harness import ServiceUnderTest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import NonInteractiveExampleWarning
from requests import Request as Prepared
from requests.exceptions import RequestException
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks
from services.test_roles import SERVICES

from .conftest import Opened
from .refusals import refused_by_form
from .seeds import SEEDS
from .sender import Sender, Sent, with_known_ids

EXAMPLES = int(os.environ.get("AFTERCARE_HOSTILE_EXAMPLES", "1"))
"""Of each operation and each of the two modes; ``make hostile EXAMPLES=40`` sends some tens of thousands."""
SEED = int(os.environ.get("AFTERCARE_HOSTILE_SEED", "11"))
CHECKS = [
    checks.status_code_conformance, checks.content_type_conformance, checks.response_headers_conformance,
    checks.response_schema_conformance,
]  # fmt: skip
CHOSEN = ("kind", "role")
"""Names of parts of a path that are one of a few words."""
FITTING, SPOILT = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


def operations(service: ServiceUnderTest) -> Iterator[Any]:
    """Every operation of its OpenAPI."""
    schema = schemathesis.openapi.from_dict(service.app.openapi())
    for found in schema.get_all_operations():
        yield found.ok()


def drawn(operation: Any, mode: Any, examples: int, take: Callable[[Any], None]) -> None:
    """So many cases of an operation, the same each time; where a mode has none, none."""

    @seed(SEED)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        take(case)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        attempt()


def as_sent(case: Any, sender: Sender, share: float) -> Sent | None:
    """A case as it goes over the wire, to things that exist in a share of the cases."""
    for name in case.path_parameters or {}:
        if name not in CHOSEN and sender.chance.random() < share and (known := sender.known(name)):
            case.path_parameters[name] = known
    if share and case.body is not schemathesis.core.NOT_SET:
        case.body = with_known_ids(case.body, sender, share)
    try:
        kwargs = case.as_transport_kwargs(base_url="http://service")
        kwargs.pop("verify", None)
        prepared = Prepared(**{name: value for name, value in kwargs.items() if name != "timeout"}).prepare()
    except (RequestException, UnicodeError, ValueError, schemathesis.errors.SerializationError):
        return None
    path, _, query = prepared.path_url.partition("?")
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    chosen = {"content-type": prepared.headers["Content-Type"]} if "Content-Type" in prepared.headers else {}
    return Sent(case.method, path, query, sender.headers_for(case.method, case.operation.path) | chosen, body)


def plain(answer: httpx.Response) -> httpx.Response:
    """An answer beside a request without odd headers, as what checks it reads only plain ones."""
    request = httpx.Request(answer.request.method, "http://service/")
    bare = httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)
    bare.elapsed = answer.elapsed
    return bare


async def one(case: Any, mode: Any, sender: Sender) -> None:
    """Send a case and hold the answer to the OpenAPI."""
    sent = as_sent(case, sender, 0.8 if mode is FITTING else 0.5)
    if sent is None:
        return
    route = case.operation.path
    answer = await sender.send(sent, route)
    try:
        case.validate_response(plain(answer), checks=CHECKS)
    except (FailureGroup, Failure) as error:
        failures = error.exceptions if isinstance(error, FailureGroup) else [error]
        for failure in failures:
            sender.note(
                f"{failure.title} ({answer.status_code}) at {sent.method} {route}: {failure.message[:300]}",
                sent,
                answer,
            )
    if mode is FITTING and (why := refused_by_form(answer, sent)):
        sender.note(f"{why} for what fits at {sent.method} {route}", sent, answer)


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_drawn_from_its_openapi_is_answered_as_the_openapi_says(
    opened: Opened, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    under_test = opened(name)
    opened.run(SEEDS[name](under_test))
    sender = Sender(under_test, SEED)
    opened.run(sender.begin())
    for number, operation in enumerate(operations(under_test)):
        for mode in (FITTING, SPOILT):
            if mode is FITTING or EXAMPLES > 1 or number % 3 == 0:
                drawn(operation, mode, EXAMPLES, lambda case, mode=mode: opened.run(one(case, mode, sender)))
    if EXAMPLES > 1:
        with capsys.disabled():
            sys.stdout.write(f"\n{name}: {sender.sent} requests, answered {dict(sorted(sender.answers.items()))}\n")
    assert not sender.found, "\n".join(f"{what}\n    {seen}" for what, seen in sorted(sender.found.items()))
