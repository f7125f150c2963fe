"""Who tries link after link is let wait. Links hold 192 random bits, so this spares the database, not the secret."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

TRIES_MAX, WINDOW = 100, timedelta(minutes=10)
"""So many wrong links from one address in such a time, at all replicas together."""
PREFIX_BITS = 64
"""Of IPv6: whoever has an address has all of these."""


def counted_as(address: str) -> str:
    """What an address counts as: itself, or the network that one household or machine has."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return f"{IPv6Address(int(known) >> PREFIX_BITS << PREFIX_BITS)}/{PREFIX_BITS}"
