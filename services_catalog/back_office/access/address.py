"""Where a call comes from, as far as limits are concerned."""

from __future__ import annotations

import ipaddress

_IPV6_SITE_BITS = 64  # one household or phone has all addresses below


def address_of(host: str) -> str:
    """`host` as an address, of IPv6 the first half; «unknown» for what is none."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, _IPV6_SITE_BITS), strict=False))
    return str(found)


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
