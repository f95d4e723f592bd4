"""How often something may be done. Counted in the cache: without Redis nobody is counted and nobody refused."""

import ipaddress

from django.core.cache import cache

from crm_project.lib import clock
from crm_project.lib.refusals import TooManyRequests

SECONDS = 60


def at_most(limits):
    """One more in this minute for each of {name: how many}; raises TooManyRequests beyond any of them."""
    minute, into = divmod(int(clock.now().timestamp()), SECONDS)
    for name, most in limits.items():
        if _one_more(f"often:{name}:{minute}") > most:
            raise TooManyRequests(SECONDS - into)


def neighbourhood(ip):
    """One household has a whole network of version 6."""
    if not ip:
        return ""
    address = ipaddress.ip_address(ip)
    return str(address if address.version == 4 else ipaddress.ip_network(f"{ip}/64", strict=False).network_address)


def _one_more(key):
    cache.add(key, 0, 2 * SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # The count went away between the two calls.
        return 1
