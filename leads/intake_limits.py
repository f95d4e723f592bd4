"""How often strangers may send a form. Counted in the cache: without Redis nobody is counted and nobody refused."""

import ipaddress

from django.core.cache import cache

from crm_project.lib import clock
from crm_project.lib.refusals import TooManyRequests

OF_ADDRESS, OF_FORM = 5, 60
SECONDS = 60


def count_sending(point, ip):
    """One more form of this minute; raises TooManyRequests beyond five of an address or sixty of a form."""
    minute, into = divmod(int(clock.now().timestamp()), SECONDS)
    for name, most in ((f"{point.pk}:{_neighbourhood(ip)}", OF_ADDRESS), (str(point.pk), OF_FORM)):
        if _one_more(f"intake:{name}:{minute}") > most:
            raise TooManyRequests(SECONDS - into)


def _one_more(key):
    cache.add(key, 0, 2 * SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # The count went away between the two calls.
        return 1


def _neighbourhood(ip):
    """One household has a whole network of version 6."""
    if not ip:
        return ""
    address = ipaddress.ip_address(ip)
    return str(address if address.version == 4 else ipaddress.ip_network(f"{ip}/64", strict=False).network_address)
