"""The handbook in two editions, the second a fortnight old, and who has read them."""

from datetime import timedelta

from regulations.loader import load_default_handbook, publish_later_edition

from .positions import describe_positions
from .reading import begin_the_path, read_the_first, read_the_second


def make_handbook(people, now):
    load_default_handbook(people["admin"], effective_at=now - timedelta(days=200))
    read_the_first(people, now - timedelta(days=190))
    publish_later_edition(people["admin"], effective_at=now - timedelta(days=12))
    read_the_second(people, now)
    begin_the_path(people["egor"], now)
    describe_positions(people)
