from .lead import Lead, LeadAct, LeadDiscarding, LeadMove, LeadOwning, LeadStay

__all__ = ["Lead", "LeadAct", "LeadDiscarding", "LeadMove", "LeadOwning", "LeadStay"]
