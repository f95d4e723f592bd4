from .first_answer import FirstAnswer
from .intake import Delivery, IntakePoint
from .lead import Lead, LeadAct, LeadDiscarding, LeadMove, LeadOwning, LeadStay
from .scenario import HandOut, Scenario, Seat

__all__ = [
    "Delivery",
    "FirstAnswer",
    "HandOut",
    "IntakePoint",
    "Lead",
    "LeadAct",
    "LeadDiscarding",
    "LeadMove",
    "LeadOwning",
    "LeadStay",
    "Scenario",
    "Seat",
]
