"""Refusals that any view may raise and that have a page of their own."""


class TooManyRequests(Exception):
    """Asked too often; the answer is 429 with the seconds to wait."""

    def __init__(self, retry_after):
        self.retry_after = int(retry_after)


class TooLarge(Exception):
    """The upload is larger than this place takes; the answer is 413."""


class BadParameters(Exception):
    """The address asks for something that cannot be meant, such as an invalid filter; the answer is 400."""
