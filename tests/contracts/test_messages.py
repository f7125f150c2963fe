"""The published language: envelope, schemas and golden messages."""

import json
from pathlib import Path
from typing import Any

import pytest
from aftercare_contracts import json_schema, registry
from aftercare_contracts.envelope import Envelope, Event, headers
from cloudevents.core.v1.event import CloudEvent
from contracts.samples import sample
from pydantic import ValidationError

GOLDEN = Path(__file__).parent / "golden"
TYPES = sorted(registry.EVENTS)


@pytest.mark.parametrize("name", TYPES)
def test_a_golden_message_is_still_read_and_nothing_of_it_is_lost(name: str) -> None:
    body = (GOLDEN / f"{name}.json").read_bytes()
    message = registry.parse(body)
    assert type(message.data) is registry.EVENTS[name]
    assert kept_in(json.loads(body), json.loads(message.model_dump_json()))


def kept_in(was: Any, now: Any) -> bool:
    """All that was there is there still; more may have come."""
    if isinstance(was, dict):
        return all(name in now and kept_in(value, now[name]) for name, value in was.items())
    if isinstance(was, list):
        return len(was) == len(now) and all(map(kept_in, was, now))
    return bool(was == now)


@pytest.mark.parametrize("name", TYPES)
def test_the_committed_schema_is_the_models(name: str) -> None:
    committed = (json_schema.FOLDER / f"{name}.json").read_text("utf-8")
    assert committed == json_schema.rendered(name), "stale: run `make contracts` and read the difference"


def test_no_schema_or_golden_message_is_left_of_a_type_no_longer_published() -> None:
    assert sorted(path.stem for path in json_schema.FOLDER.glob("*.json")) == TYPES
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == TYPES


@pytest.mark.parametrize("name", TYPES)
def test_every_event_is_frozen_and_says_what_happened_and_who_says_and_hears_it(name: str) -> None:
    event = registry.EVENTS[name]
    assert event.model_config["frozen"]
    text = " ".join((event.__doc__ or "").split())
    assert f"Said by {event.source()}" in text
    assert "eard by" in text or "for the departments' systems" in text


@pytest.mark.parametrize("name", TYPES)
def test_the_envelope_is_a_cloudevent_to_the_cloudevents_library(name: str) -> None:
    attributes = json.loads(sample(name).model_dump_json(exclude={"data"}, exclude_none=True))
    attributes["time"] = sample(name).time
    event = CloudEvent(attributes, {})
    assert (event.get_id(), event.get_type(), event.get_subject()) == (attributes["id"], name, attributes["subject"])
    assert event.get_extension("sequence") == "000000000007"


def test_the_headers_mirror_the_envelope_without_the_data() -> None:
    mirrored = headers(sample("finance.claim.approved.v1"))
    assert mirrored["ce-type"] == "finance.claim.approved.v1"
    assert mirrored["ce-sequence"] == "000000000007"
    assert "ce-data" not in mirrored


def test_a_reader_ignores_fields_it_does_not_know() -> None:
    later = json.loads(sample("intake.case.closed.v1").model_dump_json())
    later["data"]["mood"] = later["tenant"] = "new"
    assert registry.parse(json.dumps(later).encode()).data == sample("intake.case.closed.v1").data


def test_a_type_we_do_not_publish_is_named() -> None:
    foreign = json.loads(sample("intake.case.closed.v1").model_dump_json()) | {"type": "intake.case.eaten.v1"}
    with pytest.raises(registry.UnknownType, match=r"intake\.case\.eaten\.v1"):
        registry.parse(json.dumps(foreign).encode())


@pytest.mark.parametrize("wrong", [0, -1, "0", "one", 1.5])
def test_a_sequence_is_a_whole_number_from_one(wrong: object) -> None:
    broken = json.loads(sample("intake.case.closed.v1").model_dump_json()) | {"sequence": wrong}
    with pytest.raises(ValidationError):
        registry.parse(json.dumps(broken).encode())


@pytest.mark.parametrize("amount", [-1, 0, 4860.5, "486000"])
@pytest.mark.rule("F6")
def test_an_amount_on_the_wire_is_whole_positive_fen(amount: object) -> None:
    broken = json.loads(sample("finance.claim.approved.v1").model_dump_json())
    broken["data"]["amount_fen"] = amount
    with pytest.raises(ValidationError):
        registry.parse(json.dumps(broken).encode())


def test_an_event_cannot_be_changed() -> None:
    message: Envelope[Event] = sample("intake.case.closed.v1")
    with pytest.raises(ValidationError):
        message.data.case_no = "KS-2026-000001"  # type: ignore[attr-defined]
