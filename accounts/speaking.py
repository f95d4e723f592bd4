"""Work for a person outside a request: in their language, or the company's where they chose none, and on their clock."""

import zoneinfo
from contextlib import contextmanager

from django.utils import timezone, translation

from .models import Workspace


@contextmanager
def speaking_as(user):
    try:
        zone = zoneinfo.ZoneInfo(user.zone_name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = timezone.get_default_timezone()
    with translation.override(user.language or Workspace.current().language), timezone.override(zone):
        yield
