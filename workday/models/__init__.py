from .claim import Claim
from .correction import Answer, Excuse, Explanation, Verdict, Void
from .days import DepartmentDay, PersonDay
from .ledger import Breach, LedgerRow
from .rule_setting import RuleSetting
from .tick import Tick
from .walk import DayWalk

__all__ = [
    "Answer",
    "Breach",
    "Claim",
    "DayWalk",
    "DepartmentDay",
    "Excuse",
    "Explanation",
    "LedgerRow",
    "PersonDay",
    "RuleSetting",
    "Tick",
    "Verdict",
    "Void",
]
