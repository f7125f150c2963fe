"""What finance says of the release of a retention (L5, F7). The subject is the contract."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from ..envelope import Event

AmountFen = Annotated[int, Field(ge=0, strict=True)]


class ReleaseEvent(Event):
    """What every event about a release carries."""

    release_id: UUID
    release_no: str
    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    amount_fen: AmountFen


class ReleaseApplied(ReleaseEvent):
    """A contractor applied for the release of his retention (L5). Said by finance, heard by notify: the time runs."""

    type: ClassVar[str] = "finance.release.applied.v1"
    answer_by: datetime


class ReleaseUrged(ReleaseEvent):
    """Nobody answered in time and the contractor urges; further silence counts as agreement (L5). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.release.urged.v1"
    answer_by: datetime


class ReleaseVerified(ReleaseEvent):
    """Finance verified an application; another is to confirm it (L5). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.release.verified.v1"
    verified_by: str
    pay_by: datetime


class ReleaseRefused(ReleaseEvent):
    """An application was refused, with the reason on record (L5). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.release.refused.v1"
    refused_by: str


class ReleaseAgreed(ReleaseEvent):
    """A release is to be paid: confirmed by another, or agreed to by silence (L5). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.release.agreed.v1"
    by_silence: bool
    pay_by: datetime


class ReleasePaid(ReleaseEvent):
    """A retention, or a part of it, was paid out (F7). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.release.paid.v1"
    paid_by: str


class EntryObjected(Event):
    """A contractor objects to an entry of his account (F7). Said by finance, heard by notify: finance is to answer."""

    type: ClassVar[str] = "finance.entry.objected.v1"
    objection_id: UUID
    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    reference: str


class EntryObjectionAnswered(Event):
    """A contractor's objection to an entry was answered (F7). Said by finance, heard by notify."""

    type: ClassVar[str] = "finance.entry_objection.answered.v1"
    objection_id: UUID
    contract_id: UUID
    contract_no: str
    contractor: str
    project: str
    reference: str
    outcome: Literal["upheld", "refused"]
