"""Work for a person outside a request: in their language and on their clock."""

import zoneinfo
from contextlib import contextmanager

from django.utils import timezone, translation


@contextmanager
def speaking_as(user):
    try:
        zone = zoneinfo.ZoneInfo(user.zone_name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = timezone.get_default_timezone()
    with translation.override(user.language or translation.get_language()), timezone.override(zone):
        yield
