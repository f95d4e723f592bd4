"""What readers do, for apps that stand above."""

from django.dispatch import Signal

sections_acknowledged = Signal()
"""Somebody confirmed sections, inside that transaction: sender, user, sections (ids)."""

readers_moved = Signal()
"""People who were here before got another position or role, inside that transaction: sender, people."""
