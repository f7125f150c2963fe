"""Whoever tries link after link waits; the memory for it is bounded."""

from survey.web.guesses import Guesses


def test_the_wait_begins_after_so_many_and_ends_with_the_window() -> None:
    guesses = Guesses(tries=3, window_seconds=60)
    for _ in range(2):
        guesses.wrong("a", 0)
    assert not guesses.too_many("a", 1)
    guesses.wrong("a", 1)
    assert guesses.too_many("a", 59.9)
    assert not guesses.too_many("b", 59.9)
    assert not guesses.too_many("a", 60)
    guesses.wrong("a", 61)
    assert not guesses.too_many("a", 61)


def test_the_addresses_kept_are_bounded() -> None:
    guesses = Guesses(addresses_max=100)
    for number in range(1000):
        guesses.wrong(str(number), number)
    assert len(guesses) == 100
