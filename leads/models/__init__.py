from .intake import Delivery, IntakePoint
from .lead import Lead, LeadAct, LeadDiscarding, LeadMove, LeadOwning, LeadStay

__all__ = ["Delivery", "IntakePoint", "Lead", "LeadAct", "LeadDiscarding", "LeadMove", "LeadOwning", "LeadStay"]
