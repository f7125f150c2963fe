"""The envelope of every message: CloudEvents 1.0, structured JSON, with our extensions.

``subject`` is what the event is about (a case, a contract, a statement); ``sequence`` counts a source's events about one
subject from 1 without a gap; ``correlationid`` is the case, where there is one; ``causationid`` the message that led to it.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

SEQUENCE_DIGITS = 12
CONTENT_TYPE = "application/cloudevents+json"

SEQUENCE_MAX = 2**63 - 1
HEADER_MAX = 200
"""Characters of what travels in headers too, or in what a message leads to: no broker's header holds what has no end."""

Sequence = Annotated[
    int,
    Field(ge=1, le=SEQUENCE_MAX),
    BeforeValidator(lambda value: int(value) if isinstance(value, str) and value.isdecimal() else value),
    PlainSerializer(lambda value: f"{value:0{SEQUENCE_DIGITS}d}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^[0-9]{{{SEQUENCE_DIGITS}}}$"}),
]
"""A number in code; on the wire a string that sorts, as the CloudEvents extension ``sequence`` wants."""


def _storable(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "holds a NUL, which no database of ours can keep")
    return value


Label = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_storable)]


class Event(BaseModel):
    """What happened, in the past tense. Readers ignore fields they do not know; writers are checked by type.

    A private one carries what must be forgotten one day: it goes to our own services only and is not kept as history.
    Of two hundred, a service uses a few: each is made ready when it is first used.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    type: ClassVar[str]
    is_private: ClassVar[bool] = False

    @classmethod
    def source(cls) -> str:
        """The service that says it: the first word of the type."""
        return cls.type.split(".", 1)[0]


Data = TypeVar("Data", bound=BaseModel)


class Envelope(BaseModel, Generic[Data]):
    """One message as it travels."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Annotated[str, Field(pattern=r"^[a-z]+$")]
    type: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$")]
    subject: Label
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    sequence: Sequence
    correlationid: Label
    causationid: str | None = None
    traceparent: str | None = None
    data: Data

    @field_validator("source", "type", "dataschema", "causationid", "traceparent", mode="after")
    @classmethod
    def _fits_a_header(cls, value: str | None) -> str | None:
        if value is not None and len(value) > HEADER_MAX:
            raise PydanticCustomError("too_long", "is longer than a header of the broker can be")
        return value

    @field_validator("type", mode="after")
    @classmethod
    def _said_by_its_source(cls, value: str, info: ValidationInfo) -> str:
        """Each source numbers its own events: under another's name they would take that one's numbers."""
        if info.data.get("source", value.split(".", 1)[0]) != value.split(".", 1)[0]:
            raise PydanticCustomError("source", "is not an event of its source")
        return value

    @property
    def happened_at(self) -> datetime:
        """When it happened by the clock of its source, aware."""
        return self.time


def headers(envelope: Envelope[Data]) -> dict[str, str]:
    """The envelope mirrored in ``ce-*`` headers, for routing and inspection without opening the body."""
    attributes = envelope.model_dump(mode="json", exclude={"data", "traceparent"}, exclude_none=True)
    mirrored = {f"ce-{name}": value for name, value in attributes.items()}
    return mirrored | ({"traceparent": envelope.traceparent} if envelope.traceparent else {})
