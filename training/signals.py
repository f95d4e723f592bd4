"""What happens to people's tests, for apps that stand above."""

from django.dispatch import Signal

test_passed = Signal()
"""Somebody passed a test, inside that transaction: sender, assignment."""
