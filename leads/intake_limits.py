"""How often strangers may send a form."""

from crm_project.lib.often import at_most, neighbourhood

OF_ADDRESS, OF_FORM = 5, 60


def count_sending(point, ip):
    """One more form of this minute; raises TooManyRequests beyond five of an address or sixty of a form."""
    at_most({f"intake:{point.pk}:{neighbourhood(ip)}": OF_ADDRESS, f"intake:{point.pk}": OF_FORM})
