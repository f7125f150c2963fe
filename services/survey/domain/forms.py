"""Forms (V5): what is asked, in groups, on a scale that says which steps count as satisfied. A form is policy data; its
version is the version of the policy ``forms``, and a response keeps the version it answered."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from aftercare_contracts.errors import Problem
from aftercare_contracts.shapes import below, matching, one_of, or_nothing, record, rows, shown, table, text

ITEMS_MAX = 60
CODE = matching(r"[a-z][a-z0-9_]{0,39}", "a code of small letters, digits and _, beginning with a letter, up to 40")
NAMED = {"code": CODE, "zh": text(60), "en": text(120)}
ITEM = record(NAMED)
MEANING = {"means_zh": text(120), "means_en": text(240)}


class Counts(StrEnum):
    """What a step of the scale says about the customer; best first."""

    SATISFIED = "satisfied"
    NEITHER = "neither"
    DISSATISFIED = "dissatisfied"


STEP = record({**NAMED, "counts": one_of(tuple(Counts))}, MEANING)
GROUP = record({**NAMED, "items": rows(ITEM, 1, ITEMS_MAX)})
FORM = record({
    "zh": text(60), "en": text(120), "scale": rows(STEP, 2, 7), "groups": rows(GROUP, 1, 12), "overall": or_nothing(ITEM),
})  # fmt: skip
FORMS = table(CODE, FORM, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scale."""

    code: str
    zh: str
    en: str
    counts: Counts
    means_zh: str = ""
    means_en: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together."""

    code: str
    zh: str
    en: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form; the scale's best step comes first."""

    code: str
    version: int
    zh: str
    en: str
    scale: tuple[Step, ...]
    groups: tuple[Group, ...]
    overall: Item | None

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order, without the overall one."""
        return tuple(item for group in self.groups for item in group.items)

    def step(self, code: str) -> Step:
        """The step of this code. Raises ``KeyError`` where the scale has none."""
        for step in self.scale:
            if step.code == code:
                return step
        raise KeyError(code)

    @property
    def lowest(self) -> Step:
        """The scale's worst step."""
        return self.scale[-1]


def form_from(code: str, version: int, data: Mapping[str, Any]) -> Form:
    """The form, from its entry in one version of the policy ``forms``."""
    return Form(
        code, version, data["zh"], data["en"],
        scale=tuple(Step(**each | {"counts": Counts(each["counts"])}) for each in data["scale"]),
        groups=tuple(
            Group(each["code"], each["zh"], each["en"], tuple(Item(**item) for item in each["items"]))
            for each in data["groups"]
        ),
        overall=Item(**data["overall"]) if data["overall"] else None,
    )  # fmt: skip


def check_forms(data: Any) -> list[Problem]:
    """What is wrong with the forms, by place: a wrong form cannot be published."""
    return FORMS(data, "") or [found for code, form in data.items() for found in _form(form, below("", code))]


def _form(form: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _scale(form["scale"], below(at, "scale"))
    yield from _once(form["scale"], below(at, "scale"))
    yield from _once(form["groups"], below(at, "groups"))
    items = [
        (item["code"], f"{at}/groups/{i}/items/{j}/code")
        for i, group in enumerate(form["groups"])
        for j, item in enumerate(group["items"])
    ]
    if len(items) > ITEMS_MAX:
        yield Problem(below(at, "groups"), f"{len(items)} items", f"at most {ITEMS_MAX}, or nobody answers them")
    if form["overall"]:
        items.append((form["overall"]["code"], f"{at}/overall/code"))
    yield from _doubled(items)


def _scale(scale: list[Mapping[str, Any]], at: str) -> Iterator[Problem]:
    order = list(Counts)
    ranks = [order.index(step["counts"]) for step in scale]
    for needed in (Counts.SATISFIED, Counts.DISSATISFIED):
        if order.index(needed) not in ranks:
            yield Problem(at, f"no step counts as {needed}", f"at least one {needed} step")
    for i, (before, rank) in enumerate(pairwise(ranks), 1):
        if rank < before:
            expected = "the best step first: satisfied, then neither, then dissatisfied"
            yield Problem(f"{at}/{i}/counts", shown(scale[i]["counts"]), expected)
    for language in ("zh", "en"):
        yield from _doubled([(step[language], f"{at}/{i}/{language}") for i, step in enumerate(scale)])


def _once(named: list[Mapping[str, Any]], at: str) -> Iterator[Problem]:
    yield from _doubled([(each["code"], f"{at}/{i}/code") for i, each in enumerate(named)])


def _doubled(found: list[tuple[str, str]]) -> Iterator[Problem]:
    times = Counter(word for word, _ in found)
    seen: set[str] = set()
    for word, at in found:
        if times[word] > 1 and word in seen:
            yield Problem(at, shown(word), "one that stands nowhere else in this form")
        seen.add(word)
