"""Who was refused what, and why, stands in the log: one JSON object a line, in UTC, without anything secret."""

import json
from datetime import datetime, timedelta

import pytest
from harness import token
from services.conftest import OpenService


def lines(captured: str, event: str) -> list[dict[str, str]]:
    """The log's lines about this; every line is an object by itself."""
    read = [json.loads(line) for line in captured.split("\n") if line]
    return [line for line in read if line["event"] == event]


async def test_every_refusal_is_a_line_that_says_who_where_and_why(
    service: OpenService, capsys: pytest.CaptureFixture[str]
) -> None:
    under_test = await service("finance")
    forged = token("auditor")[:-8] + "AAAAAAAA"
    async with under_test.client("customer", person="li") as li, under_test.client() as nobody:
        assert (await li.get("/ledger/balances")).status_code == 403
        assert (await nobody.get("/ledger/balances")).status_code == 401
        assert (await nobody.get("/ledger/balances", headers={"Authorization": f"Bearer {forged}"})).status_code == 401
        sent = await nobody.post("/claims", content=b"x" * 1_000_001, headers={"Content-Type": "application/json"})
        assert sent.status_code == 413
    captured = capsys.readouterr().out
    role, missing, wrong, large = lines(captured, "refused")
    assert (role["status"], role["person"], role["route"]) == (403, "li", "/ledger/balances")
    assert (missing["status"], missing["because"]) == (401, "Send an Authorization header with a bearer token.")
    assert (wrong["status"], wrong["because"]) == (401, "The token cannot be trusted: Signature verification failed.")
    assert (large["status"], large["method"], large["address"]) == (413, "POST", "127.0.0.1")
    for line in (role, missing, wrong, large):
        assert line["service"] == "finance"
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta()
    assert forged not in captured
    assert forged.split(".")[1] not in captured


async def test_no_text_of_a_caller_makes_a_line_of_its_own(
    service: OpenService, capsys: pytest.CaptureFixture[str]
) -> None:
    under_test = await service("survey")
    forged = '\n{"event": "refused", "person": "director"}\r\n'
    async with under_test.client("customer", person="li" + forged) as li, under_test.client() as nobody:
        assert (await li.get("/policies")).status_code == 401
        assert (await nobody.get("/policies", headers={"Authorization": b"Bearer x\x85y"})).status_code == 401
        assert (await nobody.get("/a/%0d%0a%7b%22event%22%3a%22refused%22%7d")).status_code == 404
    found = lines(capsys.readouterr().out, "refused")
    assert all(line.get("person") is None for line in found)
    assert len(found) >= 2


async def test_a_link_that_opens_nothing_is_on_record_without_what_was_tried(
    service: OpenService, capsys: pytest.CaptureFixture[str]
) -> None:
    under_test = await service("survey")
    async with under_test.client() as somebody:
        assert (await somebody.get("/a/a-secret-that-was-tried")).status_code == 404
    captured = capsys.readouterr().out
    (line,) = lines(captured, "a link that opens nothing")
    assert line["address"] == "127.0.0.1"
    ours = [each for each in captured.split("\n") if each and json.loads(each)["logger"] != "httpx"]
    assert "a-secret-that-was-tried" not in "".join(ours)
