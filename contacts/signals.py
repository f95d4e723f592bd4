"""What the apps above may listen to; sent inside the transaction of the act."""

from django.dispatch import Signal

clients_merged = Signal()
"""journal (of a merge, made or taken back just now), by"""
