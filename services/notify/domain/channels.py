"""By which ways a notice goes out: the inbox always, the others as policy and the one who is told want it (N1, N5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from aftercare_contracts.periods import CHINA

from .contacts import Contact, Kind


class Medium(StrEnum):
    """By what way something goes out of the house."""

    EMAIL = "email"
    SMS = "sms"
    BOT = "bot"
    WEBHOOK = "webhook"


class Language(StrEnum):
    """In which language somebody is written to."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


PERSONAL = (Medium.EMAIL, Medium.SMS)
"""The ways that lead to somebody's own address."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What somebody wants. ``channels`` of none: whatever policy says."""

    channels: tuple[Medium, ...] | None = None
    language: Language | None = None
    stops_optional: bool = False


NOTHING_WANTED = Preference()


@dataclass(frozen=True, slots=True)
class Usual:
    """Of one kind of addressee: the ways in order, all of them or only the first that leads somewhere, and the language."""

    channels: tuple[Medium, ...]
    all: bool
    language: Language


@dataclass(frozen=True, slots=True)
class Channels:
    """The policy. ``events`` name other ways for one event, all of which are taken; ``urgent`` ones, each where the fields named
    have one of their values, go by every way and at any hour; a customer may stop ``optional`` ones only. What waits for a
    contact longer than ``late_hours`` is not sent any more."""

    kinds: Mapping[Kind, Usual]
    events: Mapping[str, Mapping[Kind, tuple[Medium, ...]]]
    urgent: Mapping[str, Mapping[str, tuple[Any, ...]]]
    optional: frozenset[str]
    late_hours: float

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Channels":
        """As policy keeps it."""
        return cls(
            kinds={
                Kind(kind): Usual(_media(usual["channels"]), usual["all"], Language(usual["language"]))
                for kind, usual in data["kinds"].items()
            },
            events={
                event: {Kind(kind): _media(media) for kind, media in kinds.items()}
                for event, kinds in data["events"].items()
            },
            urgent={
                event: {of: tuple(values) for of, values in when.items()} for event, when in data["urgent"].items()
            },
            optional=frozenset(data["optional"]),
            late_hours=data["late_hours"],
        )

    def is_urgent(self, about: str, data: Mapping[str, Any]) -> bool:
        """This event cannot wait for the morning."""
        return about in self.urgent and all(data[of] in values for of, values in self.urgent[about].items())


def _media(names: list[str]) -> tuple[Medium, ...]:
    return tuple(Medium(name) for name in names)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to one address."""

    medium: Medium
    address: str
    language: Language


def ways(
    rules: Channels, about: str, contact: Contact, wants: Preference, possible: frozenset[Medium], *, is_urgent: bool
) -> Iterator[Way]:
    """The ways to somebody for a notice about such an event; none where he stopped it, or can be reached by none.

    Whoever wants ways that lead nowhere is written to by the others all the same, unless he may stop the notice.
    """
    is_optional = contact.kind is Kind.CUSTOMER and about in rules.optional
    if is_optional and wants.stops_optional:
        return
    usual, named = rules.kinds[contact.kind], rules.events.get(about, {}).get(contact.kind)
    takes_all = usual.all or named is not None or is_urgent
    addresses = {Medium.EMAIL: contact.email, Medium.SMS: contact.mobile}
    there = [
        medium for medium in (usual.channels if named is None else named) if medium in possible and addresses[medium]
    ]
    wanted = [medium for medium in wants.channels or () if medium in possible and addresses[medium]]
    if wants.channels is not None and (wanted or is_optional) and not is_urgent:
        there = wanted
    for medium in there if takes_all else there[:1]:
        yield Way(medium, addresses[medium] or "", wants.language or usual.language)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one hour of the day in China until another, usually of the next: nobody is disturbed. The end is not quiet."""

    begins: time
    ends: time

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "QuietHours":
        """As policy keeps it."""
        return cls(time.fromisoformat(data["from"]), time.fromisoformat(data["until"]))

    def over_at(self, at: datetime) -> datetime:
        """That moment, or the end of the quiet hours it falls into."""
        local = at.astimezone(CHINA)
        if self.begins <= self.ends:
            is_quiet = self.begins <= local.time() < self.ends
        else:
            is_quiet = local.time() >= self.begins or local.time() < self.ends
        if not is_quiet:
            return at
        day: date = local.date() + (timedelta(days=1) if local.time() >= self.ends else timedelta())
        return datetime.combine(day, self.ends, CHINA).astimezone(at.tzinfo)


def not_before(quiet: QuietHours, kind: Kind | None, at: datetime, *, is_urgent: bool) -> datetime:
    """The earliest moment for a message to such an addressee: customers are left in peace, but for what is urgent."""
    return quiet.over_at(at) if kind is Kind.CUSTOMER and not is_urgent else at
