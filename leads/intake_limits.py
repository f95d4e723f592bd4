"""How often strangers may send a form. Counted in the cache: without Redis nobody is counted and nobody refused."""

import ipaddress

from django.core.cache import cache

from crm_project.lib import clock
from crm_project.lib.refusals import TooManyRequests

OF_ADDRESS, OF_FORM = 5, 60
OF_SENDER, OF_WEBHOOK = 120, 600
"""Sites send from one server, and a builder repeats in bursts: what a real one needs is far below."""
SECONDS = 60


def count_sending(point, ip):
    """One more form of this minute; raises TooManyRequests beyond five of an address or sixty of a form."""
    _at_most({f"{point.pk}:{_neighbourhood(ip)}": OF_ADDRESS, str(point.pk): OF_FORM})


def count_delivery(point, ip):
    """One more delivery of this minute; raises TooManyRequests beyond two a second of a sender or ten of a webhook."""
    _at_most({f"{point.pk}:{_neighbourhood(ip)}": OF_SENDER, str(point.pk): OF_WEBHOOK})


def _at_most(limits):
    minute, into = divmod(int(clock.now().timestamp()), SECONDS)
    for name, most in limits.items():
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
