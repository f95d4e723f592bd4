from .lead import Lead, LeadMove, LeadStay

__all__ = ["Lead", "LeadMove", "LeadStay"]
