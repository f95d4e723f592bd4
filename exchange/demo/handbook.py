"""The handbook in two editions, the second a fortnight old."""

from datetime import timedelta

from regulations.loader import load_default_handbook, publish_later_edition


def make_handbook(by, now):
    load_default_handbook(by, effective_at=now - timedelta(days=200))
    publish_later_edition(by, effective_at=now - timedelta(days=12))
