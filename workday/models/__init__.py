from .claim import Claim
from .correction import Answer, Excuse, Explanation, Verdict, Void
from .days import DepartmentDay, PersonDay
from .enforcement import Enforcement
from .ledger import Breach, LedgerRow
from .look import Look, LookNote
from .rule_setting import RuleSetting
from .tick import Tick
from .walk import DayWalk

__all__ = [
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
    "Tick",
    "Verdict",
    "Void",
]
