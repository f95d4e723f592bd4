"""What the apps above may listen to; sent inside the transaction of the act."""

from django.dispatch import Signal

lead_converted = Signal()
"""lead, deal, by: open tasks of the lead go on with the deal"""
lead_named = Signal()
"""lead: a scenario found somebody for it after a while"""
lead_handed_out = Signal()
"""lead, hand_out: somebody is asked to answer it, or (None) nobody any more"""
lead_owned = Signal()
"""lead: somebody answers for it for the first time, and not by a scenario"""
