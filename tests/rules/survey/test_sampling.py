"""A sample is a share, at random and even, over many seeds and odd estates (V6)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.domain.campaign_kinds import rules_from
from survey.domain.sampling import Place, draw, evenness, fingerprint, quotas, wanted

from .campaigning import seeded_kinds

SEEDS = 2000


def estate(project: str, *buildings: int) -> list[Place]:
    """An estate with so many units in each building."""
    return [
        Place(project, f"b{number}", f"{number}-{unit:04}")
        for number, units in enumerate(buildings)
        for unit in range(units)
    ]


shapes = st.lists(st.integers(1, 60), min_size=1, max_size=25)


@pytest.mark.rule("V6")
@given(shapes, st.integers(1, 10_000), st.text(max_size=20))
def test_the_share_holds_and_no_building_is_a_whole_unit_off(buildings: list[int], share_bp: int, seed: str) -> None:
    places = estate("P", *buildings)
    drawn = draw(places, {"P": share_bp}, seed)
    assert len(drawn) == wanted(len(places), share_bp)
    assert len(drawn) * 10_000 >= share_bp * len(places) > (len(drawn) - 1) * 10_000
    assert drawn <= set(places)
    assert evenness(places, drawn, {"P": share_bp}).deviation_max < 1


@pytest.mark.rule("V6")
@given(shapes, st.integers(1, 10_000), st.text(max_size=20), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(
    buildings: list[int], share_bp: int, seed: str, chance: object
) -> None:
    places = estate("P", *buildings)
    shuffled = places.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(places, {"P": share_bp}, seed) == draw(shuffled, {"P": share_bp}, seed)
    assert fingerprint(places) == fingerprint(shuffled)


@pytest.mark.rule("V6")
def test_another_seed_draws_another_and_another_population_has_another_fingerprint() -> None:
    places = estate("P", 40, 60)
    assert len({draw(places, {"P": 1500}, str(seed)) for seed in range(50)}) == 50
    assert fingerprint(places) != fingerprint(places[1:])
    assert fingerprint([Place("P", "1", "11")]) != fingerprint([Place("P", "11", "1")])


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("buildings", "share_bp"), [((30,) * 10, 1500), ((30,) * 8 + (1,) * 12, 1500), ((5, 7, 90), 3000)]
)
def test_over_many_seeds_every_unit_has_the_same_chance_in_large_buildings_and_small(
    buildings: tuple[int, ...], share_bp: int
) -> None:
    """Five standard deviations of a binomial: of some hundred units none falls outside by chance. The seeds are fixed."""
    places = estate("P", *buildings)
    times = Counter(place for seed in range(SEEDS) for place in draw(places, {"P": share_bp}, f"seed-{seed}"))
    chance = wanted(len(places), share_bp) / len(places)
    leeway = 5 * (SEEDS * chance * (1 - chance)) ** 0.5
    assert all(abs(times[place] - SEEDS * chance) < leeway for place in places)
    spread = sum((times[place] - SEEDS * chance) ** 2 / (SEEDS * chance * (1 - chance)) for place in places)
    assert 0.5 * len(places) < spread < 1.5 * len(places), "neither lopsided nor suspiciously even"


@pytest.mark.rule("V6")
def test_two_units_of_a_building_are_drawn_together_no_more_often_than_by_chance() -> None:
    places = estate("P", 20)
    pairs: Counter[frozenset[Place]] = Counter()
    for seed in range(SEEDS):
        drawn = sorted(draw(places, {"P": 3000}, str(seed)))
        pairs.update(frozenset((one, other)) for i, one in enumerate(drawn) for other in drawn[i + 1 :])
    expected = SEEDS * (6 * 5) / (20 * 19)
    assert len(pairs) == 190
    assert all(abs(found - expected) < 5 * expected**0.5 for found in pairs.values())


@pytest.mark.rule("V6")
def test_each_estate_has_its_own_share() -> None:
    places = estate("OLD", 50, 50) + estate("NEW", 30, 30)
    drawn = draw(places, {"OLD": 1500, "NEW": 3000}, "x")
    assert Counter(place.project for place in drawn) == {"OLD": 15, "NEW": 18}


@pytest.mark.rule("V6")
@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 500), min_size=1, max_size=40), st.data())
@settings(max_examples=200)
def test_quotas_add_up_and_never_exceed_a_building(counts: dict[str, int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(counts.values())))
    found = quotas(counts, total, data.draw(st.text(max_size=5)))
    assert sum(found.values()) == total
    assert all(0 <= found[building] <= count for building, count in counts.items())


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("since", "share_bp"),
    [
        (date(2021, 3, 11), 3000), (date(2021, 3, 10), 3000), (date(2021, 3, 9), 1500), (date(2010, 1, 1), 1500),
        (date(2026, 3, 10), 3000), (None, 3000),
    ],
)  # fmt: skip
def test_exactly_five_years_is_not_over_five(since: date | None, share_bp: int) -> None:
    assert rules_from(seeded_kinds()["opinion_sample"]).share_for(since, date(2026, 3, 10)) == share_bp


def test_five_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    kind, day = rules_from(seeded_kinds()["opinion_sample"]), date(2025, 2, 28)
    assert (kind.share_for(date(2020, 2, 29), day), kind.share_for(date(2020, 2, 29), day + timedelta(1))) == (
        3000,
        1500,
    )


@pytest.mark.rule("V6")
@pytest.mark.parametrize(
    ("units", "share_bp", "number"), [(100, 1500, 15), (101, 1500, 16), (7, 3000, 3), (1, 1, 1), (10, 10_000, 10)]
)
def test_at_least_a_share_is_rounded_up(units: int, share_bp: int, number: int) -> None:
    assert wanted(units, share_bp) == number
