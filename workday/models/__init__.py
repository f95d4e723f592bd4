from .absence_request import AbsenceRequest
from .claim import Claim
from .correction import Answer, Excuse, Explanation, Verdict, Void
from .days import DepartmentDay, PersonDay
from .enforcement import Enforcement
from .ledger import Breach, LedgerRow
from .look import Look, LookNote
from .rule_setting import RuleSetting
from .signal import Signal
from .tick import Tick
from .walk import DayWalk

__all__ = [
    "AbsenceRequest",
    "Answer",
    "Breach",
    "Claim",
    "DayWalk",
    "DepartmentDay",
    "Enforcement",
    "Excuse",
    "Explanation",
    "LedgerRow",
    "Look",
    "LookNote",
    "PersonDay",
    "RuleSetting",
    "Signal",
    "Tick",
    "Verdict",
    "Void",
]
