"""Which addresses of the network may be called: public ones, and private ones that are allowed by name."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""Prefixes in front of an IPv4 address: what it leads to is judged, too."""


class NotAllowed(Exception):
    """That address is not called."""


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Public, or within one of these networks; whatever IPv4 address an IPv6 one carries must be so as well."""
    inner = _within(address)
    if inner is not None:
        return is_allowed(inner, networks)
    if any(address in network for network in networks if network.version == address.version):
        return True
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    is_site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not is_odd and not is_site_local


def _within(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in prefix for prefix in CARRIES_IPV4) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


async def resolve(host: str, port: int, networks: Sequence[Network]) -> list[str]:
    """The addresses of a host, each of them allowed. Raises ``NotAllowed`` where one is not, ``OSError`` where there are none.

    Whoever answers with a public and a private address at once is not called at all.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise OSError("the name has no address")
    for each in addresses:
        if not is_allowed(ip_address(each.partition("%")[0]), networks):
            raise NotAllowed("the address is private or reserved")
    return addresses
