"""The language, the clock and the privacy of the person who asks."""

import zoneinfo

from django.conf import settings
from django.utils import timezone, translation

ZONE_COOKIE = "zone"


class PersonMiddleware:
    """The person's own language and zone, or the department's zone; before signing in the browser's; then the company's.

    Pages of a signed-in person are not stored.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        signed_in = user is not None and user.is_authenticated
        if signed_in and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        wished = [user.zone_name if signed_in else "", request.COOKIES.get(ZONE_COOKIE, "")]
        with timezone.override(_first_known_zone(wished)):
            response = self.get_response(request)
        if signed_in:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _first_known_zone(names):
    for name in names:
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return timezone.get_default_timezone()
