"""As what an address counts where wrong links are counted."""

import pytest
from survey.domain.guesses import counted_as


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", "unknown"),
        ("x" * 5000, "unknown"),
    ],
)
def test_a_household_counts_once_however_many_addresses_it_has(address: str, counted: str) -> None:
    assert counted_as(address) == counted
