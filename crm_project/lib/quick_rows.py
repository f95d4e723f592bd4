"""Model instances from rows without the ceremony of a new record: pages make hundreds of them."""

from django.db import models
from django.db.models.base import ModelState


class QuickRows(models.Model):
    """Fills an instance read from the database in one step.

    Django's own way calls `__init__`, which sets field after field through descriptors and signals for the sake of
    values that a caller may hand over in any shape; what a query returns has one shape, and deferred fields are absent.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = cls.__new__(cls)
        state = ModelState()
        state.adding, state.db = False, db
        vars(instance).update(zip(field_names, values, strict=True), _state=state)
        return instance
