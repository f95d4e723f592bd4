"""What happens to people's own things, for whoever stands above."""

from django.dispatch import Signal

view_unshared = Signal()
"""Somebody else took a view from the department: sender, view, department, by."""

person_left = Signal()
"""Somebody's access was taken away, inside that transaction: sender, user, by."""

hours_changed = Signal()
"""Somebody goes by another zone, calendar or closing time, inside that transaction: sender, bearer (user, department or None)."""
