"""How often strangers may send a form, and sites a delivery."""

from crm_project.lib.often import at_most, neighbourhood

OF_ADDRESS, OF_FORM = 5, 60
OF_SENDER, OF_WEBHOOK = 120, 600
"""Sites send from one server, and a builder repeats in bursts: what a real one needs is far below."""


def count_sending(point, ip):
    """One more form of this minute; raises TooManyRequests beyond five of an address or sixty of a form."""
    at_most({f"intake:{point.pk}:{neighbourhood(ip)}": OF_ADDRESS, f"intake:{point.pk}": OF_FORM})


def count_delivery(point, ip):
    """One more delivery of this minute; raises TooManyRequests beyond two a second of a sender or ten of a webhook."""
    at_most({f"intake:{point.pk}:{neighbourhood(ip)}": OF_SENDER, f"intake:{point.pk}": OF_WEBHOOK})
