"""What a change of figures would have done to what is past: counted on paper, by a pure function of a domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Chinese, and in English beside it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that would have gone otherwise, by its number; who does not reach its project does not see it."""

    number: str
    project: str
    what: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was looked at under one heading, and the figures found."""

    name: str
    looked_at: int
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """Counts over all projects; every example, for the door to show a few."""

    groups: tuple[Group, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: tuple[Words, ...] = ()
