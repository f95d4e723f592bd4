"""What the apps above may listen to; sent inside the transaction of the act."""

from django.dispatch import Signal

commented = Signal()
"""comment, record, mentioned (users who may see the record), by"""

fact_recorded = Signal()
"""subject, by, entry: a verb noted a fact about this record"""
