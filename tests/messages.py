"""Messages of a publisher for the plumbing's tests: what they say does not matter, their order does."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from aftercare_contracts.envelope import Envelope
from aftercare_contracts.events.intake import CaseJudged
from aftercare_contracts.values import Verdict

SPACE = UUID(int=7)


def judged(subject: str, sequence: int = 0) -> CaseJudged:
    """An event whose ``case_no`` tells its number."""
    return CaseJudged(
        case_id=uuid5(SPACE, subject), case_no=str(sequence), project="P1", verdict=Verdict.VALID, judged_by="li"
    )  # fmt: skip


def message(subject: str, sequence: int) -> bytes:
    """The same bytes each time for the same subject and number."""
    envelope: Envelope[Any] = Envelope(
        id=uuid5(SPACE, f"{subject}/{sequence}"), source="intake", type=CaseJudged.type, subject=subject,
        time=datetime(2026, 3, 10, tzinfo=UTC), dataschema="urn:aftercare:schema:x", sequence=sequence, correlationid=subject,
        data=judged(subject, sequence),
    )  # fmt: skip
    return envelope.model_dump_json().encode()
