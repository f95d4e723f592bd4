"""Rooms of training records: clones of the tables of all records, one schema for each person."""

from time import perf_counter

import pytest
from django.apps import apps

from crm_project.lib.training_mode import record_tables
from training.practice import rooms

pytestmark = pytest.mark.django_db

FOREIGN = {"auth", "contenttypes", "sessions", "otp_totp"}


def test_every_model_is_a_record_or_a_setting():
    unsaid, said_twice = [], []
    for app in apps.get_app_configs():
        records, kept = set(getattr(app, "training_records", ())), set(getattr(app, "training_settings", ()))
        models = {model.__name__ for model in app.get_models() if model._meta.managed and not model._meta.proxy}
        if app.label not in FOREIGN:
            unsaid += [f"{app.label}.{name}" for name in models - records - kept]
            said_twice += [f"{app.label}.{name}" for name in records & kept]
            assert records | kept <= models, f"{app.label} names what it does not have"
    assert (unsaid, said_twice) == ([], [])


def test_a_room_is_made_within_a_second(anna):
    began = perf_counter()
    rooms.make_ready(anna)
    took = perf_counter() - began
    print("made in", took)
    began = perf_counter()
    rooms.make_ready(anna)
    print("emptied in", perf_counter() - began, len(record_tables()))
    assert took < 1
