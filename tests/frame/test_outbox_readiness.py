"""/readyz looks at what waits to leave."""

from datetime import timedelta

import pytest

from crm_project.lib import clock, ticks
from outbox.models import Parcel
from outbox.readiness import oldest_due_parcel

pytestmark = pytest.mark.django_db


def waiting(minutes):
    moment = clock.now() - timedelta(minutes=minutes)
    return Parcel.objects.create(kind="letter", due_at=moment, created_at=moment)


def test_an_empty_outbox_is_ready():
    assert oldest_due_parcel().ok


def test_a_parcel_due_for_more_than_five_minutes_is_not():
    waiting(6)
    finding = oldest_due_parcel()
    assert not finding.ok
    assert 360 <= finding.facts["oldest_due_seconds"] <= 365


def test_a_parcel_due_later_does_not_count():
    waiting(-60)
    assert oldest_due_parcel().facts["oldest_due_seconds"] == 0


def test_the_outbox_is_swept_every_minute():
    assert ticks.jobs()["outbox.drain"] == "critical"
