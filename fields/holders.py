"""The records that carry custom fields: apps above say in `AppConfig.ready` where they lie and who sees which of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q


@dataclass(frozen=True)
class Holder:
    """`visible(user)` are the live records one may see; `is_open` tells those still worked on, if that makes a difference."""

    entity: str
    model: type[Model]
    visible: Callable
    is_open: Q | None = None

    @property
    def table(self):
        return self.model._meta.db_table


_holders: dict[str, Holder] = {}


def holder(entity, model, visible, is_open=None):
    _holders[entity] = Holder(entity, model, visible, is_open)


def holder_of(entity):
    return _holders.get(entity)
