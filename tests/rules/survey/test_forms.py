"""What a form can be, and what cannot be published as one (V5)."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from survey.domain.forms import Counts, check_forms

from .answering import form, seeded_forms


@pytest.mark.rule("V5")
def test_the_first_form_is_the_sources_own_with_an_overall_item() -> None:
    first = form()
    assert [len(group.items) for group in first.groups] == [6, 2, 4, 6]
    assert [item.zh for item in first.items][:3] == ["土建工程", "装饰工程", "水电工程"]
    assert len(first.items) == 18
    assert [(step.zh, step.counts) for step in first.scale] == [
        ("优秀", Counts.SATISFIED), ("良好", Counts.SATISFIED), ("一般", Counts.NEITHER), ("差", Counts.DISSATISFIED),
    ]  # fmt: skip
    assert first.overall is not None
    assert first.lowest.code == "poor"


@pytest.mark.rule("V5")
def test_the_second_has_five_steps_of_which_three_are_satisfied() -> None:
    second = form("product_and_service")
    assert [step.counts for step in second.scale] == [Counts.SATISFIED] * 3 + [Counts.DISSATISFIED] * 2
    assert second.overall is not None


@pytest.mark.rule("V10")
def test_after_a_repair_three_things_are_asked() -> None:
    assert [item.code for item in form("repair_question").items] == ["attitude", "punctuality", "quality"]


def test_a_step_is_found_by_its_code() -> None:
    assert form().step("fair").counts is Counts.NEITHER
    with pytest.raises(KeyError):
        form().step("very_satisfied")


def test_what_is_seeded_is_right() -> None:
    assert check_forms(seeded_forms()) == []


def no_satisfied(data: dict[str, Any]) -> None:
    for step in data["scale"][:2]:
        step["counts"] = "neither"


def no_dissatisfied(data: dict[str, Any]) -> None:
    data["scale"][3]["counts"] = "neither"


def worst_first(data: dict[str, Any]) -> None:
    data["scale"].reverse()


def neither_after_dissatisfied(data: dict[str, Any]) -> None:
    data["scale"][2]["counts"], data["scale"][3]["counts"] = "dissatisfied", "neither"


def sixty_one(data: dict[str, Any]) -> None:
    more = [{"code": f"more_{i}", "zh": f"项{i}", "en": f"Item {i}"} for i in range(43)]
    data["groups"][0]["items"] += more


def at(*path: Any) -> Callable[[Any], Callable[[dict[str, Any]], None]]:
    def to(value: Any) -> Callable[[dict[str, Any]], None]:
        def change(data: Any) -> None:
            for step in path[:-1]:
                data = data[step]
            if value is ...:
                del data[path[-1]]
            else:
                data[path[-1]] = value

        return change

    return to


@pytest.mark.rule("V5")
@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (at("groups")([]), "/groups"),
        (at("groups", 1, "items")([]), "/groups/1/items"),
        (at("groups", 1, "items", 0, "code")("lifts"), "/groups/1/items/0/code"),
        (at("overall", "code")("lifts"), "/overall/code"),
        (at("groups", 2, "code")("facilities"), "/groups/2/code"),
        (at("scale", 1, "code")("excellent"), "/scale/1/code"),
        (at("scale", 1, "zh")("优秀"), "/scale/1/zh"),
        (no_satisfied, "/scale"),
        (no_dissatisfied, "/scale"),
        (worst_first, "/scale/1/counts"),
        (neither_after_dissatisfied, "/scale/3/counts"),
        (at("scale", 0, "counts")("splendid"), "/scale/0/counts"),
        (at("scale", 0, "en")(...), "/scale/0/en"),
        (at("zh")(" "), "/zh"),
        (at("en")(...), "/en"),
        (at("groups", 0, "items", 0, "zh")(...), "/groups/0/items/0/zh"),
        (at("overall")(...), "/overall"),
        (at("groups", 0, "items", 0, "zh")("土" * 61), "/groups/0/items/0/zh"),
        (at("groups", 0, "items", 0, "code")("Civil works"), "/groups/0/items/0/code"),
        (at("scale")([]), "/scale"),
        (sixty_one, "/groups"),
        (at("default")("good"), "/default"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(spoil: Callable[[dict[str, Any]], None], where: str) -> None:
    forms = copy.deepcopy(seeded_forms())
    spoil(forms["satisfaction"])
    found = check_forms(forms)
    assert f"/satisfaction{where}" in [problem.pointer for problem in found]
    assert all(problem.expected for problem in found)


@pytest.mark.rule("V5")
def test_sixty_items_and_a_form_without_an_overall_one_can_be_published() -> None:
    forms = seeded_forms()
    sixty_one(forms["satisfaction"])
    del forms["satisfaction"]["groups"][0]["items"][-1]
    forms["satisfaction"]["overall"] = None
    assert check_forms(forms) == []


def test_there_is_at_least_one_form() -> None:
    assert [problem.pointer for problem in check_forms({})] == [""]
