"""Kinds of campaigns (V6), as policy: who is asked, how large a share, in how many days, what follows. A campaign is planned from
a kind and may be stricter than it, never laxer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from aftercare_contracts.errors import Invalid, Problem
from aftercare_contracts.periods import add_years
from aftercare_contracts.shapes import (
    below,
    matching,
    one_of,
    or_nothing,
    record,
    rows,
    shown,
    table,
    text,
    whole,
    yes_or_no,
)
from aftercare_contracts.values import Role

CODE = matching(r"[a-z][a-z0-9_]{0,39}", "a code of small letters, digits and _, beginning with a letter, up to 40")


class Population(StrEnum):
    """Who can be asked."""

    HANDED_OVER = "handed_over"
    RESIDENT = "resident"
    BUYERS = "buyers"
    LISTED = "listed"


ORGANISERS = (Role.SERVICE_SUPERVISOR, Role.QUALITY_SUPERVISOR)
SHARE = record({"up_to_years": or_nothing(whole(0, 100)), "share_bp": whole(1, 10_000)})
DAYS = whole(0, 366)
KIND = record({
    "zh": text(60), "en": text(120), "form": CODE, "organiser": one_of(ORGANISERS),
    "population": rows(one_of(tuple(Population)), 1, 3), "shares": rows(SHARE, 1, 6),
    "complainers_months": or_nothing(whole(1, 60)), "months": rows(whole(1, 12), 0, 12),
    "hand_out_days": DAYS, "collect_days": whole(1, 366), "remind_after_days": rows(whole(1, 365), 0, 5),
    "return_bp": whole(0, 10_000), "follow_up": yes_or_no, "count_days": DAYS, "letter_days": or_nothing(DAYS),
    "pass_on_days": or_nothing(DAYS), "revisit_days": or_nothing(DAYS), "close_days": DAYS,
})  # fmt: skip
KINDS = table(CODE, KIND, 1)


class Looser(Invalid):
    """A campaign can be stricter than its kind, not laxer."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share, in ten-thousandths, in estates lived in for up to so many years; none is beyond every other."""

    up_to_years: int | None
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for a campaign. Days count from the step before, its own day not counted."""

    form: str
    organiser: Role
    population: tuple[Population, ...]
    shares: tuple[Share, ...]
    complainers_months: int | None
    months: tuple[int, ...]
    hand_out_days: int
    collect_days: int
    remind_after_days: tuple[int, ...]
    return_bp: int
    follow_up: bool
    count_days: int
    letter_days: int | None
    pass_on_days: int | None
    revisit_days: int | None
    close_days: int

    def share_for(self, lived_in_since: date | None, on: date) -> int:
        """An estate's share. One lived in for exactly so many years is not over them; one not lived in yet is the youngest."""
        for share in self.shares:
            if share.up_to_years is None or lived_in_since is None:
                return share.share_bp
            if on <= add_years(lived_in_since, share.up_to_years):
                return share.share_bp
        raise AssertionError("the last share has no bound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stricter:
    """What a campaign asks beyond its kind; nothing said is as the kind says."""

    share_bp: int | None = None
    return_bp: int | None = None
    hand_out_days: int | None = None
    collect_days: int | None = None
    count_days: int | None = None


def rules_from(data: Mapping[str, Any]) -> Rules:
    """From a kind's entry in the policy, or from what a campaign kept of it."""
    known = {name: data[name] for name in Rules.__dataclass_fields__}
    return Rules(**known | {
        "organiser": Role(data["organiser"]), "population": tuple(Population(each) for each in data["population"]),
        "shares": tuple(Share(**each) for each in data["shares"]), "months": tuple(data["months"]),
        "remind_after_days": tuple(data["remind_after_days"]),
    })  # fmt: skip


def stricter(rules: Rules, asked: Stricter, is_pilot: bool) -> Rules:
    """The rules with what was asked. A pilot may be as small and as short as one likes. Raises ``Looser``."""
    if not is_pilot and (found := list(_looser(rules, asked))):
        raise Looser("", *found)
    days = {
        name: value
        for name in ("return_bp", "hand_out_days", "collect_days", "count_days")
        if (value := getattr(asked, name)) is not None
    }
    shares = tuple(
        each if asked.share_bp is None else replace(each, share_bp=asked.share_bp if is_pilot else max(each.share_bp, asked.share_bp))
        for each in rules.shares
    )  # fmt: skip
    changed = replace(rules, shares=shares, **days)
    return replace(
        changed, remind_after_days=tuple(day for day in rules.remind_after_days if day < changed.collect_days)
    )


def _looser(rules: Rules, asked: Stricter) -> Iterator[Problem]:
    least = min(each.share_bp for each in rules.shares)
    for name, kind, is_floor in (
        ("share_bp", least, True), ("return_bp", rules.return_bp, True), ("hand_out_days", rules.hand_out_days, False),
        ("collect_days", rules.collect_days, False), ("count_days", rules.count_days, False),
    ):  # fmt: skip
        value = getattr(asked, name)
        if value is not None and (value < kind if is_floor else value > kind):
            yield Problem(f"/{name}", str(value), f"{kind} or {'more' if is_floor else 'fewer'}")


def check_campaigns(data: Any) -> list[Problem]:
    """What is wrong with the kinds, by place."""
    return KINDS(data, "") or [found for code, kind in data.items() for found in _kind(kind, below("", code))]


def _kind(kind: Mapping[str, Any], at: str) -> Iterator[Problem]:
    bounds = [share["up_to_years"] for share in kind["shares"]]
    if bounds[-1] is not None or None in bounds[:-1] or any(a >= b for a, b in pairwise(bounds[:-1])):
        yield Problem(f"{at}/shares", shown(bounds), "rising years, and null for the last alone")
    for name in ("population", "months", "remind_after_days"):
        if len(set(kind[name])) < len(kind[name]):
            yield Problem(f"{at}/{name}", shown(kind[name]), "each once")
    if Population.LISTED in kind["population"] and len(kind["population"]) > 1:
        yield Problem(f"{at}/population", shown(kind["population"]), "listed alone, or the others")
    days = kind["remind_after_days"]
    if days != sorted(days) or (days and days[-1] >= kind["collect_days"]):
        yield Problem(f"{at}/remind_after_days", shown(days), "rising days, before the collection ends")
    steps = [kind[name] or 0 for name in ("count_days", "letter_days", "revisit_days")]
    if kind["close_days"] < max(steps):
        yield Problem(f"{at}/close_days", str(kind["close_days"]), f"{max(steps)} or more, when every step is done")
    if kind["follow_up"] and not kind["return_bp"]:
        yield Problem(f"{at}/return_bp", "0", "over 0 where those who did not answer are followed up")
