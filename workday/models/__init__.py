from .claim import Claim
from .correction import Excuse, Explanation, Void
from .days import DepartmentDay, PersonDay
from .ledger import Breach, LedgerRow
from .rule_setting import RuleSetting
from .tick import Tick
from .walk import DayWalk

__all__ = ["Breach", "Claim", "DayWalk", "DepartmentDay", "Excuse", "Explanation", "LedgerRow", "PersonDay", "RuleSetting", "Tick", "Void"]
